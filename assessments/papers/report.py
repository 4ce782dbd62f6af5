"""The assessment report 失能等级评估报告: who came, what was scored, how it became a grade."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assessments import queries
from assessments.models import Assessment, ScoreForm
from assessments.queries import Place
from assessments.rules.scale import Dimension, Scale
from assessments.scales.load import load_points_scale
from ltc.case import queries as cases
from ltc.directory import queries as directory
from ltc.papers.services import Sheet, Subject
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.errors import Conflict

TEMPLATE, TITLE = "assessment_report", "长期护理失能等级评估报告"
WORKS = {"assessor": "评估员", "expert": "评估专家", "confirmer": "评估专家（复核）"}
KINDS = {
    "first": "首次评估",
    "change": "状况变化重新评估",
    "expiry": "期末评估",
    "ordered": "依职权重新评估",
    "review": "复评",
}
# Until the experts have confirmed it, the report is a draft.
_FINAL = ("confirmed", "published", "delivered", "disputed")


def report(assessment_id: int, *, scope: Scope) -> Sheet:
    """Return the report of an assessment that has an agreed result."""
    found = queries.assessment(assessment_id, scope=scope)
    if found.result is None or found.grade is None:
        raise Conflict("there is no agreed result yet", "尚无合议结论，不能出具评估报告")
    about = Subject("assessment", found.id, found.area_code, found.person_id, found.agency_id)
    return Sheet(TEMPLATE, TITLE, about, _values(found, scope), is_draft=found.state not in _FINAL)


def _values(found: Assessment, scope: Scope) -> dict[str, Any]:
    scale, team = load_points_scale(found.scale), queries.team(found)
    forms, agreed = queries.forms(found), queries.agreed_form(found)
    result, of_case = found.result or {}, queries.of_assessment(scope)
    return {
        "assessment": found,
        "person": cases.person(found.person_id, scope=of_case),
        "application": cases.application(found.application_id, scope=of_case),
        "agency": directory.organisation_names()[found.agency_id],
        "kind_name": KINDS[found.kind],
        "scale": scale,
        "team": [{"name": each.staff.name, "work": WORKS[each.work]} for each in team],
        "scorers": _scorers(forms, team),
        "parts": [_part(each, forms, agreed) for each in scale.dimensions],
        "axes": _axes(scale, result),
        "grade_name": scale.grades[found.grade or 0].name,
        "local_grade": _local_grade(found),
        "reasons": [each for each in result["reasons"] if each["code"] != "score.band"],
        "confirmations": _confirmations(found, team),
    }


def _scorers(forms: Sequence[ScoreForm], team: Sequence[Place]) -> list[dict[str, str]]:
    people = {each.staff.id: {"name": each.staff.name, "work": WORKS[each.work]} for each in team}
    return [people.get(form.staff_id, {"name": "", "work": ""}) for form in forms]


def _part(part: Dimension, forms: Sequence[ScoreForm], agreed: ScoreForm | None) -> dict[str, Any]:
    """Return one part of the scale with what each scorer gave and what was agreed."""
    answers: Mapping[str, int] = agreed.answers if agreed else {}
    return {
        "name": part.name,
        "items_": [
            {
                "name": item.name,
                "given": [form.answers.get(item.key) for form in forms],
                "agreed": answers[item.key],
                "highest": item.highest,
                "wording": item.options[answers[item.key]].name,
            }
            for item in part.items
        ],
    }


def _axes(scale: Scale, result: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": axis.name,
            "total": result["totals"][axis.key],
            "highest": axis.highest,
            "band": scale.bands[result["bands"][axis.key]].name,
        }
        for axis in scale.axes
    ]


def _local_grade(found: Assessment) -> str:
    """Return what the area calls the grade on the day of the visit."""
    on = legal_day(found.on_site_at) if found.on_site_at else found.concluded_on
    if on is None or found.grade is None:
        return ""
    return pack_for_area(found.area_code, on).grade_of_national(found.grade).name


def _confirmations(found: Assessment, team: Sequence[Place]) -> list[dict[str, Any]]:
    names = {each.staff.id: each.staff.name for each in team}
    return [
        {"name": names.get(each.staff_id, ""), "at": each.at, "note": each.note}
        for each in queries.confirmations(found)
    ]
