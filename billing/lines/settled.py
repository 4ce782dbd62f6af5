"""Answers the rooms below what became of visits: settled for how much, paid or not yet."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from billing.models import SettledLine, Settlement
from billing.statements.queries import visible_lines
from ltc.db import session
from ltc.scope import Scope
from providers.visits.models import Visit
from providers.visits.settled import Settled

_PAID = ("paid", "closed")


def tell_settled(*, visits: Sequence[Visit], into: dict[int, Settled]) -> None:
    """Add what each visit came to, corrections included; paid once a month that holds it is."""
    everything = Scope.everything("what visits came to that the asker has read under a scope")
    lines = visible_lines(everything).where(
        SettledLine.person_id.in_({visit.person_id for visit in visits}),
        SettledLine.visit_id.in_([visit.id for visit in visits]),
    )
    paid = sa.func.max(sa.case((Settlement.state.in_(_PAID), 1), else_=0))
    sums = lines.with_only_columns(
        SettledLine.visit_id,
        sa.func.sum(SettledLine.fund_fen),
        sa.func.sum(SettledLine.person_fen),
        paid,
    ).group_by(SettledLine.visit_id)
    for visit_id, fund, person, is_paid in session().execute(sums):
        into[visit_id] = Settled(int(fund), int(person), bool(is_paid))
