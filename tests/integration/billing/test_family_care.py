"""Family care and people's accounts: what the pack pays to people, two people for each account."""

import json
from datetime import date
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from billing import checks
from billing.persons import accounts, care, queries
from billing.persons.models import FamilyCare, PersonAccount
from billing.persons.rules.ways import Way
from ltc.audit.models import AuditRow
from ltc.db import engine, read_only, session, table_of, unit_of_work
from ltc.shared.errors import BadInput, Conflict, Forbidden, NotFound
from tests.support.factories import billing, persons
from tests.support.factories.base import stored
from tests.support.factories.billing import EVERYTHING, at
from tests.support.factories.elsewhere import pool

CITY, DAY = "50", date(2023, 10, 1)


@pytest.fixture
def person(database, monkeypatch):
    with unit_of_work():
        pool(CITY, "chongqing", monkeypatch)
        made = billing.person()
        return SimpleNamespace(id=made.id, name=made.name, area_code=made.area_code)


def register(of, first_day=DAY, **facts) -> int:
    with unit_of_work():
        return persons.family_care(of, first_day, **facts).id


def propose(of, number=persons.NUMBER, holder=accounts.SELF) -> int:
    facts = {"number": number, "bank": "某银行", "document": "申请表", "first_day": DAY}
    new = accounts.NewPersonAccount(person_id=of.id, holder=holder, **facts)
    with unit_of_work():
        return accounts.propose(new, scope=persons.scope(CITY), at=at(DAY)).id


def confirm(account_id, number=persons.NUMBER, scope=None) -> None:
    with unit_of_work():
        scope = scope or persons.scope(CITY, "bureau_lead")
        accounts.confirm(account_id, number, scope=scope, at=at(DAY))


def test_only_what_the_pack_pays_to_people_is_registered(person):
    for way, first_day in ((Way("home"), DAY), (Way("family"), date(2024, 3, 1))):
        with pytest.raises(BadInput, match="pays nothing to people"):
            register(person, first_day, way=way)
    assert register(person)


def test_care_of_one_kind_is_registered_once_until_it_ends(person):
    first = register(person)
    with pytest.raises(Conflict, match="end it first"):
        register(person, date(2023, 11, 1))
    with unit_of_work():
        care.end(first, date(2023, 10, 31), "换人", scope=persons.scope(CITY), at=at(DAY))
    register(person, date(2023, 11, 1))
    with pytest.raises(Conflict, match="told already"), unit_of_work():
        care.end(first, DAY, "再改", scope=persons.scope(CITY), at=at(DAY))


def test_a_limited_cost_must_be_told(database, monkeypatch):
    with unit_of_work():
        pool("6107", "hanzhong", monkeypatch)
        whose = billing.person(first_day=date(2022, 1, 1))
        with pytest.raises(BadInput, match="tell what the care costs"):
            persons.family_care(whose, date(2022, 10, 1))
        assert persons.family_care(whose, date(2022, 10, 1), monthly_fen=600_00).monthly_fen


def test_one_proposes_and_another_types_it_again(person):
    scope = persons.scope(CITY)
    with unit_of_work():
        facts = {"number": persons.NUMBER, "bank": "某银行", "document": "申请表"}
        new = accounts.NewPersonAccount(person_id=person.id, holder="self", first_day=DAY, **facts)
        made = accounts.propose(new, scope=scope, at=at(DAY)).id
    with pytest.raises(Forbidden):
        confirm(made, scope=scope)
    with pytest.raises(BadInput, match="not the one"):
        confirm(made, persons.NUMBER[:-1] + "3")
    with pytest.raises(Conflict, match="waits"):
        propose(person)
    confirm(made)
    with read_only():
        assert queries.holding([person.id], DAY)[person.id].holder == person.name
        assert queries.holding([person.id], date(2023, 9, 30)) == {}


def test_only_the_person_or_a_registered_carer_is_paid(person):
    with pytest.raises(BadInput, match="registered carer"):
        propose(person, holder="999")
    made = propose(person, holder=str(register(person)))
    (row,) = [each for each in stored(PersonAccount) if each.id == made]
    assert (row.holder, row.is_carer) == ("李小红", True)


def test_a_number_that_stands_for_others_too_is_told(person):
    with unit_of_work():
        persons.account(billing.person())
    made = propose(person)
    with read_only():
        assert queries.others_with(queries.account(made, scope=EVERYTHING)) == 1


def test_neither_the_database_nor_the_trail_holds_the_number(person):
    confirm(propose(person))
    with engine().connect() as connection:
        assert persons.NUMBER not in str(
            connection.execute(sa.text("SELECT * FROM person_account")).all()
        )
    rows = [row for row in stored(AuditRow) if row.act.startswith("person_payee.")]
    assert [row.act for row in rows] == ["person_payee.propose", "person_payee.confirm"]
    assert persons.NUMBER not in json.dumps([[row.before, row.after] for row in rows])
    assert list(checks.faults()) == []


def test_another_areas_office_finds_neither_person_nor_account(person):
    made, elsewhere, registered = propose(person), persons.scope("2111"), register(person)
    with pytest.raises(NotFound), unit_of_work():
        accounts.drop(made, scope=elsewhere, at=at(DAY))
    with pytest.raises(NotFound), unit_of_work():
        care.end(registered, DAY, "x", scope=elsewhere, at=at(DAY))


def holds(of) -> str | None:
    with read_only():
        found = queries.holding([of.id], date(2023, 11, 20)).get(of.id)
        return found and found.number


def confirmed(of, number, first_day=DAY, **holder) -> PersonAccount:
    with unit_of_work():
        return persons.account(of, number, first_day=first_day, **holder)


def end(care_id, last_day=date(2023, 10, 9)) -> None:
    with unit_of_work():
        care.end(care_id, last_day, "换人", scope=persons.scope(CITY), at=at(date(2023, 10, 10)))


def test_after_the_account_in_use_was_closed_no_former_one_is_paid_into(person):
    former, newest = persons.NUMBER, "6217000123456780"
    confirmed(person, former)
    made = confirmed(person, newest, date(2023, 10, 5))
    assert holds(person) == newest
    with unit_of_work():
        row = queries.account(made.id, scope=EVERYTHING, lock=True)
        accounts.close(row, "账户已销户", scope=persons.scope(CITY), at=at(DAY))
    assert holds(person) is None


def test_the_account_that_was_confirmed_last_holds_whatever_its_first_day(person):
    confirmed(person, persons.NUMBER, date(2023, 10, 5))
    made = propose(person, "6217000123456780")
    with unit_of_work():
        lead, then = persons.scope(CITY, "bureau_lead"), at(date(2023, 10, 9))
        accounts.confirm(made, "6217000123456780", scope=lead, at=then)
    assert holds(person) == "6217000123456780"


@pytest.mark.parametrize("last_day", [date(2023, 9, 30), date(2023, 10, 9)])
def test_a_carers_account_ends_with_the_care(person, last_day):
    registered = register(person)
    confirmed(person, persons.NUMBER, holder=str(registered))
    end(registered, last_day)
    assert [each.state for each in stored(PersonAccount)] == ["closed"]
    with pytest.raises(BadInput, match="goes on"), unit_of_work():
        persons.account(person, holder=str(registered), first_day=date(2023, 10, 10))
    assert holds(person) is None


def test_a_carer_of_two_cares_is_paid_until_the_second_ends(person):
    first = register(person)
    confirmed(person, persons.NUMBER, holder=str(first))
    with unit_of_work():
        there = queries.care(first, scope=EVERYTHING)
        facts = {each.key: getattr(there, each.key) for each in table_of(FamilyCare).columns}
        second = FamilyCare(**{**facts, "id": None, "item": "another"})
        session().add(second)
        session().flush()
        second = second.id
    end(first)
    assert holds(person) == persons.NUMBER
    end(second)
    assert holds(person) is None


def test_a_proposal_for_a_carer_is_not_confirmed_after_the_care(person):
    registered = register(person)
    made = propose(person, holder=str(registered))
    end(registered, date(2023, 9, 30))
    with pytest.raises(Conflict, match="has ended"):
        confirm(made)
