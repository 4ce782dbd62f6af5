"""Many visits at a time: an import from another vendor's system, or a demonstration's month.

Each fix is graded as a phone's would be.  Only the system acts here; no carer's account can.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ltc.audit.services import record
from ltc.db import session
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.errors import Forbidden
from providers.visits.acts.evidence import as_row, look
from providers.visits.acts.law import law
from providers.visits.acts.reports import Report
from providers.visits.models import Fix, VisitProof
from providers.visits.queries import log
from providers.visits.queries.facts import chunks
from providers.visits.queries.log import AtHome
from providers.visits.rules.states import after

_SECONDS = 60
_SYSTEM = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkVisit:
    """What another system knows of a visit: times, fixes as ``ltc locate`` takes them, proofs."""

    visit_id: int
    started_at: datetime
    ended_at: datetime
    fix_in: Mapping[str, Any] | None
    fix_out: Mapping[str, Any] | None
    proofs: tuple[str, ...] = ()  # words of ``rules.proofs`` that the other system has checked


def log_many(visits: Sequence[BulkVisit], *, scope: Scope, at: datetime) -> int:
    """Log planned visits as done; ``verify_ready`` or the night looks them over afterwards."""
    if scope.actor.user_id != _SYSTEM:
        raise Forbidden("only the system logs many visits", "批量导入只能由系统任务执行")
    given = {each.visit_id: each for each in visits}
    count = 0
    for chunk in chunks(given):
        for there in log.visits_at_home(chunk, scope=scope):
            _log(there, given[there.visit.id])
            facts = {"state": there.visit.state, "minutes": there.visit.minutes}
            record(act="visit.import", about=there.visit, actor=scope.actor, at=at, after=facts)
            count += 1
        session().flush()
    return count


def _log(there: AtHome, given: BulkVisit) -> None:
    """Write one visit with its evidence, as it stood when each fix was taken."""
    visit = there.visit
    visit.state = after(after(visit.state, "start"), "end")
    begun = _grade(there, given.fix_in, "in", given.started_at)
    ended = _grade(there, given.fix_out, "out", given.ended_at)
    visit.started_at, visit.ended_at = given.started_at, given.ended_at
    visit.day = legal_day(given.started_at)
    seconds = (given.ended_at - given.started_at).total_seconds()
    visit.minutes = max(0, int(seconds)) // _SECONDS
    visit.in_verdict, visit.out_verdict = begun.verdict, ended.verdict
    visit.distance_mm = begun.distance_mm
    visit.version += 1
    for kind in given.proofs:
        _prove(there, kind, given.ended_at)


def _grade(there: AtHome, raw: Mapping[str, Any] | None, kind: str, at: datetime) -> Fix:
    report = Report(fix=raw)
    visit = there.visit
    seen = look(report, there, law=law(visit.area_code, visit.day), at=at)
    fix = as_row(seen, report, visit, kind=kind, at=at)
    session().add(fix)
    return fix


def _prove(there: AtHome, kind: str, at: datetime) -> None:
    visit = there.visit
    visit.confirmed_how = kind
    session().add(
        VisitProof(
            visit_id=visit.id,
            person_id=visit.person_id,
            provider_id=visit.provider_id,
            carer_id=visit.carer_id,
            area_code=visit.area_code,
            kind=kind,
            recorded_by=_SYSTEM,
            at=at,
        )
    )
