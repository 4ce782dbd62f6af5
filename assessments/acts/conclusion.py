"""After the visit: agree on the answers, have experts confirm, or revoke.

The grade comes from the agreed answers and from nothing else; nobody can send one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from assessments import queries
from assessments.acts.steps import move, note, pass_gate, scale_of, stored
from assessments.acts.team import acting, refuse_ties
from assessments.acts.visit import content_hash
from assessments.models import Assessment, Confirmation, ScoreForm
from assessments.queries import AGREED, CONFIRMER
from assessments.rules.agreement import check_agreed
from assessments.rules.gate import Gate
from assessments.rules.onsite import EXPERT, confirmation_gate
from assessments.rules.scoring import Score, score
from ltc.case.appeal.services import put_back
from ltc.case.services import advance_application
from ltc.db import session
from ltc.directory.services import end_party
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.errors import BadInput, Conflict, Forbidden
from ltc.shared.ids import new_id
from ltc.shared.reasons import Reason

REVIEW = "review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What the scorers agreed on, how they came to it, and why the visit was short if it was."""

    answers: Mapping[str, int]
    discussion: str = ""
    short_because: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)


def agree(assessment_id: int, agreement: Agreement, *, scope: Scope, at: datetime) -> Assessment:
    """Settle the agreed answers; the grade follows from them by the scale."""
    assessment = queries.assessment_to_change(assessment_id, scope=scope)
    place = acting(assessment, scope=scope, at=at)
    if place.work != EXPERT:
        raise Forbidden("an expert of the visit settles the answers", "合议由现场评估专家录入")
    _refuse_tied(assessment, scope)
    scale = scale_of(assessment)
    given = [form.answers for form in queries.forms(assessment)]
    answers = check_agreed(scale, given, agreement.answers, agreement.discussion)
    pass_gate(_length_gate(assessment, agreement), "short_because")
    found = score(scale, answers)
    assessment.discussion = agreement.discussion.strip()
    assessment.short_because = agreement.short_because.strip()
    assessment.grade = found.grade
    assessment.result = stored(found)
    _keep_agreed(assessment, place.staff.id, answers, found, at)
    after = {"grade": found.grade, "answers": answers}
    move(assessment, "compare", scope=scope, at=at, after=after)
    return assessment


def confirm(
    assessment_id: int, *, scope: Scope, at: datetime, seen_grade: int, text: str = ""
) -> Assessment:
    """Confirm the conclusion as one of the experts; the last one needed concludes it.

    ``seen_grade`` is the grade on the expert's page: it must still be the assessment's own.
    """
    assessment = queries.assessment_to_change(assessment_id, scope=scope)
    if assessment.state != "compared" or assessment.grade is None:
        raise Conflict(
            "there is no agreed conclusion waiting to be confirmed", "没有待确认的合议结论"
        )
    place = acting(assessment, scope=scope, at=at)
    if place.work not in (EXPERT, CONFIRMER):
        raise Forbidden("only experts confirm", "结论只能由评估专家确认")
    _refuse_tied(assessment, scope)
    if seen_grade != assessment.grade:
        raise Conflict("the grade has changed since you looked", "结论已变化，请重新查看后确认")
    _refuse_twice(assessment, place.staff.id, scope)
    session().add(_confirmation(assessment, place.staff.id, text, scope, at))
    session().flush()
    after = {"grade": assessment.grade, "staff_id": place.staff.id}
    note(assessment, "confirm_one", scope=scope, at=at, after=after)
    if _enough(assessment, at):
        assessment.concluded_on = legal_day(at)
        move(assessment, "confirm", scope=scope, at=at, after={"grade": assessment.grade})
        if assessment.kind != REVIEW:
            advance_application(assessment.application_id, "conclude", scope=scope, at=at)
    return assessment


def revoke(assessment_id: int, why: str, *, scope: Scope, at: datetime) -> Assessment:
    """Take an assessment back before its letter; the application waits for another one.

    A review that is taken back leaves what led to it waiting for another agency.
    """
    assessment = queries.assessment_to_change(assessment_id, scope=scope)
    if assessment.state not in ("scheduled", "on_site", "sealed", "compared"):
        raise Conflict(
            "a confirmed conclusion is not revoked here; ask for a review",
            "专家确认后不能撤销，如有异议请走复评",
        )
    if not why.strip():
        raise BadInput("say why", "请写明撤销原因", field="why")
    move(assessment, "revoke", scope=scope, at=at, after={"why": why.strip()})
    if assessment.reviews_id is not None:
        put_back(assessment.reviews_id, scope=scope, at=at)
    else:
        advance_application(assessment.application_id, "reopen", scope=scope, at=at)
    leave_case(assessment, at)
    return assessment


def leave_case(assessment: Assessment, at: datetime) -> None:
    """Let agency and team no longer see the person's case."""
    session().flush()
    for why in (f"assessment:{assessment.id}", f"assessment-team:{assessment.id}"):
        end_party(why, on=legal_day(at))


def _length_gate(assessment: Assessment, agreement: Agreement) -> Gate:
    """Ask for a word when the visit was shorter than the pack expects."""
    began = legal_day(assessment.on_site_at) if assessment.on_site_at else None
    if began is None:
        return Gate()
    clause = pack_for_area(assessment.area_code, began)["process.onsite_min_minutes"]
    minutes = assessment.on_site_minutes or 0
    if minutes >= clause.on(began) or agreement.short_because.strip():
        return Gate()
    facts = {"needed": clause.on(began), "minutes": minutes}
    return Gate((Reason("onsite.short", clause.law_on(began), facts),))


def _keep_agreed(
    assessment: Assessment, staff_id: int, answers: dict[str, int], found: Score, at: datetime
) -> None:
    form = ScoreForm(
        id=new_id(),
        assessment_id=assessment.id,
        person_id=assessment.person_id,
        area_code=assessment.area_code,
        agency_id=assessment.agency_id,
        staff_id=staff_id,
        kind=AGREED,
        answers=answers,
        notes={},
        result=stored(found),
        started_at=at,
        sealed_at=at,
    )
    form.content_hash = content_hash(form, assessment.scale_hash)
    session().add(form)


def _confirmation(
    assessment: Assessment, staff_id: int, text: str, scope: Scope, at: datetime
) -> Confirmation:
    return Confirmation(
        assessment_id=assessment.id,
        person_id=assessment.person_id,
        area_code=assessment.area_code,
        agency_id=assessment.agency_id,
        staff_id=staff_id,
        user_id=scope.actor.user_id,
        grade=assessment.grade or 0,
        note=text.strip(),
        at=at,
    )


def _refuse_tied(assessment: Assessment, scope: Scope) -> None:
    """Stop where somebody whose word is in the conclusion must stand back from the person."""
    spoke = {each.staff_id for each in queries.confirmations(assessment)}
    team = queries.team(assessment)
    heard = [place for place in team if place.scores or place.staff.id in spoke]
    refuse_ties(assessment, heard, scope)


def _refuse_twice(assessment: Assessment, staff_id: int, scope: Scope) -> None:
    """Four eyes are two people: neither one staff number nor one account counts twice."""
    for each in queries.confirmations(assessment):
        if scope.actor.user_id == each.user_id or staff_id == each.staff_id:
            raise Conflict("you have confirmed this already", "您已确认过，须由另一位专家确认")


def _enough(assessment: Assessment, at: datetime) -> bool:
    on = legal_day(at)
    given = [(each.staff_id, EXPERT, each.grade) for each in queries.confirmations(assessment)]
    law = pack_for_area(assessment.area_code, on)
    return confirmation_gate(given, assessment.grade or 0, law=law, on=on).open
