"""Reading agreements, prices, suspensions and how many a provider serves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from ltc.db import session
from ltc.directory.models import Certificate, Organisation, Staff
from ltc.scope import Scope
from ltc.shared.errors import NotFound
from providers.models import AgreedPrice, Agreement, Assignment, Suspension
from providers.rules.states import HELD, OPEN


def agreement(agreement_id: int, *, scope: Scope, lock: bool = False) -> Agreement:
    """Return one agreement that ``scope`` may see, locked for a change if asked."""
    statement = scope.narrow(sa.select(Agreement).where(Agreement.id == agreement_id), Agreement)
    found = session().scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound("no such agreement", "没有该协议")
    return found


def agreements(*, scope: Scope, provider_id: int | None = None) -> Sequence[Agreement]:
    """Return agreements, newest first."""
    statement = scope.narrow(sa.select(Agreement), Agreement)
    if provider_id is not None:
        statement = statement.where(Agreement.provider_id == provider_id)
    return session().scalars(statement.order_by(Agreement.first_day.desc(), Agreement.id)).all()


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
    found = session().scalar(
        scope.narrow(
            sa.select(Suspension).where(Suspension.id == suspension_id), Suspension
        ).with_for_update()
    )
    if found is None:
        raise NotFound("no such suspension", "没有该暂停记录")
    return found


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


def serving(provider_ids: Sequence[int]) -> dict[int, int]:
    """Return how many people each provider serves or was asked to serve."""
    rows = session().execute(
        sa.select(Assignment.provider_id, sa.func.count())
        .where(Assignment.provider_id.in_(provider_ids), Assignment.state.in_(OPEN))
        .group_by(Assignment.provider_id)
    )
    return dict(rows.all())


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


def _holds(on: date) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions of a suspension that holds on the day."""
    until = sa.or_(Suspension.last_day.is_(None), Suspension.last_day >= on)
    return (Suspension.first_day <= on, until)
