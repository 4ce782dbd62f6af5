"""Give an accepted application to an agency, set the team and the hour, note who stands back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

import sqlalchemy as sa

from assessments import queries
from assessments.acts.steps import move, note, pass_gate
from assessments.acts.team import Seat, fits, members, subject
from assessments.models import Assessment, Assessor, Recusal
from assessments.queries import ON_SITE_WORKS
from assessments.rules.onsite import recusals, review_recusals, team_gate
from assessments.rules.process import FIRST_STATE
from ltc.audit.services import record
from ltc.case import queries as cases
from ltc.case.models import Application, Person
from ltc.case.services import advance_application, tell
from ltc.db import session
from ltc.directory import queries as directory
from ltc.directory.models import Organisation, Staff
from ltc.directory.services import add_party, end_party
from ltc.outbox.services import Addressee, post
from ltc.policy.load import pack_for_area
from ltc.policy.lookup import Pack
from ltc.scope import Scope
from ltc.shared.clock import SHANGHAI, legal_day
from ltc.shared.dates import in_chinese
from ltc.shared.errors import BadInput, Conflict

AGENCY = "assessment_agency"


def agencies_for(application: Application, on: date) -> list[tuple[Organisation, int]]:
    """Return the agencies that may be given an application, least busy first."""
    pack = pack_for_area(application.area_code, on)
    load = queries.open_load()
    found = [(each, load.get(each.id, 0)) for each in directory.organisations(AGENCY, _pool(pack))]
    return sorted(found, key=lambda each: (each[1], each[0].id))


def dispatch(application_id: int, agency_id: int, *, scope: Scope, at: datetime) -> Assessment:
    """Give an accepted application to an assessment agency."""
    application = cases.application_to_change(application_id, scope=scope)
    on = legal_day(at)
    agency = agency_named(agency_id, application.area_code, on)
    made = new_assessment(application, agency, kind=application.kind, on=on)
    advance_application(application.id, "assess", scope=scope, at=at)
    open_case(made, agency, on=on, at=at)
    note(made, "dispatch", scope=scope, at=at, after={"agency_id": agency.id})
    return made


def schedule(
    assessment_id: int,
    visit_at: datetime,
    seats: Sequence[Seat],
    *,
    scope: Scope,
    at: datetime,
) -> Assessment:
    """Set the hour of the visit and the team: enough people, enough experts, nobody recused."""
    assessment = queries.assessment_to_change(assessment_id, scope=scope)
    _check_time(assessment, visit_at, at)
    person = cases.person(assessment.person_id, scope=scope)
    people = [_staff(seat, assessment, legal_day(visit_at), scope=scope) for seat in seats]
    _check_team(assessment, person, seats, people, legal_day(visit_at))
    _replace_team(assessment, seats, legal_day(at))
    assessment.scheduled_at = visit_at
    assessment.version += 1
    after = {"visit_at": visit_at.isoformat(), "team": {str(s.staff_id): s.work for s in seats}}
    note(assessment, "schedule", scope=scope, at=at, after=after)
    tell(
        assessment,
        subject="上门评估时间已约定",
        body=f"评估人员将于{_hour(visit_at)}上门，请监护人或代理人到场，并备好身份证和病历。",
        at=at,
    )
    return assessment


def _hour(instant: datetime) -> str:
    """Return an hour of Shanghai as the message says it."""
    return f"{in_chinese(legal_day(instant))}{instant.astimezone(SHANGHAI):%H:%M}"


def reschedule(assessment_id: int, why: str, *, scope: Scope, at: datetime) -> Assessment:
    """Take a begun visit back to the calendar, as long as nobody has sealed a form."""
    assessment = queries.assessment_to_change(assessment_id, scope=scope)
    if queries.sealed_by(assessment.id):
        raise Conflict(
            "a sealed form cannot be taken back; revoke the assessment instead",
            "已有评分表封存，不能改期；如须重评，请撤销本次评估",
        )
    move(assessment, "reschedule", scope=scope, at=at, after={"why": why})
    assessment.scheduled_at = None
    return assessment


def recuse(staff_id: int, person_id: int, why: str, *, scope: Scope, at: datetime) -> Recusal:
    """Note that a staff member must stand back from a person."""
    person = cases.person(person_id, scope=scope)
    everything = Scope.everything("anybody may be named for recusal")
    member = directory.staff_member(staff_id, scope=everything)
    if not why.strip():
        raise BadInput("say what the tie is", "请写明回避原因", field="why")
    if member.id in queries.recused(person.id):
        raise Conflict("this recusal is noted already", "该回避已登记")
    made = Recusal(
        staff_id=member.id,
        person_id=person.id,
        area_code=person.area_code,
        why=why.strip(),
        recorded_by=scope.actor.user_id,
        recorded_at=at,
    )
    session().add(made)
    session().flush()
    after = {"staff_id": member.id, "why": made.why}
    record(act="assessment.recuse", about=made, actor=scope.actor, at=at, after=after)
    return made


def new_assessment(
    application: Application, agency: Organisation, *, kind: str, on: date
) -> Assessment:
    """Add an assessment on the scale that the area's pack names."""
    pack = pack_for_area(application.area_code, on)
    made = Assessment(
        person_id=application.person_id,
        application_id=application.id,
        area_code=application.area_code,
        agency_id=agency.id,
        kind=kind,
        state=FIRST_STATE,
        scale=pack["assessment.scale"].on(on),
    )
    session().add(made)
    session().flush()
    return made


def open_case(assessment: Assessment, agency: Organisation, *, on: date, at: datetime) -> None:
    """Let the agency see the person's case, and tell it so."""
    why = f"assessment:{assessment.id}"
    add_party(assessment.person_id, agency.id, staff_id=None, why=why, on=on)
    post(
        Addressee(area_code=agency.area_code, organisation_id=agency.id),
        key=f"assessment:{assessment.id}:dispatch",
        channel="notice",
        subject="新的评估任务",
        body="有一件评估任务派给贵机构，请安排评估人员并约定上门时间。",
        at=at,
    )


def agency_named(agency_id: int, area_code: str, on: date) -> Organisation:
    """Return an assessment agency of the same pool; any other organisation is refused."""
    everything = Scope.everything("agencies are public")
    found = directory.organisation(agency_id, scope=everything)
    if found.kind != AGENCY or not found.area_code.startswith(_pool(pack_for_area(area_code, on))):
        raise BadInput(
            "this organisation is no assessment agency of the area",
            "该机构不是本统筹地区的定点评估机构",
            field="agency_id",
        )
    return found


def _check_time(assessment: Assessment, visit_at: datetime, at: datetime) -> None:
    if assessment.state != FIRST_STATE:
        raise Conflict("the visit has begun already", "现场评估已经开始，不能再改约")
    if visit_at < at:
        raise BadInput("the visit lies in the past", "上门时间不能早于现在", field="visit_at")


def _check_team(
    assessment: Assessment,
    person: Person,
    seats: Sequence[Seat],
    people: Sequence[Staff],
    on: date,
) -> None:
    """Refuse a team that the law does not let go."""
    team = members(people, seats)
    going = tuple(each for each in team if each.work in ON_SITE_WORKS)
    pass_gate(team_gate(going, law=pack_for_area(assessment.area_code, on), on=on), "team")
    pass_gate(recusals(team, subject(person)), "team")
    if assessment.reviews_id is not None:
        _check_review(assessment, {each.id for each in team})


def _check_review(assessment: Assessment, team: Collection[int]) -> None:
    first = queries.reviewed(assessment)
    gate = review_recusals(
        assessment.agency_id,
        team,
        first_agency=first.agency_id,
        first_team=queries.team_ids(first.id),
    )
    pass_gate(gate, "team")


def _staff(seat: Seat, assessment: Assessment, on: date, *, scope: Scope) -> Staff:
    """Return a member of the agency who may do this work on the day."""
    found = directory.staff_member(seat.staff_id, scope=scope)
    if not fits(found, seat.work, assessment.agency_id, on):
        raise BadInput(
            f"{found.name} cannot work as {seat.work} here on {on}",
            f"{found.name} 不能担任此项工作：须为本机构在岗人员，且证书在有效期内",
            field="team",
        )
    return found


def _replace_team(assessment: Assessment, seats: Sequence[Seat], on: date) -> None:
    why = f"assessment-team:{assessment.id}"
    end_party(why, on=on)
    session().execute(sa.delete(Assessor).where(Assessor.assessment_id == assessment.id))
    for seat in seats:
        session().add(
            Assessor(
                assessment_id=assessment.id,
                staff_id=seat.staff_id,
                agency_id=assessment.agency_id,
                work=seat.work,
            )
        )
        add_party(
            assessment.person_id, assessment.agency_id, staff_id=seat.staff_id, why=why, on=on
        )
    session().flush()


def _pool(pack: Pack) -> str:
    return pack.area_code or ""
