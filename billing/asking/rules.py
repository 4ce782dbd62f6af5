"""Where in a question a fault lies.  Pure."""

from __future__ import annotations

import re

_LINE = re.compile(r"lines\[(\d+)\]\.(\w+)")


def place_of(field: str) -> tuple[int | None, str]:
    """Return the line's number (from 0) and the name of the field a fault is about."""
    found = _LINE.fullmatch(field)
    if found:
        return int(found[1]), found[2]
    return None, field.removeprefix("person.")
