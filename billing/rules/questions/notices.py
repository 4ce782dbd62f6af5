"""What an answer says beside its amounts.

A line of several days that its one day cannot judge; cash that a person chose and no line asks for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from billing.rules.columns import About, Cell
from billing.rules.questions.details import Person
from billing.rules.questions.sheet import Case, Line
from billing.rules.shapes.loyalty import CASH, CASH_CHOSEN, cash_of_loyalty
from billing.rules.tables import value_in, words_along
from billing.rules.tariff import SHAPE, Tariff
from ltc.shared.dates import Month, overlaps
from ltc.shared.money import yuan
from ltc.shared.reasons import Reason, register_texts

SEVERAL_DAYS, CASH_LEFT_OUT = "line.several_days", "benefit.cash_left_out"
_IN_CASH = "loyalty_cash"
_ONE_UNIT = 1000


def notices(given: Sequence[Mapping[str, Any]], names: Sequence[str], case: Case) -> list[Reason]:
    """Return a notice for each line of several days among which an event falls.

    A line is judged by its own day, so one line for a month of bed days hides a stay in hospital.
    """
    return list(_found(given, names, case)) if case.events else []


def cash_left_out(
    tariff: Tariff, case: Case, person: Person, given: Sequence[Mapping[str, Any]], on: date
) -> list[Reason]:
    """Return a notice where the person chose cash for care at home and no line asks for it."""
    if person.incentive != CASH_CHOSEN:
        return []
    cell = Cell(on, case.mode, case.grade, case.insurance, About("", "", "", *person))
    if tariff.refusal(cell):
        return []
    items = [
        item
        for item in words_along(tariff.law, SHAPE, "item", cell)
        if value_in(tariff.law, SHAPE, cell._replace(about=About(item))) == _IN_CASH
    ]
    amount = cash_of_loyalty(tariff.law, cell) if items else 0
    if not amount or any(line["item"] in items for line in given):
        return []
    law = tariff.law.cited(f"{CASH}_first", on)
    return [Reason(CASH_LEFT_OUT, law, {"line": "", "item": items[0], "amount": yuan(amount)})]


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
        CASH_LEFT_OUT: (
            "选了现金激励（每月 {amount} 元），但没有写 item 为 {item} 的一行，所以没有计付",
            (
                "cash was chosen ({amount} 元 a month), and no line with the item {item} asks for "
                "it: it is not paid here"
            ),
        ),
        SEVERAL_DAYS: (
            "本行是多日合计，只按 {day} 一天判定；住院等情形落在这些日子里，请每日写一行",
            (
                "this line stands for several days and is judged by {day} alone; an event falls "
                "among them: write a line for each day"
            ),
        ),
    }
)
