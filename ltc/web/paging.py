"""Lists that are read by key: one page, and where the next one begins.

Unlike page numbers this costs the same on the thousandth page as on the first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

Row = TypeVar("Row")
_LAST_PAGE = 10**6


@dataclass(frozen=True, slots=True)
class KeyPage(Generic[Row]):
    """The rows of one page; ``next`` is the key after which the next one begins, if any."""

    rows: Sequence[Row]
    next: str


def key_page(found: Sequence[Row], size: int, key: Callable[[Row], str]) -> KeyPage[Row]:
    """Cut a page out of rows that were read with one more than ``size``."""
    rows = found[:size]
    return KeyPage(rows, key(rows[-1]) if len(found) > size else "")


def number_key(text: str) -> int | None:
    """Read the id after which a page begins; anything else is the first page."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None  # noqa: PLR2004 - digits that fit a database number


def page_number(text: str) -> int:
    """Read the number of a page; anything else is the first one."""
    return min(max(number_key(text) or 1, 1), _LAST_PAGE)


def due_key(text: str) -> tuple[date, int] | None:
    """Read ``day.id``, after which a page of a queue begins; anything else is the first page."""
    day, _, identity = text.partition(".")
    number = number_key(identity)
    try:
        return None if number is None else (date.fromisoformat(day), number)
    except ValueError:
        return None
