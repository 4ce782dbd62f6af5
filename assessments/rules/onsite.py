"""The gates of the visit, the confirmation and the review: who must be there, who must not.

Every obstacle is named at once.  The numbers come from the pack; the facts are given by whoever
has read the staff list and the person's file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from assessments.rules.gate import Gate
from assessments.rules.law import Law
from ltc.shared.reasons import Reason, register_texts

ASSESSMENT_LAW = "医保发〔2023〕29号"
EXPERT = "expert"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Someone of the team.  ``interests`` are the organisations he works for or owns."""

    id: int
    work: str
    address: str = ""
    phone: str = ""
    employer: str = ""
    interests: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The assessed person as far as recusal asks.

    ``kin`` are the staff who are relatives or have another interest, ``providers`` the
    organisations that care for the person.
    """

    address: str = ""
    phones: frozenset[str] = frozenset()
    employer: str = ""
    kin: frozenset[int] = frozenset()
    providers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """The recording of the whole visit."""

    reference: str = ""
    has_time: bool = False
    has_place: bool = False
    minutes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteVisit:
    """What is known when a visit is to count; ``minutes`` is None while it still goes on."""

    team: tuple[Member, ...]
    subject: Subject
    guardians: int
    identity_checked: bool
    video: Video = field(default_factory=Video)
    minutes: int | None = None
    short_because: str = ""


def onsite_gate(visit: SiteVisit, *, law: Law, on: date) -> Gate:
    """Tell whether the visit counts: team, guardian, identity, recording, recusals."""
    return Gate(
        (
            *team_gate(visit.team, law=law, on=on).reasons,
            *_presence(visit, law, on),
            *_recording(visit.video, law, on),
            *_length(visit, law, on),
            *recusals(visit.team, visit.subject).reasons,
        )
    )


def team_gate(team: Collection[Member], *, law: Law, on: date) -> Gate:
    """Tell whether enough different people come, enough of them experts."""
    ids = {member.id for member in team}
    experts = {member.id for member in team if member.work == EXPERT}
    staff, expert = law["process.onsite_staff"], law["process.onsite_experts"]
    reasons = []
    if len(ids) < staff.on(on):
        facts = {"needed": staff.on(on), "there": len(ids)}
        reasons.append(Reason("onsite.staff", staff.law_on(on), facts))
    if len(experts) < expert.on(on):
        facts = {"needed": expert.on(on), "there": len(experts)}
        reasons.append(Reason("onsite.experts", expert.law_on(on), facts))
    return Gate(tuple(reasons))


def recusals(team: Iterable[Member], subject: Subject) -> Gate:
    """Name everyone who must stand back from this person, and why."""
    return Gate(tuple(reason for member in team for reason in _recusal(member, subject)))


def review_recusals(
    agency: int, team: Collection[int], *, first_agency: int, first_team: Collection[int]
) -> Gate:
    """Name the agency and the staff of the first assessment that come again in the review."""
    reasons = []
    if agency == first_agency:
        reasons.append(Reason("recusal.first_agency", ASSESSMENT_LAW, {"agency": agency}))
    again = sorted(set(team) & set(first_team))
    reasons += [Reason("recusal.first_staff", ASSESSMENT_LAW, {"staff": each}) for each in again]
    return Gate(tuple(reasons))


def confirmation_gate(
    confirmations: Iterable[tuple[int, str, int]], grade: int, *, law: Law, on: date
) -> Gate:
    """Tell whether enough different experts confirmed ``grade``.

    A confirmation is (staff id, work, grade); twice by one expert is once, another grade is none.
    """
    experts = {who for who, work, said in confirmations if work == EXPERT and said == grade}
    clause = law["process.expert_confirmations"]
    if len(experts) >= clause.on(on):
        return Gate()
    facts = {"needed": clause.on(on), "there": len(experts), "grade": grade}
    return Gate((Reason("confirmation.experts", clause.law_on(on), facts),))


def _presence(visit: SiteVisit, law: Law, on: date) -> Iterator[Reason]:
    clause = law["process.onsite_guardians"]
    if visit.guardians < clause.on(on):
        facts = {"needed": clause.on(on), "there": visit.guardians}
        yield Reason("onsite.guardians", clause.law_on(on), facts)
    if not visit.identity_checked:
        yield Reason("onsite.identity", ASSESSMENT_LAW)


def _recording(video: Video, law: Law, on: date) -> Iterator[Reason]:
    clause = law["process.video_required"]
    if not clause.on(on):
        return
    if not video.reference.strip():
        yield Reason("onsite.video", clause.law_on(on))
    elif not (video.has_time and video.has_place and video.minutes > 0):
        yield Reason("onsite.video_incomplete", clause.law_on(on))


def _length(visit: SiteVisit, law: Law, on: date) -> Iterator[Reason]:
    """A visit shorter than the pack's minutes counts once someone has said why."""
    clause = law["process.onsite_min_minutes"]
    if visit.minutes is None or visit.short_because.strip() or visit.minutes >= clause.on(on):
        return
    facts = {"needed": clause.on(on), "minutes": visit.minutes}
    yield Reason("onsite.short", clause.law_on(on), facts)


def _recusal(member: Member, subject: Subject) -> Iterator[Reason]:
    ties = {
        "recusal.kin": member.id in subject.kin,
        "recusal.address": _same(member.address, subject.address),
        "recusal.phone": any(_digits(member.phone) == _digits(each) for each in subject.phones)
        and bool(_digits(member.phone)),
        "recusal.employer": _same(member.employer, subject.employer),
        "recusal.provider": bool(member.interests & subject.providers),
    }
    for code, holds in ties.items():
        if holds:
            yield Reason(code, ASSESSMENT_LAW, {"staff": member.id})


def _same(one: str, other: str) -> bool:
    """Compare two entries as a clerk would; two blanks are no tie."""
    left, right = ("".join(each.split()).casefold() for each in (one, other))
    return left == right != ""


def _digits(phone: str) -> str:
    """Return the number without country code, spaces and dashes."""
    digits = "".join(each for each in phone if each.isdecimal())
    return digits.removeprefix("86") if len(digits) > len("13800000000") else digits


register_texts(
    {
        "onsite.staff": (
            "现场评估人员至少 {needed} 名，现有 {there} 名",
            "at least {needed} assessment staff on site, there are {there}",
        ),
        "onsite.experts": (
            "其中评估专家至少 {needed} 名，现有 {there} 名",
            "at least {needed} of them experts, there are {there}",
        ),
        "onsite.guardians": (
            "须有至少 {needed} 名监护人或代理人在场，现有 {there} 名",
            "at least {needed} guardians or agents must be there, there are {there}",
        ),
        "onsite.short": (
            "现场评估仅 {minutes} 分钟，少于 {needed} 分钟须说明原因",
            "the visit took {minutes} minutes; below {needed} it needs an explanation",
        ),
        "onsite.identity": ("未核验评估对象身份", "the person's identity was not checked"),
        "onsite.video": ("缺少全程录像", "the recording of the visit is missing"),
        "onsite.video_incomplete": (
            "录像须注明时间、地点和时长",
            "the recording must show time, place and length",
        ),
        "recusal.kin": (
            "评估人员 {staff} 与评估对象有亲属或利害关系，须回避",
            "staff {staff} is kin of the person or has an interest and must stand back",
        ),
        "recusal.address": (
            "评估人员 {staff} 与评估对象同一住址，须回避",
            "staff {staff} lives at the person's address and must stand back",
        ),
        "recusal.phone": (
            "评估人员 {staff} 与评估对象或其家属同一电话，须回避",
            "staff {staff} has the phone of the person or family and must stand back",
        ),
        "recusal.employer": (
            "评估人员 {staff} 与评估对象同一工作单位，须回避",
            "staff {staff} has the person's employer and must stand back",
        ),
        "recusal.provider": (
            "评估人员 {staff} 与为评估对象服务的护理机构有关联，须回避",
            "staff {staff} is tied to a provider that cares for the person and must stand back",
        ),
        "recusal.first_agency": (
            "复评须由其他评估机构进行",
            "the review must be done by another agency",
        ),
        "recusal.first_staff": (
            "初评人员 {staff} 不得参加复评",
            "staff {staff} of the first assessment cannot take part in the review",
        ),
        "confirmation.experts": (
            "{grade} 级结论须经至少 {needed} 名评估专家确认，现有 {there} 名",
            "grade {grade} needs {needed} different experts to confirm it, there are {there}",
        ),
    }
)
