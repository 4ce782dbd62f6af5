"""Determinations: only ever added, never overlapping, known from when they were recorded."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from ltc import events
from ltc.audit.models import AuditRow
from ltc.case import queries, services
from ltc.case.models import Determination, DeterminationEnd
from ltc.db import engine, read_only, unit_of_work
from ltc.shared.errors import BadInput, Conflict, NotFound
from tests.support.factories import base, case

EVERYTHING = base.desk()
FIRST = date(2023, 10, 1)


def spans(first_day, last_day, known_at=base.AT):
    """Return who is entitled in the city, as (grade, first day, last day)."""
    with read_only():
        found = queries.entitlement_spans(
            base.CITY, first_day, last_day, known_at=known_at, scope=EVERYTHING
        )
    return [(each.grade, each.first_day, each.last_day) for each in found]


def test_it_names_the_areas_grade_and_the_pack(database):
    with unit_of_work():
        made = case.determination(case.person(), national=5)
    assert (made.grade, made.national_grade) == ("severe_1", 5)
    assert (made.pack, made.last_day) == ("panjin", date(2025, 9, 30))
    assert len(made.fingerprint) == 64
    rows = [row for row in base.stored(AuditRow) if row.act == "determination.record"]
    assert rows[0].after["grade"] == "severe_1"


@pytest.mark.parametrize(
    ("last_day", "fits"), [(date(2025, 9, 30), True), (date(2025, 10, 1), False)]
)
def test_two_years_are_the_longest(database, last_day, fits):
    with unit_of_work():
        person = case.person()
    if fits:
        with unit_of_work():
            assert case.determination(person, last_day=last_day).last_day == last_day
        return
    with pytest.raises(BadInput, match="at the longest"), unit_of_work():
        case.determination(person, last_day=last_day)


def test_a_new_one_ends_the_one_before_it(database):
    with unit_of_work():
        person = case.person()
        case.determination(person, national=3)
        case.determination(person, national=5, first_day=date(2023, 12, 1))
    assert spans(date(2023, 11, 1), date(2023, 12, 31)) == [
        ("severe_3", FIRST, date(2023, 11, 30)),
        ("severe_1", date(2023, 12, 1), date(2025, 11, 30)),
    ]
    with read_only():
        assert queries.determination_on(person.id, FIRST, scope=EVERYTHING).grade == "severe_3"
    assert [row.about_kind for row in base.stored(AuditRow)].count("determination_end") == 1


def test_one_that_takes_the_same_days_leaves_nothing_of_the_other(database):
    with unit_of_work():
        person = case.person()
        case.determination(person, national=3)
        case.determination(person, national=4)
    assert spans(date(2023, 9, 1), date(2023, 10, 31)) == [
        ("severe_2", FIRST, date(2025, 9, 30)),
    ]


def test_one_that_begins_earlier_leaves_nothing_of_one_to_come(database):
    with unit_of_work():
        person = case.person()
        case.determination(person, national=3, first_day=date(2023, 12, 1))
        case.determination(person, national=4, first_day=date(2023, 11, 1))
    assert spans(date(2023, 9, 1), date(2023, 12, 31)) == [
        ("severe_2", date(2023, 11, 1), date(2025, 10, 31)),
    ]


def test_a_third_one_cannot_reach_back_over_an_ended_one(database):
    with unit_of_work():
        person = case.person()
        case.determination(person)
        case.determination(person, first_day=date(2023, 12, 1))
    with pytest.raises(Conflict, match="already ends"), unit_of_work():
        case.determination(person, first_day=date(2023, 11, 15))


def test_not_entitled_ends_the_benefit_and_gives_none(database):
    with unit_of_work():
        person = case.person()
        case.determination(person)
        case.determination(person, national=2, entitled=False, first_day=date(2023, 11, 1))
    assert spans(date(2023, 10, 1), date(2023, 12, 31)) == [("severe_2", FIRST, date(2023, 10, 31))]


def test_what_was_known_then_can_be_asked_later(database):
    before = base.AT + timedelta(hours=1)
    with unit_of_work():
        made = case.determination(case.person())
    with unit_of_work():
        services.end_determination(
            made.id, date(2023, 11, 5), "revoked", scope=EVERYTHING, at=base.AT + timedelta(days=30)
        )
    days = (date(2023, 11, 1), date(2023, 11, 30))
    assert spans(*days, known_at=before) == [("severe_2", FIRST, date(2025, 9, 30))]
    after = base.AT + timedelta(days=31)
    assert spans(*days, known_at=after) == [("severe_2", FIRST, date(2023, 11, 5))]
    assert spans(*days, known_at=base.AT - timedelta(hours=1)) == []


def test_it_ends_once(database):
    with unit_of_work():
        made = case.determination(case.person())
        services.end_determination(made.id, FIRST, "revoked", scope=EVERYTHING, at=base.AT)
    with pytest.raises(Conflict, match="ended already"), unit_of_work():
        services.end_determination(made.id, FIRST, "revoked", scope=EVERYTHING, at=base.AT)
    far = base.desk(area=base.OTHER_COUNTY)
    with pytest.raises(NotFound), unit_of_work():
        services.end_determination(made.id, FIRST, "revoked", scope=far, at=base.AT)


@pytest.mark.parametrize("model", [Determination, DeterminationEnd])
def test_the_database_refuses_changes(database, model):
    with unit_of_work():
        person = case.person()
        case.determination(person)
        case.determination(person, first_day=date(2023, 12, 1))
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), engine().begin() as connection:
        connection.execute(sa.delete(model))


def test_the_rooms_above_hear_of_it(database):
    heard = []
    events.on("determination.recorded", lambda **facts: heard.append(facts["determination"].grade))
    try:
        with unit_of_work():
            case.determination(case.person())
    finally:
        events.forget_handlers()
    assert heard == ["severe_2"]
