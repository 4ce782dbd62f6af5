"""Reading settlements, and the small tables that a month is settled from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa

from billing.models import Settlement, SettlementBatch, SettlementNote
from billing.settlement.rules.states import VISIBLE
from ltc.db import session
from ltc.scope import Scope
from ltc.shared.dates import FOREVER, Month
from ltc.shared.errors import NotFound
from providers.models import Agreement, Suspension

# An agreement that ended was in force until its last day.
_EFFECTIVE = ("in_force", "ended")
OwnerSpan = tuple[int, date, date | None]


def settlement(settlement_id: int, *, scope: Scope, lock: bool = False) -> Settlement:
    """Return one settlement that ``scope`` may see, locked for a change if asked."""
    statement = scope.narrow(sa.select(Settlement), Settlement).where(
        Settlement.id == settlement_id
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = session().scalar(statement)
    if found is None:
        raise NotFound("no such settlement", "没有该月结算")
    return found


def settlement_of(area: str, month: Month, *, scope: Scope) -> Settlement | None:
    """Return an area's settlement of a month, if it was begun."""
    return session().scalar(
        scope.narrow(sa.select(Settlement), Settlement).where(
            Settlement.area_code == area, Settlement.month == str(month)
        )
    )


def settlements(*, scope: Scope, area: str = "", limit: int = 36) -> Sequence[Settlement]:
    """Return settlements, newest month first."""
    statement = scope.narrow(sa.select(Settlement), Settlement)
    if area:
        statement = statement.where(Settlement.area_code.startswith(area, autoescape=True))
    order = (Settlement.month.desc(), Settlement.area_code)
    return session().scalars(statement.order_by(*order).limit(limit)).all()


def other_months(area: str, month: Month, *, scope: Scope) -> Sequence[Settlement]:
    """Return an area's settlements of other months that were at least begun, oldest first."""
    statement = scope.narrow(sa.select(Settlement), Settlement).where(
        Settlement.area_code == area, Settlement.month != str(month), Settlement.state != "open"
    )
    return session().scalars(statement.order_by(Settlement.month)).all()


def earlier_months(area: str, month: Month, *, scope: Scope) -> list[Month]:
    """Return the settled months before ``month``, oldest first."""
    return [
        Month.parse(each.month)
        for each in other_months(area, month, scope=scope)
        if each.state in VISIBLE and each.month < str(month)
    ]


def batches(settlement_id: int) -> Sequence[SettlementBatch]:
    """Return the finished batches of a settlement (which was read under a scope), in order."""
    statement = sa.select(SettlementBatch).where(SettlementBatch.settlement_id == settlement_id)
    return session().scalars(statement.order_by(SettlementBatch.number)).all()


def notes(settlement_id: int) -> Sequence[SettlementNote]:
    """Return what an officer should know about a run (read under a scope)."""
    statement = sa.select(SettlementNote).where(SettlementNote.settlement_id == settlement_id)
    return session().scalars(statement.order_by(SettlementNote.id)).all()


def agreement_spans(
    area: str, first_day: date, last_day: date, *, scope: Scope
) -> Sequence[OwnerSpan]:
    """Return on which days which provider had an agreement."""
    statement = sa.select(Agreement.provider_id, Agreement.first_day, Agreement.last_day).where(
        Agreement.area_code.startswith(area, autoescape=True),
        Agreement.state.in_(_EFFECTIVE),
        Agreement.first_day <= last_day,
        Agreement.last_day >= first_day,
    )
    rows = session().execute(scope.narrow(statement, Agreement))
    return [(provider, first, last) for provider, first, last in rows]


def suspension_spans(
    area: str, first_day: date, last_day: date, *, known_at: datetime, scope: Scope
) -> tuple[list[OwnerSpan], list[OwnerSpan]]:
    """Return the suspensions of providers, and of single staff, as known at an instant."""
    statement = scope.narrow(sa.select(Suspension), Suspension).where(
        Suspension.area_code.startswith(area, autoescape=True),
        Suspension.recorded_at <= known_at,
        Suspension.first_day <= last_day,
        sa.func.coalesce(Suspension.last_day, FOREVER) >= first_day,
    )
    providers: list[OwnerSpan] = []
    carers: list[OwnerSpan] = []
    for each in session().scalars(statement):
        span = each.first_day, each.last_day
        if each.staff_id is None:
            providers.append((each.provider_id, *span))
        else:
            carers.append((each.staff_id, *span))
    return providers, carers
