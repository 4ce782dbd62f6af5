"""A paid month of few visits, and what may happen to their money afterwards."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from billing.ledger.models import LedgerLine
from billing.models import SettledLine, Settlement
from billing.payments import services as payments
from billing.recoveries.models import Recovery, RecoveryStep
from billing.recoveries.services import held_of
from billing.settlement import services as settlements
from ltc.audit.services import record
from ltc.db import read_only, session, unit_of_work
from ltc.oversight import services as oversight
from ltc.oversight.services import Decision, NewFinding
from providers.visits import services as visits
from providers.visits.models import Visit
from tests.support.factories import billing
from tests.support.factories import oversight as make
from tests.support.factories.billing import LEAD, OFFICER, settle


def verified(whose, by, day: date, *, hour: int = 9) -> Visit:
    """Write a verified visit of 80 元 for the fund, with the audit row of its verification."""
    made = billing.visit(whose, by, day, hour=hour)
    record(act="visit.verify", about=made, actor=billing.OPERATOR.actor, at=made.verified_at)
    return made


def pay(settlement_id: int, at: datetime) -> None:
    """Sign, approve and pay a month."""
    billing.sign_all(settlement_id)
    approve_and_pay(settlement_id, at)


def approve_and_pay(settlement_id: int, at: datetime) -> None:
    """Approve and pay a month that is signed."""
    with unit_of_work():
        settlements.approve(settlement_id, scope=LEAD, at=at)
    with unit_of_work():
        order = payments.draft_order(settlement_id, scope=OFFICER, at=at).id
    with unit_of_work():
        payments.approve_order(order, scope=LEAD, at=at)
    with unit_of_work():
        payments.mark_paid(order, at.date(), "B", scope=OFFICER, at=at)


def settled(month, at: datetime):
    """Settle a month, and sign, approve and pay it."""
    done = settle(month, at_=at)
    pay(done.id, at)
    return done


def decided(visit: Visit, fen: int, at: datetime) -> int:
    """Uphold a finding that takes a visit's money back; return the finding."""
    with unit_of_work():
        new = NewFinding(
            provider_id=visit.provider_id, visit_id=visit.id, text="未上门", law="服务协议第十二条"
        )
        made = oversight.find(new, scope=make.bureau_scope(), at=at)
        desk = make.provider_scope(visit.provider_id)
        oversight.hear(made.id, "无意见", scope=desk, at=at)
        decision = Decision(outcome="upheld", text="事实清楚", recovery_fen=fen)
        lead = make.bureau_scope("bureau_lead")
        oversight.decide_finding(made.id, decision, scope=lead, at=at)
        return made.id


def collect(finding_id: int, how: str, at: datetime) -> None:
    """Settle what a provider owes of a finding."""
    with unit_of_work():
        oversight.collect(finding_id, how, "B-7", scope=make.bureau_scope(), at=at)


def lift(finding_id: int, at: datetime) -> None:
    """Lift a finding."""
    with unit_of_work():
        lead = make.bureau_scope("bureau_lead")
        oversight.lift_finding(finding_id, "认定有误", scope=lead, at=at)


def void(visit: Visit, at: datetime) -> None:
    """Void a visit after its month was settled."""
    with unit_of_work():
        visits.void(visit.id, "重复登记", scope=billing.OPERATOR, at=at - timedelta(hours=2))


def paid_for(visit_id: int) -> int:
    """Return what all computed months give for a visit."""
    with read_only():
        statement = (
            sa.select(sa.func.coalesce(sa.func.sum(SettledLine.fund_fen), 0))
            .join(Settlement, Settlement.id == SettledLine.settlement_id)
            .where(SettledLine.visit_id == visit_id, Settlement.state.not_in(("open", "frozen")))
        )
        return int(session().scalar(statement))


def taken_back() -> int:
    """Return what findings take back at the moment."""
    with read_only():
        return int(session().scalar(sa.select(sa.func.coalesce(sa.func.sum(RecoveryStep.fen), 0))))


def balances() -> dict[str, int]:
    """Return what stands on every account that is not even."""
    by_account = sa.select(LedgerLine.account, sa.func.sum(LedgerLine.amount_fen)).group_by(
        LedgerLine.account
    )
    with read_only():
        return {account: int(fen) for account, fen in session().execute(by_account) if fen}


def taken_back_of(visit_id: int) -> int:
    """Return what findings take back of one visit at the moment."""
    whose = sa.select(Recovery.id).where(Recovery.visit_id == visit_id)
    fen = sa.func.coalesce(sa.func.sum(RecoveryStep.fen), 0)
    with read_only():
        return int(session().scalar(sa.select(fen).where(RecoveryStep.recovery_id.in_(whose))))


def owed_of(finding_id: int) -> int:
    """Return what a provider still owes of a finding."""
    with read_only():
        return held_of(finding_id).owed_fen
