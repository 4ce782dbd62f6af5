"""Turns of the story: a review that changes a grade, a stay in hospital, a death told late."""

from __future__ import annotations

from functools import partial

from assessments.queries import assessment
from assessments.services import NewAppeal, ask_review, deliver, open_review
from ltc.case.services import record_event
from ltc.db import read_only, unit_of_work
from ltc.demo.chapters.assessing import assess, team_of
from ltc.demo.incidents import Incidents
from ltc.demo.story import Resident, Story, at
from ltc.shared.clock import legal_day

_STAY = (9, 13)
_DIED_ON, _TOLD_ON = 22, 12


def put_into_diary(story: Story, incidents: Incidents) -> None:
    """Note the turns on their days."""
    if _cared(story, "reviewed"):
        resident = story.playing("reviewed")
        incidents.on_morning(story.during(5), partial(_ask_review, story, resident))
        incidents.on_morning(story.during(20), partial(_deliver_review, story, resident))
    if _cared(story, "hospital"):
        incidents.on_morning(story.during(14), partial(_hospital, story))


def report_death(story: Story) -> Resident | None:
    """Report a death of last month, after that month was settled and paid."""
    if not _cared(story, "died"):
        return None
    resident = story.playing("died")
    died_on, told = story.during(_DIED_ON), at(story.after(_TOLD_ON), 10)
    with unit_of_work():
        record_event(
            resident.person_id,
            "death",
            died_on,
            None,
            "公安户籍注销比对",
            "家属未及时报告",
            scope=story.cast.operator.scope,
            at=told,
        )
    story.tell.say(
        f"死亡迟报：{resident.shown}于 {died_on} 去世，{legal_day(told)} 比对发现；"
        "已结算的服务在下一个未关账月份作更正",
        f"{resident.shown} died on {died_on}, told on {legal_day(told)} after the month was paid: "
        "the next open month corrects it",
    )
    return resident


def _cared(story: Story, part: str) -> bool:
    return story.plays(part) and bool(story.playing(part).assignment_id)


def _ask_review(story: Story, resident: Resident) -> None:
    """The family asks for a review; another agency with other people looks again."""
    first = resident.assessment_id
    with unit_of_work():
        appeal = ask_review(
            NewAppeal(
                assessment_id=first,
                person_id=resident.person_id,
                made_by_name=resident.relative,
                text="老人近来完全不认人，吃饭全靠喂，评级偏低，申请复评。",
            ),
            scope=story.cast.operator.scope,
            at=at(story.during(5), 9),
        )
    team = next(
        team
        for team in (team_of(story, number) for number in range(len(story.cast.agencies)))
        if team.house.id != _agency_of(story, first)
    )
    with unit_of_work():
        made = open_review(
            appeal.id,
            team.house.id,
            scope=story.cast.officer.scope,
            at=at(story.during(6), 9),
        )
        resident.assessment_id = made.id
    assess(story, resident, team, at(story.during(8), 10), resident.need + 1)


def _deliver_review(story: Story, resident: Resident) -> None:
    """Deliver the review's letter: it is final and takes the place of the first conclusion."""
    before = resident.outcome
    with unit_of_work():
        found = deliver(
            resident.assessment_id, scope=story.cast.officer.scope, at=at(story.during(20), 9)
        )
        resident.outcome = found.grade
    pack = story.area.pack
    old, new = pack.grade(before), pack.grade(found.grade)
    story.tell.say(
        f"复评变更等级：{resident.shown} 由{old.name}改为{new.name}，待遇自 {found.first_day} 起",
        f"grade changed by review: {resident.shown} from {old.name_en} to {new.name_en}",
    )


def _agency_of(story: Story, assessment_id: int) -> int:
    with read_only():
        return assessment(assessment_id, scope=story.cast.officer.scope).agency_id


def _hospital(story: Story) -> None:
    """The discharge list tells of a stay; days wholly inside it are not paid."""
    resident = story.playing("hospital")
    first, last = (story.during(day) for day in _STAY)
    with unit_of_work():
        record_event(
            resident.person_id,
            "hospital",
            first,
            last,
            "医院出院清单",
            "肺炎住院",
            scope=story.cast.operator.scope,
            at=at(story.during(14), 7),
        )
    story.tell.say(
        f"住院：{resident.shown} {first} 至 {last} 住院，期间的服务不予支付",
        f"{resident.shown} was in hospital from {first} to {last}",
    )
