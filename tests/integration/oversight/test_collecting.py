"""What a provider owes back: off its next payment or paid in, once, not by the decider."""

import pytest
import sqlalchemy as sa

from billing.ledger.checks import faults
from billing.ledger.models import LedgerEntry, LedgerLine
from ltc.db import session, unit_of_work
from ltc.oversight import services
from ltc.oversight.services import Decision, NewFinding
from ltc.shared.errors import BadInput, Conflict, Forbidden, Unknown
from tests.support.factories import base
from tests.support.factories import oversight as make

LEAD = make.bureau_scope("bureau_lead")


@pytest.fixture
def owed(database):
    """Keep one unit open with a finding by which a provider owes 100.00 back."""
    with unit_of_work():
        new = NewFinding(
            provider_id=base.organisation("care_provider").id,
            text="重复收费",
            law="服务协议第十二条",
            insurance="employee",
            mode="home",
        )
        made = services.find(new, scope=make.bureau_scope(), at=base.AT)
        desk = make.provider_scope(made.provider_id)
        services.hear(made.id, "没有意见", scope=desk, at=base.AT)
        decision = Decision(outcome="upheld", text="事实清楚", recovery_fen=10_000)
        services.decide_finding(made.id, decision, scope=LEAD, at=base.AT)
        yield made


def balances() -> dict[str, int]:
    rows = session().execute(
        sa.select(LedgerLine.account, sa.func.sum(LedgerLine.amount_fen)).group_by(
            LedgerLine.account
        )
    )
    return {account: int(fen) for account, fen in rows if fen}


def test_it_comes_off_what_the_fund_owes(owed):
    services.collect(owed.id, "offset", scope=make.bureau_scope(), at=base.AT)
    assert balances() == {"payable.provider": 10_000, "benefit.home": -10_000}
    assert list(faults()) == []


def test_or_it_comes_in_as_money(owed):
    services.collect(owed.id, "cash", "B-7", scope=make.bureau_scope(), at=base.AT)
    assert balances() == {"cash.pool": 10_000, "benefit.home": -10_000}


def test_money_that_came_in_has_the_banks_reference(owed):
    with pytest.raises(BadInput, match="reference"):
        services.collect(owed.id, "cash", " ", scope=make.bureau_scope(), at=base.AT)
    services.collect(owed.id, "cash", " B-7 ", scope=make.bureau_scope(), at=base.AT)
    entry = session().query(LedgerEntry).order_by(LedgerEntry.id.desc()).first()
    assert entry.document == "B-7"


def test_it_is_collected_once(owed):
    services.collect(owed.id, "cash", "B-7", scope=make.bureau_scope(), at=base.AT)
    with pytest.raises(Conflict):
        services.collect(owed.id, "offset", scope=make.bureau_scope(), at=base.AT)


def test_who_decided_does_not_collect(owed):
    with pytest.raises(Forbidden):
        services.collect(owed.id, "cash", "B-7", scope=LEAD, at=base.AT)


def test_an_unknown_way_is_refused(owed):
    with pytest.raises(Unknown):
        services.collect(owed.id, "barter", scope=make.bureau_scope(), at=base.AT)


def test_what_was_dropped_leaves_nothing_to_collect(owed):
    new = NewFinding(provider_id=owed.provider_id, text="另一事实", law="协议")
    made = services.find(new, scope=make.bureau_scope(), at=base.AT)
    with pytest.raises(Conflict):
        services.collect(made.id, "cash", "B-7", scope=make.bureau_scope(), at=base.AT)
