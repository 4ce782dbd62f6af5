"""Two clerks at once on one case: one act takes effect, the other is told, nobody gets stuck."""

import os
from datetime import date
from functools import partial

import pytest

from assessments import services as assessments
from assessments.acts.closing import on_case_closed
from assessments.models import Assessment
from ltc import events
from ltc.case import queries as cases
from ltc.case import services
from ltc.case.models import Application, CaseEvent, Determination, Person, Plan, PlanItem
from ltc.case.plan.rules import Line
from ltc.case.plan.services import Consent, add_plan_item, confirm_plan
from ltc.db import unit_of_work
from tests.support.crowd import at_once
from tests.support.factories import assessments as make
from tests.support.factories import base, case

TRIALS = int(os.environ.get("LTC_TEST_TRIALS", "2"))
trials = pytest.mark.parametrize("trial", range(TRIALS))
OPERATOR = base.desk()


@trials
def test_a_person_has_one_file_and_one_application(database, trial):
    with unit_of_work():
        base.areas()
    command = case.register()
    register = lambda: services.register_person(command, scope=OPERATOR, at=base.AT)  # noqa: E731 - an act to repeat
    assert at_once(register, register) == ["done", "refused"]
    (person,) = base.stored(Person)
    apply = lambda: case.application(person)  # noqa: E731 - as above
    assert at_once(apply, apply) == ["done", "refused"]
    assert len(base.stored(Application)) == 1


@trials
def test_an_application_is_decided_once(database, trial):
    with unit_of_work():
        given = case.application(case.person()).id
    ended = at_once(
        lambda: services.accept_application(given, scope=OPERATOR, at=base.AT),
        lambda: services.refuse_application(given, "other", "x", scope=OPERATOR, at=base.AT),
    )
    assert ended == ["done", "refused"]


@trials
def test_an_application_goes_to_one_agency_and_its_letter_out_once(database, trial):
    with unit_of_work():
        base.areas()
        agency = make.Agency()
        given = make.accepted().id
    give = lambda: assessments.dispatch(  # noqa: E731 - an act to repeat
        given, agency.organisation.id, scope=OPERATOR, at=base.AT
    )
    assert at_once(give, give) == ["done", "refused"]
    (one,) = base.stored(Assessment)
    with unit_of_work():
        make.reach("publish", one, agency)
    letter = lambda: assessments.deliver(  # noqa: E731 - as above
        one.id, scope=OPERATOR, at=base.at(date(2023, 10, 20))
    )
    assert at_once(letter, letter) == ["done", "refused"]
    assert len(base.stored(Determination)) == 1


@trials
def test_two_experts_confirm_at_once_and_both_count(database, trial):
    with unit_of_work():
        base.areas()
        agency = make.Agency()
        made = make.dispatched(agency)
        make.reach("agree", made, agency)
    ended = at_once(
        lambda: make.confirm(made, agency, agency.expert),
        lambda: make.confirm(made, agency, agency.confirmer),
    )
    assert ended == ["done", "done"]
    assert base.stored(Assessment)[0].state == "confirmed"


@trials
def test_a_death_and_a_letter_at_once_do_not_lock_each_other(database, trial):
    with unit_of_work():
        base.areas()
        agency = make.Agency()
        made = make.dispatched(agency)
        make.reach("publish", made, agency)
    at = base.at(date(2023, 10, 20))
    events.on("case.closed", on_case_closed)
    try:
        at_once(
            lambda: assessments.deliver(made.id, scope=OPERATOR, at=at),
            lambda: services.record_event(
                made.person_id, "death", base.ON, None, "民政", scope=OPERATOR, at=at
            ),
        )
    finally:
        events.forget_handlers()
    assert len(base.stored(CaseEvent)) == 1
    state = base.stored(Assessment)[0].state
    assert (state, len(base.stored(Determination))) in (("delivered", 1), ("revoked", 0))


@trials
def test_two_versions_confirmed_at_once_do_not_both_hold(database, trial):
    with unit_of_work():
        person = case.person()
        case.determination(person)
        plans = [case.plan(person, confirmed=False).id for _ in range(2)]
    yes = Consent(how="window", by="李建国")
    acts = [lambda p=p: confirm_plan(p, yes, scope=OPERATOR, at=base.AT) for p in plans]
    assert at_once(*acts) == ["done", "done"]
    assert sorted(each.state for each in base.stored(Plan)) == ["confirmed", "superseded"]
    with unit_of_work():
        assert cases.determination_on(person.id, base.ON, scope=OPERATOR)


@trials
def test_two_services_added_at_once_are_both_in_the_plan(database, trial):
    with unit_of_work():
        person = case.person()
        case.determination(person)
        plan_id = case.plan(person, confirmed=False, lines=case.LINES[:1]).id
    adding = [
        partial(add_plan_item, plan_id, Line(item, 4, 30, "care_worker", 1000))
        for item in ("eating_help", "dressing_help")
    ]
    ended = at_once(*(partial(add, scope=OPERATOR, at=base.AT) for add in adding))
    assert ended == ["done", "done"]
    assert len(base.stored(PlanItem)) == 3
