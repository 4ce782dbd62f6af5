"""Of which kind is an application?  The applicant does not choose: it follows from the past.

Whether it may be made is the assessment room's rule (``assessments.rules.eligibility``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ltc.policy.lookup import Pack

FIRST, CHANGE, EXPIRY, ORDERED = "first", "change", "expiry", "ordered"


@dataclass(frozen=True, slots=True)
class Earlier:
    """The person's newest determination: when it was decided and the last day it holds."""

    decided_on: date
    last_day: date
    entitled: bool


def kind_of(pack: Pack, earlier: Earlier | None, on: date, *, ordered: bool = False) -> str:
    """Return first, change, expiry (from the pack's lead days on) or ordered by the office."""
    if ordered:
        return ORDERED
    if earlier is None:
        return FIRST
    lead = timedelta(days=pack["process.expiry_lead_days"].on(on))
    return EXPIRY if earlier.entitled and earlier.last_day - lead <= on else CHANGE
