"""What may happen to a person, and which of it closes the case."""

from __future__ import annotations

from datetime import date

from ltc.shared.errors import BadInput, Unknown

CHOICES = {"incentive_hours": "hours", "incentive_cash": "cash"}
"""What a person may choose for care at home without a break, once for a determination's time."""

KINDS = ("hospital", "death", "arrears", "moved", "other_benefit", *CHOICES)
CLOSING = frozenset({"death", "moved"})
# These last from day to day; the others are one day with which something ends.
SPANS = frozenset({"hospital", "arrears", "other_benefit", *CHOICES})
LONGEST_SOURCE = 60
LONGEST_NOTE = 200


def check_event(kind: str, first_day: date, last_day: date | None, on: date) -> None:
    """Refuse an event that cannot have happened as told."""
    if kind not in KINDS:
        raise Unknown.word("event", kind, KINDS, field="kind")
    if first_day > on and kind not in CHOICES:
        raise BadInput(
            "an event is recorded when it has happened", "不能登记将来发生的事", field="first_day"
        )
    if last_day is not None and last_day < first_day:
        raise BadInput("the event ends before it begins", "止日早于起日", field="last_day")
    if last_day is not None and kind not in SPANS:
        raise BadInput(
            f"{kind} is one day and has no last day", "这一类事件只填发生日", field="last_day"
        )
