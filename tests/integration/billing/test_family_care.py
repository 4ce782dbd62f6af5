"""Family care and people's accounts: what the pack pays to people, two people for each account."""

import json
from datetime import date
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from billing import checks
from billing.persons import accounts, care, queries
from billing.persons.models import PersonAccount
from billing.persons.rules.ways import Way
from ltc.audit.models import AuditRow
from ltc.db import engine, read_only, unit_of_work
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
