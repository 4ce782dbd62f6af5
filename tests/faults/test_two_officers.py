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
from billing.payments import withdrawing
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


def together(*acts: Callable[[], object]) -> list[str]:
    """Do different acts at the same moment; return how each ended, in their order."""
    gate, ended = Barrier(len(acts)), [""] * len(acts)

    def one(number: int) -> None:
        gate.wait()
        try:
            with unit_of_work():
                acts[number]()
            ended[number] = "done"
        except Conflict:
            ended[number] = "refused"

    people = [Thread(target=one, args=(number,)) for number in range(len(acts))]
    for each in people:
        each.start()
    for each in people:
        each.join()
    return ended


@pytest.mark.parametrize("trial", range(TRIALS))
def test_an_order_is_withdrawn_or_paid_never_both(database, trial):
    order = billing.approved_order()
    ended = together(
        lambda: payments.mark_paid(order, KNOWN.date(), "B", scope=billing.OFFICER, at=KNOWN),
        lambda: withdrawing.withdraw(order, "x", scope=billing.LEAD, at=KNOWN),
    )
    assert sorted(ended) == ["done", "refused"]
    (row,) = stored(PaymentOrder)
    assert row.state == ("paid" if ended[0] == "done" else "withdrawn")
    assert sum(each.kind == "payment" for each in stored(LedgerEntry)) == (row.state == "paid")


@pytest.mark.parametrize("trial", range(TRIALS))
def test_a_file_is_taken_out_or_its_order_withdrawn_never_both(database, trial):
    order = billing.approved_order()
    ended = together(
        lambda: payments.bank_file_of(order, scope=billing.OFFICER, at=KNOWN),
        lambda: withdrawing.withdraw(order, "x", scope=billing.LEAD, at=KNOWN),
    )
    assert sorted(ended) == ["done", "refused"]


@pytest.mark.parametrize("trial", range(TRIALS))
def test_an_order_withdrawn_while_it_is_approved_ends_withdrawn(database, trial):
    month = billing.approved_month()
    with unit_of_work():
        order = payments.draft_order(month, scope=billing.OFFICER, at=KNOWN).id
    ended = together(
        lambda: payments.approve_order(order, scope=base.desk("bureau_lead"), at=KNOWN),
        lambda: withdrawing.withdraw(order, "x", scope=billing.LEAD, at=KNOWN),
    )
    assert ended[1] == "done"
    (row,) = stored(PaymentOrder)
    assert (row.state, bool(row.file_sha256)) == ("withdrawn", ended[0] == "done")


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
