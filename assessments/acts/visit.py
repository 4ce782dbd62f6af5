"""On site: begin the visit, save and seal one's own form.

A scorer sees and changes only his own form.  What counts are the answers; points, bands and grade
are always reckoned here, whatever a device may have shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from assessments import queries
from assessments.acts.steps import move, note, pass_gate, scale_of, stored
from assessments.acts.team import ASSESSOR, Seat, acting, members, refuse_unfit, subject
from assessments.models import Assessment, ScoreForm
from assessments.queries import OWN, Place
from assessments.rules.agreement import check_draft
from assessments.rules.onsite import SiteVisit, Video, onsite_gate
from assessments.rules.scoring import score
from ltc.case import queries as cases
from ltc.case.models import Person
from ltc.case.services import add_home_point
from ltc.db import session
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.errors import BadInput, Conflict, Forbidden
from ltc.shared.geo import Point, to_wgs84
from ltc.shared.ids import canonical_json, new_id, parse_uuid, sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteStart:
    """What is there when a visit begins; ``place`` is the fix taken, with its datum."""

    guardian: str
    identity_checked: bool
    video_reference: str
    place: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormContent:
    """Answers so far, by item; ``id`` is made on the device so that a resend is the same form."""

    answers: Mapping[str, object]
    notes: Mapping[str, str] = field(default_factory=dict)
    id: str = ""


def start_on_site(
    assessment_id: int, start: SiteStart, *, scope: Scope, at: datetime
) -> Assessment:
    """Begin the visit: team complete, guardian there, identity checked, recording on."""
    assessment = queries.assessment_to_change(assessment_id, scope=scope)
    team = queries.team(assessment)
    acting(assessment, scope=scope, at=at)
    if assessment.scheduled_at is None:
        raise Conflict(
            "no hour is set for this visit; the agency sets hour and team first",
            "尚未约定上门时间，请先由评估机构约定时间与人员",
        )
    person = cases.person(assessment.person_id, scope=scope)
    on = legal_day(at)
    refuse_unfit(assessment, [each for each in team if each.scores], on)
    law = pack_for_area(assessment.area_code, on)
    pass_gate(onsite_gate(_site(team, person, start), law=law, on=on))
    assessment.on_site_at = at
    assessment.guardian = start.guardian.strip()
    assessment.identity_checked = start.identity_checked
    assessment.video_reference = start.video_reference.strip()
    assessment.place = dict(start.place) if start.place else None
    assessment.scale_hash = scale_of(assessment).fingerprint
    move(assessment, "go_on_site", scope=scope, at=at, after={"guardian": assessment.guardian})
    if assessment.place:
        point = _point(assessment.place)
        add_home_point(person, point, source=ASSESSOR, raw=assessment.place, scope=scope, at=at)
    return assessment


def save_form(assessment_id: int, content: FormContent, *, scope: Scope, at: datetime) -> ScoreForm:
    """Keep one's own answers so far; what was there before is replaced as a whole."""
    assessment = queries.assessment_to_change(assessment_id, scope=scope)
    place = _scorer(assessment, scope, at)
    answers = check_draft(scale_of(assessment), content.answers)
    notes = {key: str(text)[:500] for key, text in content.notes.items() if key in answers}
    form = queries.own_form(assessment.id, place.staff.id, scope=scope)
    if form is None:
        form = _new_form(assessment, place, content.id, at)
    elif content.id and content.id != form.id:
        raise Conflict("you have another form for this visit", "您在本次评估中已有另一份评分表")
    if form.sealed_at is not None:
        raise Conflict("a sealed form cannot be changed", "评分表已封存，不能再改")
    form.answers = answers
    form.notes = notes
    after = {"form": form.id, "answered": len(answers)}
    note(assessment, "save_form", scope=scope, at=at, after=after)
    session().flush()
    return form


def seal_form(assessment_id: int, *, scope: Scope, at: datetime) -> ScoreForm:
    """Close one's own form for ever; with the last one the assessment is ready to compare."""
    assessment = queries.assessment_to_change(assessment_id, scope=scope)
    place = _scorer(assessment, scope, at)
    form = queries.own_form(assessment.id, place.staff.id, scope=scope)
    if form is None:
        raise Conflict("there is no form to seal yet", "还没有评分，不能封存")
    if form.sealed_at is not None:
        raise Conflict("this form is sealed already", "评分表已经封存")
    found = score(scale_of(assessment), form.answers)
    form.result = stored(found)
    form.content_hash = content_hash(form, assessment.scale_hash)
    form.sealed_at = at
    session().flush()
    after = {"form": form.id, "hash": form.content_hash}
    note(assessment, "seal_form", scope=scope, at=at, after=after)
    scorers = {each.staff.id for each in queries.team(assessment) if each.scores}
    if scorers <= queries.sealed_by(assessment.id):
        assessment.on_site_minutes = _minutes(assessment, at)
        move(assessment, "seal", scope=scope, at=at)
    return form


def content_hash(form: ScoreForm, scale_hash: str) -> str:
    """Return the hash of what a form says, by whom, on which scale."""
    content = [form.id, form.staff_id, form.kind, scale_hash, form.answers, form.notes]
    return sha256(canonical_json(content))


def _site(team: list[Place], person: Person, start: SiteStart) -> SiteVisit:
    """Return the visit as its gate sees it; the recording has only begun with this act."""
    going = [place for place in team if place.scores]
    seats = [Seat(place.staff.id, place.work) for place in going]
    return SiteVisit(
        team=members([place.staff for place in going], seats),
        subject=subject(person),
        guardians=1 if start.guardian.strip() else 0,
        identity_checked=start.identity_checked,
        video=Video(reference=start.video_reference, has_time=True, has_place=True, minutes=1),
    )


def _scorer(assessment: Assessment, scope: Scope, at: datetime) -> Place:
    """Return the actor's place among those who score, while the visit goes on."""
    place = acting(assessment, scope=scope, at=at)
    if not place.scores:
        raise Forbidden("a confirmer does not score", "确认专家不参加现场评分")
    if assessment.state != "on_site":
        raise Conflict(
            "forms are filled in while the visit goes on", "只有现场评估进行中才能填写评分表"
        )
    return place


def _new_form(assessment: Assessment, place: Place, form_id: str, at: datetime) -> ScoreForm:
    identity = parse_uuid(form_id) if form_id else new_id()
    if queries.form_exists(identity):
        raise Conflict("this form belongs to another visit", "这份评分表属于另一次评估")
    form = ScoreForm(
        id=identity,
        assessment_id=assessment.id,
        person_id=assessment.person_id,
        area_code=assessment.area_code,
        agency_id=assessment.agency_id,
        staff_id=place.staff.id,
        kind=OWN,
        answers={},
        started_at=at,
    )
    session().add(form)
    return form


def _minutes(assessment: Assessment, at: datetime) -> int:
    began = assessment.on_site_at or at
    return int((at - began).total_seconds()) // 60


def _point(place: Mapping[str, Any]) -> Point:
    """Return the fix in WGS-84; a fix without a datum is refused."""
    try:
        return to_wgs84(place["lat"], place["lon"], crs=place["crs"])
    except KeyError as missing:
        raise BadInput(
            f"the fix has no {missing.args[0]}", f"定位缺少 {missing.args[0]}", field="place"
        ) from None
