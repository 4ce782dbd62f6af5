"""The last chapter: work that waits today, so that whoever signs in has something to do."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

from assessments.services import confirm, dispatch, schedule
from ltc.case import queries as cases
from ltc.case.plan.rules import catalogue
from ltc.case.plan.services import DraftPlan, change_plan_items, draft_plan
from ltc.case.services import accept_application
from ltc.db import read_only, unit_of_work
from ltc.demo.accounts import Accounts
from ltc.demo.chapters.applying import hand_in, register
from ltc.demo.chapters.assessing import Team, assess, score_apart
from ltc.demo.chapters.planning import cared_for
from ltc.demo.months import has_benefits
from ltc.demo.people import draw_newcomers
from ltc.demo.plans import offers, plan_lines
from ltc.demo.story import Resident, Story, at
from ltc.oversight.services import NewComplaint, NewInspection, make_complaint, plan_inspection
from ltc.security.roles import FAMILY
from ltc.shared.dates import Month
from ltc.shared.errors import Conflict
from providers.assignment.services import transfer
from providers.visits.queries.facts import visits_on

_DAY = timedelta(days=1)
_NEWCOMERS = 6


def leave_work(story: Story, today: date) -> None:
    """Leave one piece of work at each desk."""
    _people_on_the_way(story, today)
    _family(story, today)
    _for_the_provider(story, today)
    _for_the_offices(story, today)


def busiest_carer(story: Story, today: date) -> str:
    """Return the login of the carer with the most visits today."""
    from ltc.scope import Scope

    counts: dict[int, int] = {}
    with read_only():
        scope = Scope.everything("who has visits today")
        for visit in visits_on(today, scope=scope, states=("planned",)):
            counts[visit.carer_id] = counts.get(visit.carer_id, 0) + 1
    if not counts:
        return "carer"
    return story.cast.carer(min(counts, key=lambda each: (-counts[each], each))).login


def with_account(story: Story) -> Resident:
    """Return the person whose family has an account, or will have."""
    if story.cast.families:
        return next(each for each in story.residents if each.person_id in story.cast.families)
    return next(each for each in cared_for(story) if each.part in ("family", ""))


def _people_on_the_way(story: Story, today: date) -> None:
    """Six newcomers, each one step further: submitted, accepted, … confirmed, not published."""
    people = draw_newcomers(story, _NEWCOMERS)
    first_day = today - 6 * _DAY
    for step, resident in enumerate(people):
        with unit_of_work():
            register(story, resident, first_day if step else today)
            hand_in(story, resident, first_day if step else today)
        if step:
            _advance(story, resident, step, today)
    story.residents += people


def _advance(story: Story, resident: Resident, step: int, today: date) -> None:
    """Take one newcomer ``step`` steps: accept, dispatch, schedule, score, confirm."""
    operator, house = story.cast.operator.scope, story.cast.agencies[0]
    assessors, experts = house.who("assessor"), house.who("expert")
    # The accounts without a number: they go to a home today, and confirm what others scored.
    mine = Team(house, assessors[0], experts[0], experts[1])
    others = Team(house, assessors[1], experts[1], experts[0])
    with unit_of_work():
        accept_application(resident.application_id, scope=operator, at=at(today - 5 * _DAY, 9))
        if step > 1:
            when = at(today - 4 * _DAY, 9)
            made = dispatch(resident.application_id, house.id, scope=operator, at=when)
            resident.assessment_id = made.id
        if step == 3:  # noqa: PLR2004 - the third stop on the way
            seats, desk = mine.seats, house.desk.scope
            schedule(made.id, at(today, 10), seats, scope=desk, at=at(today - _DAY, 9))
    if step == 4:  # noqa: PLR2004 - the fourth stop on the way
        visit_at = at(today - _DAY, 14)
        score_apart(story, resident, others, visit_at, resident.need)
        with unit_of_work():
            confirm(
                resident.assessment_id,
                seen_grade=resident.need,
                scope=others.expert.scope,
                at=visit_at + timedelta(hours=2),
                text="评分与录像一致",
            )
    if step == 5:  # noqa: PLR2004 - the fifth stop on the way
        assess(story, resident, others, at(today - 2 * _DAY, 14), resident.need)


def _family(story: Story, today: date) -> None:
    """An account for a family, with a new version of the plan to confirm."""
    resident = with_account(story)
    accounts = Accounts(story.area.pool, at(today - 3 * _DAY, 9))
    with unit_of_work():
        player = accounts.of(
            FAMILY, f"{resident.name}家属{resident.relative}", person_id=resident.person_id
        )
        story.cast.families[resident.person_id] = player
    first_day = today + 7 * _DAY
    pack, scope = story.area.pack, story.cast.operator.scope
    if not has_benefits(pack, first_day):
        return  # the pack has no standard any more: nothing can be planned anew
    with unit_of_work():
        span = cases.determination_on(resident.person_id, first_day, scope=scope)
        if span is None:
            return
        draft = DraftPlan(person_id=resident.person_id, mode=resident.mode, first_day=first_day)
        made = draft_plan(draft, scope=scope, at=at(today - _DAY, 10))
        known = offers(catalogue(pack, first_day))
        lines = plan_lines(known, span.national_grade, made.quota_fen, 0.75)
        change_plan_items(made.id, lines, scope=scope, at=at(today - _DAY, 11))


def _for_the_provider(story: Story, today: date) -> None:
    """Somebody wants to change to the first provider; it has not answered yet."""
    house = story.cast.providers[0]
    moving = [
        each
        for each in cared_for(story)
        if each.provider_id != house.id and not each.part and each.person_id
    ]
    if not moving:
        return
    why, scope = "家属希望换到另一家机构", story.cast.operator.scope
    # A provider without room takes nobody; then nothing waits at its desk but its statements.
    with suppress(Conflict), unit_of_work():
        transfer(moving[-1].assignment_id, house.id, why, scope=scope, at=at(today - _DAY, 15))


def _for_the_offices(story: Story, today: date) -> None:
    """A complaint for the operator, a planned draw for the lead."""
    resident = cared_for(story)[-1]
    new = NewComplaint(
        area_code=resident.village.code,
        text="上周三护理员没来，也没有打电话说明，请核实处理。",
        channel="web",
        provider_id=resident.provider_id,
        person_id=resident.person_id,
        made_by_name=resident.relative,
    )
    with unit_of_work():
        make_complaint(new, scope=story.cast.operator.scope, at=at(today, 8))
    month = Month.of(today).previous()
    plan = NewInspection(
        title=f"{month} 双随机检查",
        area_code=story.area.pool,
        month=month,
        population="visits",
        size=10,
    )
    with unit_of_work():
        plan_inspection(plan, scope=story.cast.officer.scope, at=at(today, 8, 20))
