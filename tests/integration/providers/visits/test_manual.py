"""Entries by hand: what is written, by whom not, and when the recipient's side must confirm."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from ltc.db import session, unit_of_work
from ltc.shared.errors import BadInput, Conflict, Forbidden
from providers.visits import services
from providers.visits.models import Visit, VisitChange, VisitException
from providers.visits.services import Decision, ManualEntry, Why
from tests.support.factories import base
from tests.support.factories import visits as make

BEGIN = base.at(make.DAY, 9)
END = BEGIN + timedelta(minutes=60)
LATER = END + timedelta(hours=5)
ENTRY = ManualEntry(started_at=BEGIN, ended_at=END, reason="phone_broken")


@pytest.fixture
def world(database):
    with unit_of_work():
        made = make.world()
        made.visit = make.visit(made)
    return made


def enter(world, entry=ENTRY, *, scope=None, at=LATER):
    with unit_of_work():
        scope = scope or world.as_desk
        return services.enter_manually(world.visit.id, entry, scope=scope, at=at)


def codes(world):
    with unit_of_work():
        found = session().scalars(sa.select(VisitException))
        return {row.code: row for row in found if row.visit_id == world.visit.id}


def history(world, verified, manual=0):
    """Write visits of the weeks before."""
    with unit_of_work():
        for number in range(verified):
            day = make.DAY - timedelta(days=number % 9 + 1)
            make.visit(world, day=day, state="verified", manual=number < manual)


def test_every_changed_field_leaves_a_row(world):
    enter(world)
    with unit_of_work():
        changes = session().scalars(sa.select(VisitChange)).all()
    assert {row.field: (row.old, row.new) for row in changes} == {
        "started_at": ("", BEGIN.isoformat()),
        "ended_at": ("", END.isoformat()),
        "minutes": ("", "60"),
        "state": ("planned", "ended"),
        "manual": ("False", "True"),
    }
    assert {row.changed_by for row in changes} == {502}


def test_it_gives_times_and_no_place(world):
    history(world, 30)
    visit = enter(world)
    assert (visit.state, visit.manual, visit.place_ok, visit.minutes) == ("ended", True, False, 60)
    assert sorted(codes(world)) == ["manual_entry", "place_missing"]


def test_who_entered_it_does_not_decide_it(world):
    history(world, 30)
    enter(world)
    row = codes(world)["manual_entry"]
    chosen = Decision(resolution="explained")
    with pytest.raises(Forbidden), unit_of_work():
        services.decide_exception(row.id, chosen, scope=world.as_desk, at=LATER)
    with unit_of_work():
        services.decide_exception(row.id, chosen, scope=world.as_second_desk, at=LATER)


def test_above_the_budget_the_recipients_side_must_confirm(world):
    history(world, 10, manual=4)
    enter(world)
    row = codes(world)["manual_over_budget"]
    chosen = Decision(resolution="confirmed")
    with pytest.raises(BadInput, match="not confirmed"), unit_of_work():
        services.decide_exception(row.id, chosen, scope=world.as_second_desk, at=LATER)
    with unit_of_work():
        services.record_call_back(world.visit.id, "女儿", scope=world.as_operator, at=LATER)
        services.decide_exception(row.id, chosen, scope=world.as_second_desk, at=LATER)


@pytest.mark.parametrize(
    ("verified", "manual", "within"), [(99, 32, True), (99, 33, False), (0, 0, False)]
)
def test_the_budget_is_the_score_with_one_more(world, verified, manual, within):
    history(world, verified, manual)
    with unit_of_work():
        found = services.budgets(world.visit, make.DAY)
    assert {one.within_after_one_more for one in found.values()} == {within}


def test_the_carer_enters_nothing_for_himself(world):
    with pytest.raises(Forbidden):
        enter(world, scope=world.as_carer)


BAD = {
    "ends before it began": ManualEntry(started_at=END, ended_at=BEGIN, reason="forgot"),
    "in the future": ManualEntry(
        started_at=BEGIN, ended_at=LATER + timedelta(seconds=1), reason="forgot"
    ),
    "no such reason": ManualEntry(started_at=BEGIN, ended_at=END, reason="because"),
    "other without words": ManualEntry(started_at=BEGIN, ended_at=END, reason="other"),
}


@pytest.mark.parametrize("name", BAD)
def test_an_impossible_entry_is_refused(world, name):
    with pytest.raises(BadInput):
        enter(world, BAD[name])


@pytest.mark.parametrize("state", ["rated", "settled", "voided", "refused"])
def test_what_is_settled_stays_as_it_is(world, state):
    with unit_of_work():
        session().get(Visit, world.visit.id).state = state
    with pytest.raises(Conflict):
        enter(world)


def test_a_planned_visit_goes_to_another_carer_of_the_house(world):
    with unit_of_work():
        other = base.staff(world.provider)
        stranger = base.staff(base.organisation("care_provider"))
    why = Why("worker_replaced")
    with unit_of_work():
        services.reassign(world.visit.id, other.id, why, scope=world.as_desk, at=LATER)
    with unit_of_work():
        assert session().get(Visit, world.visit.id).carer_id == other.id
    with pytest.raises(Exception, match="no such staff"), unit_of_work():
        services.reassign(world.visit.id, stranger.id, why, scope=world.as_desk, at=LATER)


def test_evidence_and_changes_cannot_be_edited(world):
    enter(world)
    for statement in ("UPDATE visit_change SET memo = 'x'", "DELETE FROM visit_change"):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), unit_of_work():
            session().execute(sa.text(statement))


def entered_over(world, hour):
    """Enter the visit by hand for this hour; return how the clash with another one stands."""
    begin = base.at(make.DAY, hour)
    ends = begin + timedelta(minutes=60)
    enter(world, ManualEntry(started_at=begin, ended_at=ends, reason="time_mistaken"), at=LATER)
    row = codes(world).get("carer_overlap")
    return row and (row.state, row.accepted)


def test_a_clash_that_comes_back_is_open_again(world):
    with unit_of_work():
        earlier = {"state": "ended", "started_at": BEGIN, "ended_at": END, "minutes": 60}
        make.visit(world, **earlier)
    assert entered_over(world, 9) == ("open", None)
    assert entered_over(world, 11) == ("decided", True)
    assert entered_over(world, 9) == ("open", None)


def mark(world, at):
    with unit_of_work():
        why = Why("person_asked")
        services.mark_two_person(world.visit.id, why, scope=world.as_desk, at=at)


def test_the_desk_arranges_care_by_two_before_it_begins(world):
    mark(world, BEGIN - timedelta(hours=1))
    with unit_of_work():
        assert session().get(Visit, world.visit.id).two_person


def test_afterwards_care_by_two_needs_more_than_the_desks_word(world):
    with pytest.raises(Conflict, match="before it begins"):
        mark(world, LATER)
    enter(world)
    with unit_of_work():
        services.record_call_back(world.visit.id, "女儿", scope=world.as_operator, at=LATER)
    mark(world, LATER)
