"""The bank's results come in as a file: an order is paid once and whole, or not at all."""

import csv

import pytest

from billing import checks
from billing.ledger.models import LedgerEntry
from billing.models import PaymentOrder
from billing.payments import services as payments
from billing.payments.transfers import transfers
from billing.persons import returns
from billing.persons.models import BankReturn, PersonRefund
from ltc.db import read_only, unit_of_work
from ltc.exchange.importing import Brought, look_through, take_over
from ltc.scope import Scope
from ltc.shared.money import yuan
from tests.support.factories import base, billing, exchange, persons
from tests.support.factories.base import CITY, stored
from tests.support.factories.elsewhere import pool

HEADING = "id order number account amount result day bank_reference why"
OCTOBER, AREA = billing.MONTH, "50"


@pytest.fixture
def order(sqlite_database) -> int:
    """Have October's order of one provider approved, and its file at the bank."""
    found = billing.approved_order()
    with unit_of_work():
        payments.bank_file_of(found, scope=billing.OFFICER, at=billing.KNOWN)
    return found


@pytest.fixture
def people(sqlite_database, monkeypatch) -> int:
    """Have an order of two people approved, and its file at the bank."""
    with unit_of_work():
        pool(AREA, "chongqing", monkeypatch)
        for number in ("6217000123456780", "6217000123456781"):
            made = billing.person()
            persons.family_care(made, billing.oct_(1))
            persons.account(made, number)
    found, officer = persons.settled(AREA, OCTOBER), persons.scope(AREA)
    lead, at = persons.scope(AREA, "bureau_lead"), persons.after(OCTOBER)
    with unit_of_work():
        made = payments.draft_order(found.id, scope=officer, at=at).id
    with unit_of_work():
        payments.approve_order(made, scope=lead, at=at)
        payments.bank_file_of(made, scope=officer, at=at)
    return made


def sent(order: int) -> list[list[str]]:
    """Return results by which the bank paid every line of an order."""
    with read_only() as opened:
        lines = [each.line for each in transfers(opened.get(PaymentOrder, order))]
    paid = ("paid", "2023-11-03", "B1", "")
    return [
        [f"b{n}", str(order), str(n), line.account, yuan(line.amount_fen), *paid]
        for n, line in enumerate(lines, start=1)
    ]


def back(row: list[str], why: str = "closed") -> list[str]:
    return [*row[:5], "returned", "2023-11-03", "R1", why]


def brought(folder, rows, area=CITY) -> Brought:
    folder.mkdir(exist_ok=True)
    with (folder / "bank_results.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([HEADING.split(), *rows])
    return Brought(folder=folder, source="银行", area=area)


def bring(folder, rows, area=CITY, scope: Scope = exchange.EVERYTHING):
    return take_over(brought(folder, rows, area), scope=scope, at=exchange.LATER)


def state() -> tuple[str, int]:
    [found] = stored(PaymentOrder)
    return found.state, len([each for each in stored(LedgerEntry) if each.kind == "payment"])


def test_an_order_is_paid_once_however_often_the_file_comes(order, tmp_path):
    rows = sent(order)
    first, again = bring(tmp_path, rows), bring(tmp_path, rows)
    assert (first.rejected, first.tallies["bank_results"].new) == (0, len(rows))
    assert again.tallies["bank_results"].same == len(rows)
    [found] = stored(PaymentOrder)
    assert (str(found.paid_on), found.bank_reference) == ("2023-11-03", "B1")
    assert state() == ("paid", 1)
    under_another_name = [[f"again-{row[0]}", *row[1:]] for row in rows]
    assert (bring(tmp_path, under_another_name).rejected, state()) == (0, ("paid", 1))
    assert list(checks.faults()) == []


def test_another_payment_of_a_paid_order_is_refused(order, tmp_path):
    rows = sent(order)
    bring(tmp_path, rows)
    report = bring(tmp_path, [["x", *row[1:7], "B2", ""] for row in rows[:1]])
    assert [each.field for each in report.rejects] == ["bank_reference"]


@pytest.mark.parametrize(
    ("place", "value", "field"),
    [(1, "99", "order"), (2, "7", "number"), (3, "62", "account"), (4, "0.01", "amount")],
)
def test_what_is_not_of_the_order_is_refused_and_nothing_is_paid(
    order, tmp_path, place, value, field
):
    [row] = sent(order)
    row[place] = value
    report = bring(tmp_path, [row])
    assert (report.rejects[0].row, report.rejects[0].field) == (2, field)
    assert state() == ("approved", 0)


def test_a_line_of_no_order_is_left_out_and_the_order_is_paid(order, tmp_path):
    report = bring(tmp_path, [*sent(order), ["b9", str(order), "9", "1", "5", *sent(order)[0][5:]]])
    assert [(each.row, each.field) for each in report.rejects] == [(3, "number")]
    assert state() == ("paid", 1)


def test_only_the_officer_whose_act_it_is_brings_results(order, tmp_path):
    rows = sent(order)
    report = bring(tmp_path, rows, scope=base.desk("bureau_lead"))
    assert "经办岗" in report.rejects[0].fault.zh
    assert state() == ("approved", 0)
    assert bring(tmp_path, rows, scope=base.desk("bureau_officer")).rejected == 0


def test_what_came_back_from_a_person_waits_for_a_second_person(people, tmp_path):
    rows = sent(people)
    report = bring(tmp_path, [rows[0], back(rows[1])], AREA)
    assert (report.rejected, state()) == (0, ("paid", 1))
    [waits] = stored(BankReturn)
    assert (waits.state, waits.why, stored(PersonRefund)) == ("proposed", "closed", [])
    with unit_of_work():
        lead = persons.scope(AREA, "bureau_lead")
        returns.confirm(waits.id, "R1", scope=lead, at=exchange.LATER)
    assert bring(tmp_path, [rows[0], back(rows[1])], AREA).tallies["bank_results"].same == 2
    assert len(stored(PersonRefund)) == 1
    assert list(checks.faults()) == []


def test_half_an_order_is_not_paid(people, tmp_path):
    report = bring(tmp_path, sent(people)[:1], AREA)
    assert ("缺第2行" in report.rejects[0].fault.zh, state()) == (True, ("approved", 0))


def test_an_order_of_which_nothing_was_paid_may_be_withdrawn(people, tmp_path):
    assert bring(tmp_path, [back(row) for row in sent(people)], AREA).rejected == 0
    [found] = stored(PaymentOrder)
    assert (found.state, found.unpaid_document, stored(BankReturn)) == ("approved", "R1", [])


def test_a_preview_says_the_same_and_pays_nothing(order, tmp_path):
    rows = sent(order)
    seen = look_through(brought(tmp_path, rows), scope=exchange.EVERYTHING, at=exchange.LATER)
    assert (seen.tallies["bank_results"].new, state()) == (len(rows), ("approved", 0))
