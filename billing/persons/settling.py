"""Write what a month settles for people: its own lines, and pairs that correct earlier months.

A part of the small unit that makes a month visible: so people are settled with it, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from billing.ledger.rules.chart import PERSON_PAYABLE, benefit_account
from billing.ledger.rules.entry import Line
from billing.models import Settlement
from billing.persons import queries
from billing.persons.models import PersonLine
from billing.persons.months import PeopleMonth
from billing.persons.rules.lines import (
    CARE,
    OWN,
    PersonTotal,
    Stretch,
    lines_hash,
    pairs,
    standing,
    totals,
)
from ltc.db import session


def write(row: Settlement, months: Sequence[PeopleMonth]) -> list[PersonTotal]:
    """Write a settlement's lines of people; return what the books take of family care.

    Their parts of visits are read from the settled lines, which stand already.
    """
    lines = [pair for month in months for pair in _changes(row, month)]
    lines += queries.shared_with_people(row)
    if not lines:
        return []
    lines.sort(key=lambda pair: (pair[1].person_id, pair[1].for_month, *pair))
    areas = queries.areas_of(line.person_id for _kind, line in lines)
    session().add_all(
        PersonLine(
            settlement_id=row.id,
            number=number,
            kind=kind,
            area_code=areas[line.person_id],
            **line._asdict(),
        )
        for number, (kind, line) in enumerate(lines, start=1)
    )
    row.people_lines = len(lines)
    row.people_fund_fen = sum(line.fund_fen for _kind, line in lines)
    row.people_hash = lines_hash(lines)
    return totals(lines)


def _changes(row: Settlement, month: PeopleMonth) -> list[tuple[int, Stretch]]:
    """Return the month's own lines, or what corrects an earlier month."""
    if str(month.month) == row.month:
        return [(OWN, line) for line in month.stretches]
    ever = queries.lines_ever(row.area_code, month.number, CARE, before=row.month)
    before = [line for line in standing(ever) if month.concerns(line.person_id)]
    return pairs(before, month.stretches)


def postings(parts: Iterable[PersonTotal]) -> list[Line]:
    """Return the sides of family care."""
    return [
        line
        for part in parts
        for line in (
            Line(benefit_account(part.mode), part.fund_fen),
            Line(PERSON_PAYABLE, -part.fund_fen),
        )
    ]
