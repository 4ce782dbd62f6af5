"""The days of a month on which a person has the benefit: where a law limits part months by days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from billing.rules.questions.sheet import UNENTITLED, Event
from billing.rules.windows import HOSPITAL_DAYS
from ltc.shared.dates import Month, each_day

_ONE_DAY = timedelta(days=1)


def week_before(month: Month) -> date:
    """Return the Monday of the week in which the month begins."""
    return month.first_day - timedelta(days=month.first_day.weekday())


def outside(month: Month, first_day: date | None, last_day: date | None) -> list[Event]:
    """Return the days before the benefit begins and after it ends, as events.

    They reach back to the Monday of the month's first week, whose earlier days may be told too.
    """
    found, begins = [], week_before(month)
    if first_day and first_day > begins:
        found.append(Event(UNENTITLED, begins, first_day - _ONE_DAY))
    if last_day and last_day < month.last_day:
        found.append(Event(UNENTITLED, last_day + _ONE_DAY, month.last_day))
    return found


def days_of_benefit(month: Month, events: Sequence[Event]) -> int:
    """Return how many days of the month no event takes away."""
    lost = {day for event in events for day in _lost(event, month)}
    return sum(day not in lost for day in each_day(*month.days))


def _lost(event: Event, month: Month) -> Sequence[date]:
    """Return the days of the month on which an event stops the benefit."""
    first, last = event.first_day, event.last_day or month.last_day
    if event.kind == "death":
        first, last = first + _ONE_DAY, month.last_day
    elif event.kind in HOSPITAL_DAYS:
        after, before = HOSPITAL_DAYS[event.kind]
        first += timedelta(days=after)
        last -= timedelta(days=before if event.last_day else 0)
    first, last = max(first, month.first_day), min(last, month.last_day)
    return list(each_day(first, last)) if first <= last else []
