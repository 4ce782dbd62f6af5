"""What this room does when a case closes: assessments under way stop."""

from __future__ import annotations

from datetime import date, datetime

from assessments import queries
from assessments.acts.conclusion import leave_case
from assessments.acts.steps import move
from ltc.scope import Actor, Scope


def on_case_closed(*, person_id: int, on: date, why: str, at: datetime, actor: Actor) -> None:
    """Revoke what is under way for a person who died or moved (handler of ``case.closed``)."""
    scope = Scope(actor, reason="a closed case stops its assessments")
    for assessment in queries.under_way(person_id, scope=scope):
        move(assessment, "revoke", scope=scope, at=at, after={"why": why, "on": str(on)})
        leave_case(assessment, at)
