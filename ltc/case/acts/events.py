"""What happened to a person: recorded once, taken back by another row, never changed."""

from __future__ import annotations

from datetime import date, datetime

from ltc import events as house_events
from ltc.audit.services import record
from ltc.case import queries
from ltc.case.acts.applications import advance_application
from ltc.case.models import CaseEvent
from ltc.case.plan.services import end_plans
from ltc.case.rules.events import CHOICES, CLOSING, check_event
from ltc.db import session
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.errors import BadInput, Conflict


def record_event(  # noqa: PLR0913 - the facts of an event, all named
    person_id: int,
    kind: str,
    first_day: date,
    last_day: date | None,
    source: str,
    note: str = "",
    *,
    scope: Scope,
    at: datetime,
) -> CaseEvent:
    """Record a hospital stay, death, arrears, move, other benefit or choice; a death closes."""
    check_event(kind, first_day, last_day, legal_day(at))
    person = queries.lock_person(person_id, scope=scope)
    _refuse_second(person_id, kind, first_day, scope)
    if kind in CHOICES:
        last_day = _last_day_of_choice(person_id, first_day, scope)
    made = CaseEvent(
        person_id=person.id,
        area_code=person.area_code,
        kind=kind,
        first_day=first_day,
        last_day=last_day,
        source=source,
        note=note,
        recorded_at=at,
        recorded_by=scope.actor.user_id,
    )
    session().add(made)
    session().flush()
    after = {"kind": kind, "first_day": str(first_day), "last_day": str(last_day or "")}
    record(act="event.record", about=made, actor=scope.actor, at=at, after=after, reason=note)
    if kind in CLOSING:
        _close(made, scope=scope, at=at)
    house_events.emit("case.event", told=made, at=at, actor=scope.actor)
    return made


def reverse_event(event_id: int, note: str, *, scope: Scope, at: datetime) -> CaseEvent:
    """Take an event back with a row of its own; what followed from a death stays with its rooms."""
    wrong = queries.event(event_id, scope=scope)
    queries.lock_person(wrong.person_id, scope=scope)
    standing = {each.id for each in queries.standing_events(wrong.person_id, scope=scope)}
    if wrong.id not in standing:
        raise Conflict("this event was taken back already", "该事件已经撤销，不能重复撤销")
    made = CaseEvent(
        person_id=wrong.person_id,
        area_code=wrong.area_code,
        kind=wrong.kind,
        first_day=wrong.first_day,
        last_day=wrong.last_day,
        source=wrong.source,
        note=note,
        reverses_id=wrong.id,
        recorded_at=at,
        recorded_by=scope.actor.user_id,
    )
    session().add(made)
    session().flush()
    after = {"reverses": wrong.id, "kind": wrong.kind}
    record(act="event.reverse", about=made, actor=scope.actor, at=at, after=after, reason=note)
    if wrong.kind in CLOSING:
        house_events.emit(
            "case.reopened", person_id=wrong.person_id, on=wrong.first_day, at=at, actor=scope.actor
        )
    house_events.emit("case.event", told=made, at=at, actor=scope.actor)
    return made


def _refuse_second(person_id: int, kind: str, first_day: date, scope: Scope) -> None:
    """Nobody dies or moves twice, and no stay is told twice."""
    for each in queries.standing_events(person_id, scope=scope):
        if each.kind == kind and (kind in CLOSING or each.first_day == first_day):
            raise Conflict(
                f"this is recorded already ({kind}, {each.first_day})",
                f"已有同类记录（{each.first_day}），如有误请先撤销",
                field="first_day",
            )


def _last_day_of_choice(person_id: int, first_day: date, scope: Scope) -> date:
    """Return until when a choice holds: as long as the determination; there it is made once."""
    span = queries.determination_on(person_id, first_day, scope=scope)
    if span is None:
        raise BadInput(
            f"nobody is entitled by a determination on {first_day}; a choice is made for its time",
            f"{first_day} 没有有效的待遇认定；激励方式在待遇期内选定",
            field="first_day",
        )
    for each in queries.standing_events(person_id, scope=scope):
        if each.kind in CHOICES and span.first_day <= each.first_day <= span.last_day:
            raise Conflict(
                f"the choice of {each.first_day} holds until {span.last_day}; if it was recorded"
                " wrongly, take it back first",
                f"{each.first_day} 已选定激励方式，至 {span.last_day} 不变；如登记有误请先撤销",
                field="kind",
            )
    return span.last_day


def _close(made: CaseEvent, *, scope: Scope, at: datetime) -> None:
    """Stop what is under way in the file, and let the upper rooms stop theirs."""
    everything = Scope.everything("a closed case stops whoever has it in hand")
    under_way = queries.open_application(made.person_id, scope=everything)
    if under_way is not None:
        advance_application(under_way.id, "stop", scope=scope, at=at)
    end_plans(made.person_id, made.first_day, scope=scope, at=at)
    house_events.emit(
        "case.closed",
        person_id=made.person_id,
        on=made.first_day,
        why=made.kind,
        at=at,
        actor=scope.actor,
    )
