"""What the fund paid for one visit, so that no more than that is ever recovered for it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from billing.ledger.rules.chart import EMPLOYEE, RESIDENT
from billing.models import SettledLine, Settlement
from ltc.db import session
from ltc.scope import Scope
from providers.visits.models import Visit

_INSURANCES = (EMPLOYEE, RESIDENT)
_SETTLED = ("approved", "paid", "closed")


@dataclass(frozen=True, slots=True)
class Paid:
    """The fund's part of one visit over all settlements, and whose money it was."""

    fund_fen: int
    insurance: str
    mode: str


def paid_for_visit(visit_id: int, *, scope: Scope) -> Paid | None:
    """Return what approved settlements gave for a visit, corrections included."""
    statement = scope.narrow(
        sa.select(
            sa.func.sum(SettledLine.fund_fen), sa.func.max(SettledLine.insurance), Visit.mode
        ),
        Visit,
    )
    found = (
        session()
        .execute(
            statement.join(Visit, Visit.id == SettledLine.visit_id)
            .join(Settlement, Settlement.id == SettledLine.settlement_id)
            .where(
                Visit.id == visit_id,
                SettledLine.person_id == Visit.person_id,
                Settlement.state.in_(_SETTLED),
            )
            .group_by(Visit.mode)
        )
        .first()
    )
    if found is None:
        return None
    fund, insurance, mode = found
    return Paid(int(fund), _INSURANCES[insurance], mode)
