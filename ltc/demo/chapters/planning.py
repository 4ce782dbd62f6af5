"""Chapter four: plans are drafted and confirmed, providers take them, the month is planned."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from ltc.case.plan import queries as plans
from ltc.case.plan.rules import Line, catalogue, meter, quota
from ltc.case.plan.services import Consent, DraftPlan, change_plan_items, confirm_plan, draft_plan
from ltc.db import unit_of_work
from ltc.demo.cast import House
from ltc.demo.chapters.applying import piles
from ltc.demo.plans import offers, plan_lines
from ltc.demo.story import Resident, Story, at
from providers.assignment.services import accept, candidates, decline, propose
from providers.visits.services import plan_month

# How much of the standard families want to use; a few go beyond it and pay that part themselves.
_SHARES = (0.55, 0.7, 0.8, 0.9, 0.95, 1.0, 1.12)
_MINUTE = timedelta(minutes=1)


def plan_care(story: Story) -> None:
    """Plan for everybody who is entitled, find each a provider, and plan the visits."""
    entitled = [each for each in story.residents if _entitled(story, each)]
    loads: Counter[int] = Counter()
    for pile in piles(story.tell.each(entitled, "计划与派单 plans")):
        with unit_of_work():
            for resident in pile:
                _plan(story, resident)
        with unit_of_work():
            for resident in pile:
                _assign(story, resident, loads)
    with unit_of_work():
        planned = plan_month(
            story.month, scope=story.cast.operator.scope, at=at(story.month.previous().last_day, 18)
        )
    _tell(story, entitled, planned.count, len(planned.left_over))


def cared_for(story: Story) -> list[Resident]:
    """Return the people whom a provider has taken."""
    return [each for each in story.residents if each.assignment_id]


def _entitled(story: Story, resident: Resident) -> bool:
    grades = {grade.code for grade in story.area.pack.grades}
    return resident.outcome in grades


def _plan(story: Story, resident: Resident) -> None:
    """Draft on the determination, write the services, and take the family's signature."""
    when = at(story.before(26), 9, resident.number % 60)
    scope = story.cast.operator.scope
    draft = DraftPlan(
        person_id=resident.person_id, mode=resident.mode, first_day=story.month.first_day
    )
    made = draft_plan(draft, scope=scope, at=when)
    resident.plan_id = made.id
    lines = _lines(story, resident)
    change_plan_items(made.id, lines, scope=scope, at=when + 20 * _MINUTE)
    over = meter(lines, made.quota_fen).over_fen > 0
    consent = Consent(how="signature", by=resident.relative, beyond_standard=over)
    confirm_plan(made.id, consent, scope=scope, at=when + 180 * _MINUTE)


def _lines(story: Story, resident: Resident) -> tuple[Line, ...]:
    pack, on = story.area.pack, story.month.first_day
    limit = quota(pack, mode=resident.mode, grade=resident.outcome, on=on)
    share = story.chance("plan", resident.number).choice(_SHARES)
    return plan_lines(offers(catalogue(pack, on)), resident.need, limit, share)


def _assign(story: Story, resident: Resident, loads: Counter[int]) -> None:
    """Propose to the nearest (or the chosen) provider, and have it answer."""
    when = at(story.before(26), 15, resident.number % 60)
    operator = story.cast.operator.scope
    chosen = _chosen(story, resident) if resident.part == "free_choice" else None
    made = propose(resident.plan_id, scope=operator, at=when, chosen_provider_id=chosen)
    if resident.part == "declined":
        house = story.cast.provider(made.provider_id)
        decline(made.id, "近期人手不足，无法按计划上门", scope=house.desk.scope, at=when + _MINUTE)
        story.tell.say(
            f"派单被谢绝：{resident.shown}，{house.name}人手不足，改派次近机构",
            f"{resident.shown}: the nearest provider declined, the next one was asked",
        )
        made = propose(resident.plan_id, scope=operator, at=when + 2 * _MINUTE)
    take(story, resident, made.id, made.provider_id, loads)


def take(
    story: Story, resident: Resident, assignment_id: int, provider_id: int, loads: Counter[int]
) -> None:
    """Let a provider take the plan with its least busy carer who may give all of it."""
    house = story.cast.provider(provider_id)
    carer = _carer(house, resident, loads)
    loads[carer] += 1
    accept(
        assignment_id,
        carer_id=carer,
        first_day=story.month.first_day,
        scope=house.desk.scope,
        at=at(story.before(27), 9, resident.number % 60),
    )
    resident.assignment_id, resident.provider_id = assignment_id, provider_id
    resident.carer_id = carer


def _carer(house: House, resident: Resident, loads: Counter[int]) -> int:
    needed = {item.qualification for item in plans.items_of([resident.plan_id])}
    fit = [each.staff_id for each in house.people if "nurse" not in needed or each.work == "nurse"]
    return min(fit, key=lambda staff_id: (loads[staff_id], staff_id))


def _chosen(story: Story, resident: Resident) -> int:
    """Return the second nearest provider: the family's own choice."""
    found = candidates(resident.plan_id, scope=story.cast.operator.scope, on=story.before(26))
    fit = [each.provider for each in found if each.fits]
    chosen = fit[min(1, len(fit) - 1)]
    story.tell.say(
        f"自选机构：{resident.shown} 选择了{chosen.name}（不是最近的）",
        f"free choice: {resident.shown} chose a provider that is not the nearest",
    )
    return chosen.provider_id


def _tell(story: Story, entitled: list[Resident], visits: int, left_over: int) -> None:
    story.tell.say(
        f"{len(entitled)} 份护理计划经家属签字确认并派出，{story.month} 排班 {visits} 次，"
        f"排不下 {left_over} 次",
        f"{len(entitled)} care plans confirmed and assigned, {visits} visits planned, "
        f"{left_over} found no time",
    )
