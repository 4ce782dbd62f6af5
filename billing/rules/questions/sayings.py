"""Numbers that only some packs have: a condition that an area never made does not hold there."""

from __future__ import annotations

from datetime import date
from typing import Any

from billing.rules.law import Law


def said(law: Law, name: str, on: date) -> Any:  # noqa: ANN401 - what the pack says
    """Return the value of ``name`` on ``on``, or None where the area has no such rule yet.

    A value that ended or was never published stays a ``PolicyGap``: that is not "no rule".
    """
    if name not in law.pack or on < law.pack[name].rows[0].first_day:
        return None
    return law.value(name, on)
