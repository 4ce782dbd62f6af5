"""Care plans: on a determination, within the catalogue, confirmed by the person."""

from datetime import date

import pytest

from ltc import events
from ltc.audit.models import AuditRow
from ltc.case import services as case_services
from ltc.case.models import Plan, PlanItem
from ltc.case.plan import queries, services
from ltc.case.plan.rules import Line
from ltc.case.plan.services import Consent
from ltc.db import read_only, unit_of_work
from ltc.shared.errors import BadInput, Conflict, Faults, Forbidden, NotFound
from tests.support.factories import base, case

OPERATOR = base.desk()
BATH = Line("sponge_bath", 8, 30, "care_worker", 6000)


@pytest.fixture
def person(database):
    with unit_of_work():
        made = case.person()
        case.determination(made, national=4)
        return made


def confirm(plan_id, *, scope=OPERATOR, **changes):
    """Confirm a plan in a unit of work of its own."""
    consent = Consent(**{"how": "window", "by": "李建国", **changes})
    with unit_of_work():
        return services.confirm_plan(plan_id, consent, scope=scope, at=base.AT)


def draft(person, **changes):
    with unit_of_work():
        return case.plan(person, confirmed=False, **changes)


def test_a_draft_carries_cost_and_standard(person):
    plan = draft(person)
    assert (plan.state, plan.version) == ("drafted", 1)
    assert (plan.planned_fen, plan.quota_fen) == (108000, 201000)
    assert (plan.first_day, plan.last_day) == (base.ON, date(2025, 9, 30))


def test_nobody_plans_without_a_determination(person):
    with pytest.raises(Conflict, match="nobody is entitled"):
        draft(person, first_day=date(2023, 9, 30))


@pytest.mark.parametrize(
    "line",
    [
        Line("massage", 8, 30, "care_worker", 6000),
        Line("tube_feeding", 8, 30, "care_worker", 6000),
        Line("sponge_bath", 0, 30, "care_worker", 6000),
        Line("sponge_bath", 8, 481, "care_worker", 6000),
        Line("sponge_bath", 8, 30, "cook", 6000),
        Line("sponge_bath", 8, 30, "care_worker", -1),
    ],
)
def test_impossible_services_are_refused(person, line):
    with pytest.raises(Faults):
        draft(person, lines=(line,))


def test_a_draft_is_rewritten_and_a_confirmed_plan_is_not(person):
    plan = draft(person)
    with unit_of_work():
        changed = services.change_plan_items(plan.id, [BATH], scope=OPERATOR, at=base.AT)
        assert changed.planned_fen == 48000
    assert [item.item for item in base.stored(PlanItem)] == ["sponge_bath"]
    confirm(plan.id)
    with pytest.raises(Conflict), unit_of_work():
        services.change_plan_items(plan.id, [BATH], scope=OPERATOR, at=base.AT)


def test_the_person_confirms_with_the_own_account(person):
    plan = draft(person)
    with pytest.raises(Forbidden):
        confirm(plan.id, how="account")
    with pytest.raises(Forbidden):
        confirm(plan.id, how="window", scope=base.of_person(person.id))
    heard = []
    events.on("plan.confirmed", lambda **facts: heard.append(facts["plan"].id))
    try:
        done = confirm(plan.id, how="account", scope=base.of_person(person.id))
    finally:
        events.forget_handlers()
    assert (done.state, done.confirmed_how, done.confirmed_by) == ("confirmed", "account", "李建国")
    assert heard == [plan.id]


def test_beyond_the_standard_needs_a_yes_of_its_own(person):
    plan = draft(person, lines=(Line("sponge_bath", 60, 30, "care_worker", 6000),))
    assert plan.planned_fen > plan.quota_fen
    with pytest.raises(BadInput, match="beyond the standard"):
        confirm(plan.id)
    assert confirm(plan.id, beyond_standard=True).state == "confirmed"


def test_an_empty_plan_cannot_be_confirmed(person):
    plan = draft(person, lines=())
    with pytest.raises(Faults):
        confirm(plan.id)


def test_a_draft_whose_determination_is_gone_is_not_confirmed(person):
    plan = draft(person, first_day=date(2023, 11, 1))
    with unit_of_work():
        case.determination(person, national=1, entitled=False, first_day=date(2023, 10, 25))
    with pytest.raises(Conflict, match="nobody is entitled"):
        confirm(plan.id)


def test_a_draft_at_another_standard_is_drafted_anew(person):
    plan = draft(person, first_day=date(2023, 11, 1))
    with unit_of_work():
        case.determination(person, national=3, first_day=date(2023, 11, 1))
    with pytest.raises(Conflict, match="draft the plan anew"):
        confirm(plan.id)


def test_a_draft_at_the_same_standard_follows_the_new_determination(person):
    plan = draft(person, first_day=date(2023, 11, 1))
    with unit_of_work():
        new = case.determination(person, first_day=date(2023, 11, 1))
    done = confirm(plan.id)
    assert (done.determination_id, done.last_day) == (new.id, new.last_day)


def test_a_new_version_takes_over_on_its_first_day(person):
    confirm(draft(person).id)
    confirm(draft(person, first_day=date(2023, 11, 1)).id)
    old, new = base.stored(Plan)
    assert (old.state, old.last_day) == ("superseded", date(2023, 10, 31))
    assert (new.state, new.version) == ("confirmed", 2)
    with read_only():
        held = [
            queries.plan_in_force(person.id, day, scope=OPERATOR).version
            for day in (base.ON, date(2023, 10, 31), date(2023, 11, 1))
        ]
    assert held == [1, 1, 2]


def test_steps_out_of_order_are_refused(person):
    plan = draft(person)
    with unit_of_work():
        services.discard_plan(plan.id, scope=OPERATOR, at=base.AT)
    with pytest.raises(Conflict):
        confirm(plan.id)
    with pytest.raises(Conflict), unit_of_work():
        services.discard_plan(plan.id, scope=OPERATOR, at=base.AT)
    acts = [row.act for row in base.stored(AuditRow) if row.about_kind == "plan"]
    assert acts == ["plan.draft", "plan.discard"]


def test_another_area_or_person_finds_nothing(person):
    plan = draft(person)
    for scope in (base.desk(area=base.OTHER_COUNTY), base.of_person(person.id + 1)):
        with pytest.raises(NotFound):
            confirm(plan.id, scope=scope, how="account")


def test_nothing_is_planned_after_the_end(person):
    plan = draft(person)
    with unit_of_work():
        case_services.record_event(
            person.id, "death", base.ON, None, "民政", scope=OPERATOR, at=base.AT
        )
    with pytest.raises(Conflict):
        confirm(plan.id)
    with pytest.raises(Conflict, match="case is closed"):
        draft(person)
    with pytest.raises(Conflict, match="case is closed"), unit_of_work():
        case.application(person)
