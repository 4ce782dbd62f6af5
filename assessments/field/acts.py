"""What an item of a tablet does: begin a visit, seal a form.  The acts are those of the desk.

The first of two tablets to arrive begins the visit; the other one's beginning says the same.  A
sealed form goes through ``save_form`` and ``seal_form``: every rule there holds here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from assessments import queries
from assessments.acts.steps import note, own_place, scale_of
from assessments.acts.visit import save_form, seal_form, start_on_site
from assessments.field import bundle, payloads
from assessments.field.payloads import SentForm
from assessments.models import Assessment, ScoreForm
from assessments.rules.answers import check_points
from assessments.rules.scale import Scale
from ltc.scope import Scope
from ltc.shared.errors import BadInput, Conflict, Faults, LtcError


class Already(Conflict):
    """Another item said the same before; nothing is done twice."""

    code = "already"


def begin(payload: Mapping[str, Any], *, scope: Scope, at: datetime) -> dict[str, Any] | Already:
    """Begin the visit, or join one that a colleague's tablet has begun."""
    start = payloads.read_start(payload)
    assessment_id = payloads.assessment_of(payload)
    found = queries.assessment_to_change(assessment_id, scope=scope)
    own_place(queries.team(found), scope)
    if found.state == "on_site":
        note(found, "join_on_site", scope=scope, at=at, after={"guardian": start.guardian.strip()})
        # Told, not raised: what is raised takes its audit row along.
        return Already("the visit has begun already", "现场评估已由同组人员开始")
    return facts(start_on_site(assessment_id, start, scope=scope, at=at))


def seal(payload: Mapping[str, Any], *, scope: Scope, at: datetime) -> dict[str, Any]:
    """Keep and seal the form that was sealed on the tablet; the grade is reckoned here."""
    sent = payloads.read_form(payload)
    assessment_id = payloads.assessment_of(payload)
    found = queries.assessment(assessment_id, scope=scope)
    own_place(queries.team(found), scope)
    scale = _scale(found, sent)
    _whole(scale, sent)
    at = max(at, found.on_site_at or at)  # no form is sealed before its visit began
    save_form(assessment_id, sent.content, scope=scope, at=at)
    form = seal_form(assessment_id, scope=scope, at=at)
    return {
        **facts(found),
        "form": form.id,
        "hash": form.content_hash,
        **_told(found, form, sent, scope, at),
    }


def facts(assessment: Assessment) -> dict[str, Any]:
    """Return what a tablet is told of an assessment: nothing of anybody's answers."""
    return {"id": assessment.id, "state": assessment.state, "version": assessment.version}


def _scale(found: Assessment, sent: SentForm) -> Scale:
    """Return the scale, if the tablet scored with the very tables that we signed."""
    scale = scale_of(found)
    if (sent.scale, sent.scale_hash) != (scale.id, scale.fingerprint):
        raise Conflict(
            "the tablet scored with other tables than this visit's; load the tasks again",
            "平板所用量表与本次评估不一致，请重新下载任务后再评",
            field="scale_hash",
        )
    if not bundle.is_ours(scale, sent.signature):
        raise Conflict(
            "the tablet's tables are not signed by us",
            "平板所用量表没有本系统的签名，评分未采用",
            field="signature",
        )
    return scale


def _whole(scale: Scale, sent: SentForm) -> None:
    """Refuse a form that is not whole; all faulty items are named in one message."""
    try:
        check_points(scale, sent.content.answers)
    except Faults as several:
        raise _together(several.faults) from None


def _together(faults: tuple[LtcError, ...]) -> BadInput:
    return BadInput(
        "; ".join(each.en for each in faults),
        "；".join(each.zh for each in faults),
        field=faults[0].field,
    )


def _told(
    found: Assessment, form: ScoreForm, sent: SentForm, scope: Scope, at: datetime
) -> dict[str, Any]:
    """Say what the server found; where the tablet showed another grade, the trail says so."""
    grade = (form.result or {}).get("grade")
    if sent.shown_grade is None or sent.shown_grade == grade:
        return {"grade": grade, "differs": False}
    after = {"form": form.id, "grade": grade, "shown": sent.shown_grade}
    note(found, "score_differs", scope=scope, at=at, after=after)
    return {"grade": grade, "differs": True}
