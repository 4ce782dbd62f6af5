"""Reading assignments, and the facts by which a provider for a plan is chosen."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import sqlalchemy as sa

from ltc.case.models import Person, Plan, PlanItem
from ltc.db import session, the_one
from ltc.directory.models import Organisation, Party
from ltc.scope import Scope
from ltc.shared.geo import Point, distance_m
from providers import queries as registry
from providers.models import Agreement, Assignment
from providers.rules.candidates import Need, Provider
from providers.rules.states import OPEN

PAGE = 50


def assignment(assignment_id: int, *, scope: Scope, lock: bool = False) -> Assignment:
    """Return one assignment that ``scope`` may see, locked for a change if asked."""
    statement = scope.narrow(
        sa.select(Assignment).where(Assignment.id == assignment_id), Assignment
    )
    return the_one(statement, "assignment", "派单", lock=lock)


def assignments(
    *, scope: Scope, state: str | None = None, after: int | None = None, limit: int = PAGE
) -> Sequence[tuple[Assignment, str, str]]:
    """Return assignments with the names of person and provider, newest first, by key."""
    statement = (
        scope.narrow(sa.select(Assignment, Person.name, Organisation.name), Assignment)
        .join(Person, Person.id == Assignment.person_id)
        .join(Organisation, Organisation.id == Assignment.provider_id)
    )
    if state:
        statement = statement.where(Assignment.state == state)
    if after is not None:
        statement = statement.where(Assignment.id < after)
    rows = session().execute(statement.order_by(Assignment.id.desc()).limit(limit))
    return rows.all()


def waiting(
    on: date, *, scope: Scope, after: int | None = None, limit: int = PAGE
) -> Sequence[tuple[Plan, str, int]]:
    """Return confirmed plans that nobody has, with name and past refusals, oldest first."""
    refused = (
        sa.select(sa.func.count())
        .where(Assignment.plan_id == Plan.id, Assignment.state.in_(("declined", "expired")))
        .correlate(Plan)
        .scalar_subquery()
    )
    statement = (
        scope.narrow(sa.select(Plan, Person.name, refused), Plan)
        .join(Person, Person.id == Plan.person_id)
        .where(*_is_waiting(on))
    )
    if after is not None:
        statement = statement.where(Plan.id > after)
    return session().execute(statement.order_by(Plan.id).limit(limit)).all()


def served_by(provider_id: int, *, besides: int | None = None) -> int:
    """Return how many people a provider serves or was asked to serve, besides one of them."""
    return registry.serving([provider_id], besides=besides).get(provider_id, 0)


def hold_agreement(assignment_id: int, *, scope: Scope) -> None:
    """Let the agreement of an assignment stay as it is until this is written: locked before it."""
    agreement_id = assignment(assignment_id, scope=scope).agreement_id
    statement = sa.select(Agreement.id).where(Agreement.id == agreement_id)
    session().execute(statement.with_for_update(read=True))


def open_under(agreement_id: int) -> Sequence[int]:
    """Return the ids of the open assignments under an agreement that was read under a scope."""
    statement = sa.select(Assignment.id).where(
        Assignment.agreement_id == agreement_id, Assignment.state.in_(OPEN)
    )
    return session().scalars(statement.order_by(Assignment.id)).all()


def files_to_close(on: date, *, scope: Scope) -> Sequence[tuple[int, date]]:
    """Return ended assignments, with their last days, whose provider still sees the case."""
    why = sa.literal("assignment:") + sa.cast(Assignment.id, sa.String)
    statement = (
        scope.narrow(sa.select(Assignment.id, Assignment.last_day), Assignment)
        .join(Party, Party.why == why)
        .where(Party.last_day.is_(None), Assignment.last_day < on)
        .where(Assignment.state.not_in(OPEN))
        .distinct()
    )
    rows = session().execute(statement.order_by(Assignment.id))
    return [(each, day) for each, day in rows if day is not None]


def capacity_held(agreement_id: int) -> int:
    """Return how many people an agreement lets its provider serve, locked until this is written."""
    statement = sa.select(Agreement.capacity).where(Agreement.id == agreement_id)
    return session().scalars(statement.with_for_update()).one()


def confirmed_plans(on: date, *, scope: Scope) -> Sequence[tuple[Plan, Assignment | None]]:
    """Return plans that hold from a day on, with their open assignment, newest first."""
    open_one = sa.and_(Assignment.plan_id == Plan.id, Assignment.state.in_(OPEN))
    holds = sa.or_(Plan.last_day.is_(None), Plan.last_day >= on)
    statement = scope.narrow(sa.select(Plan, Assignment), Plan).outerjoin(Assignment, open_one)
    chosen = statement.where(Plan.state == "confirmed", holds).order_by(Plan.id.desc())
    return [(plan, live) for plan, live in session().execute(chosen.limit(PAGE))]


def count_waiting(on: date, *, scope: Scope) -> int:
    """Return how many confirmed plans nobody has."""
    statement = scope.narrow(sa.select(sa.func.count()).select_from(Plan), Plan)
    return session().scalar(statement.where(*_is_waiting(on))) or 0


def count_by_state(states: Collection[str], *, scope: Scope) -> dict[str, int]:
    """Return how many assignments stand in each of some states."""
    statement = scope.narrow(sa.select(Assignment.state, sa.func.count()), Assignment)
    found = statement.where(Assignment.state.in_(states)).group_by(Assignment.state)
    return dict(session().execute(found).all())


def overdue(on: date, *, scope: Scope) -> Sequence[int]:
    """Return the ids of proposals whose day to answer has passed."""
    statement = scope.narrow(sa.select(Assignment.id), Assignment).where(
        Assignment.state == "proposed", Assignment.answer_due_on < on
    )
    return session().scalars(statement.order_by(Assignment.id)).all()


def name_of(found: Assignment) -> str:
    """Return the person's name on an assignment that was read under a scope."""
    return session().scalar(sa.select(Person.name).where(Person.id == found.person_id)) or ""


def _is_waiting(on: date) -> tuple[sa.ColumnElement[bool], ...]:
    open_one = sa.exists().where(Assignment.plan_id == Plan.id, Assignment.state.in_(OPEN))
    holds = sa.or_(Plan.last_day.is_(None), Plan.last_day >= on)
    return (Plan.state == "confirmed", holds, ~open_one)


def assignments_of(person_id: int, *, scope: Scope) -> Sequence[Assignment]:
    """Return a person's assignments, newest first."""
    return (
        session()
        .scalars(
            scope.narrow(sa.select(Assignment), Assignment)
            .where(Assignment.person_id == person_id)
            .order_by(Assignment.id.desc())
        )
        .all()
    )


def live_assignment(plan_id: int) -> Assignment | None:
    """Return the open assignment of a plan (read under the plan's own scope)."""
    return session().scalar(
        sa.select(Assignment).where(Assignment.plan_id == plan_id, Assignment.state.in_(OPEN))
    )


def need_of(plan: Plan, names: Mapping[str, tuple[str, str]]) -> Need:
    """Return what a plan needs; ``names`` are what people call its codes."""
    items = session().scalars(sa.select(PlanItem).where(PlanItem.plan_id == plan.id)).all()
    return Need(
        plan.mode,
        frozenset(each.item for each in items),
        frozenset(each.qualification for each in items),
        names,
    )


def providers_for(plan: Plan, person: Person, on: date, pool: str) -> list[Provider]:
    """Return the facts of every provider of the pool's area on the day."""
    everyone = (
        session()
        .scalars(
            sa.select(Organisation).where(
                Organisation.kind == "care_provider", Organisation.area_code.startswith(pool)
            )
        )
        .all()
    )
    ids = [each.id for each in everyone]
    agreements = {org.id: agreement for org, agreement in registry.agreements_in_force(pool, on)}
    priced = _priced([each.id for each in agreements.values()], on)
    serving = registry.serving(ids, besides=person.id)
    certified = registry.certified_work(ids, on)
    suspended = {
        each.provider_id: str(each.first_day)
        for each in registry.suspensions(pool, on)
        if each.staff_id is None
    }
    declined = _declined(plan.id)
    found = []
    for each in everyone:
        agreement = agreements.get(each.id)
        found.append(
            Provider(
                provider_id=each.id,
                name=each.name,
                agreement_id=agreement.id if agreement else None,
                modes=frozenset(agreement.modes if agreement else ()),
                capacity=agreement.capacity if agreement else 0,
                serving=serving.get(each.id, 0),
                suspended_from=suspended.get(each.id),
                priced=priced.get(agreement.id, frozenset()) if agreement else frozenset(),
                certified=certified.get(each.id, frozenset()),
                distance_m=_distance(each, person),
                declined=declined.get(each.id),
            )
        )
    return found


def _priced(agreement_ids: Sequence[int], on: date) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    for each in registry.prices(agreement_ids, on):
        found.setdefault(each.agreement_id, set()).add(each.item)
    return {agreement_id: frozenset(items) for agreement_id, items in found.items()}


def _declined(plan_id: int) -> dict[int, str]:
    """Return provider → reason for those that already declined this plan."""
    rows = session().execute(
        sa.select(Assignment.provider_id, Assignment.decline_reason).where(
            Assignment.plan_id == plan_id, Assignment.state.in_(("declined", "expired"))
        )
    )
    return dict(rows.all())


def _distance(organisation: Organisation, person: Person) -> int | None:
    """Return whole metres between provider and home, or None without a location."""
    if None in (organisation.lat, organisation.lon, person.home_lat, person.home_lon):
        return None
    here = Point(organisation.lat, organisation.lon)  # type: ignore[arg-type]
    there = Point(person.home_lat, person.home_lon)  # type: ignore[arg-type]
    return round(distance_m(here, there))
