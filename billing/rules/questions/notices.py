"""What an answer says beside its amounts: a line of several days that its one day cannot judge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from billing.rules.questions.sheet import Case, Line
from ltc.shared.dates import Month, overlaps
from ltc.shared.reasons import Reason, register_texts

SEVERAL_DAYS = "line.several_days"
_ONE_UNIT = 1000


def notices(given: Sequence[Mapping[str, Any]], names: Sequence[str], case: Case) -> list[Reason]:
    """Return a notice for each line of several days among which an event falls.

    A line is judged by its own day, so one line for a month of bed days hides a stay in hospital.
    """
    return list(_found(given, names, case)) if case.events else []


def as_answer(notice: Reason, language: str) -> dict[str, str]:
    """Return a notice with the line it is about."""
    return {"line": str(notice.facts["line"]), **notice.as_answer(language)}


def _found(
    given: Sequence[Mapping[str, Any]], names: Sequence[str], case: Case
) -> Iterator[Reason]:
    for name, line, written in zip(names, case.lines, given, strict=True):
        span = _days_of(line, written["unit"])
        if span and any(overlaps(each.first_day, each.last_day, *span) for each in case.events):
            yield Reason(SEVERAL_DAYS, "", {"line": name, "day": line.day})


def _days_of(line: Line, unit: str) -> tuple[date, date] | None:
    """Return the days of its month that a line stands for, where they are more than one."""
    month = Month.of(line.day)
    if unit == "month":
        return month.days
    if unit != "day" or line.quantity_milli <= _ONE_UNIT:
        return None
    further = -(-line.quantity_milli // _ONE_UNIT) - 1
    left = (month.last_day - line.day).days
    return line.day, line.day + timedelta(days=min(further, left))


register_texts(
    {
        SEVERAL_DAYS: (
            "本行是多日合计，只按 {day} 一天判定；住院等情形落在这些日子里，请每日写一行",
            (
                "this line stands for several days and is judged by {day} alone; an event falls "
                "among them: write a line for each day"
            ),
        ),
    }
)
