"""Reading recoveries, and what stands paid for a visit: the two that must never part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from billing.models import SettledLine, Settlement
from billing.recoveries.models import Recovery, RecoveryStep
from billing.recoveries.rules import Held
from billing.settlement.rules.lines import FUNDS
from billing.settlement.rules.states import APPROVED, VISIBLE
from ltc.db import session
from ltc.scope import Scope
from providers.visits.models import Visit


@dataclass(frozen=True, slots=True)
class Standing:
    """What the fund pays a provider for a visit, all corrections included, and whose money it is.

    The person's part is not the provider's to give back: a correction of the visit takes it.
    """

    person_id: int
    area_code: str
    insurance: str
    mode: str
    fund_fen: int
    approved_fen: int  # the part of approved months


def standing(visit_id: int, *, scope: Scope) -> Standing | None:
    """Return what stands for a visit in all months that were computed; None if none has it."""
    paid_to_provider = SettledLine.fund_fen - sa.func.coalesce(SettledLine.to_person_fen, 0)
    approved = sa.case((Settlement.state.in_(APPROVED), paid_to_provider), else_=0)
    statement = (
        sa.select(
            Visit.person_id,
            sa.func.max(Settlement.area_code),
            sa.func.max(SettledLine.insurance),
            Visit.mode,
            sa.func.sum(paid_to_provider),
            sa.func.sum(approved),
        )
        .join(SettledLine, _lines_of(Visit.person_id, Visit.id))
        .join(Settlement, Settlement.id == SettledLine.settlement_id)
        .where(Visit.id == visit_id, Settlement.state.in_(VISIBLE))
        .group_by(Visit.person_id, Visit.mode)
    )
    row = session().execute(scope.narrow(statement, Visit)).first()
    if row is None:
        return None
    person_id, area, insurance, mode, fund, paid = row
    return Standing(person_id, area, FUNDS[insurance], mode, int(fund), int(paid))


def _lines_of(person_id: object, visit_id: object) -> sa.ColumnElement[bool]:
    """Find lines by the leading columns of their key after the settlement's."""
    return sa.and_(SettledLine.person_id == person_id, SettledLine.visit_id == visit_id)


def of_finding(finding_id: int) -> Recovery | None:
    """Return the recovery of a finding (which was read under a scope)."""
    return session().scalar(sa.select(Recovery).where(Recovery.finding_id == finding_id))


def of_visit(visit_id: int) -> Recovery | None:
    """Return the recovery that is in force for a visit (which was read under a scope)."""
    statement = sa.select(Recovery).where(Recovery.visit_id == visit_id, Recovery.wanted_fen > 0)
    return session().scalar(statement)


def corrected_by(settlement_id: int) -> Sequence[Recovery]:
    """Return the recoveries of visits that a settlement has lines of."""
    lines = sa.exists().where(
        SettledLine.settlement_id == settlement_id,
        _lines_of(Recovery.person_id, Recovery.visit_id),
    )
    statement = sa.select(Recovery).where(Recovery.visit_id.is_not(None), lines)
    return session().scalars(statement.order_by(Recovery.id)).all()


def held(recovery_id: int) -> Held:
    """Return what is taken back at the moment, and what the provider owes of it."""
    fen, owed = sa.func.sum(RecoveryStep.fen), sa.func.sum(RecoveryStep.owed_fen)
    row = session().execute(
        sa.select(sa.func.coalesce(fen, 0), sa.func.coalesce(owed, 0)).where(
            RecoveryStep.recovery_id == recovery_id
        )
    )
    return Held(*map(int, row.one()))


def steps(recovery_id: int) -> Sequence[RecoveryStep]:
    """Return the steps of a recovery (which was read under a scope), oldest first."""
    statement = sa.select(RecoveryStep).where(RecoveryStep.recovery_id == recovery_id)
    return session().scalars(statement.order_by(RecoveryStep.id)).all()
