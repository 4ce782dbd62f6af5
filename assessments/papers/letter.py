"""The decision letter 待遇认定告知书: the grade, what it is worth, why, and how to object."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from assessments import queries
from assessments.acts.review import filing_last_day
from assessments.models import Assessment
from assessments.rules.scale import Scale
from assessments.rules.standard import standards
from assessments.scales.load import load_points_scale
from ltc.case import queries as cases
from ltc.case.models import Determination
from ltc.directory.offices import office_of
from ltc.directory.queries import organisation_names
from ltc.papers.services import Sheet, Subject
from ltc.policy.load import pack_for_area
from ltc.policy.lookup import Pack
from ltc.scope import Scope
from ltc.shared.dates import add_months

TEMPLATE, TITLE = "decision_letter", "长期护理保险待遇认定告知书"
REVIEW = "review"


def letter(determination_id: int, *, scope: Scope) -> Sheet:
    """Return the letter about a determination."""
    found = cases.determination(determination_id, scope=scope)
    about = Subject("determination", found.id, found.area_code, found.person_id)
    return Sheet(TEMPLATE, TITLE, about, _values(found, scope))


def _values(found: Determination, scope: Scope) -> dict[str, Any]:
    pack = pack_for_area(found.area_code, found.decided_on)
    assessment = _assessment(found, scope)
    grade = pack.grade(found.grade)
    return {
        "determination": found,
        "office": office_of(found.area_code),
        "person": cases.person(found.person_id, scope=scope),
        "applied_on": _applied_on(found, scope),
        "grade": grade,
        "national": assessment.grade if assessment else None,
        "standards": standards(pack, grade.code, found.first_day) if found.entitled else (),
        "agency": _agency(assessment),
        "nearest": _nearest(assessment, pack),
        "appeal": _appeal(found, assessment, pack, scope),
        "change": _change(found, pack),
    }


def _assessment(found: Determination, scope: Scope) -> Assessment | None:
    if found.assessment_id is None:
        return None
    return queries.assessment(found.assessment_id, scope=scope)


def _agency(assessment: Assessment | None) -> str:
    return organisation_names()[assessment.agency_id] if assessment else ""


def _applied_on(found: Determination, scope: Scope) -> date | None:
    if found.application_id is None:
        return None
    return cases.application(found.application_id, scope=scope).submitted_on


def _appeal(
    found: Determination, assessment: Assessment | None, pack: Pack, scope: Scope
) -> dict[str, Any]:
    """Return until when and how a review may be asked for; a review itself is final."""
    clause = pack["process.review_filing_days"]
    return {
        "final": assessment is not None and assessment.kind == REVIEW,
        "days": clause.on(found.decided_on),
        "last_day": filing_last_day(assessment, scope) if assessment else None,
        "law": clause.law_on(found.decided_on),
    }


def _change(found: Determination, pack: Pack) -> dict[str, Any]:
    """Return from when a change of condition may be a reason for another assessment."""
    clause = pack["process.change_request_months"]
    months = clause.on(found.decided_on)
    return {
        "months": months,
        "first_day": add_months(found.decided_on, months),
        "law": clause.law_on(found.decided_on),
    }


def _nearest(assessment: Assessment | None, pack: Pack) -> list[dict[str, Any]]:
    """Return the smallest changes that would have given another grade, as the area calls it."""
    if assessment is None or not assessment.result:
        return []
    scale = load_points_scale(assessment.scale)
    told = assessment.result.get("nearest") or {}
    return [
        {
            "way": way,
            "grade": change["grade"],
            "grade_name": pack.grade_of_national(change["grade"]).name,
            "changes": [_item(scale, each) for each in change["changes"]],
        }
        for key, way in (("higher", "更重"), ("lower", "更轻"))
        if (change := told.get(key))
    ]


def _item(scale: Scale, change: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": scale.items[change["item"]].name, "was": change["from"], "to": change["to"]}
