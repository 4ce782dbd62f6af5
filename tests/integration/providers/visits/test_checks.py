"""`ltc check` on visits: nobody in two places at once, nothing open that holds a verified visit."""

from datetime import timedelta

import pytest

from ltc.db import read_only, unit_of_work
from providers.visits.acts.opening import close_by_system, open_exception
from providers.visits.checks import faults
from tests.support.factories import base
from tests.support.factories import visits as make


@pytest.fixture
def world(database):
    with unit_of_work():
        return make.world()


def given(world, hour, **facts):
    """Write a verified visit of an hour."""
    begin = base.at(make.DAY, hour)
    times = {"started_at": begin, "ended_at": begin + timedelta(hours=1), "state": "verified"}
    return make.visit(world, hour=hour, **{**times, **facts})


def found():
    with read_only():
        return list(faults())


def test_visits_one_after_the_other_are_sound(world):
    with unit_of_work():
        for hour in (9, 10, 14):
            given(world, hour)
    assert found() == []


def test_one_carer_in_two_places_is_found(world):
    with unit_of_work():
        long = given(world, 9, ended_at=base.at(make.DAY, 13))
        given(world, 10, state="ended")
        late = given(world, 12, state="settled")
    assert found() == [f"visit {late.id} overlaps visit {long.id} of the same carer"]


@pytest.mark.parametrize("marked", [True, False])
def test_two_carers_at_one_person_are_found_unless_marked(world, marked):
    with unit_of_work():
        other = base.staff(world.provider)
        one = given(world, 9, two_person=True)
        two = given(world, 9, carer_id=other.id, two_person=marked)
    told = [f"visit {two.id} overlaps visit {one.id} of the same person"]
    assert found() == ([] if marked else told)


@pytest.mark.parametrize("by", ["system", "person"])
def test_a_clash_that_a_person_decided_is_no_fault(world, by):
    with unit_of_work():
        given(world, 9, state="settled")
        row = open_exception(given(world, 9, state="settled"), "carer_overlap", at=base.AT)
        close_by_system(row, "corrected", at=base.AT)
        row.decided_by = 504 if by == "person" else 0
    assert bool(found()) == (by == "system")


@pytest.mark.parametrize(("code", "sound"), [("after_death", True), ("denied", False)])
def test_what_holds_a_verified_visit_is_found(world, code, sound):
    with unit_of_work():
        visit = given(world, 9)
        open_exception(visit, code, at=base.AT)
    told = [f"visit {visit.id} is verified although {code} was not accepted"]
    assert found() == ([] if sound else told)
