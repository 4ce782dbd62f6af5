"""Check-in and check-out: what is recorded, what is judged, who may not."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from ltc.db import session, unit_of_work
from ltc.scope import Actor, Scope
from ltc.shared.errors import Conflict, Forbidden, NotFound
from providers.visits.models import Fix, Visit, VisitException
from providers.visits.services import Report, check_in, check_out
from tests.support.factories import base
from tests.support.factories import visits as make

BEGIN = base.at(make.DAY, 9)
END = BEGIN + timedelta(minutes=60)


def at_home(at, **changes):
    return Report(fix=make.fix(at, **changes), device_at=at)


@pytest.fixture
def world(database):
    with unit_of_work():
        made = make.world()
        made.visit = make.visit(made)
    return made


def codes(visit_id):
    rows = session().scalars(sa.select(VisitException).where(VisitException.visit_id == visit_id))
    return sorted(row.code for row in rows)


def give(world, report_in, report_out, *, begin=BEGIN, end=END):
    """Check in and out of the world's visit; return the visit and its exceptions."""
    with unit_of_work():
        check_in(world.visit.id, report_in, scope=world.as_carer, at=begin)
    with unit_of_work():
        check_out(world.visit.id, report_out, scope=world.as_carer, at=end)
    with unit_of_work():
        return session().get(Visit, world.visit.id), codes(world.visit.id)


def test_a_visit_at_home_is_verified_by_itself(world):
    visit, exceptions = give(world, at_home(BEGIN), at_home(END))
    assert (visit.state, visit.minutes, visit.place_ok) == ("verified", 60, True)
    assert (visit.in_verdict, visit.out_verdict) == ("in", "in")
    assert visit.verified_by == 0
    assert exceptions == []


def test_the_raw_fix_is_kept_as_it_came(world):
    give(world, at_home(BEGIN, crs="gcj02"), at_home(END))
    with unit_of_work():
        fix = session().scalar(sa.select(Fix).where(Fix.kind == "in"))
    assert fix.raw["fix"]["crs"] == "gcj02"
    assert fix.lat != fix.raw["fix"]["lat"]  # stored in WGS-84


CASES = {
    "a kilometre away": (at_home(BEGIN, north=make.FAR_NORTH), "out", ["place_out"]),
    "an inaccurate fix": (at_home(BEGIN, accuracy_m=450), "weak", ["place_weak"]),
    "no fix": (Report(fix=None, device_at=BEGIN), "none", ["place_missing"]),
    "refused by the phone": (
        Report(fix={"status": "denied"}, device_at=BEGIN),
        "none",
        ["place_missing"],
    ),
    "a simulated fix": (at_home(BEGIN, mocked=True), "none", ["place_mocked"]),
    "a datum that is not named": (at_home(BEGIN, crs=None), "none", ["place_missing"]),
}


@pytest.mark.parametrize("name", CASES)
def test_evidence_that_does_not_stand_holds_the_visit(world, name):
    report, verdict, expected = CASES[name]
    visit, exceptions = give(world, report, at_home(END))
    assert visit.in_verdict == verdict
    assert exceptions == expected
    assert (visit.state, visit.place_ok) == ("ended", False)


def test_half_the_time_is_short(world):
    end = BEGIN + timedelta(minutes=29)
    visit, exceptions = give(world, at_home(BEGIN), at_home(end), end=end)
    assert exceptions == ["short"]
    assert visit.state == "ended"


def test_nobody_checks_in_for_another(world):
    other = base.of_staff(world.carer, "carer")
    stranger = Scope(
        Actor(9, "另一护理员", frozenset({"carer"}), world.provider.id, world.carer.id + 999),
        area=base.CITY,
        organisation_id=world.provider.id,
        staff_id=world.carer.id + 999,
    )
    with pytest.raises(NotFound), unit_of_work():
        check_in(world.visit.id, at_home(BEGIN), scope=stranger, at=BEGIN)
    with pytest.raises(Forbidden), unit_of_work():
        check_in(world.visit.id, at_home(BEGIN), scope=world.as_desk, at=BEGIN)
    with unit_of_work():
        assert check_in(world.visit.id, at_home(BEGIN), scope=other, at=BEGIN).visit.id


def test_two_visits_are_never_open_at_once(world):
    with unit_of_work():
        second = make.visit(world, hour=10)
        check_in(world.visit.id, at_home(BEGIN), scope=world.as_carer, at=BEGIN)
    with pytest.raises(Conflict, match="still open"), unit_of_work():
        check_in(second.id, at_home(BEGIN), scope=world.as_carer, at=BEGIN)


def test_the_database_itself_refuses_a_second_open_visit(world):
    with unit_of_work():
        make.visit(world, hour=10, state="started")
    with pytest.raises(sa.exc.IntegrityError), unit_of_work():
        make.visit(world, hour=11, state="started")


def test_a_second_check_in_is_refused(world):
    with unit_of_work():
        check_in(world.visit.id, at_home(BEGIN), scope=world.as_carer, at=BEGIN)
    with pytest.raises(Conflict), unit_of_work():
        check_in(world.visit.id, at_home(BEGIN), scope=world.as_carer, at=BEGIN)


def test_care_on_another_day_is_acknowledged(world):
    later, end = BEGIN + timedelta(days=1), END + timedelta(days=1)
    visit, exceptions = give(world, at_home(later), at_home(end), begin=later, end=end)
    assert exceptions == ["unscheduled"]
    assert visit.day == make.DAY + timedelta(days=1)


def test_a_home_without_a_point_is_no_fault_of_the_carer(database):
    with unit_of_work():
        made = make.world(home=None)
        made.visit = make.visit(made)
    visit, exceptions = give(made, at_home(BEGIN), at_home(END))
    assert (visit.in_verdict, exceptions) == ("none", ["place_missing"])
