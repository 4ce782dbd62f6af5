"""Spot checks: call a home back, go there, or look at an operator's decision again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ltc.audit import queries as trail
from ltc.audit.services import record
from ltc.case import queries as cases
from ltc.db import session
from ltc.oversight.models import SpotCheck
from ltc.oversight.queries import counting, records
from ltc.oversight.rules import checks as rules
from ltc.scope import Scope
from ltc.security.persons import is_same_person
from ltc.security.roles import BUREAU, OPERATOR
from ltc.shared.clock import legal_day
from ltc.shared.errors import Conflict, Forbidden, NotFound
from providers.visits.queries.log import visit_to_change
from providers.visits.rules.states import PASSED
from providers.visits.services import look_over, note_denial

_DECISIONS = ("application.accept", "application.refuse", "application.return")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCheck:
    """What was looked at again, how, and what came out."""

    about_kind: str
    about_id: int
    how: str
    result: str
    note: str = ""


def record_check(new: NewCheck, *, scope: Scope, at: datetime) -> SpotCheck:
    """Record a spot check; a decision is reviewed once, by the bureau, not by who took it.

    A visit that the home denies becomes an exception for the operator to decide.
    """
    rules.check_check(new.about_kind, new.how, new.result, new.note)
    made = _of_visit(new, scope) if new.about_kind == rules.VISIT else _of_decision(new, scope)
    made.how, made.result, made.note = new.how, new.result, new.note.strip()
    made.by_bureau = _is_bureau(scope)
    made.operator_id = _operator(made, scope, at)
    made.done_on, made.done_by = legal_day(at), scope.actor.user_id
    session().add(made)
    session().flush()
    after = {"how": made.how, "result": made.result, "about": f"{made.about_kind}:{made.about_id}"}
    record(act="check.record", about=made, actor=scope.actor, at=at, after=after, reason=made.note)
    if made.result == rules.DENIED:
        _open_case(made, scope=scope, at=at)
    return made


def _open_case(made: SpotCheck, *, scope: Scope, at: datetime) -> None:
    """Let the room of the visits deal with a denial; it opens again what was decided before."""
    everything = Scope.everything("a denied visit, whoever looked at it again")
    visit = visit_to_change(made.about_id, scope=everything)
    note_denial(visit, at=at, facts={"spot_check": made.id})
    if visit.state == "verified":
        look_over([visit], scope=scope, at=at)


def _of_visit(new: NewCheck, scope: Scope) -> SpotCheck:
    found = counting.visits_by_id([new.about_id], scope=scope).get(new.about_id)
    if found is None:
        raise NotFound("no such visit", "没有该服务记录", field="about_id")
    if found.state not in (*PASSED, "ended"):
        raise Conflict(
            "only a visit that was given is spot-checked", "只抽查已完成的服务", field="about_id"
        )
    return SpotCheck(
        area_code=found.area_code,
        person_id=found.person_id,
        provider_id=found.provider_id,
        about_kind=new.about_kind,
        about_id=found.id,
    )


def _of_decision(new: NewCheck, scope: Scope) -> SpotCheck:
    if not _is_bureau(scope):
        raise Forbidden("the bureau reviews decisions", "受理决定由医保局复核")
    found = cases.application(new.about_id, scope=scope)
    if found.decided_on is None and found.state != "returned":
        raise Conflict("nothing has been decided yet", "该申请尚未作出受理决定", field="about_id")
    if records.review_of(found.id) is not None:
        raise Conflict("it was reviewed already", "该决定已经复核过", field="about_id")
    rows = trail.about("application", found.id, scope=Scope.everything("who decided it"))
    deciders = frozenset(row.user_id for row in rows if row.act in _DECISIONS)
    is_own = any(is_same_person(scope.actor, each) for each in deciders)
    rules.refuse_own_decision(is_own=is_own)
    return SpotCheck(
        area_code=found.area_code,
        person_id=found.person_id,
        about_kind=new.about_kind,
        about_id=found.id,
    )


def _operator(made: SpotCheck, scope: Scope, at: datetime) -> int | None:
    """Return the operator that did the check, or whose area it was done in."""
    if OPERATOR in scope.actor.roles and not _is_bureau(scope):
        return scope.actor.organisation_id
    return records.operator_for(made.area_code, legal_day(at))


def _is_bureau(scope: Scope) -> bool:
    return bool(scope.actor.roles & set(BUREAU))
