"""How long a conclusion holds, and when it is time to look again."""

from __future__ import annotations

from datetime import date, timedelta

from assessments.rules.law import Law
from ltc.shared.dates import add_months
from ltc.shared.errors import BadInput

_ONE_DAY = timedelta(days=1)


def last_valid_day(first_day: date, months: int, *, severe: bool, law: Law) -> date:
    """Return the last day of a conclusion that holds ``months`` from ``first_day``.

    The area sets the months; a severe grade may hold no longer than the national maximum, and more
    is refused rather than cut down in silence.
    """
    if months < 1:
        raise BadInput(
            "a conclusion holds for at least one month", "有效期至少为一个月", field="months"
        )
    clause = law["process.severe_validity_months"]
    if severe and months > clause.on(first_day):
        raise BadInput(
            f"a severe grade holds at most {clause.on(first_day)} months, not {months}"
            f" ({clause.law_on(first_day)})",
            f"重度失能结论有效期最长 {clause.on(first_day)} 个月，不能是 {months} 个月"
            f"（{clause.law_on(first_day)}）",
            field="months",
        )
    return add_months(first_day, months) - _ONE_DAY


def holds_on(day: date, first_day: date, last_day: date) -> bool:
    """Tell whether a conclusion of ``first_day`` to ``last_day`` (both included) holds."""
    return first_day <= day <= last_day


def expiring_from(last_day: date, *, law: Law) -> date:
    """Return the first day on which reassessment is to be arranged before ``last_day``."""
    lead = law["process.expiry_lead_days"].on(last_day)
    return last_day - timedelta(days=lead)
