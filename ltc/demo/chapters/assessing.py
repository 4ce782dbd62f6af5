"""Chapter three: two trained people visit and score, experts confirm, the city publishes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from assessments.queries import assessment
from assessments.rules.scale import Scale
from assessments.scales.load import load_points_scale
from assessments.services import (
    Agreement,
    FormContent,
    NewAppeal,
    Seat,
    SiteStart,
    agree,
    answer_objection,
    confirm,
    deliver,
    dispatch,
    has_benefit,
    object_to,
    publish,
    save_form,
    schedule,
    seal_form,
    start_on_site,
)
from ltc.db import unit_of_work
from ltc.demo.cast import House, Player
from ltc.demo.chapters.applying import piles
from ltc.demo.needs import answers, second_opinion
from ltc.demo.places import moved
from ltc.demo.story import Resident, Story, at
from ltc.shared.clock import legal_day

_HOURS = (9, 10, 13, 14, 15, 16)
_FIRST_DAY, _DAYS = 6, 9
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Team:
    """Who looks at one person: an assessor and an expert go, a second expert confirms."""

    house: House
    assessor: Player
    expert: Player
    confirmer: Player

    @property
    def seats(self) -> tuple[Seat, ...]:
        """The places on the assessment's team."""
        return (
            Seat(self.assessor.staff_id, "assessor"),
            Seat(self.expert.staff_id, "expert"),
            Seat(self.confirmer.staff_id, "confirmer"),
        )


def assess_everybody(story: Story) -> None:
    """Take every accepted application to its letter."""
    waiting = [each for each in story.residents if each.application_id and not each.outcome]
    for number, resident in enumerate(story.tell.each(waiting, "评估 assessments")):
        team = team_of(story, number)
        visit_at = _visit_at(story, number)
        with unit_of_work():
            when = at(story.before(5), 9 + number % 8, number % 60)
            made = dispatch(
                resident.application_id, team.house.id, scope=story.cast.operator.scope, at=when
            )
            resident.assessment_id = made.id
        assess(story, resident, team, visit_at, resident.need)
    for pile in piles(waiting):
        with unit_of_work():
            for resident in pile:
                _publish(story, resident)
    if story.plays("objected"):
        _object(story, story.playing("objected"))
    for pile in piles(waiting):
        with unit_of_work():
            for resident in pile:
                _deliver(story, resident)
    _tell(story, waiting)


def team_of(story: Story, number: int) -> Team:
    """Return the team whose turn it is."""
    house = story.cast.agencies[number % len(story.cast.agencies)]
    turn = number // len(story.cast.agencies)
    assessors, experts = house.who("assessor"), house.who("expert")
    return Team(
        house,
        assessors[turn % len(assessors)],
        experts[turn % len(experts)],
        experts[(turn + 1) % len(experts)],
    )


def assess(story: Story, resident: Resident, team: Team, visit_at: datetime, grade: int) -> None:
    """Schedule, visit, score apart, seal, agree, and have two experts confirm."""
    score_apart(story, resident, team, visit_at, grade)
    with unit_of_work():
        seen = partial(confirm, resident.assessment_id, seen_grade=grade)
        seen(scope=team.expert.scope, at=visit_at + 60 * _MINUTE, text="现场评分与录像一致")
        seen(scope=team.confirmer.scope, at=visit_at + _DAY, text="同意合议结论")


def score_apart(
    story: Story, resident: Resident, team: Team, visit_at: datetime, grade: int
) -> None:
    """Schedule the visit and take it to the agreed answers."""
    with unit_of_work():
        desk = team.house.desk.scope
        made = schedule(
            resident.assessment_id, visit_at, team.seats, scope=desk, at=visit_at - _DAY
        )
        _score_at_home(story, resident, team, visit_at, grade, load_points_scale(made.scale))


def _score_at_home(
    story: Story,
    resident: Resident,
    team: Team,
    visit_at: datetime,
    grade: int,
    scale: Scale,
) -> None:
    """Fill two forms at the home; each scorer seals before either sees the other's."""
    chance = story.chance("score", resident.assessment_id)
    identity = resident.assessment_id
    own = answers(scale, grade, chance)
    other, discussion = second_opinion(scale, own, chance)
    fix_place = moved(resident.home, abs(chance.gauss(0, 0.012)), chance.uniform(0, 6.28))
    start = SiteStart(
        guardian=resident.relative,
        identity_checked=True,
        video_reference=f"rec-{identity:06d}.mp4",
        place={
            "lat": round(fix_place.lat, 6),
            "lon": round(fix_place.lon, 6),
            "crs": "wgs84",
            "accuracy_m": chance.randint(8, 40),
        },
    )
    start_on_site(identity, start, scope=team.expert.scope, at=visit_at)
    minutes = chance.randint(25, 48)
    for player, points in ((team.expert, own), (team.assessor, other)):
        form = FormContent(answers=points, id=story.client_id("form", identity, player.login))
        save_form(identity, form, scope=player.scope, at=visit_at + (minutes - 4) * _MINUTE)
        seal_form(identity, scope=player.scope, at=visit_at + minutes * _MINUTE)
    agreed = Agreement(answers=own, discussion=discussion)
    agree(identity, agreed, scope=team.expert.scope, at=visit_at + (minutes + 8) * _MINUTE)


def _visit_at(story: Story, number: int) -> datetime:
    """Return the hour of a visit: each team has six homes a day."""
    teams = 2 * len(story.cast.agencies)
    slot = number // teams
    day = story.before(_FIRST_DAY + slot // len(_HOURS) % _DAYS)
    return at(day, _HOURS[slot % len(_HOURS)], number % teams * 2)


def _publish(story: Story, resident: Resident) -> None:
    """Publish what reaches a benefit."""
    when = at(story.before(_FIRST_DAY + _DAYS + 2), 9, resident.number % 60)
    scope = story.cast.officer.scope
    if _reaches(story, resident, when):
        publish(resident.assessment_id, scope=scope, at=when)


def _reaches(story: Story, resident: Resident, when: datetime) -> bool:
    found = assessment(resident.assessment_id, scope=story.cast.officer.scope)
    return has_benefit(found, legal_day(when))


def _object(story: Story, resident: Resident) -> None:
    """Let a neighbour object by name, and the officer answer him."""
    day = _FIRST_DAY + _DAYS + 4
    with unit_of_work():
        appeal = object_to(
            NewAppeal(
                assessment_id=resident.assessment_id,
                person_id=resident.person_id,
                made_by_name="邻居周文斌",
                text="上个月还看见他自己在院子里走路，请核实。",
            ),
            scope=story.cast.operator.scope,
            at=at(story.before(day), 15),
        )
    with unit_of_work():
        text = "已调阅现场录像并电话回访：行走需两人搀扶，评分属实，维持结论。"
        answer_objection(
            appeal.id, text, upheld=False, scope=story.cast.officer.scope,
            at=at(story.before(day + 2), 10),
        )  # fmt: skip
    story.tell.say(
        f"公示期异议：{resident.shown}，调阅录像后维持结论",
        f"objection to the published conclusion of {resident.shown}: not upheld",
    )


def _deliver(story: Story, resident: Resident) -> None:
    """Deliver the letter when the publication is over; it is the determination."""
    when = at(story.before(25), 9, resident.number % 60)
    found = deliver(resident.assessment_id, scope=story.cast.officer.scope, at=when)
    resident.outcome = found.grade if found.entitled else "below"


def _tell(story: Story, assessed: Sequence[Resident]) -> None:
    grades = Counter(each.outcome for each in assessed)
    pack = story.area.pack
    entitled = [grade for grade in pack.grades if grades.get(grade.code)]
    zh = "、".join(f"{each.name} {grades[each.code]} 人" for each in entitled)
    en = ", ".join(f"{each.name_en} {grades[each.code]}" for each in entitled)
    story.tell.say(
        f"{len(assessed)} 人评估（两名评分、两名专家确认）：{zh}；"
        f"未达待遇等级 {grades['below']} 人",
        f"{len(assessed)} assessed by two scorers and two experts: {en}; "
        f"{grades['below']} below the benefit",
    )
