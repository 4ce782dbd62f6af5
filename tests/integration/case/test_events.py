"""What happened to a person: recorded once, taken back by a row, a death closes the case."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from ltc import events as house_events
from ltc.audit.models import AuditRow
from ltc.case import queries, services
from ltc.case.models import Application, CaseEvent, Clock, Plan
from ltc.db import engine, read_only, unit_of_work
from ltc.shared.errors import BadInput, Conflict, NotFound, Unknown
from tests.support.factories import base, case

OPERATOR = base.desk()
DAY = date(2023, 10, 5)


def tell(person_id, kind, first_day=DAY, last_day=None, *, scope=OPERATOR, at=base.AT):
    """Record an event in a unit of work of its own."""
    with unit_of_work():
        return services.record_event(
            person_id, kind, first_day, last_day, "民政", "备注", scope=scope, at=at
        )


@pytest.fixture
def person(database):
    with unit_of_work():
        return case.person()


def seen(known_at=base.AT, first_day=date(2023, 10, 1), last_day=date(2023, 10, 31)):
    with read_only():
        found = queries.event_spans(
            base.CITY, first_day, last_day, known_at=known_at, scope=OPERATOR
        )
        return [(each.kind, each.first_day, each.last_day) for each in found]


def test_a_stay_is_a_span_of_the_area(person):
    tell(person.id, "hospital", DAY, date(2023, 10, 8))
    assert seen() == [("hospital", DAY, date(2023, 10, 8))]
    assert seen(first_day=date(2023, 10, 9)) == []
    row = base.stored(AuditRow)[-1]
    assert (row.act, row.reason) == ("event.record", "备注")


@pytest.mark.parametrize(
    ("kind", "first_day", "last_day", "error"),
    [
        ("holiday", DAY, None, Unknown),
        ("hospital", date(2023, 10, 10), None, BadInput),
        ("hospital", DAY, date(2023, 10, 4), BadInput),
        ("death", DAY, DAY, BadInput),
    ],
)
def test_what_cannot_have_happened_is_refused(person, kind, first_day, last_day, error):
    with pytest.raises(error):
        tell(person.id, kind, first_day, last_day)


def test_nobody_dies_twice_and_no_stay_is_told_twice(person):
    tell(person.id, "death")
    with pytest.raises(Conflict, match="recorded already"):
        tell(person.id, "death", date(2023, 10, 6))
    tell(person.id, "hospital")
    with pytest.raises(Conflict, match="recorded already"):
        tell(person.id, "hospital")


def test_a_death_stops_what_is_under_way(person):
    heard = []
    house_events.on("case.closed", lambda **facts: heard.append((facts["why"], facts["on"])))
    with unit_of_work():
        case.determination(person)
        case.plan(person, first_day=date(2023, 10, 2))
        case.application(person)
    try:
        tell(person.id, "death")
    finally:
        house_events.forget_handlers()
    assert heard == [("death", DAY)]
    (plan,) = base.stored(Plan)
    assert (plan.state, plan.last_day) == ("ended", DAY)
    assert [each.state for each in base.stored(Application)] == ["closed"]
    assert all(clock.met_on for clock in base.stored(Clock))


def test_an_event_is_taken_back_by_a_row_of_its_own(person):
    made = tell(person.id, "death")
    later = base.AT + timedelta(days=2)
    with unit_of_work():
        services.reverse_event(made.id, "同名误报", scope=OPERATOR, at=later)
    assert seen(known_at=later) == []
    assert seen(known_at=base.AT) == [("death", DAY, None)]
    with pytest.raises(Conflict, match="taken back already"), unit_of_work():
        services.reverse_event(made.id, "再撤", scope=OPERATOR, at=later)
    tell(person.id, "death", at=later)
    with read_only():
        (standing,) = queries.standing_events(person.id, scope=OPERATOR)
        assert standing.reverses_id is None


def test_a_reversal_cannot_be_reversed(person):
    made = tell(person.id, "arrears")
    with unit_of_work():
        back = services.reverse_event(made.id, "已补缴", scope=OPERATOR, at=base.AT)
    with pytest.raises(Conflict), unit_of_work():
        services.reverse_event(back.id, "", scope=OPERATOR, at=base.AT)


def test_the_database_refuses_changes(person):
    tell(person.id, "hospital")
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), engine().begin() as connection:
        connection.execute(sa.update(CaseEvent).values(note="x"))


def test_another_area_finds_nothing(person):
    with pytest.raises(NotFound):
        tell(person.id, "death", scope=base.desk(area=base.OTHER_COUNTY))
