"""What every act on an assessment shares: the step in the table of states, the trail, the gates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from assessments.models import Assessment
from assessments.queries import Place
from assessments.rules.gate import Gate
from assessments.rules.process import next_state
from assessments.rules.scale import Scale
from assessments.rules.scoring import Score
from assessments.scales.load import load_points_scale
from ltc.audit.services import record
from ltc.scope import Scope
from ltc.shared.errors import Conflict, Forbidden


def move(
    assessment: Assessment,
    act: str,
    *,
    scope: Scope,
    at: datetime,
    benefit: bool = True,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Take one step of the table, count the version up and leave the trail."""
    before = assessment.state
    assessment.state = next_state(before, act, benefit=benefit)
    assessment.version += 1
    note(
        assessment,
        act,
        scope=scope,
        at=at,
        before={"state": before},
        after={"state": assessment.state, **(after or {})},
    )


def note(
    assessment: Assessment,
    act: str,
    *,
    scope: Scope,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Leave one audit row about an assessment."""
    record(
        act=f"assessment.{act}",
        about=assessment,
        actor=scope.actor,
        at=at,
        before=before,
        after=after,
    )


def pass_gate(gate: Gate, field: str | None = None) -> None:
    """Stop with every reason that stands in the way, in both languages."""
    if not gate.open:
        raise Conflict(
            "; ".join(reason.text("en") for reason in gate.reasons),
            "；".join(reason.text() for reason in gate.reasons),
            field=field,
        )


def own_place(team: list[Place], scope: Scope) -> Place:
    """Return the actor's place on the team; who has none may not act for those who have."""
    for place in team:
        if place.staff.id == scope.actor.staff_id:
            return place
    raise Forbidden("only the team of this assessment may do this", "只有本次评估的人员可以办理")


def stored(found: Score) -> dict[str, Any]:
    """Return a score as it is kept: its answer, with the facts of each reason beside its words."""
    reasons = [{**reason.as_row(), **reason.as_answer()} for reason in found.reasons]
    return {**found.as_answer(), "reasons": reasons}


def scale_of(assessment: Assessment) -> Scale:
    """Return the scale of an assessment, as it was when the visit began."""
    scale = load_points_scale(assessment.scale)
    if assessment.scale_hash and assessment.scale_hash != scale.fingerprint:
        raise Conflict(
            "the scale has changed since the visit began; the assessment must be done again",
            "评估开始以后量表有变动，本次评估须重新进行",
        )
    return scale
