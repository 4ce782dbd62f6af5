"""Assigning a plan: nearest that fits, free choice, every refusal with its reason."""

from datetime import date

import pytest
import sqlalchemy as sa

from ltc import events
from ltc.addon import resolve
from ltc.case import queries as cases
from ltc.case.models import Plan
from ltc.db import session, unit_of_work
from ltc.directory.models import Organisation
from ltc.outbox.models import Message
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.errors import BadInput, Conflict, NotFound
from providers import queries as registry_queries
from providers import services as registry
from providers.addon import ADDON
from providers.assignment import queries, services
from providers.assignment.jobs import close_files
from providers.rules.states import suspension_on
from tests.support.factories import providers as make
from tests.support.factories.base import AT, of_organisation, organisation

EVERYTHING = Scope.everything("test")
ON = legal_day(AT)
NEAR, FAR = {"lat": 41.201, "lon": 122.071}, {"lat": 41.3, "lon": 122.2}


@pytest.fixture
def opened(database):
    """Keep one unit of work open for the whole test."""
    with unit_of_work():
        yield


def codes(plan: Plan) -> list[list[str]]:
    """Return the reason codes of every candidate in order."""
    found = services.candidates(plan.id, scope=EVERYTHING, on=ON)
    return [[reason.code for reason in each.refusals] for each in found]


def test_the_nearest_that_fits_is_proposed(opened):
    far, near = make.provider(**FAR), make.provider(**NEAR)
    made = services.propose(make.plan().id, scope=EVERYTHING, at=AT)
    assert made.provider_id == near.id != far.id
    assert 100 < made.distance_m < 200
    assert made.free_choice is False


def test_a_free_choice_beats_distance_and_is_recorded(opened):
    far, _near = make.provider(**FAR), make.provider(**NEAR)
    made = services.propose(make.plan().id, scope=EVERYTHING, at=AT, chosen_provider_id=far.id)
    assert (made.provider_id, made.free_choice) == (far.id, True)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"modes": ("institution",)}, "assignment.mode"),
        ({"capacity": 0}, "assignment.capacity"),
        ({"items": ("hair_washing",)}, "assignment.price"),
        ({"certified": False}, "assignment.staff"),
        ({"lat": None}, "assignment.place"),
    ],
)
def test_each_refusal_has_its_reason(opened, facts, code):
    make.provider(**facts)
    assert codes(make.plan()) == [[code]]


def test_a_provider_without_agreement_or_under_suspension_cannot_take_it(opened):
    plan = make.plan()
    organisation("care_provider")
    suspended = make.provider()
    registry.suspend(suspended.id, first_day=ON, last_day=None, why="检查", scope=EVERYTHING, at=AT)
    assert sorted(codes(plan)) == [["assignment.no_agreement"], ["assignment.suspended"]]


def test_when_none_fits_the_reasons_are_told(opened):
    make.provider(capacity=0)
    with pytest.raises(Conflict) as refused:
        services.propose(make.plan().id, scope=EVERYTHING, at=AT)
    assert "已满" in refused.value.zh


def test_an_unconfirmed_plan_is_not_assigned(opened):
    make.provider()
    with pytest.raises(Conflict, match="not confirmed"):
        services.propose(make.plan(state="drafted").id, scope=EVERYTHING, at=AT)


def test_a_plan_is_assigned_once(opened):
    make.provider()
    plan = make.plan()
    services.propose(plan.id, scope=EVERYTHING, at=AT)
    with pytest.raises(Conflict, match="already assigned"):
        services.propose(plan.id, scope=EVERYTHING, at=AT)


def test_after_a_decline_the_next_is_proposed_and_the_reason_kept(opened):
    make.provider(**FAR)
    make.provider(**NEAR)
    plan = make.plan()
    first = services.propose(plan.id, scope=EVERYTHING, at=AT)
    services.decline(first.id, "人手不足", scope=EVERYTHING, at=AT)
    second = services.propose(plan.id, scope=EVERYTHING, at=AT)
    assert second.provider_id != first.provider_id
    assert second.refusals[0]["reasons"][0]["facts"] == {"why": "人手不足"}


def test_the_provider_sees_the_person_from_the_proposal_until_the_end(opened):
    taken = make.provider()
    plan = make.plan()
    desk = of_organisation(taken, "provider_desk")
    with pytest.raises(NotFound):
        cases.person(plan.person_id, scope=desk)
    made = services.propose(plan.id, scope=EVERYTHING, at=AT)
    session().flush()
    assert cases.person(plan.person_id, scope=desk).id == plan.person_id
    services.accept(made.id, carer_id=None, first_day=ON, scope=desk, at=AT)
    services.end(made.id, "住院", scope=desk, at=AT)
    session().flush()
    with pytest.raises(NotFound):
        cases.person(plan.person_id, scope=desk)


def test_another_provider_cannot_accept_it(opened):
    make.provider()
    other = make.provider(**FAR)
    made = services.propose(make.plan().id, scope=EVERYTHING, at=AT)
    desk = of_organisation(other, "provider_desk")
    with pytest.raises(NotFound):
        services.accept(made.id, carer_id=None, first_day=ON, scope=desk, at=AT)


def test_an_accepted_assignment_cannot_be_declined_or_begin_in_the_past(opened):
    make.provider()
    made = services.propose(make.plan().id, scope=EVERYTHING, at=AT)
    with pytest.raises(BadInput, match="past"):
        services.accept(
            made.id, carer_id=None, first_day=date(2023, 10, 8), scope=EVERYTHING, at=AT
        )
    services.accept(made.id, carer_id=None, first_day=ON, scope=EVERYTHING, at=AT)
    with pytest.raises(Conflict):
        services.decline(made.id, "晚了", scope=EVERYTHING, at=AT)


def taken(plan: Plan, first_day: date = ON, at=AT):
    """Propose a plan and let its provider take it."""
    made = services.propose(plan.id, scope=EVERYTHING, at=at)
    return services.accept(made.id, carer_id=None, first_day=first_day, scope=EVERYTHING, at=at)


def test_a_full_provider_keeps_whom_it_serves(opened):
    full = make.provider(capacity=1)
    plan = make.plan()
    first = taken(plan)
    next_plan = make.plan_of(plan.person_id, first_day=date(2023, 11, 1))
    made = services.propose(next_plan.id, scope=EVERYTHING, at=AT)
    assert made.provider_id == first.provider_id == full.id
    with pytest.raises(Conflict, match="no room"):
        services.propose(make.plan().id, scope=EVERYTHING, at=AT)


def test_a_suspended_provider_takes_nobody(opened):
    provider = make.provider()
    made = services.propose(make.plan().id, scope=EVERYTHING, at=AT)
    registry.suspend(provider.id, first_day=ON, last_day=None, why="检查", scope=EVERYTHING, at=AT)
    with pytest.raises(Conflict, match="suspended since"):
        services.accept(made.id, carer_id=None, first_day=ON, scope=EVERYTHING, at=AT)


def test_the_provider_before_sees_the_person_until_its_last_day(database):
    day = date(2023, 11, 15)
    with unit_of_work():
        old = make.provider()
        plan = make.plan()
        taken(plan)
        new = make.provider()
        next_plan = make.plan_of(plan.person_id, first_day=day)
        make_room = services.propose(
            next_plan.id, scope=EVERYTHING, at=AT, chosen_provider_id=new.id
        )
        services.accept(make_room.id, carer_id=None, first_day=day, scope=EVERYTHING, at=AT)
    desk = of_organisation(old, "provider_desk")
    with unit_of_work():
        assert cases.person(plan.person_id, scope=desk).id == plan.person_id
    assert (close_files(date(2023, 11, 14)), close_files(day), close_files(day)) == (0, 1, 0)
    with pytest.raises(NotFound), unit_of_work():
        cases.person(plan.person_id, scope=desk)


def handed_over(plan: Plan):
    """Let a plan that is served go to another provider, which has not answered yet."""
    plan.last_day = date(2024, 10, 8)
    old, other = taken(plan), make.provider(**FAR)
    new = services.transfer(old.id, other.id, "家属要求", scope=EVERYTHING, at=AT)
    return old, new


def test_care_goes_on_until_the_next_provider_begins(opened):
    make.provider()
    plan = make.plan()
    old, new = handed_over(plan)
    assert (old.state, old.last_day, new.state) == ("transferred", plan.last_day, "proposed")
    services.accept(new.id, carer_id=None, first_day=date(2023, 10, 20), scope=EVERYTHING, at=AT)
    assert old.last_day == date(2023, 10, 19)


def test_care_goes_on_where_the_next_provider_declines(opened):
    make.provider()
    plan = make.plan()
    old, new = handed_over(plan)
    services.decline(new.id, "近期人手不足", scope=EVERYTHING, at=AT)
    assert old.last_day == plan.last_day
    assert plan.id in {each.id for each, *_ in queries.waiting(ON, scope=EVERYTHING)}


@pytest.fixture
def wired():
    """Let the rooms hear of each other, as the site does."""
    for event, dotted in ADDON.handlers:
        events.on(event, resolve(dotted))
    yield
    events.forget_handlers()


@pytest.mark.usefixtures("wired")
def test_an_agreement_that_ends_ends_its_assignments(opened):
    make.provider()
    operator = organisation("operator", area_code="2111")
    served, asked = taken(make.plan()), services.propose(make.plan().id, scope=EVERYTHING, at=AT)
    last = date(2023, 10, 31)
    why = {"why": "严重违约", "scope": EVERYTHING, "at": AT}
    registry.end_agreement(served.agreement_id, last_day=last, **why)
    assert [(each.state, each.last_day) for each in (served, asked)] == [
        ("ended", last),
        ("expired", last),
    ]
    told = session().scalars(sa.select(Message).where(Message.subject == "护理机构变更")).one()
    assert told.person_id == served.person_id
    assert "2023年10月31日" in told.body
    told = session().scalars(sa.select(Message).where(Message.organisation_id == operator.id)).one()
    assert "有2人待转派" in told.body
    assert {plan.id for plan, *_ in queries.waiting(ON, scope=EVERYTHING)} == {
        served.plan_id,
        asked.plan_id,
    }


@pytest.mark.usefixtures("wired")
def test_the_next_provider_may_begin_before_the_agreement_ends(opened):
    make.provider()
    old = taken(make.plan())
    make.provider(**FAR)
    why = {"why": "机构申请退出", "scope": EVERYTHING, "at": AT}
    registry.end_agreement(old.agreement_id, last_day=date(2023, 12, 15), **why)
    made = services.propose(
        old.plan_id, scope=EVERYTHING, at=AT, chosen_provider_id=organisation_of_far()
    )
    services.accept(made.id, carer_id=None, first_day=date(2023, 11, 1), scope=EVERYTHING, at=AT)
    assert (old.state, old.last_day) == ("ended", date(2023, 10, 31))


def organisation_of_far() -> int:
    """Return the provider that lies further away."""
    return session().scalars(sa.select(Organisation.id).where(Organisation.lat == FAR["lat"])).one()


def test_a_suspension_lifted_before_it_begins_holds_on_no_day(opened):
    provider, first = make.provider(), date(2023, 11, 1)
    known = {"scope": EVERYTHING, "at": AT}
    made = registry.suspend(provider.id, first_day=first, last_day=None, why="检查", **known)
    registry.lift(made.id, last_day=ON, why="决定撤销", **known)
    session().flush()
    assert registry_queries.suspended_from(provider.id, first) is None
    assert suspension_on(made.first_day, made.last_day, ON) == "over"
