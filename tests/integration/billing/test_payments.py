"""Payments: two people, once, never below zero; the bank's file and the books agree."""

from datetime import date

import pytest

from billing.ledger.queries import balances
from billing.models import PaymentLine, Settlement
from billing.payments import queries, services
from billing.payments.bank import BankLine, bank_file
from billing.payments.rules import share_of
from ltc.case.models import Person
from ltc.db import read_only, unit_of_work
from ltc.directory.models import Organisation, Staff
from ltc.shared.dates import Month
from ltc.shared.errors import Conflict, Forbidden
from providers.visits.models import Visit
from tests.support.factories import billing
from tests.support.factories.base import stored
from tests.support.factories.billing import EVERYTHING, KNOWN, LATER, LEAD, OFFICER


def pay(order: int, reference: str = "B-1") -> None:
    with unit_of_work():
        services.mark_paid(order, KNOWN.date(), reference, scope=OFFICER, at=KNOWN)


def november_visit() -> None:
    """Let the provider of October visit somebody in November, too."""
    (seen, *_more) = stored(Visit)
    with unit_of_work() as opened:
        by = opened.get(Organisation, seen.provider_id), opened.get(Staff, seen.carer_id)
        billing.visit(opened.get(Person, seen.person_id), by, date(2023, 11, 2))


def test_a_paid_month_leaves_nothing_owed(database):
    pay(billing.approved_order())
    with read_only():
        found = {b.account: b.balance_fen for b in balances("2111", scope=EVERYTHING)}
    assert found["payable.provider"] == 0
    assert found["cash.pool"] == -found["benefit.home"]
    assert [each.state for each in stored(Settlement)] == ["paid"]


def test_whoever_drafted_does_not_approve(database):
    found = billing.approved_month()
    with unit_of_work():
        order = services.draft_order(found, scope=OFFICER, at=KNOWN).id
    with pytest.raises(Forbidden), unit_of_work():
        services.approve_order(order, scope=OFFICER, at=KNOWN)


def test_a_month_is_drafted_approved_and_paid_once(database):
    order = billing.approved_order()
    with pytest.raises(Conflict), unit_of_work():
        services.approve_order(order, scope=LEAD, at=KNOWN)
    pay(order)
    with pytest.raises(Conflict, match="is paid"):
        pay(order, "B-2")


def test_an_order_drafted_before_the_last_one_was_paid_pays_nothing_twice(database):
    first = billing.approved_order()
    november_visit()
    second = billing.approved(Month(2023, 11), at_=LATER)
    with unit_of_work():
        order = services.draft_order(second, scope=OFFICER, at=LATER)
        (line,) = queries.lines(order.id)
        assert (line.carried_in_fen, line.paid_fen) == (0, line.due_fen)
        later = order.id
    with unit_of_work():
        services.approve_order(later, scope=LEAD, at=LATER)
    pay(first)
    with unit_of_work():
        services.mark_paid(later, LATER.date(), "B-2", scope=OFFICER, at=LATER)
    with read_only():
        found = {b.account: b.balance_fen for b in balances("2111", scope=EVERYTHING)}
    assert found["payable.provider"] == 0


def test_an_order_pays_nothing_of_a_month_that_nobody_approved(database):
    first = billing.approved_month()
    november_visit()
    billing.settle(Month(2023, 11), at_=LATER)
    with unit_of_work():
        order = services.draft_order(first, scope=OFFICER, at=LATER)
        (line,) = queries.lines(order.id)
        assert (line.carried_in_fen, line.paid_fen) == (0, line.due_fen)


def test_the_bank_file_is_the_one_that_was_approved(database):
    order = billing.approved_order()
    with unit_of_work():
        text = services.bank_file_of(order, scope=OFFICER, at=KNOWN).decode("utf-8-sig")
    (line,) = stored(PaymentLine)
    assert f'"{line.paid_fen // 100}.00"' in text
    with unit_of_work() as opened:
        opened.execute(billing.rename_payee(line.provider_id))
    with pytest.raises(Conflict, match="changed since"), unit_of_work():
        services.bank_file_of(order, scope=OFFICER, at=KNOWN)


def test_what_a_provider_owes_back_is_carried_never_paid():
    below = share_of(1, "employee", due_fen=-50_00, free_fen=-50_00)
    assert (below.paid_fen, below.carried_out_fen) == (0, -50_00)
    later = share_of(1, "employee", due_fen=80_00, free_fen=30_00)
    assert (later.carried_in_fen, later.paid_fen, later.carried_out_fen) == (-50_00, 30_00, 0)


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", "\tx", "＝1", "－x"])
def test_no_cell_of_the_bank_file_is_a_formula(name):
    line = BankLine("职工", name, "6222021234567890123", 100, "x")
    row = bank_file([line]).decode("utf-8-sig").splitlines()[1]
    assert f'"\'{name}"' in row
    assert '"\'6222021234567890123"' in row
