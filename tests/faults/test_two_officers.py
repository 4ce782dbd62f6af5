"""Two officers at once on one item: one act takes effect, the other is told so."""

import os
from collections.abc import Callable
from threading import Barrier, Thread

import pytest

from billing.ledger import services as ledger
from billing.ledger.models import LedgerEntry
from billing.ledger.rules.entry import About, Entry, pair
from billing.models import PaymentOrder, StatementSignature
from billing.payments import services as payments
from billing.settlement import services as settlements
from billing.statements import services as statements
from ltc.db import unit_of_work
from ltc.shared.errors import Conflict
from tests.support.factories import base, billing
from tests.support.factories.base import stored
from tests.support.factories.billing import KNOWN, OFFICER

TRIALS = int(os.environ.get("LTC_TEST_TRIALS", "2"))


def at_once(act: Callable[[object], object]) -> list[str]:
    """Do ``act`` in two threads at the same moment, as two people; return how each ended."""
    gate, ended = Barrier(2), []

    def one(scope: object) -> None:
        gate.wait()
        try:
            with unit_of_work():
                act(scope)
            ended.append("done")
        except Conflict:
            ended.append("refused")

    people = [Thread(target=one, args=(base.desk("bureau_lead"),)) for _ in range(2)]
    for each in people:
        each.start()
    for each in people:
        each.join()
    return sorted(ended)


@pytest.mark.parametrize("trial", range(TRIALS))
def test_a_month_is_paid_once(database, trial):
    month = billing.approved_month()
    assert at_once(lambda who: payments.draft_order(month, scope=who, at=KNOWN)) == [
        "done",
        "refused",
    ]
    (order,) = stored(PaymentOrder)
    assert at_once(lambda who: payments.approve_order(order.id, scope=who, at=KNOWN)) == [
        "done",
        "refused",
    ]
    ended = at_once(
        lambda who: payments.mark_paid(order.id, KNOWN.date(), "B", scope=who, at=KNOWN)
    )
    assert ended == ["done", "refused"]
    assert sum(each.kind == "payment" for each in stored(LedgerEntry)) == 1


@pytest.mark.parametrize("trial", range(TRIALS))
def test_one_key_is_posted_once(database, trial):
    with unit_of_work():
        base.areas()
    entry = Entry(
        key="k",
        area_code="2111",
        insurance="employee",
        kind="income",
        posted_on=KNOWN.date(),
        about=About("test", "1"),
        lines=pair("cash.pool", "income.fiscal", 5),
    )
    assert at_once(lambda who: ledger.post(entry, scope=who, at=KNOWN)) == ["done", "done"]
    assert len(stored(LedgerEntry)) == 1


@pytest.mark.parametrize("trial", range(TRIALS))
def test_a_party_signs_once_and_a_month_is_approved_once(database, trial):
    billing.simple_month()
    month = billing.settle().id
    with unit_of_work():
        (statement,) = statements.make_statements(month, scope=OFFICER, at=KNOWN)
    shown = statement.content_hash
    ended = at_once(lambda who: statements.sign(statement.id, shown, scope=who, at=KNOWN))
    assert ended == ["done", "refused"]
    assert len(stored(StatementSignature)) == 1
    assert at_once(lambda who: settlements.advance(month, "reconcile", scope=who, at=KNOWN)) == [
        "done",
        "refused",
    ]
    assert at_once(lambda who: settlements.approve(month, scope=who, at=KNOWN)) == [
        "done",
        "refused",
    ]
