"""By when a claim is due, and each of its reviews: working days that the pack states."""

from __future__ import annotations

from datetime import date

from billing.rules.law import Law
from ltc.policy.calendar import work_calendar
from ltc.policy.load import pack_for_area
from ltc.shared.dates import Month
from ltc.shared.errors import PolicyGap


def submit_due(area: str, month: Month) -> date | None:
    """Return by when a month is claimed."""
    return _after(area, month.last_day, "settlement.claim_due_days")


def first_due(area: str, submitted: date) -> date | None:
    """Return by when a claim is reviewed for the first time."""
    return _after(area, submitted, "settlement.claim_first_days")


def second_due(area: str, reviewed: date) -> date | None:
    """Return by when a claim is decided."""
    return _after(area, reviewed, "settlement.claim_second_days")


def _after(area: str, start: date, name: str) -> date | None:
    """Return the day, or none where the pack states no number or the holidays are not known."""
    law = Law(pack_for_area(area, start))
    try:
        return work_calendar(area, start.year).after(start, int(law.value(name, start)))
    except (PolicyGap, KeyError):
        return None
