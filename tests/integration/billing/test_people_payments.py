"""People are paid once, into a confirmed account; what came back is owed; never below zero."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from billing import checks
from billing.ledger.queries import balances
from billing.models import PaymentOrder
from billing.papers.payment import payment_order
from billing.payments import services as payments
from billing.payments.returned import Back
from billing.persons import accounts, care, refunds, returns
from billing.persons import balances as people
from billing.persons.care import NewCare
from billing.persons.models import BankReturn, PersonAccount, PersonPayment
from billing.persons.rules.ways import Way
from billing.settlement import runs
from billing.settlement import services as settlements
from billing.statements import services as statements
from ltc.case.models import Person
from ltc.db import read_only, session, table_of, unit_of_work
from ltc.scope import Scope
from ltc.shared.dates import Month
from ltc.shared.errors import BadInput, Conflict, Forbidden
from tests.support.factories import billing, persons
from tests.support.factories.base import stored
from tests.support.factories.billing import EVERYTHING, oct_
from tests.support.factories.elsewhere import pool

CITY = "50"
OCTOBER, NOVEMBER = Month(2023, 10), Month(2023, 11)
CARE = {
    "way": Way("family"),
    "carer_name": "李小红",
    "relation": "child",
    "monthly_fen": 0,
    "document": "协议1",
}
NOTICE = {"why": "closed", "bank_reference": "退1"}


@pytest.fixture
def person(database, monkeypatch) -> int:
    with unit_of_work():
        pool(CITY, "chongqing", monkeypatch)
        made = billing.person()
        persons.family_care(made, oct_(1))
        persons.account(made)
        return made.id


def recorded(order: int, whose: int, scope: Scope | None = None) -> int:
    at = persons.after(OCTOBER)
    back, scope = Back(came_on=at.date(), **NOTICE), scope or persons.scope(CITY)
    with unit_of_work():
        return returns.propose(order, whose, back, scope=scope, at=at).id


def came_back(order: int, whose: int) -> None:
    waits, lead = recorded(order, whose), persons.scope(CITY, "bureau_lead")
    with unit_of_work():
        returns.confirm(waits, NOTICE["bank_reference"], scope=lead, at=persons.after(OCTOBER))


def owed(whose: int) -> int:
    with read_only():
        return sum(people.owed(CITY, person=whose).values())


def payments_to(whose: int) -> list[tuple[int, int, int, int]]:
    return [
        (each.due_fen, each.carried_in_fen, each.paid_fen, each.carried_out_fen)
        for each in stored(PersonPayment)
        if each.person_id == whose
    ]


def test_a_month_of_people_alone_is_settled_approved_and_paid(person):
    order = persons.paid(CITY, OCTOBER)
    assert payments_to(person) == [(1240_00, 0, 1240_00, 0)]
    with unit_of_work():
        text = payments.bank_file_of(
            order, scope=persons.scope(CITY), at=persons.after(OCTOBER)
        ).decode()
    assert persons.NUMBER in text
    assert '"1240.00"' in text
    with read_only():
        found = {b.account: b.balance_fen for b in balances(CITY, scope=EVERYTHING)}
    assert found == {"benefit.family": 1240_00, "cash.pool": -1240_00, "payable.person": 0}
    assert list(checks.faults()) == []


def test_of_a_month_that_nobody_approved_nothing_is_owed_yet(person):
    runs.settle(CITY, OCTOBER, scope=EVERYTHING, at=persons.after(OCTOBER))
    assert owed(person) == 0
    persons.paid(CITY, NOVEMBER)
    assert payments_to(person) == [(1200_00, 0, 1200_00, 0)]


def test_without_an_account_the_money_waits_and_nobody_else_does(person):
    with unit_of_work():
        other = billing.person()
        persons.family_care(other, oct_(31))
        other = other.id
    persons.paid(CITY, OCTOBER)
    assert payments_to(other) == [(40_00, 0, 0, 40_00)]
    assert payments_to(person)[0][2] == 1240_00
    with unit_of_work():
        persons.account(session().get(Person, other), "6217000123456780")
    persons.paid(CITY, NOVEMBER)
    assert payments_to(other)[-1] == (1200_00, 40_00, 1240_00, 0)
    assert list(checks.faults()) == []


def test_a_later_account_changes_no_order_that_was_drafted(person):
    at, found = persons.after(OCTOBER), persons.settled(CITY, OCTOBER)
    with unit_of_work():
        order = payments.draft_order(found.id, scope=persons.scope(CITY), at=at).id
    with unit_of_work():
        whose = session().get(Person, person)
        persons.account(whose, "6217000999999999", first_day=at.date())
    with unit_of_work():
        payments.approve_order(order, scope=persons.scope(CITY, "bureau_lead"), at=at)
        text = payments.bank_file_of(order, scope=persons.scope(CITY), at=at).decode()
    assert persons.NUMBER in text
    assert "6217000999999999" not in text


def test_what_the_bank_returns_is_owed_again_and_waits_for_another_account(person):
    order = persons.paid(CITY, OCTOBER)
    came_back(order, person)
    assert owed(person) == 1240_00
    assert [each.state for each in stored(PersonAccount)] == ["closed"]
    with pytest.raises(Conflict, match="already"):
        came_back(order, person)
    assert list(checks.faults()) == []
    with unit_of_work():
        persons.account(session().get(Person, person), "6217000123450000")
    persons.paid(CITY, NOVEMBER)
    assert payments_to(person)[-1] == (1200_00, 1240_00, 2440_00, 0)
    assert owed(person) == 0
    assert list(checks.faults()) == []


def test_nothing_is_owed_again_until_another_person_confirms_what_the_bank_returned(person):
    order = persons.paid(CITY, OCTOBER)
    officer, lead = persons.scope(CITY), persons.scope(CITY, "bureau_lead")
    waits = recorded(order, person, officer)
    assert owed(person) == 0
    assert [each.state for each in stored(PersonAccount)] == ["confirmed"]
    with pytest.raises(Conflict, match="waits to be confirmed"):
        recorded(order, person)
    at = persons.after(OCTOBER)
    with pytest.raises(Forbidden, match="does not confirm"), unit_of_work():
        returns.confirm(waits, "退1", scope=officer, at=at)
    with pytest.raises(BadInput, match="not the one"), unit_of_work():
        returns.confirm(waits, "退2", scope=lead, at=at)
    with unit_of_work():
        returns.drop(waits, scope=lead, at=at)
    with pytest.raises(Conflict, match="dealt with"), unit_of_work():
        returns.confirm(waits, "退1", scope=lead, at=at)
    assert owed(person) == 0
    came_back(order, person)
    assert owed(person) == 1240_00
    assert list(checks.faults()) == []


def test_the_check_finds_a_confirmed_return_that_gave_nothing_back(person):
    recorded(persons.paid(CITY, OCTOBER), person)
    with unit_of_work():
        change = sa.update(table_of(BankReturn))
        session().execute(change.values(state="confirmed", decided_by=BankReturn.proposed_by + 1))
    assert any("nothing was given back" in each for each in checks.faults())


def test_an_account_closed_after_the_draft_is_not_in_the_file_and_the_money_is_owed_again(person):
    at, found = persons.after(OCTOBER), persons.settled(CITY, OCTOBER)
    officer, lead = persons.scope(CITY), persons.scope(CITY, "bureau_lead")
    with unit_of_work():
        order = payments.draft_order(found.id, scope=officer, at=at).id
        row = session().get(PersonAccount, 1)
        accounts.close(row, "账户已销户", scope=officer, at=at)
    with unit_of_work():
        payments.approve_order(order, scope=lead, at=at)
        text = payments.bank_file_of(order, scope=officer, at=at).decode()
    assert persons.NUMBER not in text
    with read_only():
        values = payment_order(order, scope=EVERYTHING).values
    ((line, _payee),) = values["funds"][0]["rows"]
    assert (line.paid_fen, line.carried_out_fen, line.kept_fen) == (0, 1240_00, 1240_00)
    assert (values["paid_fen"], values["kept_fen"]) == (0, 1240_00)
    with unit_of_work():
        payments.mark_paid(order, at.date(), "B1", scope=officer, at=at)
    assert owed(person) == 1240_00
    with read_only():
        found = {b.account: b.balance_fen for b in balances(CITY, scope=EVERYTHING)}
    assert found == {"benefit.family": 1240_00, "cash.pool": 0, "payable.person": -1240_00}
    with unit_of_work():
        assert payments.bank_file_of(order, scope=officer, at=at).decode() == text
    assert list(checks.faults()) == []


def test_only_what_was_paid_comes_back(person):
    found = persons.settled(CITY, OCTOBER)
    with unit_of_work():
        at = persons.after(OCTOBER)
        order = payments.draft_order(found.id, scope=persons.scope(CITY), at=at).id
    with pytest.raises(Conflict, match="not paid yet"):
        came_back(order, person)
    assert [each.state for each in stored(PaymentOrder)] == ["drafted"]


def test_a_death_told_late_is_taken_back_and_carried_never_paid_below_zero(person):
    persons.paid(CITY, OCTOBER)
    with unit_of_work():
        whose = session().get(Person, person)
        billing.event(
            whose, "death", oct_(20), recorded_at=persons.after(OCTOBER) + timedelta(days=2)
        )
    persons.paid(CITY, NOVEMBER)
    assert payments_to(person)[-1] == (-440_00, 0, 0, -440_00)
    assert owed(person) == -440_00
    assert list(checks.faults()) == []


def test_the_family_pays_back_no_more_than_it_owes(person):
    test_a_death_told_late_is_taken_back_and_carried_never_paid_below_zero(person)
    officer, at = persons.scope(CITY), persons.after(NOVEMBER)
    back = Back(came_on=date(2023, 12, 3), why="", bank_reference="缴1")
    with pytest.raises(BadInput, match="44000"), unit_of_work():
        refunds.repaid(person, 440_01, back, scope=officer, at=at)
    with unit_of_work():
        refunds.repaid(person, 440_00, back, scope=officer, at=at)
    assert owed(person) == 0
    assert list(checks.faults()) == []


@pytest.mark.parametrize("second", [200_00, 240_00])
def test_a_bank_reference_is_paid_back_under_once(person, second):
    test_a_death_told_late_is_taken_back_and_carried_never_paid_below_zero(person)
    officer, at = persons.scope(CITY), persons.after(NOVEMBER)
    back = Back(came_on=date(2023, 12, 3), why="", bank_reference="缴1")
    with unit_of_work():
        refunds.repaid(person, 200_00, back, scope=officer, at=at)
    with pytest.raises(Conflict, match="is it the same one"), unit_of_work():
        refunds.repaid(person, second, back, scope=officer, at=at)
    assert owed(person) == -240_00


def test_the_paper_of_an_order_names_people(person):
    order = persons.paid(CITY, OCTOBER)
    with read_only():
        sheet = payment_order(order, scope=EVERYTHING)
    ((fund,),) = [sheet.values["funds"]]
    ((line, payee),) = fund["rows"]
    assert (line.paid_fen, payee.bank_account) == (1240_00, persons.NUMBER)


def test_who_reconciles_a_month_that_the_system_ran_does_not_approve_it(person):
    at, lead = persons.after(OCTOBER), persons.scope(CITY, "bureau_lead")
    found = billing.runs.settle(CITY, OCTOBER, scope=EVERYTHING, at=at)
    with unit_of_work():
        statements.make_statements(found.id, scope=lead, at=at)
    with pytest.raises(Forbidden), unit_of_work():
        settlements.approve(found.id, scope=lead, at=at)


def test_care_from_a_settled_month_is_registered_by_the_lead(person):
    persons.settled(CITY, OCTOBER)
    with unit_of_work():
        other = billing.person()
        new = NewCare(**CARE, person_id=other.id, first_day=oct_(31))
        with pytest.raises(Forbidden, match="lead"):
            care.register(new, scope=persons.scope(CITY), at=persons.after(OCTOBER))
        care.register(new, scope=persons.scope(CITY, "bureau_lead"), at=persons.after(OCTOBER))
        later = NewCare(**CARE, person_id=billing.person().id, first_day=date(2023, 11, 1))
        care.register(later, scope=persons.scope(CITY), at=persons.after(OCTOBER))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"state": "proposed"}, "nobody confirmed"),
        ({"proposed_by": PersonAccount.decided_by}, "one person proposed"),
    ],
)
def test_the_check_looks_at_the_account_behind_a_payment(person, wrong, told):
    persons.paid(CITY, OCTOBER)
    with unit_of_work():
        session().execute(sa.update(table_of(PersonAccount)).values(wrong))
    assert any(told in each for each in checks.faults())


def test_the_check_finds_a_payment_into_somebody_elses_account(person):
    persons.paid(CITY, OCTOBER)
    with unit_of_work():
        other = billing.person().id
        session().execute(sa.update(table_of(PersonAccount)).values(person_id=other))
    assert any("somebody else's account" in each for each in checks.faults())
