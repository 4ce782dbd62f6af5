"""Looking visits over: open what speaks against them, verify those that nothing holds.

Only *verified* is payable.  What is found later reopens a verified visit; what has been rated
stays as it is and gets an exception, from which billing makes an adjustment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ltc import events
from ltc.audit.services import record
from ltc.db import session
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.errors import BadInput, Conflict
from providers.visits.acts.book import Book, book_for
from providers.visits.acts.evidence import verdict_of
from providers.visits.acts.flags import Flag, flags_of
from providers.visits.acts.homes import clerks_slip
from providers.visits.acts.opening import (
    SYSTEM,
    close_by_system,
    ground_was_gone,
    open_exception,
    reopen,
)
from providers.visits.acts.reports import Why
from providers.visits.models import Fix, Visit, VisitException
from providers.visits.queries import log
from providers.visits.rules.exceptions import kind
from providers.visits.rules.payable import BY_FACTS, PLACE, findings, held_by, place_findings
from providers.visits.rules.place import Verdict, absent
from providers.visits.rules.proofs import standing
from providers.visits.rules.states import PASSED, after

_ENDED = ("ended", *PASSED)
_WAITING = "visits_to_look_over"


@dataclass(slots=True)
class Outcome:
    """What came of looking some visits over: ids verified, and what holds the others."""

    verified: list[int] = field(default_factory=list)
    held: dict[int, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Papers:
    """What is on file about some visits."""

    fixes: Mapping[int, Sequence[Fix]]
    proofs: Mapping[int, frozenset[str]]
    exceptions: Mapping[int, Sequence[VisitException]]
    flags: Mapping[int, Sequence[Flag]]
    book: Book


def look_over(
    visits: Sequence[Visit],
    *,
    scope: Scope,
    at: datetime,
    flags: Sequence[Flag] | None = None,
) -> Outcome:
    """Open exceptions for all that speaks against ended visits, and verify those without any."""
    ended = [visit for visit in visits if visit.state in _ENDED]
    outcome = Outcome()
    if not ended:
        return outcome
    papers = _read(ended, flags_of(ended) if flags is None else flags, at)
    for visit in ended:
        waiting = _weigh(visit, papers, at)
        if waiting:
            outcome.held[visit.id] = waiting
            _reopen(visit, waiting, scope=scope, at=at)
        elif visit.state == "ended":
            _verify(visit, scope=scope, at=at)
            outcome.verified.append(visit.id)
    session().flush()
    return outcome


def look_over_soon(visit: Visit, *, scope: Scope, at: datetime) -> None:
    """Look a visit over now, or at the end of what ``together`` holds."""
    waiting = session().info.get(_WAITING)
    if waiting is None:
        look_over([visit], scope=scope, at=at)
    else:
        waiting[visit.id] = visit


@contextmanager
def together(*, scope: Scope, at: datetime) -> Iterator[None]:
    """Look all visits over once at the end, instead of after each fact that comes in."""
    waiting: dict[int, Visit] = {}
    session().info[_WAITING] = waiting
    try:
        yield
    finally:
        del session().info[_WAITING]
    look_over(list(waiting.values()), scope=scope, at=at)


def verify(visit_id: int, *, scope: Scope, at: datetime) -> Visit:
    """Verify one visit now, or say what holds it."""
    visit = log.visit_to_change(visit_id, scope=scope)
    after(visit.state, "verify")
    waiting = look_over([visit], scope=scope, at=at).held.get(visit.id)
    if waiting:
        zh, en = "、".join(kind(c).zh for c in waiting), ", ".join(kind(c).en for c in waiting)
        raise Conflict(f"held by: {en}", f"尚不能核实：{zh}", field="state")
    return visit


def void(visit_id: int, why: str, *, scope: Scope, at: datetime) -> Visit:
    """Take a visit out of the books for a reason; its evidence stays."""
    visit = log.visit_to_change(visit_id, scope=scope)
    void_locked(visit, why, scope=scope, at=at)
    return visit


def void_locked(visit: Visit, why: str, *, scope: Scope, at: datetime) -> None:
    """Void a visit that the caller has locked."""
    if not why.strip():
        raise BadInput("say why", "请填写作废原因", field="why")
    _step(visit, "void", why, scope=scope, at=at)
    visit.why_not = why[:200]


def _read(visits: Sequence[Visit], flags: Iterable[Flag], at: datetime) -> _Papers:
    everything = Scope.everything("evidence of visits that were read under the actor's scope")
    ids = [visit.id for visit in visits]
    proofs: dict[int, frozenset[str]] = {}
    for proof in log.proofs_of(ids, scope=everything):
        proofs[proof.visit_id] = proofs.get(proof.visit_id, frozenset()) | {proof.kind}
    return _Papers(
        _by_visit(log.fixes_of(ids, scope=everything)),
        proofs,
        _by_visit(log.exceptions_of(ids, scope=everything)),
        _by_visit(flags),
        book_for(visits, at=at),
    )


def _weigh(visit: Visit, papers: _Papers, at: datetime) -> list[str]:
    """Open what is new or back, close what has lost its ground; return what holds the visit."""
    there = {row.code: row for row in papers.exceptions.get(visit.id, ())}
    flags = {flag.code: flag.facts for flag in papers.flags.get(visit.id, ())}
    place = _place(visit, papers)
    found = [*findings(papers.book.of(visit)), *_unscheduled(visit), *place, *flags]
    said = _said(papers.fixes.get(visit.id, ()))
    for code in found:
        if code not in there:
            why = said if code in PLACE else None
            if code == "place_out":
                why = clerks_slip(visit.person_id) or why
            there[code] = open_exception(visit, code, at=at, facts=flags.get(code), said=why)
        elif ground_was_gone(there[code]):
            reopen(there[code], at=at)
            there[code].facts = flags.get(code)
    for code, row in there.items():
        if row.state != "decided" and code in BY_FACTS | PLACE and code not in found:
            close_by_system(row, "proof_accepted" if code in PLACE else "corrected", at=at)
    visit.place_ok = all(there[code].accepted for code in place)
    return held_by(found, {code: row.accepted for code, row in there.items()})


def _place(visit: Visit, papers: _Papers) -> list[str]:
    """Return the exceptions of place at either end; an end without a row is an absent fix."""
    fixes = {fix.kind: fix for fix in papers.fixes.get(visit.id, ())}
    ends: list[Verdict] = [
        verdict_of(fixes[end]) if end in fixes else absent("no_fix") for end in ("in", "out")
    ]
    return place_findings(ends, papers.proofs.get(visit.id, frozenset()))


def _unscheduled(visit: Visit) -> list[str]:
    """Care on another day than planned is acknowledged by a person."""
    return ["unscheduled"] if legal_day(visit.planned_start) != visit.day else []


def _said(fixes: Sequence[Fix]) -> Why | None:
    """Return the reason that was picked with a fix that does not stand by itself."""
    for fix in fixes:
        why = (fix.raw or {}).get("why")
        if why and standing(verdict_of(fix)).exception:
            return Why(**why)
    return None


def _verify(visit: Visit, *, scope: Scope, at: datetime) -> None:
    visit.state = after(visit.state, "verify")
    visit.verified_at = at
    visit.verified_by = SYSTEM  # by the rule, whoever's act set it off
    visit.version += 1
    facts = {"state": visit.state, "minutes": visit.minutes, "day": str(visit.day)}
    record(act="visit.verify", about=visit, actor=scope.actor, at=at, after=facts)
    events.emit("visit.verified", visit=visit, at=at, actor=scope.actor)


def _reopen(visit: Visit, waiting: Sequence[str], *, scope: Scope, at: datetime) -> None:
    """Take back a verification that later news speaks against."""
    if visit.state == "verified":
        reopen_verified(visit, ", ".join(waiting), scope=scope, at=at)


def reopen_verified(visit: Visit, why: str, *, scope: Scope, at: datetime) -> None:
    """Take back the verification of a visit that the caller has locked."""
    _step(visit, "reopen", why, scope=scope, at=at)
    visit.verified_at = visit.verified_by = None


def _step(visit: Visit, act: str, why: str, *, scope: Scope, at: datetime) -> None:
    before = {"state": visit.state}
    visit.state = after(visit.state, act)
    visit.version += 1
    facts: dict[str, Any] = {"state": visit.state}
    record(
        act=f"visit.{act}",
        about=visit,
        actor=scope.actor,
        at=at,
        before=before,
        after=facts,
        reason=why,
    )


def _by_visit(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.visit_id, []).append(row)
    return found
