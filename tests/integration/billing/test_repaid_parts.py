"""A visit that never took place earned nobody anything: who repays what the person was paid."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from billing import checks
from billing.ledger.queries import balances
from billing.persons import balances as people
from billing.persons.models import PersonPayment
from ltc.db import engine, read_only, session, unit_of_work
from ltc.outbox.models import Message
from ltc.oversight import services as oversight
from ltc.oversight.models import Finding
from ltc.oversight.services import Decision, NewFinding
from ltc.shared.errors import BadInput, Conflict
from providers.visits import services as visits
from tests.support.factories import billing, persons, shared
from tests.support.factories.base import stored
from tests.support.factories.billing import EVERYTHING
from tests.support.factories.oversight import provider_scope
from tests.support.factories.shared import APRIL, CITY

DAY = date(2024, 4, 10)


AT = billing.at(DAY)


def books() -> dict[str, int]:
    with read_only():
        found = balances(CITY, scope=EVERYTHING)
    return {b.account: b.balance_fen for b in found if b.balance_fen}


def owed(here) -> int:
    with read_only():
        return people.owed(CITY, person=here.person).get((here.person, "employee"), 0)


def decided(here, repays: str, *, visit: int = 0, fen: int = 0) -> int:
    """Uphold a finding that the first visit of combined care never took place."""
    number = here.visits[visit]
    text = {"text": "护理员承认未上门", "law": "服务协议第十二条"}
    new = NewFinding(provider_id=here.provider, visit_id=number, repays=repays, **text)
    lead = persons.scope(CITY, "bureau_lead")
    with unit_of_work():
        made = oversight.find(new, scope=persons.scope(CITY), at=AT)
        oversight.hear(
            made.id, "无意见", scope=replace(provider_scope(here.provider), area=CITY), at=AT
        )
        verdict = Decision(outcome="upheld", text="事实清楚", repays=repays, recovery_fen=fen)
        oversight.decide_finding(made.id, verdict, scope=lead, at=AT)
        return made.id


def lifted(finding: int) -> None:
    with unit_of_work():
        lead = persons.scope(CITY, "bureau_lead")
        oversight.lift_finding(finding, "认定有误", scope=lead, at=AT)


def void(here) -> None:
    with unit_of_work():
        operator = persons.scope(CITY, "operator")
        visits.void(here.visits[0], "没有发生", scope=operator, at=AT + timedelta(hours=1))


def test_who_did_not_know_keeps_his_part_and_the_provider_makes_it_good(database, monkeypatch):
    here = shared.march(monkeypatch)
    shared.paid(here)
    finding = decided(here, "provider")
    with read_only():
        assert session().get(Finding, finding).recovery_fen == 50_00
    assert (books()["receivable.recovery"], owed(here)) == (50_00, 0)
    assert "payable.person" not in books()
    assert list(checks.faults()) == []


def test_who_knew_owes_his_part_and_it_comes_off_the_next_payment(database, monkeypatch):
    here = shared.march(monkeypatch)
    shared.paid(here)
    decided(here, "person")
    assert (books()["receivable.recovery"], books()["payable.person"]) == (30_00, 20_00)
    assert owed(here) == -20_00
    letters = [each for each in stored(Message) if each.person_id == here.person]
    assert [each.subject for each in letters] == ["检查发现告知", "检查处理决定"]
    assert "20.00元" in letters[-1].body
    with unit_of_work():
        for day in (2, 3):
            shared.combined_again(here, date(2024, 4, day))
    shared.paid(here, APRIL)
    assert [row.paid_fen for row in stored(PersonPayment)] == [40_00, 20_00]
    assert owed(here) == 0
    assert list(checks.faults()) == []


@pytest.mark.parametrize("repays", ["provider", "person"])
def test_voided_afterwards_it_is_not_taken_twice(database, monkeypatch, repays):
    here = shared.march(monkeypatch)
    shared.paid(here)
    decided(here, repays)
    before = owed(here)
    void(here)
    shared.settle(APRIL)
    assert owed(here) == before  # 0 for who did not know, -20 for who did
    assert books()["benefit.combined"] == 50_00
    assert list(checks.faults()) == []


@pytest.mark.parametrize("repays", ["provider", "person"])
@pytest.mark.parametrize("voided", [False, True])
def test_a_lifted_finding_leaves_what_the_lines_say(database, monkeypatch, repays, voided):
    here = shared.march(monkeypatch)
    shared.paid(here)
    finding = decided(here, repays)
    if voided:
        void(here)
        shared.settle(APRIL)
    lifted(finding)
    assert owed(here) == (-20_00 if voided else 0)
    assert books()["benefit.combined"] == (50_00 if voided else 100_00)
    assert list(checks.faults()) == []


def test_a_corrected_grade_lessens_what_is_made_good(database, monkeypatch):
    here = shared.march(monkeypatch)
    shared.paid(here)
    decided(here, "provider", visit=1)
    with unit_of_work():
        (held,) = session().scalars(sa.select(billing.Determination))
        late = persons.after(shared.MARCH) + timedelta(days=9)
        whose = session().get(billing.Person, here.person)
        billing.end_of(held, date(2024, 3, 4), recorded_at=late)
        session().flush()
        billing.determination(whose, "moderate", date(2024, 3, 5), recorded_at=late)
    shared.settle(APRIL)
    assert books()["receivable.recovery"] == 20_00  # 12 and 8 of a day for a moderate grade
    assert owed(here) == -12_00  # he keeps what the lines of the moderate grade say
    assert list(checks.faults()) == []


def test_an_amount_that_is_not_all_of_it_is_refused_with_the_amount(database, monkeypatch):
    here = shared.march(monkeypatch)
    shared.paid(here)
    with pytest.raises(BadInput, match=r"50\.00"):
        decided(here, "person", fen=30_00)
    assert list(checks.faults()) == []


def test_before_its_month_is_approved_nothing_can_be_taken_back(database, monkeypatch):
    here = shared.march(monkeypatch)
    shared.settle()
    with pytest.raises(Conflict, match=r"0\.00"):
        decided(here, "provider")


def test_a_finding_names_the_visit_that_never_took_place(database, monkeypatch):
    here = shared.march(monkeypatch)
    new = NewFinding(provider_id=here.provider, repays="person", text="没有上门", law="协议")
    with pytest.raises(BadInput) as refused, unit_of_work():
        oversight.find(new, scope=persons.scope(CITY), at=AT)
    assert refused.value.field == "visit_id"


def test_a_step_that_was_changed_by_hand_is_found(sqlite_database, monkeypatch):
    here = shared.march(monkeypatch)
    shared.paid(here)
    decided(here, "person")
    with engine().begin() as opened:
        opened.execute(sa.text("DROP TRIGGER IF EXISTS recovery_step_refuse_update"))
        opened.execute(sa.text("UPDATE recovery_step SET person_fen = person_fen - 1"))
    told = list(checks.faults())
    assert "recovery step 1 is not what the books say" in told
    assert any("back from the person where 2000" in each for each in told)
    assert any("do not owe to people" in each for each in told)
