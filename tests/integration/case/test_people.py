"""A person's file: opened once, its ID number sealed, seen only within scope."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from ltc.audit.models import AuditRow
from ltc.case import queries, services
from ltc.case.models import HomePoint
from ltc.db import engine, read_only, session, unit_of_work
from ltc.scope import Scope
from ltc.shared.errors import BadInput, Conflict, NotFound
from ltc.shared.geo import Point
from tests.support.factories import base, case

SEARCH = queries.PeopleSearch


def test_a_file_holds_what_the_id_number_says(database):
    with unit_of_work():
        number = base.id_number(born="19400512")
        person = case.person(id_number=number.lower(), category="flexible")
        assert (person.born_on, person.insurance) == (date(1940, 5, 12), "employee")
        assert person.sex == ("M" if int(number[16]) % 2 else "F")
        assert (person.home_lat, person.home_radius_m) == (41.1245, 200)
        assert session().scalar(sa.select(HomePoint.source)) == "address"


def test_no_plain_id_number_reaches_the_database(database):
    number = base.id_number()
    with unit_of_work():
        case.person(id_number=number)
    with engine().connect() as connection:
        for table in ("person", "audit_row", "message"):
            rows = connection.execute(sa.text(f"SELECT * FROM {table}")).all()  # noqa: S608 - our own names
            assert number not in repr(rows)
            assert "13700000001" not in repr(rows)


def test_a_second_file_is_refused_kindly(database):
    number = base.id_number()
    with unit_of_work():
        case.person(id_number=number)
    with pytest.raises(Conflict, match="file already") as refusal, unit_of_work():
        case.person(id_number=number)
    assert refusal.value.field == "id_number"
    assert "不必重复登记" in refusal.value.zh


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id_number": "211102194005120019"}, "id_number"),
        ({"category": "tourist"}, "category"),
        ({"insured_from": date(2023, 10, 10)}, "insured_from"),
        ({"area_code": "3301"}, "area"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(database, changes, field):
    with pytest.raises((BadInput, NotFound)) as refusal, unit_of_work():
        case.person(**changes)
    assert refusal.value.field == field


def test_a_clerk_registers_only_in_his_area(database):
    with unit_of_work():
        base.areas()
    command = case.register(area_code=base.OTHER_COUNTY)
    with pytest.raises(BadInput, match="not yours"), unit_of_work():
        services.register_person(command, scope=base.desk(area=base.COUNTY), at=base.AT)


def test_people_are_found_by_name_or_id_number_within_the_area(database):
    with unit_of_work():
        number = base.id_number()
        case.person(id_number=number)
        case.person(name="张_秀", area_code=base.OTHER_COUNTY)
    county = base.desk(area=base.COUNTY)
    with read_only():
        assert len(queries.people(SEARCH(name="张"), scope=base.desk())) == 2
        assert [each.name for each in queries.people(SEARCH(name="张"), scope=county)] == ["张秀英"]
        assert [each.name for each in queries.people(SEARCH(name="张_"), scope=base.desk())] == [
            "张_秀"
        ]
        assert len(queries.people(SEARCH(id_number=number), scope=county)) == 1
        other = base.desk(area=base.OTHER_COUNTY)
        assert queries.people(SEARCH(id_number=number), scope=other) == []


def test_pages_go_on_after_the_last_id(database):
    with unit_of_work():
        for _ in range(queries.PAGE + 3):
            case.person(home=None)
    with read_only():
        first = queries.people(SEARCH(), scope=base.desk())
        assert len(first) == queries.PAGE + 1
        rest = queries.people(SEARCH(after=first[queries.PAGE - 1].id), scope=base.desk())
        assert len(rest) == 3
        assert rest[0].id == first[-1].id


def test_who_is_no_party_finds_nothing(database):
    with unit_of_work():
        person = case.person()
        agency = base.organisation("assessment_agency")
        member = base.staff(agency, "assessor")
    stranger = base.of_person(person.id + 1)
    with read_only():
        for scope in (
            stranger,
            base.of_organisation(agency, "assessment_desk"),
            base.of_staff(member, "assessor"),
            base.desk(area=base.OTHER_COUNTY),
            Scope(base.actor("system_admin"), area="-"),
        ):
            with pytest.raises(NotFound):
                queries.person(person.id, scope=scope)
        assert queries.person(person.id, scope=base.of_person(person.id)).id == person.id


def test_reading_and_changing_leave_rows_without_the_numbers(database):
    with unit_of_work():
        person = case.person()
    contact = services.Contact(
        phone="13911112222", address="新址", guardian_name="李建国", guardian_phone="13700000002"
    )
    with unit_of_work():
        services.note_reading(person.id, scope=base.desk(), at=base.AT)
        services.change_contact(person.id, contact, scope=base.desk(), at=base.AT)
        services.change_contact(person.id, replace(contact), scope=base.desk(), at=base.AT)
    rows = base.stored(AuditRow)
    assert [row.act for row in rows] == ["person.register", "person.read", "person.contact"]
    assert rows[-1].after == {"changed": ["phone", "address"]}
    assert all(row.person_id == person.id for row in rows)


def test_a_home_without_a_place_gets_one_later_and_no_clerk_moves_it(database):
    with unit_of_work():
        person = case.person(home=None)
    told = services.Contact(phone=None, address="新址", guardian_name="李建国", guardian_phone=None)
    with unit_of_work():
        for lat in (41.1, 41.9):
            contact = replace(told, home=Point(lat, 122.0))
            services.change_contact(person.id, contact, scope=base.desk(), at=base.AT)
    with read_only():
        found = queries.person(person.id, scope=base.desk())
        points = session().scalars(sa.select(HomePoint).order_by(HomePoint.id)).all()
    assert (found.home_lat, found.home_lon) == (41.1, 122.0)
    assert [point.lat for point in points] == [41.1, 41.9]
