"""Reading the person's file.  Every statement on personal data is narrowed by a scope."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from ltc.case.models import (
    Application,
    CaseEvent,
    Clock,
    Determination,
    DeterminationEnd,
    Person,
)
from ltc.case.rules.admission import Earlier
from ltc.case.rules.events import CLOSING
from ltc.case.rules.states import OPEN
from ltc.db import session
from ltc.scope import Scope
from ltc.security.fields import blind_index
from ltc.shared.dates import FOREVER
from ltc.shared.errors import Conflict, NotFound
from ltc.shared.ids import parse_id_number

PAGE = 25
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class PeopleSearch:
    """What is looked for: the beginning of a name, or a whole ID number."""

    name: str = ""
    id_number: str = ""
    after: int | None = None  # the last id already seen


@dataclass(frozen=True, slots=True)
class Span:
    """A determination as it holds: ``last_day`` is the earlier one where later news ended it."""

    determination_id: int
    person_id: int
    grade: str
    national_grade: int
    entitled: bool
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the intake desk: the application, whose it is, and its open clock."""

    application: Application
    name: str
    clock: Clock | None


def id_index(id_number: str) -> str:
    """Return the blind index under which an ID number is found."""
    return blind_index(parse_id_number(id_number), "person.id_number")


def person(person_id: int, *, scope: Scope) -> Person:
    """Return one person that ``scope`` may see."""
    found = session().scalar(scope.narrow(sa.select(Person), Person).where(Person.id == person_id))
    return _there(found, "person", "参保人")


def lock_person(person_id: int, *, scope: Scope) -> Person:
    """Lock one person's file, so that two acts on it come one after the other.

    A row that only names the person may be written meanwhile: no key changes.
    """
    statement = scope.narrow(sa.select(Person), Person).where(Person.id == person_id)
    locked = statement.with_for_update(of=Person, key_share=True)
    return _there(session().scalar(locked), "person", "参保人")


def is_registered(index: str) -> bool:
    """Tell whether an ID number has a file anywhere; says nothing about whose."""
    return bool(session().scalar(sa.select(sa.exists().where(Person.id_index == index))))


def people(search: PeopleSearch, *, scope: Scope) -> Sequence[Person]:
    """Return one page of people and one row more, newest first."""
    statement = scope.narrow(sa.select(Person), Person)
    if search.id_number:
        statement = statement.where(Person.id_index == id_index(search.id_number))
    if search.name:
        statement = statement.where(Person.name.startswith(search.name, autoescape=True))
    if search.after is not None:
        statement = statement.where(Person.id < search.after)
    return session().scalars(statement.order_by(Person.id.desc()).limit(PAGE + 1)).all()


def application(application_id: int, *, scope: Scope) -> Application:
    """Return one application that ``scope`` may see."""
    statement = scope.narrow(sa.select(Application), Application)
    found = session().scalar(statement.where(Application.id == application_id))
    return _there(found, "application", "申请")


def application_to_change(
    application_id: int, *, scope: Scope, version: int | None = None
) -> Application:
    """Lock one application; refuse it when it moved on since ``version`` was shown."""
    found = application(application_id, scope=scope)
    hold(found.person_id)
    session().refresh(found, with_for_update=True)
    fresh(found.version, version)
    return found


def hold(person_id: int) -> None:
    """Let acts on one person's records come one after the other.

    Whoever changes a record of a case takes the person first, so that no two acts wait for each
    other in a circle.
    """
    session().execute(sa.select(Person.id).where(Person.id == person_id).with_for_update())


def fresh(version: int, shown: int | None) -> None:
    """Refuse an act on a record that somebody changed since it was shown."""
    if shown is not None and shown != version:
        raise Conflict(
            "somebody else has changed this record since you opened it",
            "这条记录在您打开之后已被他人办理，请刷新后再试",
        )


def applications_of(person_id: int, *, scope: Scope) -> Sequence[Application]:
    """Return a person's applications, newest first."""
    statement = scope.narrow(sa.select(Application), Application)
    statement = statement.where(Application.person_id == person_id)
    return session().scalars(statement.order_by(Application.id.desc())).all()


def open_application(person_id: int, *, scope: Scope) -> Application | None:
    """Return the application that is under way, if there is one."""
    under_way = Application.person_id == person_id, Application.state.in_(OPEN)
    return session().scalar(scope.narrow(sa.select(Application), Application).where(*under_way))


def intake(
    states: Sequence[str], *, scope: Scope, after: tuple[date, int] | None = None
) -> list[QueueRow]:
    """Return a page of the intake desk and one row more: what is due first comes first."""
    due = sa.func.coalesce(Clock.due_on, FOREVER)
    statement = (
        scope.narrow(sa.select(Application, Person.name, Clock), Application)
        .join(Person, Person.id == Application.person_id)
        .outerjoin(Clock, sa.and_(_about(Clock, "application", Application.id), _running()))
        .where(Application.state.in_(states))
        .order_by(due, Application.id)
        .limit(PAGE + 1)
    )
    if after is not None:
        day, last = after
        statement = statement.where(sa.or_(due > day, sa.and_(due == day, Application.id > last)))
    return [QueueRow(*row) for row in session().execute(statement)]


def over(
    states: Sequence[str], *, scope: Scope, after: tuple[date, int] | None = None
) -> list[QueueRow]:
    """Return a page of applications that no clock waits for and one row more, newest first."""
    chosen = scope.narrow(sa.select(Application.id), Application)
    if after is not None:
        chosen = chosen.where(Application.id < after[1])
    chosen = chosen.where(Application.state.in_(states)).order_by(Application.id.desc())
    # The page is cut first, out of an index alone: in a city a hundred thousand are over.
    rows = sa.select(Application, Person.name).join(Person, Person.id == Application.person_id)
    rows = rows.where(Application.id.in_(chosen.limit(PAGE + 1)))
    ordered = session().execute(rows.order_by(Application.id.desc()))
    return [QueueRow(*row, None) for row in ordered]


def count_by_state(states: Collection[str], *, scope: Scope) -> dict[str, int]:
    """Return how many applications stand in each of some states."""
    statement = scope.narrow(sa.select(Application.state, sa.func.count()), Application)
    waiting = statement.where(Application.state.in_(states)).group_by(Application.state)
    return dict(session().execute(waiting).all())


def determination(determination_id: int, *, scope: Scope) -> Determination:
    """Return one determination that ``scope`` may see."""
    statement = scope.narrow(sa.select(Determination), Determination)
    found = session().scalar(statement.where(Determination.id == determination_id))
    return _there(found, "determination", "待遇认定")


def determinations_of(
    person_id: int, *, scope: Scope
) -> Sequence[tuple[Determination, DeterminationEnd | None]]:
    """Return a person's determinations with what ended them, newest first."""
    statement = (
        scope.narrow(sa.select(Determination, DeterminationEnd), Determination)
        .outerjoin(DeterminationEnd, DeterminationEnd.determination_id == Determination.id)
        .where(Determination.person_id == person_id)
        .order_by(Determination.id.desc())
    )
    return session().execute(statement).all()


def determination_from(assessment_id: int, *, scope: Scope) -> Determination | None:
    """Return the determination that rests on an assessment."""
    statement = scope.narrow(sa.select(Determination), Determination)
    return session().scalar(statement.where(Determination.assessment_id == assessment_id))


def earlier(person_id: int, *, scope: Scope) -> Earlier | None:
    """Return the person's newest determination as the next application sees it."""
    found = determinations_of(person_id, scope=scope)
    if not found:
        return None
    newest, end = found[0]
    last_day = end.last_day if end else newest.last_day
    return Earlier(newest.decided_on, last_day, newest.entitled)


def determination_on(person_id: int, on: date, *, scope: Scope) -> Span | None:
    """Return the determination that entitles a person on a day."""
    return next(
        iter(
            _spans(
                scope,
                Determination.person_id == person_id,
                Determination.entitled.is_(True),
                Determination.first_day <= on,
                _effective_last_day() >= on,
            )
        ),
        None,
    )


def entitlement_spans(
    area: str,
    first_day: date,
    last_day: date,
    *,
    known_at: datetime,
    scope: Scope,
    people: Collection[int] | None = None,
) -> list[Span]:
    """Return who is entitled in an area (or among ``people``) in a span, as known at an instant."""
    return _spans(
        scope,
        _among(Determination.person_id, people),
        Determination.area_code.startswith(area, autoescape=True),
        Determination.entitled.is_(True),
        Determination.recorded_at <= known_at,
        Determination.first_day <= last_day,
        _effective_last_day() >= first_day,
        known_at=known_at,
    )


def events_of(person_id: int, *, scope: Scope) -> Sequence[CaseEvent]:
    """Return everything recorded about a person, reversals included, newest first."""
    statement = scope.narrow(sa.select(CaseEvent), CaseEvent)
    return (
        session()
        .scalars(statement.where(CaseEvent.person_id == person_id).order_by(CaseEvent.id.desc()))
        .all()
    )


def event(event_id: int, *, scope: Scope) -> CaseEvent:
    """Return one event that ``scope`` may see."""
    statement = scope.narrow(sa.select(CaseEvent), CaseEvent)
    return _there(session().scalar(statement.where(CaseEvent.id == event_id)), "event", "事件")


def standing_events(person_id: int, *, scope: Scope) -> list[CaseEvent]:
    """Return the events that nothing took back, newest first."""
    found = events_of(person_id, scope=scope)
    reversed_ids = {each.reverses_id for each in found}
    return [each for each in found if each.reverses_id is None and each.id not in reversed_ids]


def refuse_closed(person_id: int, *, scope: Scope) -> None:
    """Refuse an act for a person who died or moved away."""
    for each in standing_events(person_id, scope=scope):
        if each.kind in CLOSING:
            raise Conflict(
                f"this case is closed: {each.kind} on {each.first_day}",
                f"该参保人的个案已于 {each.first_day} 终止，如登记有误请先撤销该事件",
            )


def event_spans(
    area: str,
    first_day: date,
    last_day: date,
    *,
    known_at: datetime,
    scope: Scope,
    people: Collection[int] | None = None,
) -> Sequence[CaseEvent]:
    """Return the standing events that touch an area (or ``people``) and span, as known then.

    A death or a move counts from its day on for ever; so does a span without an end.
    """
    later = sa.orm.aliased(CaseEvent)
    taken_back = sa.exists().where(later.reverses_id == CaseEvent.id, later.recorded_at <= known_at)
    statement = (
        scope.narrow(sa.select(CaseEvent), CaseEvent)
        .where(
            _among(CaseEvent.person_id, people),
            CaseEvent.area_code.startswith(area, autoescape=True),
            CaseEvent.recorded_at <= known_at,
            CaseEvent.reverses_id.is_(None),
            CaseEvent.first_day <= last_day,
            sa.or_(CaseEvent.last_day.is_(None), CaseEvent.last_day >= first_day),
            ~taken_back,
        )
        .order_by(CaseEvent.person_id, CaseEvent.first_day, CaseEvent.id)
    )
    return session().scalars(statement).all()


def clocks_due(until: date, *, scope: Scope, limit: int = 200) -> Sequence[Clock]:
    """Return the running clocks that are due on or before a day, most urgent first."""
    statement = scope.narrow(sa.select(Clock), Clock).where(_running(), Clock.due_on <= until)
    return session().scalars(statement.order_by(Clock.due_on, Clock.id).limit(limit)).all()


def clocks_of(person_id: int, *, scope: Scope) -> Sequence[Clock]:
    """Return a person's clocks, running ones first."""
    statement = scope.narrow(sa.select(Clock), Clock).where(Clock.person_id == person_id)
    order = (Clock.met_on.is_not(None), Clock.due_on, Clock.id)
    return session().scalars(statement.order_by(*order)).all()


def running_clock(kind: str, about_kind: str, about_id: int, *, scope: Scope) -> Clock | None:
    """Return the running clock of a kind about a record."""
    statement = scope.narrow(sa.select(Clock), Clock)
    return session().scalar(
        statement.where(Clock.kind == kind, _about(Clock, about_kind, about_id), _running())
    )


def _among(
    column: sa.orm.InstrumentedAttribute[int], people: Collection[int] | None
) -> sa.ColumnElement[bool]:
    """Limit a statement to some people; ``None`` is no limit."""
    return sa.true() if people is None else column.in_(people)


def _running() -> sa.ColumnElement[bool]:
    return Clock.met_on.is_(None)


def _about(clock: Any, kind: str, identity: Any) -> sa.ColumnElement[bool]:  # noqa: ANN401 - id or column
    return sa.and_(clock.about_kind == kind, clock.about_id == identity)


def _effective_last_day() -> sa.ColumnElement[date]:
    return sa.func.coalesce(DeterminationEnd.last_day, Determination.last_day)


def _spans(
    scope: Scope, *conditions: sa.ColumnElement[bool], known_at: datetime | None = None
) -> list[Span]:
    """Read determinations as they hold; ends recorded after ``known_at`` are not yet known."""
    ended = [DeterminationEnd.determination_id == Determination.id]
    if known_at is not None:
        ended.append(DeterminationEnd.recorded_at <= known_at)
    columns = (
        Determination.id,
        Determination.person_id,
        Determination.grade,
        Determination.national_grade,
        Determination.entitled,
        Determination.first_day,
        _effective_last_day(),
    )
    statement = (
        scope.narrow(sa.select(*columns), Determination)
        .outerjoin(DeterminationEnd, sa.and_(*ended))
        .where(*conditions, _effective_last_day() >= Determination.first_day)
        .order_by(Determination.person_id, Determination.first_day, Determination.id)
    )
    return [Span(*row) for row in session().execute(statement)]


def _there(found: Row | None, en: str, zh: str) -> Row:
    if found is None:
        raise NotFound(f"no such {en}", f"没有该{zh}")
    return found
