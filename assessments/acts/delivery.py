"""Publish a conclusion and deliver it: from here on it is a determination with its days.

Publication concerns conclusions that reach a benefit; an objection that nobody answered keeps the
letter back.  A review is final: it upholds the first conclusion or takes its place.
"""

from __future__ import annotations

from datetime import date, datetime

from assessments import queries
from assessments.acts.conclusion import REVIEW, leave_case
from assessments.acts.steps import move
from assessments.models import Assessment
from assessments.rules.entitlement import (
    Entitlement,
    PersonFacts,
    counted_from,
    entitlement,
    reaches_benefit,
)
from assessments.rules.letter import Letter, letter_lines
from assessments.rules.start import StartFacts
from assessments.rules.validity import last_valid_day
from ltc import events
from ltc.case import queries as cases
from ltc.case.acts.clocks import DELIVERY, PUBLICATION, REVIEW_FILING
from ltc.case.acts.clocks import REVIEW as REVIEW_CLOCK
from ltc.case.appeal import queries as appeals
from ltc.case.appeal.services import settle
from ltc.case.models import Determination, Person
from ltc.case.services import (
    NewDetermination,
    advance_application,
    meet_clock,
    record_determination,
    start_clock,
    tell,
)
from ltc.policy.load import pack_for_area
from ltc.policy.lookup import Grade, Pack
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.errors import Conflict
from ltc.shared.reasons import Reason


def publish(assessment_id: int, *, scope: Scope, at: datetime) -> Assessment:
    """Publish a conclusion that reaches a benefit, for the days the pack says."""
    assessment = queries.assessment_to_change(assessment_id, scope=scope)
    on = legal_day(at)
    move(assessment, "publish", scope=scope, at=at, benefit=_is_public(assessment, on))
    assessment.published_from = on
    assessment.published_to = start_clock(PUBLICATION, assessment, on=on).due_on
    return assessment


def deliver(assessment_id: int, *, scope: Scope, at: datetime) -> Determination:
    """Deliver the letter: record the determination, start the clock of review, close the case."""
    assessment = queries.assessment_to_change(assessment_id, scope=scope)
    on = legal_day(at)
    _check_publication(assessment, on, scope)
    person = cases.person(assessment.person_id, scope=scope)
    determination = _determine(assessment, person, scope=scope, at=at)
    move(
        assessment,
        "deliver",
        scope=scope,
        at=at,
        benefit=_is_public(assessment, on),
        after={"determination_id": determination.id, "entitled": determination.entitled},
    )
    # Publication ends by itself; the letter may well go out later.
    meet_clock(PUBLICATION, assessment, on=min(on, assessment.published_to or on))
    _finish(assessment, scope=scope, at=at)
    _send(assessment, determination, at)
    leave_case(assessment, at)
    events.emit(
        "assessment.delivered",
        assessment=assessment,
        determination=determination,
        at=at,
        actor=scope.actor,
    )
    return determination


def has_benefit(assessment: Assessment, on: date) -> bool:
    """Tell whether the conclusion's grade is one for which the area pays."""
    pack = pack_for_area(assessment.area_code, on)
    return reaches_benefit(_grade(assessment, pack).code, law=pack, on=on)


def _is_public(assessment: Assessment, on: date) -> bool:
    """Tell whether the conclusion is published first; a review is final and goes out at once."""
    return assessment.kind != REVIEW and has_benefit(assessment, on)


def _check_publication(assessment: Assessment, on: date, scope: Scope) -> None:
    """Keep the letter back while the public may still object, or an objection is unanswered."""
    if assessment.published_to is not None and on <= assessment.published_to:
        raise Conflict(
            f"published until {assessment.published_to}; deliver after that",
            f"公示至 {assessment.published_to}，期满后方可送达",
        )
    if appeals.open_objections(assessment.id, scope=scope):
        raise Conflict("an objection waits for its answer", "尚有异议未处理，不能送达")


def _determine(
    assessment: Assessment, person: Person, *, scope: Scope, at: datetime
) -> Determination:
    """Record what follows from the grade; a review that came to the same grade changes nothing."""
    on = legal_day(at)
    pack = pack_for_area(assessment.area_code, on)
    standing = _upheld(assessment, scope=scope, at=at)
    if standing is not None:
        return standing
    found = _entitlement(assessment, person, pack, on, scope=scope)
    found = _with_the_first(assessment, found, scope)
    months = pack["process.severe_validity_months"].on(on)
    command = NewDetermination(
        person_id=person.id,
        application_id=assessment.application_id,
        assessment_id=assessment.id,
        national_grade=assessment.grade or 0,
        entitled=found.entitled,
        first_day=found.first_day,
        last_day=last_valid_day(found.first_day, months, severe=found.entitled, law=pack),
        reasons=(*_score_reasons(assessment), *found.reasons),
        pack=pack,
    )
    return record_determination(command, scope=scope, at=at)


def _entitlement(
    assessment: Assessment, person: Person, pack: Pack, on: date, *, scope: Scope
) -> Entitlement:
    grade = _grade(assessment, pack)
    application = cases.application(assessment.application_id, scope=scope)
    facts = PersonFacts(
        grade=grade.code,
        grade_name=grade.name,
        category=person.category,
        insured_from=person.insured_from,
        disabled_since=application.disabled_since if application.kind == "first" else None,
        start=_start_facts(assessment, grade, on, scope),
    )
    return entitlement(facts, law=pack, on=on)


def _start_facts(assessment: Assessment, grade: Grade, on: date, scope: Scope) -> StartFacts:
    """Return what moves the first day: the publication, and a benefit that stood at another grade.

    What is held by no record (payments made up, an item's own rule) is named in the packs.
    """
    standing = cases.determination_on(assessment.person_id, on, scope=scope)
    changes = standing is not None and standing.grade != grade.code
    published_on = _published_on(assessment, scope)
    return StartFacts(change="grade" if changes else "", published_on=published_on)


def _published_on(assessment: Assessment, scope: Scope) -> date | None:
    """Return the day on which publication ended.

    A review goes out unpublished: it stands on the first one's publication as long as no letter
    followed that; a letter that is replaced counts from where it began, or from the review's day.
    """
    if assessment.kind != REVIEW:
        return assessment.published_to
    first = queries.reviewed(assessment)
    delivered = cases.determination_from(first.id, scope=scope) is not None
    return None if delivered else first.published_to


def _upheld(assessment: Assessment, *, scope: Scope, at: datetime) -> Determination | None:
    """Return the first conclusion's determination where the review came to the same grade."""
    if assessment.kind != REVIEW:
        return None
    first = queries.reviewed(assessment)
    same = first.grade == assessment.grade
    standing = cases.determination_from(first.id, scope=scope)
    if same and standing is not None:
        move(first, "uphold", scope=scope, at=at)
        return standing
    move(first, "revoke", scope=scope, at=at, after={"replaced_by": assessment.id})
    return None


def _with_the_first(assessment: Assessment, found: Entitlement, scope: Scope) -> Entitlement:
    """Let a review that helps the person begin where the first conclusion began.

    No review begins before what it replaces: until then an earlier determination stands.
    """
    if assessment.kind != REVIEW:
        return found
    first = queries.reviewed(assessment)
    standing = cases.determination_from(first.id, scope=scope)
    if standing is None:
        return found
    helps = found.entitled and (assessment.grade or 0) > (first.grade or 0)
    if helps or found.first_day < standing.first_day:
        return counted_from(found, standing.first_day)
    return found


def _score_reasons(assessment: Assessment) -> tuple[Reason, ...]:
    """Return the reasons of the score as one: the grade by the scale, with the law behind it."""
    result = assessment.result or {}
    law = str(next((each["law"] for each in result.get("reasons", ()) if each.get("law")), ""))
    facts = {"grade": assessment.grade, "grade_name": result.get("grade_name", "")}
    replaces = () if assessment.kind != REVIEW else (Reason("entitled.review_replaces", law),)
    return (*replaces, Reason("conclusion.grade", law, facts))


def _finish(assessment: Assessment, *, scope: Scope, at: datetime) -> None:
    """Stop the clocks of the way here; start the one within which a review may be asked for."""
    on = legal_day(at)
    application = cases.application(assessment.application_id, scope=scope)
    if application.state == "concluded":
        meet_clock(DELIVERY, application, on=on)
        advance_application(application.id, "close", scope=scope, at=at)
    if assessment.kind == REVIEW:
        meet_clock(REVIEW_CLOCK, assessment, on=on)
        settle(queries.reviewed(assessment).id, "复评已完成，结论见结论书", scope=scope, at=at)
    else:
        start_clock(REVIEW_FILING, assessment, on=on)


def _send(assessment: Assessment, determination: Determination, at: datetime) -> None:
    pack = pack_for_area(assessment.area_code, legal_day(at))
    filing = pack["process.review_filing_days"]
    on = legal_day(at)
    letter = Letter(
        grade=pack.grade(determination.grade).name,
        entitled=determination.entitled,
        first_day=determination.first_day,
        last_day=determination.last_day,
        reasons=tuple(Reason.from_row(row) for row in determination.reasons),
        nearest=(assessment.result or {}).get("nearest", {}),
        review_days=None if assessment.kind == REVIEW else filing.on(on),
    )
    body = "\n".join(letter_lines(letter))
    tell(assessment, subject="失能等级评估结论书", body=body, at=at, channel="letter")


def _grade(assessment: Assessment, pack: Pack) -> Grade:
    if assessment.grade is None:
        raise Conflict("there is no conclusion yet", "尚无评估结论")
    return pack.grade_of_national(assessment.grade)
