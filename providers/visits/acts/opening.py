"""Opening and closing exceptions by the system itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ltc.db import session
from ltc.shared.clock import legal_day
from providers.visits.acts.law import due_on
from providers.visits.acts.reports import Why
from providers.visits.models import Visit, VisitException
from providers.visits.rules.exceptions import kind

SYSTEM = 0
_GROUND_GONE = ("corrected", "proof_accepted")


def open_exception(
    visit: Visit,
    code: str,
    *,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    said: Why | None = None,
) -> VisitException:
    """Open an exception with its class, owner and due day.

    ``said`` is the reason that was picked on the spot: then the carer has already answered, and
    the wait is not his.
    """
    found = kind(code)
    made = VisitException(
        visit_id=visit.id,
        person_id=visit.person_id,
        provider_id=visit.provider_id,
        carer_id=visit.carer_id,
        area_code=visit.area_code,
        code=code,
        kind=found.action,
        owner_role=found.owner,
        opened_at=at,
        due_on=due_on(code, visit.area_code, legal_day(at)),
        state="open",
        facts=dict(facts) if facts else None,
    )
    if said is not None:
        explain(made, said, at=at)
    session().add(made)
    return made


def explain(row: VisitException, why: Why, *, at: datetime) -> None:
    """Note an explanation."""
    row.state = "explained"
    row.reason_code = why.code
    row.explanation = why.memo
    row.explained_by = why.by
    row.explained_at = at


def close_by_system(row: VisitException, resolution: str, *, at: datetime) -> None:
    """Close an exception whose ground is gone, or that proof has answered."""
    row.state = "decided"
    row.resolution_code = resolution
    row.accepted = True
    row.decided_by = SYSTEM
    row.decided_at = at


def ground_was_gone(row: VisitException) -> bool:
    """Tell whether the system closed it because nothing spoke for it any more."""
    return row.decided_by == SYSTEM and row.resolution_code in _GROUND_GONE


def reopen(row: VisitException, *, at: datetime) -> None:
    """Open a decided exception anew: its clock runs from now, its decision stays in the trail."""
    row.state, row.accepted, row.resolution_code, row.memo = "open", None, "", ""
    row.decided_by = row.decided_at = None
    row.opened_at, row.due_on = at, due_on(row.code, row.area_code, legal_day(at))
