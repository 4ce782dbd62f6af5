"""A month of visits from a confirmed plan: how many, when, for whom not."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa

from ltc import events
from ltc.audit.models import AuditRow
from ltc.case.plan.rules import Line
from ltc.case.services import end_determination, record_event
from ltc.db import session, unit_of_work
from ltc.shared.clock import legal_day
from ltc.shared.dates import Month
from ltc.shared.errors import BadInput, Conflict
from providers.acts.agreements import NewPrice, set_price
from providers.models import AgreedPrice, Assignment
from providers.visits import services
from providers.visits.models import Visit
from tests.support.factories import base
from tests.support.factories import visits as make

OCTOBER = Month(2023, 10)
LINES = (
    Line("sponge_bath", 8, 60, "care_worker", 6000),
    Line("eating_help", 62, 30, "care_worker", 3000),
)


@pytest.fixture
def world(database):
    with unit_of_work():
        return make.world(lines=LINES)


def plan(world, month=OCTOBER, **more):
    with unit_of_work():
        return services.plan_visits(
            world.assignment.id, month, scope=world.as_desk, at=base.AT, **more
        )


def visits():
    with unit_of_work():
        return session().scalars(sa.select(Visit).order_by(Visit.planned_start, Visit.id)).all()


def test_as_many_as_the_plan_says_spread_over_the_month(world):
    assert plan(world).count == 70
    per_item = Counter(visit.item for visit in visits())
    assert per_item == {"sponge_bath": 8, "eating_help": 62}
    days = sorted(visit.day for visit in visits() if visit.item == "sponge_bath")
    gaps = {(later - day).days for day, later in pairwise(days)}
    assert gaps <= {3, 4}


@pytest.mark.parametrize("state", ["ended", "transferred"])
def test_who_serves_until_a_day_to_come_is_planned_until_then(world, state):
    with unit_of_work():
        row = session().get(Assignment, world.assignment.id)
        row.state, row.last_day = state, date(2023, 11, 14)
    plan(world, Month(2023, 11))
    days = {visit.day for visit in visits()}
    assert min(days) < date(2023, 11, 8) < max(days) <= date(2023, 11, 14)
    with pytest.raises(Conflict):
        plan(world, Month(2023, 12))


@pytest.fixture
def wired():
    """Let the visits hear of prices, as the site does."""
    events.on("price.agreed", services.price_agreed)
    yield
    events.forget_handlers()


def agreed(world, first_day, at=base.AT, **changes):
    new = {
        "item": "sponge_bath",
        "unit": "hour",
        "price_fen": 5000,
        "minutes": 60,
        "qualification": "care_worker",
        "first_day": first_day,
        "last_day": date(2024, 12, 31),
        **changes,
    }
    with unit_of_work():
        set_price(world.agreement.id, NewPrice(**new), scope=base.desk("officer"), at=at)


@pytest.mark.usefixtures("wired")
def test_a_new_price_reaches_the_visits_that_are_planned(world):
    plan(world)
    agreed(world, date(2023, 10, 16))
    for visit in visits():
        new = visit.item == "sponge_bath" and visit.day >= date(2023, 10, 16)
        assert (visit.unit == "hour", visit.price_fen == 5000) == (new, new)
    (told,) = [row for row in base.stored(AuditRow) if row.act == "visit.price"]
    assert told.after["visits"] == sum(visit.price_fen == 5000 for visit in visits())


@pytest.mark.usefixtures("wired")
def test_a_visit_that_was_given_keeps_its_price(world):
    with unit_of_work():
        given = make.visit(world, day=date(2023, 10, 20), state="ended").id
    agreed(world, date(2023, 10, 16))
    assert [visit.price_fen for visit in visits() if visit.id == given] == [6000]


def test_a_price_is_not_replaced_for_days_that_are_past(world):
    with pytest.raises(BadInput, match="past"):
        agreed(world, legal_day(base.AT) - timedelta(days=1))


def test_a_price_does_not_run_into_a_later_one(world):
    agreed(world, date(2024, 6, 1))
    with pytest.raises(Conflict, match="already begins"):
        agreed(world, date(2024, 5, 1))


def test_a_second_time_gives_nothing_new(world):
    plan(world)
    assert plan(world).count == 0
    assert len(visits()) == 70


def test_the_same_plan_gives_the_same_times_again(world):
    plan(world)
    first = [(visit.item, visit.planned_start) for visit in visits()]
    with unit_of_work():
        session().execute(sa.delete(Visit))
    plan(world)
    assert [(visit.item, visit.planned_start) for visit in visits()] == first


def test_a_visit_carries_price_carer_and_plan(world):
    plan(world)
    visit = next(each for each in visits() if each.item == "sponge_bath")
    assert (visit.price_fen, visit.planned_minutes, visit.carer_id) == (6000, 60, world.carer.id)
    assert (visit.plan_id, visit.mode, visit.state) == (world.plan.id, "home", "planned")
    assert legal_day(visit.planned_start) == visit.day


def test_nobody_is_in_two_places_at_once(world):
    with unit_of_work():
        second = make.world(lines=LINES, id_number=base.id_number("19410101"))
        second.assignment.carer_id = world.carer.id
        second.assignment.provider_id = world.provider.id
        session().merge(second.assignment)
    plan(world)
    with unit_of_work():
        services.plan_month(OCTOBER, scope=world.as_operator, at=base.AT)
    by_day = {}
    for visit in visits():
        by_day.setdefault((visit.carer_id, visit.day), []).append(visit)
    for some in by_day.values():
        for before, then in pairwise(some):
            end = before.planned_start + timedelta(minutes=before.planned_minutes)
            gap = 0 if before.person_id == then.person_id else 20
            assert then.planned_start >= end + timedelta(minutes=gap)


def test_part_of_a_month_gets_its_part(world):
    with unit_of_work():
        world.assignment.first_day = date(2023, 10, 17)
        session().merge(world.assignment)
    assert Counter(v.item for v in visits()) == {}
    plan(world)
    assert Counter(v.item for v in visits()) == {"sponge_bath": 4, "eating_help": 30}
    assert min(visit.day for visit in visits()) >= date(2023, 10, 17)


def test_without_a_price_it_is_left_over_with_its_reason(world):
    with unit_of_work():
        session().execute(sa.delete(AgreedPrice).where(AgreedPrice.item == "eating_help"))
    found = plan(world)
    assert found.count == 8
    assert {each.because.code for each in found.left_over} == {"planning.no_price"}


def test_outside_the_determination_nothing_is_planned(world):
    with unit_of_work():
        end, why = date(2023, 9, 30), "moved"
        end_determination(
            world.plan.determination_id, end, why, scope=world.as_operator, at=base.AT
        )
    found = plan(world)
    assert found.count == 0
    assert [each.because.code for each in found.left_over] == ["planning.no_days"]


def test_an_assignment_without_a_carer_waits_for_one(world):
    with unit_of_work():
        world.assignment.carer_id = None
        session().merge(world.assignment)
    assert plan(world).left_over[0].because.code == "planning.no_carer"
    assert plan(world, carer_id=world.carer.id).count == 70


def test_only_an_active_assignment_is_planned(world):
    with unit_of_work():
        world.assignment.state = "ended"
        session().merge(world.assignment)
    with pytest.raises(Conflict, match="not active"):
        plan(world)


def test_a_death_stops_the_visits_to_come(world):
    plan(world)
    with unit_of_work():
        actor = world.as_operator.actor
        services.case_closed(
            person_id=world.person.id, on=date(2023, 10, 12), why="death", at=base.AT, actor=actor
        )
    states = {(visit.day > date(2023, 10, 12), visit.state) for visit in visits()}
    assert states == {(False, "planned"), (True, "voided")}


def test_an_assignment_that_ends_stops_its_visits_to_come(world):
    plan(world)
    world.assignment.state, world.assignment.last_day = "transferred", date(2023, 10, 20)
    with unit_of_work():
        services.assignment_ended(
            assignment=world.assignment, at=base.AT, actor=world.as_operator.actor
        )
    states = {(visit.day > date(2023, 10, 20), visit.state) for visit in visits()}
    assert states == {(False, "planned"), (True, "voided")}


def test_a_recorded_death_holds_a_visit_that_was_given_after_it(world):
    with unit_of_work():
        visit = make.visit(world, state="ended", started_at=base.AT, ended_at=base.AT)
        dead = (world.person.id, "death", make.DAY - timedelta(days=3), None, "医院")
        record_event(*dead, scope=world.as_operator, at=base.at(make.DAY))
    with unit_of_work():
        outcome = services.look_over(
            [session().get(Visit, visit.id)], scope=world.as_operator, at=base.at(make.DAY, 20)
        )
    assert "after_death" in outcome.held[visit.id]
