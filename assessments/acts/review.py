"""Objections to a published conclusion, requests for review, and the review 复评 itself.

The review is done by another agency and other staff; its conclusion is final.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from assessments import queries
from assessments.acts.conclusion import REVIEW
from assessments.acts.dispatching import agency_named, new_assessment, open_case
from assessments.acts.steps import move, note, pass_gate
from assessments.models import Assessment
from assessments.rules.onsite import review_recusals
from ltc.case import queries as cases
from ltc.case.acts.clocks import REVIEW as REVIEW_CLOCK
from ltc.case.acts.clocks import REVIEW_FILING
from ltc.case.appeal import queries as appeals
from ltc.case.appeal import services as appeal_services
from ltc.case.appeal.services import NewAppeal
from ltc.case.models import Appeal
from ltc.case.services import meet_clock, start_clock
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.errors import Conflict


def object_to(command: NewAppeal, *, scope: Scope, at: datetime) -> Appeal:
    """Take an objection to a conclusion that is published, within its days."""
    assessment = _of(command, scope)
    last = objection_last_day(assessment)
    if assessment.state != "published" or last is None or legal_day(at) > last:
        raise Conflict(
            "objections are taken while the conclusion is published",
            "只有公示期内可以提出异议",
        )
    return appeal_services.object_to(command, scope=scope, at=at)


def answer_objection(
    appeal_id: int, text: str, *, upheld: bool, scope: Scope, at: datetime
) -> Appeal:
    """Answer an objection; one that is right stops the letter until a review has been done."""
    appeal = appeal_services.answer(appeal_id, text, upheld=upheld, scope=scope, at=at)
    if upheld and appeal.kind == appeals.OBJECTION:
        assessment = queries.assessment_to_change(appeal.assessment_id, scope=scope)
        if assessment.state != "disputed":
            move(assessment, "dispute", scope=scope, at=at, after={"appeal_id": appeal.id})
        elif queries.review_of(assessment.id, scope=scope):
            appeal_services.take_up(appeal.id, scope=scope, at=at)
    return appeal


def ask_review(command: NewAppeal, *, scope: Scope, at: datetime) -> Appeal:
    """Take the person's request for a review of a delivered conclusion, within its days."""
    assessment = _of(command, scope)
    if assessment.kind == REVIEW:
        raise Conflict("a review is final", "复评结论为最终结论，不能再次申请复评")
    due = filing_last_day(assessment, scope)
    if assessment.state != "delivered" or due is None or legal_day(at) > due:
        raise Conflict(
            "the days for asking for a review are over",
            "不在申请复评的期限内；情况有变化的，可按规定申请重新评估",
        )
    made = appeal_services.ask_review(command, scope=scope, at=at)
    meet_clock(REVIEW_FILING, assessment, on=legal_day(at))
    return made


def open_review(appeal_id: int, agency_id: int, *, scope: Scope, at: datetime) -> Assessment:
    """Give the conclusion to another agency, which looks at it with other people.

    One review answers every objection that was upheld; there is never a second beside it.
    """
    appeal = appeals.appeal(appeal_id, scope=scope)
    first = queries.assessment_to_change(appeal.assessment_id, scope=scope)
    on = legal_day(at)
    agency = agency_named(agency_id, first.area_code, on)
    gate = review_recusals(agency.id, (), first_agency=first.agency_id, first_team=())
    pass_gate(gate, "agency_id")
    if queries.review_of(first.id, scope=scope):
        raise Conflict("a review is under way already", "对该结论的复评已在进行或已办结")
    for each in (appeal, *appeals.upheld_besides(appeal, scope=scope)):
        appeal_services.take_up(each.id, scope=scope, at=at)
    if first.state != "disputed":
        move(first, "dispute", scope=scope, at=at, after={"appeal_id": appeal.id})
    counts_from = _counts_from(first, on, scope)
    application = cases.application(first.application_id, scope=scope)
    made = new_assessment(application, agency, kind=REVIEW, on=on)
    made.reviews_id = first.id
    open_case(made, agency, on=on, at=at)
    start_clock(REVIEW_CLOCK, made, on=counts_from)
    after = {"agency_id": agency.id, "reviews_id": first.id, "appeal_id": appeal.id}
    note(made, "open_review", scope=scope, at=at, after=after)
    return made


def objection_last_day(assessment: Assessment) -> date | None:
    """Return the last day on which an objection to a published conclusion is taken."""
    if assessment.published_from is None:
        return None
    clause = pack_for_area(assessment.area_code, assessment.published_from)[
        "process.objection_days"
    ]
    return assessment.published_from + timedelta(days=clause.on(assessment.published_from))


def filing_last_day(assessment: Assessment, scope: Scope) -> date | None:
    """Return the last day on which the person may ask for a review, while that clock runs."""
    clock = cases.running_clock(
        REVIEW_FILING.code, assessment.__tablename__, assessment.id, scope=scope
    )
    return clock.due_on if clock else None


def _counts_from(first: Assessment, on: date, scope: Scope) -> date:
    """Return from when the review's days count: one that was taken back gives no new days."""
    for each in queries.reviews_of(first.id, scope=scope):
        clock = meet_clock(REVIEW_CLOCK, each, on=on)
        if clock is not None:
            return clock.started_on
    return on


def _of(command: NewAppeal, scope: Scope) -> Assessment:
    """Return the assessment, if it is about the person named; parent and child must match."""
    assessment = queries.assessment(command.assessment_id, scope=scope)
    cases.person(command.person_id, scope=scope)
    if assessment.person_id != command.person_id:
        raise Conflict("this conclusion is about somebody else", "该结论与所填参保人不符")
    return assessment
