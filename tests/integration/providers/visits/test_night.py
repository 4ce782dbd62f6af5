"""The night: missed, left open, overlaps, impossible journeys, frozen and replayed fixes."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from ltc.case.services import record_event
from ltc.db import session, unit_of_work
from ltc.directory.models import Certificate
from ltc.scope import Scope
from providers.models import Suspension
from providers.visits import services
from providers.visits.models import Visit, VisitException
from providers.visits.services import BulkVisit, Report
from tests.support.factories import base
from tests.support.factories import visits as make

BEGIN = base.at(make.DAY, 9)
END = BEGIN + timedelta(minutes=60)
NIGHT = base.at(make.DAY + timedelta(days=1), 9)
EVERYTHING = Scope.everything("test")
NEXT = make.DAY + timedelta(days=1)


@pytest.fixture
def world(database):
    with unit_of_work():
        made = make.world()
        made.visit = make.visit(made)
    return made


def night(day=make.DAY, at=NIGHT):
    with unit_of_work():
        return services.nightly_flags(day, scope=EVERYTHING, at=at)


def codes(visit_id):
    with unit_of_work():
        found = session().scalars(
            sa.select(VisitException.code).where(VisitException.visit_id == visit_id)
        )
        return sorted(found)


def state(visit_id):
    with unit_of_work():
        return session().get(Visit, visit_id).state


def done(world, visit, begin, *, minutes=60, **fix):
    """Log a whole visit as another system would hand it in."""
    end = begin + timedelta(minutes=minutes)
    given = BulkVisit(
        visit_id=visit.id,
        started_at=begin,
        ended_at=end,
        fix_in=make.fix(begin, **fix),
        fix_out=make.fix(end, **{"accuracy_m": 31.0, **fix}),
    )
    with unit_of_work():
        services.log_many([given], scope=EVERYTHING, at=end)


def test_a_good_visit_is_verified_by_night(world):
    done(world, world.visit, BEGIN)
    assert night().verified == 1
    assert (state(world.visit.id), codes(world.visit.id)) == ("verified", [])


def test_running_it_again_changes_nothing(world):
    with unit_of_work():
        make.visit(world, hour=15)
    done(world, world.visit, BEGIN)
    first = night()
    again = night()
    assert (first.missed, again.missed) == (1, 0)
    assert again.verified == 0


def test_a_visit_nobody_came_to_is_asked_about(world):
    assert night().missed == 1
    assert codes(world.visit.id) == ["missed_check_in"]


def test_a_visit_left_open_is_closed_for_the_carer_and_late_news_mends_it(world):
    with unit_of_work():
        report = Report(fix=make.fix(BEGIN), device_at=BEGIN)
        services.check_in(world.visit.id, report, scope=world.as_carer, at=BEGIN)
    assert night().left_open == 1
    assert codes(world.visit.id) == ["no_check_out", "place_missing"]
    with unit_of_work():
        report = Report(fix=make.fix(END), device_at=END)
        services.check_out(world.visit.id, report, scope=world.as_carer, at=END)
    assert state(world.visit.id) == "verified"


def test_one_carer_in_two_homes_at_once(world):
    with unit_of_work():
        other = make.visit(world, hour=9)
    done(world, world.visit, BEGIN)
    done(world, other, BEGIN + timedelta(minutes=30))
    night()
    assert codes(world.visit.id) == ["carer_overlap"]
    assert codes(other.id) == ["carer_overlap"]


def test_a_verified_visit_is_reopened_by_what_comes_later(world):
    done(world, world.visit, BEGIN)
    night()
    with unit_of_work():
        other = make.visit(world, hour=9)
    done(world, other, BEGIN + timedelta(minutes=30))
    night()
    assert state(world.visit.id) == "ended"


def test_two_carers_at_one_person_unless_marked_as_two(world):
    with unit_of_work():
        second = base.staff(world.provider)
        other = make.visit(world, carer_id=second.id)
    done(world, world.visit, BEGIN)
    done(world, other, BEGIN)
    night()
    assert "person_overlap" in codes(world.visit.id)
    with unit_of_work():
        for visit_id in (world.visit.id, other.id):
            why = services.Why("person_asked")
            services.mark_two_person(visit_id, why, scope=world.as_operator, at=NIGHT)
    night()
    assert state(world.visit.id) == state(other.id)


def test_a_hundred_kilometres_in_ten_minutes(world):
    with unit_of_work():
        other = make.visit(world, hour=10)
    done(world, world.visit, BEGIN)
    done(world, other, END + timedelta(minutes=10), north=1.0)
    night()
    assert "travel_impossible" in codes(other.id)
    assert "place_out" in codes(other.id)


def test_the_very_same_fix_on_three_days(world):
    with unit_of_work():
        days = [make.DAY + timedelta(days=n) for n in range(3)]
        given = [world.visit, *(make.visit(world, day=day) for day in days[1:])]
    for visit, day in zip(given, days, strict=True):
        done(world, visit, base.at(day, 9), accuracy_m=25.0)
    for day in days:
        night(day, base.at(day + timedelta(days=1), 2 + 7))
    assert "frozen_fix" in codes(given[-1].id)


def test_a_fix_used_twice(world):
    with unit_of_work():
        other = make.visit(world, hour=14)
    done(world, world.visit, BEGIN)
    later = BEGIN + timedelta(hours=5)
    again = BulkVisit(
        visit_id=other.id,
        started_at=later,
        ended_at=later + timedelta(minutes=60),
        fix_in=make.fix(BEGIN),
        fix_out=make.fix(later + timedelta(minutes=60), accuracy_m=18.0),
    )
    with unit_of_work():
        services.log_many([again], scope=EVERYTHING, at=NIGHT)
    night()
    assert "replayed_fix" in codes(other.id)


def hospital(world):
    first, last = make.DAY - timedelta(days=1), make.DAY + timedelta(days=1)
    at = base.at(last + timedelta(days=1))
    stay = (world.person.id, "hospital", first, last, "医保结算")
    record_event(*stay, scope=world.as_operator, at=at)


def suspended(world, staff_id=None):
    session().add(
        Suspension(
            provider_id=world.provider.id,
            staff_id=staff_id,
            area_code=base.COUNTY,
            first_day=make.DAY,
            last_day=None,
            why="违规",
            decided_by=1,
            recorded_at=base.AT,
        )
    )


def expired(world):
    paper = session().scalar(sa.select(Certificate).where(Certificate.staff_id == world.carer.id))
    paper.last_day = make.DAY - timedelta(days=1)


HOLDS = {
    "hospital_stay": hospital,
    "provider_suspended": suspended,
    "worker_suspended": lambda world: suspended(world, world.carer.id),
    "credential_expired": expired,
    "plan_not_in_force": lambda world: setattr(
        session().merge(world.plan), "last_day", make.DAY - timedelta(days=1)
    ),
}


@pytest.mark.parametrize("code", HOLDS)
def test_what_the_law_says_no_to_holds_the_visit(world, code):
    with unit_of_work():
        HOLDS[code](world)
    done(world, world.visit, BEGIN)
    night(at=base.at(date(2023, 10, 20)))
    assert (state(world.visit.id), codes(world.visit.id)) == ("ended", [code])


def test_once_the_ground_is_gone_the_exception_closes_itself(world):
    with unit_of_work():
        expired(world)
    done(world, world.visit, BEGIN)
    night()
    with unit_of_work():
        paper = session().scalar(
            sa.select(Certificate).where(Certificate.staff_id == world.carer.id)
        )
        paper.last_day = date(2030, 1, 1)
    night()
    assert state(world.visit.id) == "verified"


def test_ready_visits_of_a_span_are_verified_at_once(world):
    with unit_of_work():
        more = [make.visit(world, day=NEXT, hour=hour) for hour in (9, 11, 13)]
    for visit, hour in zip(more, (9, 11, 13), strict=True):
        done(world, visit, base.at(NEXT, hour), accuracy_m=20.0 + hour)
    done(world, world.visit, BEGIN)
    with unit_of_work():
        count = services.verify_ready(make.DAY, NEXT, scope=EVERYTHING, at=NIGHT)
    assert count == 4
