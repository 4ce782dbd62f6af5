"""Deposits and prepaid working capital: recorded decisions, never more than there is."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from billing.checks import faults
from billing.deposits import queries, services
from billing.deposits.models import FundDecision
from billing.deposits.rules import Standing
from billing.deposits.services import NewDecision
from billing.ledger import services as ledger
from billing.ledger.queries import balances
from billing.ledger.rules.entry import About, Entry, Income, Line, Unbalanced
from billing.models import SettledLine
from billing.payments import services as payments
from billing.payments.services import shares_of
from billing.settlement import services as settlement_services
from ltc.db import read_only, session, table_of, unit_of_work
from ltc.shared.errors import BadInput, Conflict, Forbidden
from tests.support.factories import billing
from tests.support.factories.base import CITY, organisation, stored
from tests.support.factories.billing import (
    EVERYTHING,
    KNOWN,
    LEAD,
    OFFICER,
    oct_,
    settle,
)

PAID_ON = date(2023, 11, 3)


@pytest.fixture
def settled(database, monkeypatch):
    """Settle a month of 480 元 in a pool whose pack withholds a twentieth: 24 元."""
    monkeypatch.setattr(
        "billing.settlement.engine.deposit_share", lambda _law, _on: ((1, 20), True)
    )
    billing.simple_month(people=2, visits=3)
    funded(5_000_00)
    return settle()


def funded(fen: int) -> None:
    """Let the fund have cash."""
    income = Income(CITY, "employee", "income.fiscal", fen, oct_(10), "盘财〔2023〕7号")
    with unit_of_work():
        ledger.record_income(income, scope=EVERYTHING, at=KNOWN)


def new(kind: str, fen: int, **more) -> NewDecision:
    facts = {"grade": "92分", "basis": "考核通报〔2023〕3号", "provider_id": 1, **more}
    return NewDecision(area_code=CITY, insurance="employee", kind=kind, fen=fen, **facts)


def decide(kind: str, fen: int, **more) -> int:
    """Draft and approve a decision; return its number."""
    with unit_of_work():
        made = services.draft(new(kind, fen, **more), scope=OFFICER, at=KNOWN).id
    with unit_of_work():
        services.approve(made, scope=LEAD, at=KNOWN)
    return made


def prepaid(fen: int) -> int:
    made = decide("prepay", fen)
    with unit_of_work():
        services.carried_out(made, PAID_ON, "B-1", scope=OFFICER, at=KNOWN)
    return made


def there() -> Standing:
    with read_only():
        return queries.standings(CITY, scope=EVERYTHING)[1, "employee"]


def next_payment(settlement_id: int) -> int:
    with read_only():
        (share,) = shares_of(settlement_id, CITY)
    return share.paid_fen


def test_a_deposit_is_withheld_where_the_pack_states_a_share(settled):
    assert (settled.fund_fen, settled.withheld_fen) == (480_00, 24_00)
    assert {line.withheld_fen for line in stored(SettledLine)} == {4_00}
    assert there() == Standing(deposit_fen=24_00, owed_fen=456_00)
    assert next_payment(settled.id) == 456_00


def test_nothing_is_withheld_where_no_share_is_published(database):
    billing.simple_month(people=1, visits=1)
    assert settle().withheld_fen == 0
    assert there() == Standing(owed_fen=80_00)


def test_what_is_released_by_score_is_paid_with_the_next_order(settled):
    decide("release", 20_00)
    decide("keep", 4_00, grade="88分")
    assert there() == Standing(owed_fen=476_00)
    assert next_payment(settled.id) == 476_00
    assert [each.state for each in stored(FundDecision)] == ["posted"] * 2
    assert list(faults()) == []


def test_no_more_than_the_deposit_is_released_even_by_two_drafts(settled):
    with unit_of_work(), pytest.raises(Conflict, match=r"24\.00"):
        services.draft(new("release", 24_01), scope=OFFICER, at=KNOWN)
    with unit_of_work():
        drafts = [services.draft(new("release", 20_00), scope=OFFICER, at=KNOWN) for _ in range(2)]
        first, second = (each.id for each in drafts)
    with unit_of_work():
        services.approve(first, scope=LEAD, at=KNOWN)
    with pytest.raises(Conflict, match=r"4\.00"), unit_of_work():
        services.approve(second, scope=LEAD, at=KNOWN)
    assert there().deposit_fen == 4_00


def test_working_capital_is_posted_on_the_banks_word_and_offset(settled):
    made = decide("prepay", 100_00, grade="A级")
    assert there().prepaid_fen == 0
    with unit_of_work():
        services.carried_out(made, PAID_ON, "B-1", scope=OFFICER, at=KNOWN)
    assert there().prepaid_fen == 100_00
    decide("offset", 60_00, grade="")
    assert there() == Standing(deposit_fen=24_00, prepaid_fen=40_00, owed_fen=396_00)
    assert next_payment(settled.id) == 396_00
    back = decide("return", 40_00, grade="")
    with unit_of_work():
        services.carried_out(back, PAID_ON, "B-2", scope=OFFICER, at=KNOWN)
    assert there().prepaid_fen == 0
    assert list(faults()) == []


def test_an_offset_never_makes_a_payment_negative(settled):
    prepaid(1_000_00)
    with unit_of_work(), pytest.raises(Conflict, match=r"456\.00"):
        services.draft(new("offset", 456_01), scope=OFFICER, at=KNOWN)
    decide("offset", 456_00)
    assert next_payment(settled.id) == 0
    assert there() == Standing(deposit_fen=24_00, prepaid_fen=544_00)


def test_a_deposit_taken_back_after_its_release_is_owed_again(settled):
    decide("release", 24_00)
    with unit_of_work() as opened:
        whose = opened.get(billing.Person, 1)
        billing.event(whose, "death", oct_(1), recorded_at=billing.at(date(2023, 11, 20)))
    november = settle(billing.MONTH.next(), at_=billing.LATER)
    assert (november.fund_fen, november.withheld_fen) == (-160_00, -8_00)
    assert there() == Standing(deposit_fen=0, owed_fen=480_00 - 152_00 - 8_00)
    assert list(faults()) == []
    with unit_of_work(), pytest.raises(Conflict, match=r"at most 0\.00"):
        services.draft(new("release", 1), scope=OFFICER, at=KNOWN)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"grade": " "}, "score or credit grade"),
        ({"basis": ""}, "rests on"),
        ({"fen": 0}, "above zero"),
        ({"fen": -5}, "above zero"),
    ],
)
def test_a_decision_says_what_it_rests_on(sqlite_database, changes, told):
    with unit_of_work():
        billing.provider()
    funded(10_00)
    with unit_of_work():
        facts = {"fen": 10_00, **changes}
        with pytest.raises(BadInput, match=told):
            services.draft(new("prepay", **facts), scope=OFFICER, at=KNOWN)


def test_a_fund_prepays_no_more_than_its_cash(settled):
    with unit_of_work(), pytest.raises(Conflict, match=r"5000\.00|5,000\.00"):
        services.draft(new("prepay", 5_000_01), scope=OFFICER, at=KNOWN)
    with unit_of_work():
        drafts = [services.draft(new("prepay", 3_000_00), scope=OFFICER, at=KNOWN) for _ in (1, 2)]
        first, second = (each.id for each in drafts)
    with unit_of_work():
        services.approve(first, scope=LEAD, at=KNOWN)
        services.carried_out(first, PAID_ON, "B-1", scope=OFFICER, at=KNOWN)
    with unit_of_work(), pytest.raises(Conflict, match=r"2000\.00|2,000\.00"):
        services.approve(second, scope=LEAD, at=KNOWN)


def test_two_people_decide_and_a_refusal_ends_it(sqlite_database):
    with unit_of_work():
        billing.provider()
    funded(10_00)
    with unit_of_work():
        made = services.draft(new("prepay", 10_00), scope=LEAD, at=KNOWN).id
        with pytest.raises(Forbidden):
            services.approve(made, scope=LEAD, at=KNOWN)
        services.refuse(made, "金额有误", scope=LEAD, at=KNOWN)
        with pytest.raises(Conflict):
            services.carried_out(made, PAID_ON, "B-1", scope=OFFICER, at=KNOWN)


def owe(account: str, fen: int, whose: int | None = None) -> None:
    """Put a fee on the books as its own act does."""
    entry = Entry(
        key=f"fee:{account}:{whose}", area_code=CITY, insurance="employee", kind="operator_fee",
        posted_on=date(2023, 11, 1), about=About("scorecard", "1"), document="合同1号",
        lines=(Line(f"expense.{account}", fen), Line(f"payable.{account}", -fen, whose)),
    )  # fmt: skip
    with unit_of_work():
        ledger.post(entry, scope=OFFICER, at=KNOWN)


def fees(whose: int | None = None) -> Standing:
    with read_only():
        return queries.fees_owed(CITY, scope=EVERYTHING)[whose, "employee"]


@pytest.mark.parametrize(
    ("kind", "account", "whom"),
    [("operator", "operator", "operator"), ("assessor", "assessment", "assessment_agency")],
)
def test_a_fee_owed_is_paid_on_the_banks_word_and_never_more(sqlite_database, kind, account, whom):
    with unit_of_work():
        payee = organisation(whom).id
    funded(60_00)
    whose = payee if kind == "operator" else None
    owe(account, 50_00, whose)
    paid = {"provider_id": payee, "grade": ""}
    with unit_of_work(), pytest.raises(Conflict, match=r"50\.00"):
        services.draft(new(kind, 50_01, **paid), scope=OFFICER, at=KNOWN)
    made = decide(kind, 30_00, **paid)
    assert sum((fees(whose).operator_fen, fees(whose).assessor_fen)) == 50_00
    with unit_of_work():
        services.carried_out(made, PAID_ON, "B-9", scope=OFFICER, at=KNOWN)
    assert sum((fees(whose).operator_fen, fees(whose).assessor_fen)) == 20_00
    with read_only():
        cash = {each.account: each.balance_fen for each in balances(CITY, scope=EVERYTHING)}[
            "cash.pool"
        ]
    assert cash == 30_00
    assert list(faults()) == []


def test_each_of_several_operators_has_its_own_account(database):
    with unit_of_work():
        lead, other = organisation("operator").id, organisation("operator").id
    funded(100_00)
    owe("operator", 50_00, lead)
    owe("operator", 30_00, other)
    with unit_of_work(), pytest.raises(Conflict, match=r"30\.00"):
        services.draft(new("operator", 30_01, provider_id=other, grade=""), scope=OFFICER, at=KNOWN)
    decide("hold", 10_00, provider_id=lead, grade="")
    decide("bear", 5_00, provider_id=lead, grade="")
    decide("share", 2_00, provider_id=other, grade="")
    decide("unhold", 4_00, provider_id=lead, grade="92分")
    decide("forfeit", 6_00, provider_id=lead, grade="92分")
    assert (fees(lead).operator_fen, fees(lead).operator_held_fen) == (39_00, 0)
    assert (fees(other).operator_fen, fees(other).operator_held_fen) == (32_00, 0)
    assert list(faults()) == []


def test_what_the_bank_is_to_pay_to_one_operator_is_not_taken_from_another(sqlite_database):
    with unit_of_work():
        lead, other = organisation("operator").id, organisation("operator").id
    funded(100_00)
    owe("operator", 50_00, lead)
    owe("operator", 30_00, other)
    decide("operator", 50_00, provider_id=lead, grade="")
    with pytest.raises(Conflict, match=r"at most 0\.00"):
        decide("operator", 1, provider_id=lead, grade="")
    decide("operator", 30_00, provider_id=other, grade="")


def test_a_debt_to_an_operator_says_to_which(sqlite_database):
    with pytest.raises(Unbalanced, match="needs provider"):
        owe("operator", 50_00)


@pytest.mark.parametrize("kind", ["operator", "assessor", "prepay"])
def test_a_decision_concerns_the_right_kind_of_organisation(sqlite_database, kind):
    with unit_of_work():
        bureau = organisation("bureau").id
        with pytest.raises(BadInput) as refused:
            services.draft(new(kind, 1_00, provider_id=bureau), scope=OFFICER, at=KNOWN)
    assert refused.value.field == "provider_id"


def test_an_offset_takes_nothing_that_an_order_will_pay(settled):
    prepaid(1000_00)
    billing.sign_all(settled.id)
    with unit_of_work():
        settlement_services.approve(settled.id, scope=LEAD, at=KNOWN)
    with unit_of_work():
        payments.draft_order(settled.id, scope=OFFICER, at=KNOWN)
    with pytest.raises(Conflict, match=r"at most 0\.00"):
        decide("offset", 456_00)


def test_what_is_promised_to_the_bank_cannot_be_promised_twice(settled):
    first = decide("prepay", 4_000_00)
    with pytest.raises(Conflict, match=r"at most 1000\.00"):
        decide("prepay", 4_000_00)
    with unit_of_work():
        services.refuse(first, "银行退票", scope=OFFICER, at=KNOWN)
    prepaid(4_000_00)


@pytest.mark.parametrize("wrong", [{"fen": 9}, {"insurance": "resident"}, {"kind": "keep"}])
def test_the_check_holds_a_decision_against_its_entry(settled, wrong):
    made = prepaid(100_00)
    assert list(faults()) == []
    with unit_of_work():
        change = sa.update(table_of(FundDecision)).where(FundDecision.id == made)
        session().execute(change.values(wrong))
    assert any("the books do not say what was decided" in each for each in faults())


@pytest.mark.parametrize(
    "wrong", [{"decided_by": FundDecision.made_by}, {"fen": 0}, {"entry_id": None}]
)
def test_the_database_refuses_a_decision_of_one_person_of_nothing_or_without_entry(settled, wrong):
    prepaid(100_00)
    with pytest.raises(IntegrityError), unit_of_work():
        session().execute(sa.update(table_of(FundDecision)).values(wrong))
