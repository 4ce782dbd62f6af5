"""Chapter two: people apply; the operator's clerk accepts, returns for more, refuses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice

from assessments.services import Apply, apply
from ltc.case.services import (
    RegisterPerson,
    accept_application,
    refuse_application,
    register_person,
    resubmit_application,
    return_application,
)
from ltc.db import unit_of_work
from ltc.demo.needs import self_answers
from ltc.demo.story import Resident, Story, at
from ltc.shared.dates import add_months

_TOGETHER = 20  # a clerk's pile: so many cases are one unit of work
_APPLYING_DAYS = 4


def people_apply(story: Story) -> None:
    """Register everybody, take the applications in, and decide on each."""
    for pile in piles(story.tell.each(story.residents, "申请 applications")):
        with unit_of_work():
            for resident in pile:
                register(story, resident, _applied_on(story, resident))
                hand_in(story, resident, _applied_on(story, resident))
        with unit_of_work():
            for resident in pile:
                _decide(story, resident)
    _tell(story)


def piles(residents: Iterator[Resident] | Sequence[Resident]) -> Iterator[list[Resident]]:
    """Yield people in piles."""
    rest = iter(residents)
    while pile := list(islice(rest, _TOGETHER)):
        yield pile


def _applied_on(story: Story, resident: Resident) -> date:
    return story.before(1 + resident.number % _APPLYING_DAYS)


def register(story: Story, resident: Resident, day: date) -> None:
    """Open the person's file with an address in a real village and an invented house."""
    chance = story.chance("register", resident.number)
    village = resident.village
    command = RegisterPerson(
        area_code=village.code,
        name=resident.name,
        id_number=resident.id_number,
        category="retiree" if chance.random() < 0.9 else "flexible",  # noqa: PLR2004 - nine of ten
        insured_from=date(day.year - chance.randint(6, 20), 1, 1),
        phone=resident.phone,
        address=f"{village.county}{village.town}{village.name}{chance.randint(1, 280)}号",
        home=resident.home,
        guardian_name=resident.relative,
        guardian_phone=f"1390427{5000 + resident.number:04d}",
    )
    made = register_person(
        command, scope=story.cast.operator.scope, at=at(day, 9, resident.number % 50)
    )
    resident.person_id = made.id


def hand_in(story: Story, resident: Resident, day: date) -> None:
    """Self-assess and apply at the window, by phone or on the web."""
    chance = story.chance("apply", resident.number)
    command = Apply(
        person_id=resident.person_id,
        answers=self_answers(resident.need, chance),
        disabled_since=add_months(day, -chance.randint(8, 60)),
        mode_wish=resident.mode,
        channel=chance.choice(("web", "web", "window", "phone")),
    )
    when = at(day, 10, resident.number % 50)
    found = apply(command, scope=story.cast.operator.scope, at=when)
    if found.application is None:
        resident.outcome = "not admitted"
    else:
        resident.application_id = found.application.id


def _decide(story: Story, resident: Resident) -> None:
    """Accept within the five working days, or do what the part asks for."""
    if not resident.application_id:
        return
    scope = story.cast.operators[1].scope
    when = at(_applied_on(story, resident) + timedelta(days=1), 9, resident.number % 50)
    identity = resident.application_id
    if resident.part == "refused":
        since = add_months(_applied_on(story, resident), -2)
        note = f"出院小结载明失能自{since:%Y年%m月}开始，未满6个月，请满6个月后再申请"
        refuse_application(identity, "not_qualified", note, scope=scope, at=when)
        resident.outcome = "refused"
        return
    if resident.part == "returned":
        return_application(identity, "病历资料、监护人身份证复印件", scope=scope, at=when)
        when += timedelta(hours=5)
        resubmit_application(identity, "已补齐两项材料", scope=scope, at=when)
        when += timedelta(hours=1)
    accept_application(identity, scope=scope, at=when)


def _tell(story: Story) -> None:
    refused = [each for each in story.residents if each.outcome == "refused"]
    barred = sum(each.outcome == "not admitted" for each in story.residents)
    accepted = len(story.residents) - len(refused) - barred
    story.tell.say(
        f"{len(story.residents)} 人自评，{barred} 人自评未达门槛，{accepted} 件受理",
        f"{len(story.residents)} people, {barred} below the self-assessment gate, "
        f"{accepted} applications accepted",
    )
    for each in refused:
        story.tell.say(
            f"不予受理：{each.shown}，失能未满6个月",
            f"refused: {each.shown}, disabled for less than six months",
        )
    if story.plays("returned"):
        who = story.playing("returned").shown
        story.tell.say(f"退回补正后受理：{who}", f"returned for papers, then accepted: {who}")
