"""Reading agreements, prices, suspensions and how many a provider serves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ltc.case.plan.prices import set_price_source
from ltc.db import session, the_one
from ltc.directory.models import Area, Certificate, Organisation, Staff
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.shared.errors import NotFound
from providers.models import AgreedPrice, Agreement, Assignment, Suspension
from providers.rules.states import HELD, LEAD, OPEN

PAGE = 25


@dataclass(frozen=True, slots=True)
class StaffCount:
    """How many active staff, and how many of them without a certificate for long."""

    people: int = 0
    worries: int = 0


@dataclass(frozen=True, slots=True)
class StaffSearch:
    """What is looked for: part of a name, one provider, a state of the certificates."""

    name: str = ""
    provider_id: int | None = None
    state: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One member of staff with the provider's name and the best certificate's last day."""

    member: Staff
    provider: str
    last_day: date | None
    suspended: bool


def agreement(agreement_id: int, *, scope: Scope, lock: bool = False) -> Agreement:
    """Return one agreement that ``scope`` may see, locked for a change if asked."""
    statement = scope.narrow(sa.select(Agreement).where(Agreement.id == agreement_id), Agreement)
    return the_one(statement, "agreement", "协议", lock=lock)


def agreements(
    *, scope: Scope, provider_id: int | None = None, states: Sequence[str] = ()
) -> Sequence[tuple[Agreement, str]]:
    """Return agreements with their providers' names, newest first."""
    statement = scope.narrow(sa.select(Agreement, Organisation.name), Agreement).join(
        Organisation, Organisation.id == Agreement.provider_id
    )
    if provider_id is not None:
        statement = statement.where(Agreement.provider_id == provider_id)
    if states:
        statement = statement.where(Agreement.state.in_(states))
    order = (Agreement.first_day.desc(), Agreement.id.desc())
    return session().execute(statement.order_by(*order)).all()


def count_agreements(*, scope: Scope) -> dict[str, int]:
    """Return how many agreements stand in each state."""
    statement = scope.narrow(sa.select(Agreement.state, sa.func.count()), Agreement)
    return dict(session().execute(statement.group_by(Agreement.state)).all())


def prices_of(agreement_id: int) -> Sequence[AgreedPrice]:
    """Return all prices of an agreement that was read under a scope, by item and day."""
    statement = sa.select(AgreedPrice).where(AgreedPrice.agreement_id == agreement_id)
    return session().scalars(statement.order_by(AgreedPrice.item, AgreedPrice.first_day)).all()


def agreement_in_force(provider_id: int, on: date) -> Agreement | None:
    """Return the provider's agreement in force on the day; agreements are public."""
    return session().scalar(
        sa.select(Agreement)
        .where(
            Agreement.provider_id == provider_id,
            Agreement.state.in_(HELD),
            Agreement.first_day <= on,
            Agreement.last_day >= on,
        )
        .order_by(Agreement.first_day.desc())
        .limit(1)
    )


def agreements_in_force(area_code: str, on: date) -> Sequence[tuple[Organisation, Agreement]]:
    """Return the providers under agreement in an area on the day."""
    return (
        session()
        .execute(
            sa.select(Organisation, Agreement)
            .join(Agreement, Agreement.provider_id == Organisation.id)
            .where(
                Agreement.area_code.startswith(area_code),
                Agreement.state.in_(HELD),
                Agreement.first_day <= on,
                Agreement.last_day >= on,
            )
            .order_by(Organisation.id)
        )
        .all()
    )


def prices(agreement_ids: Sequence[int], on: date) -> Sequence[AgreedPrice]:
    """Return the prices of agreements on the day; prices are public."""
    return (
        session()
        .scalars(
            sa.select(AgreedPrice)
            .where(
                AgreedPrice.agreement_id.in_(agreement_ids),
                AgreedPrice.first_day <= on,
                AgreedPrice.last_day >= on,
            )
            .order_by(AgreedPrice.agreement_id, AgreedPrice.item)
        )
        .all()
    )


def prices_within(
    agreement_id: int, item: str, first_day: date, last_day: date
) -> Sequence[AgreedPrice]:
    """Return the prices of an item that hold on any of these days, oldest first."""
    statement = sa.select(AgreedPrice).where(
        AgreedPrice.agreement_id == agreement_id,
        AgreedPrice.item == item,
        AgreedPrice.first_day <= last_day,
        AgreedPrice.last_day >= first_day,
    )
    return session().scalars(statement.order_by(AgreedPrice.first_day)).all()


def price(agreement_id: int, item: str, on: date) -> AgreedPrice:
    """Return the agreed price of an item on the day."""
    for each in prices([agreement_id], on):
        if each.item == item:
            return each
    raise NotFound(
        f"no agreed price for {item} on {on}", f"{on} 没有“{item}”的协议价格", field="item"
    )


def suspensions(area_code: str, on: date) -> Sequence[Suspension]:
    """Return the suspensions of an area that hold on the day; they are published."""
    return (
        session()
        .scalars(
            sa.select(Suspension).where(Suspension.area_code.startswith(area_code), *_holds(on))
        )
        .all()
    )


def suspension(suspension_id: int, *, scope: Scope) -> Suspension:
    """Return one suspension, locked for a change."""
    statement = scope.narrow(sa.select(Suspension), Suspension)
    return the_one(
        statement.where(Suspension.id == suspension_id), "suspension", "暂停记录", lock=True
    )


def suspensions_of(provider_id: int, *, scope: Scope) -> Sequence[Suspension]:
    """Return a provider's suspensions, newest first."""
    return (
        session()
        .scalars(
            scope.narrow(sa.select(Suspension), Suspension)
            .where(Suspension.provider_id == provider_id)
            .order_by(Suspension.first_day.desc())
        )
        .all()
    )


def serving(provider_ids: Sequence[int], *, besides: int | None = None) -> dict[int, int]:
    """Return how many people each provider serves or was asked to serve, besides one of them."""
    people = sa.func.count(sa.distinct(Assignment.person_id))
    statement = sa.select(Assignment.provider_id, people).where(
        Assignment.provider_id.in_(provider_ids), Assignment.state.in_(OPEN)
    )
    if besides is not None:
        statement = statement.where(Assignment.person_id != besides)
    return dict(session().execute(statement.group_by(Assignment.provider_id)).all())


def suspended_from(provider_id: int, on: date) -> date | None:
    """Return since when a provider, as a whole, is under a suspension that holds on the day."""
    statement = sa.select(sa.func.min(Suspension.first_day)).where(
        Suspension.provider_id == provider_id, Suspension.staff_id.is_(None), *_holds(on)
    )
    return session().scalar(statement)


def certified_work(provider_ids: Sequence[int], on: date) -> dict[int, frozenset[str]]:
    """Return what work each provider has active, certified, unsuspended staff for on the day."""
    rows = session().execute(
        sa.select(Staff.organisation_id, Staff.work, Certificate.kind)
        .join(Certificate, Certificate.staff_id == Staff.id)
        .where(
            Staff.organisation_id.in_(provider_ids),
            Staff.state == "active",
            Certificate.first_day <= on,
            Certificate.last_day >= on,
            ~sa.exists().where(Suspension.staff_id == Staff.id, *_holds(on)),
        )
        .distinct()
    )
    found: dict[int, set[str]] = {}
    for provider_id, *kinds in rows:
        found.setdefault(provider_id, set()).update(kinds)
    return {provider_id: frozenset(kinds) for provider_id, kinds in found.items()}


def providers(
    *, scope: Scope, name: str = "", area_code: str = ""
) -> Sequence[tuple[Organisation, str]]:
    """Return the care providers of a scope with the names of their areas, in order of area."""
    statement = (
        scope.narrow(sa.select(Organisation, Area.name), Organisation)
        .join(Area, Area.code == Organisation.area_code)
        .where(Organisation.kind == "care_provider")
        .where(Organisation.area_code.startswith(area_code, autoescape=True))
        .where(Organisation.name.contains(name, autoescape=True))
    )
    return session().execute(statement.order_by(Organisation.area_code, Organisation.id)).all()


def staff_counts(provider_ids: Sequence[int], on: date) -> dict[int, StaffCount]:
    """Return how many active staff each provider has, and how many certificates are a worry."""
    last_day = _last_certified_day()
    worry = sa.or_(last_day.is_(None), last_day <= on + LEAD)
    rows = session().execute(
        sa.select(Staff.organisation_id, sa.func.count(), sa.func.count(sa.case((worry, 1))))
        .where(Staff.organisation_id.in_(provider_ids), Staff.state == "active")
        .group_by(Staff.organisation_id)
    )
    return {provider_id: StaffCount(people, worries) for provider_id, people, worries in rows}


def staff(search: StaffSearch, on: date, *, scope: Scope) -> tuple[Sequence[StaffRow], int]:
    """Return a page of care providers' staff with their last certified days, and how many match."""
    last_day = _last_certified_day().label("last_day")
    statement = (
        scope.narrow(sa.select(Staff, Organisation.name, last_day), Staff)
        .join(Organisation, Organisation.id == Staff.organisation_id)
        .where(Organisation.kind == "care_provider", *_wanted_staff(search, on))
    )
    total = session().scalar(sa.select(sa.func.count()).select_from(statement.subquery()))
    page = statement.order_by(Staff.organisation_id, Staff.name, Staff.id)
    rows = session().execute(page.limit(PAGE).offset((search.page - 1) * PAGE))
    suspended = suspended_staff(on)
    return [StaffRow(*row, row[0].id in suspended) for row in rows], total or 0


def _wanted_staff(search: StaffSearch, on: date) -> list[sa.ColumnElement[bool]]:
    """Return the conditions of a search for staff."""
    active, last_day = Staff.state == "active", _last_certified_day()
    found = [Staff.name.contains(search.name, autoescape=True)]
    if search.provider_id is not None:
        found.append(Staff.organisation_id == search.provider_id)
    if search.state == "expiring":
        found += [active, last_day.between(on, on + LEAD)]
    if search.state == "uncertified":
        found += [active, sa.or_(last_day.is_(None), last_day < on)]
    if search.state in ("active", "left"):
        found.append(Staff.state == search.state)
    return found


def _last_certified_day() -> sa.ScalarSelect[date]:
    return (
        sa.select(sa.func.max(Certificate.last_day))
        .where(Certificate.staff_id == Staff.id)
        .correlate(Staff)
        .scalar_subquery()
    )


def suspended_staff(on: date) -> frozenset[int]:
    """Return the ids of staff under suspension on the day; suspensions are published."""
    found = sa.select(Suspension.staff_id).where(Suspension.staff_id.is_not(None), *_holds(on))
    return frozenset(session().scalars(found))


def _holds(on: date) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions of a suspension that holds on the day."""
    until = sa.or_(Suspension.last_day.is_(None), Suspension.last_day >= on)
    return (Suspension.first_day <= on, until)


def _usual_prices(area_code: str, on: date) -> dict[str, int]:
    """Return the middle price of each service among the area's agreements, for planning."""
    found: dict[str, list[int]] = {}
    pool = pack_for_area(area_code, on).area_code or area_code
    agreements_there = [agreement.id for _provider, agreement in agreements_in_force(pool, on)]
    for each in prices(agreements_there, on):
        found.setdefault(each.item, []).append(each.price_fen)
    return {item: sorted(amounts)[len(amounts) // 2] for item, amounts in found.items()}


set_price_source(_usual_prices)
