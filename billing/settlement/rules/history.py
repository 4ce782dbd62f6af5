"""What of the time before a month decides on it: its first week, its eve, months of care at home.

It is read from visits and choices as known, never from lines settled before: so a correction of
one month and of those that depend on it can be made in any order, and gives the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import polars as pl

from billing.rules.law import Law
from billing.rules.questions.days import week_before
from billing.rules.shapes import hourly, per_visit
from billing.rules.shapes.loyalty import NEXT
from ltc.case.rules.events import CHOICES
from ltc.shared.dates import FOREVER, Month, each_day

WEEKLY = (hourly.WEEK, per_visit.WEEK)
LONGEST = 12
"""How many months back another pack may ask, in a what-if."""

SEEN = {"person": pl.Int64, "mode": pl.String, "number": pl.Int64}
"""Months with care: whose, in which mode, and the month counted from year 0."""

AT_HOME = {"person": pl.Int64, "mode": pl.String, "months": pl.Int64}
_ONE_DAY = timedelta(days=1)


class Choice(NamedTuple):
    """What a person chose for care at home without a break, ``hours`` or ``cash``, for a time."""

    person: int
    first_day: date
    last_day: date
    word: str


def first_day(law: Law, month: Month) -> date:
    """Return from which day on visits spend what the month pays.

    Where the law limits weeks, that is the Monday of the week in which the month begins.
    """
    days = each_day(week_before(month), month.first_day)
    limited = [day for day in days if any(law.has(name, day) for name in WEEKLY)]
    return min(limited, default=month.first_day)


def eve(month: Month) -> date:
    """Return the last day of the month before: its visits may go on into this one."""
    return month.first_day - _ONE_DAY


def months_back(law: Law, month: Month) -> int:
    """Return how many months before this one may change what it pays; mostly none."""
    on = month.last_day
    return min(int(law.value(NEXT, on)), LONGEST) if law.has(NEXT, on) else 0


def reach(law: Law, month: Month) -> date:
    """Return the first day whose facts decide on the month."""
    return before(first_day(law, month), month, months_back(law, month))


def before(first_day: date, month: Month, back: int) -> date:
    """Return the first of the days that decide: of a week, the eve, so many months before."""
    return min(first_day, eve(month), first_of(month, back))


def first_of(month: Month, back: int) -> date:
    """Return the first day of the month so many before."""
    year, number = divmod(number_of(month) - back, 12)
    return date(year, number + 1, 1)


def number_of(month: Month) -> int:
    """Return the month counted from year 0, so that neighbours differ by one."""
    return month.year * 12 + month.number - 1


def at_home(seen: pl.DataFrame, month: Month) -> pl.DataFrame:
    """Return how many months in a row, up to the one before, had care in a mode: ``AT_HOME``.

    ``seen`` has ``SEEN``, each month once.
    """
    whose = ["person", "mode"]
    ago = seen.with_columns(ago=number_of(month) - pl.col("number")).filter(pl.col("ago") > 0)
    row = pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over(whose)
    unbroken = ago.sort(*whose, "ago").filter(pl.col("ago") == row)
    return unbroken.group_by(whose).agg(pl.len().cast(pl.Int64).alias("months"))


def choices(events: Iterable[Any]) -> list[Choice]:
    """Return the choices among events; one ends where the person's next begins."""
    chosen = [
        Choice(each.person_id, each.first_day, each.last_day or FOREVER, CHOICES[each.kind])
        for each in events
        if each.kind in CHOICES
    ]
    chosen.sort()
    held = [_until(mine, chosen[at + 1 : at + 2]) for at, mine in enumerate(chosen)]
    return [each for each in held if each.first_day <= each.last_day]


def _until(mine: Choice, after: Sequence[Choice]) -> Choice:
    """Return a choice as it ends before the next one of the same person."""
    days = [each.first_day - _ONE_DAY for each in after if each.person == mine.person]
    return mine._replace(last_day=min([mine.last_day, *days]))
