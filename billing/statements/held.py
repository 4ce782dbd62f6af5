"""What may not be paid to providers yet: disputed, or waiting for correction.

A month that is not approved yet is not paid at all, so nothing of it is held besides.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import sqlalchemy as sa

from billing.models import SettledLine, StatementBreak
from billing.settlement.rules.lines import TAKEN_BACK
from billing.statements.queries import approved_months, newest_ids
from billing.statements.rules import KEPT, still_held
from ltc.db import session
from providers.visits.models import Visit


class Held(NamedTuple):
    """One dispute of a newest version that nobody decided to keep, and what it holds now."""

    provider_id: int
    fund: int
    fen: int


def held_back(area: str) -> dict[tuple[int, int], int]:
    """Return what may not be paid to providers yet, by provider and fund."""
    found: Counter[tuple[int, int]] = Counter()
    for each in held(area):
        found[each.provider_id, each.fund] += each.fen
    return dict(found)


def held_of_visit(visit_id: int, area: str) -> int:
    """Return what was never paid for a visit of an approved month, since it is in dispute."""
    return sum(each.fen for each in held(area, StatementBreak.visit_id == visit_id))


def held(area: str, *where: sa.ColumnElement[bool]) -> list[Held]:
    """Return the disputes that hold something; what later months did to their visits counts."""
    months = approved_months(area)
    standing = (
        sa.select(StatementBreak)
        .where(StatementBreak.settlement_id.in_(months), StatementBreak.state != KEPT)
        .where(StatementBreak.statement_id.in_(newest_ids()), *where)
        .order_by(StatementBreak.id)
    )
    rows = session().scalars(standing).all()
    later = _later([row.id for row in rows], months) if rows else {}
    nothing = 0, False
    fen = [still_held(row.state, row.held_fen, *later.get(row.id, nothing)) for row in rows]
    return [
        Held(row.provider_id, row.insurance, each)
        for row, each in zip(rows, fen, strict=True)
        if each
    ]


def _later(break_ids: list[int], months: sa.Select[int]) -> dict[int, tuple[int, bool]]:
    """Return what later approved months added to disputed visits, and whether one took it back."""
    to_provider = SettledLine.fund_fen - sa.func.coalesce(SettledLine.to_person_fen, 0)
    taken_back = sa.func.max(sa.case((SettledLine.kind == TAKEN_BACK, 1), else_=0))
    statement = (
        sa.select(
            StatementBreak.id, sa.func.sum(to_provider - SettledLine.withheld_fen), taken_back
        )
        .join(Visit, Visit.id == StatementBreak.visit_id)
        .join(
            SettledLine,
            sa.and_(
                SettledLine.settlement_id.in_(months),
                SettledLine.settlement_id > StatementBreak.settlement_id,
                SettledLine.person_id == Visit.person_id,
                SettledLine.visit_id == Visit.id,
                SettledLine.provider_id == StatementBreak.provider_id,
            ),
        )
        .where(StatementBreak.id.in_(break_ids))
        .group_by(StatementBreak.id)
    )
    return {number: (int(fen), bool(back)) for number, fen, back in session().execute(statement)}
