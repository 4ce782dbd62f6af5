"""Reading recoveries, and what stands paid for a visit: the two that must never part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from billing.models import SettledLine, Settlement
from billing.recoveries.models import Recovery, RecoveryStep
from billing.recoveries.rules import Held, Paid
from billing.settlement.rules.lines import FUNDS
from billing.settlement.rules.states import APPROVED, VISIBLE
from ltc.db import session
from ltc.scope import Scope
from providers.visits.models import Visit

_VOIDED = "voided"


@dataclass(frozen=True, slots=True)
class Standing:
    """What the fund pays for a visit, all corrections included, and whose money it is.

    The provider's part and the person's stand apart; ``approved`` is what approved months pay.
    """

    person_id: int
    area_code: str
    insurance: str
    mode: str
    paid: Paid
    approved: Paid
    voided: bool = False

    @property
    def certain(self) -> Paid:
        """What can be taken back now: what stands, and no more than approved months pay."""
        both = zip(
            (self.paid.provider_fen, self.paid.person_fen),
            (self.approved.provider_fen, self.approved.person_fen),
            strict=True,
        )
        return Paid(*(max(min(each), 0) for each in both))


def standing(visit_id: int, *, scope: Scope) -> Standing | None:
    """Return what stands for a visit in all months that were computed; None if none has it."""
    theirs = sa.func.coalesce(SettledLine.to_person_fen, 0)
    parts = (SettledLine.fund_fen - theirs, theirs)
    approved = (sa.case((Settlement.state.in_(APPROVED), part), else_=0) for part in parts)
    statement = (
        sa.select(
            Visit.person_id,
            sa.func.max(Settlement.area_code),
            sa.func.max(SettledLine.insurance),
            Visit.mode,
            Visit.state,
            *(sa.func.sum(part) for part in (*parts, *approved)),
        )
        .join(SettledLine, _lines_of(Visit.person_id, Visit.id))
        .join(Settlement, Settlement.id == SettledLine.settlement_id)
        .where(Visit.id == visit_id, Settlement.state.in_(VISIBLE))
        .group_by(Visit.person_id, Visit.mode, Visit.state)
    )
    row = session().execute(scope.narrow(statement, Visit)).first()
    if row is None:
        return None
    person_id, area, insurance, mode, state, *fen = row
    stands, sure = Paid(*map(int, fen[:2])), Paid(*map(int, fen[2:]))
    whose = (person_id, area, FUNDS[insurance], mode)
    return Standing(*whose, stands, sure, voided=state == _VOIDED)


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
    """Return what is taken back at the moment, what the provider owes of it, what is a person's."""
    columns = RecoveryStep.fen, RecoveryStep.owed_fen, RecoveryStep.person_fen
    sums = (sa.func.coalesce(sa.func.sum(column), 0) for column in columns)
    row = session().execute(sa.select(*sums).where(RecoveryStep.recovery_id == recovery_id))
    return Held(*map(int, row.one()))


def steps(recovery_id: int) -> Sequence[RecoveryStep]:
    """Return the steps of a recovery (which was read under a scope), oldest first."""
    statement = sa.select(RecoveryStep).where(RecoveryStep.recovery_id == recovery_id)
    return session().scalars(statement.order_by(RecoveryStep.id)).all()
