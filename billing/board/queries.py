"""Reading what the month board counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from billing.models import (
    PaymentOrder,
    SettledPerson,
    Settlement,
    SettlementBatch,
    Statement,
    StatementBreak,
)
from billing.payments.rules import WITHDRAWN
from billing.statements.queries import newest_ids, signatures
from ltc.audit.models import AuditRow
from ltc.db import session
from ltc.directory.models import Area, Organisation
from ltc.scope import Scope
from providers.visits.models import Visit

PAGE = 40


class Counts(NamedTuple):
    """How many statements a settlement has, how many all signed, how many disputes are open."""

    statements: int = 0
    signed: int = 0
    disputes: int = 0


def statement_counts(settlement_ids: Sequence[int]) -> dict[int, Counts]:
    """Return what is counted of the statements of settlements (which were read under a scope)."""
    open_ = (
        sa.select(sa.func.count())
        .where(StatementBreak.statement_id == Statement.id, StatementBreak.state == "open")
        .scalar_subquery()
    )
    each = (
        sa.select(Statement.settlement_id, Statement.state, open_.label("disputes"))
        .where(Statement.settlement_id.in_(settlement_ids), Statement.id.in_(newest_ids()))
        .subquery()
    )
    signed = sa.func.sum(sa.case((each.c.state == "signed", 1), else_=0))
    statement = sa.select(
        each.c.settlement_id, sa.func.count(), signed, sa.func.sum(each.c.disputes)
    ).group_by(each.c.settlement_id)
    rows = session().execute(statement)
    return {settlement: Counts(*map(int, counts)) for settlement, *counts in rows}


def area_names(codes: Sequence[str]) -> dict[str, str]:
    """Return code → name of areas; names are public."""
    statement = sa.select(Area.code, Area.name).where(Area.code.in_(codes))
    return dict(session().execute(statement).all())


class StatementRow(NamedTuple):
    """One statement in a list: whose, of which month, and which parties signed."""

    statement: Statement
    provider: str
    month: str
    parties: tuple[str, ...]


def statement_rows(
    *, scope: Scope, settlement_id: int | None = None, after: int | None = None
) -> list[StatementRow]:
    """Return a page of the newest versions and one more, newest month first."""
    chosen = (
        scope.narrow(sa.select(Statement, Organisation.name, Settlement.month), Statement)
        .join(Organisation, Organisation.id == Statement.provider_id)
        .join(Settlement, Settlement.id == Statement.settlement_id)
        .where(Statement.id.in_(newest_ids()))
    )
    if settlement_id is not None:
        chosen = chosen.where(Statement.settlement_id == settlement_id)
    if after is not None:
        chosen = chosen.where(Statement.id < after)
    rows = session().execute(chosen.order_by(Statement.id.desc()).limit(PAGE + 1)).all()
    signed = signatures([row[0].id for row in rows])
    return [StatementRow(*row, tuple(each.party for each in signed[row[0].id])) for row in rows]


def orders_of(settlement_ids: Sequence[int], *, scope: Scope) -> dict[int, PaymentOrder]:
    """Return the payment orders of settlements that stand."""
    statement = scope.narrow(sa.select(PaymentOrder), PaymentOrder).where(
        PaymentOrder.settlement_id.in_(settlement_ids), PaymentOrder.state != WITHDRAWN
    )
    return {each.settlement_id: each for each in session().scalars(statement)}


def acts_about(
    records: Sequence[tuple[str, object]], *, scope: Scope, limit: int = 200
) -> Sequence[AuditRow]:
    """Return the newest audit rows about records (kind and id), in one statement."""
    kinds = {kind: [str(each) for of, each in records if of == kind] for kind, _id in records}
    about = [
        sa.and_(AuditRow.about_kind == kind, AuditRow.about_id.in_(ids))
        for kind, ids in kinds.items()
    ]
    statement = scope.narrow(sa.select(AuditRow), AuditRow).where(sa.or_(sa.false(), *about))
    return session().scalars(statement.order_by(AuditRow.seq.desc()).limit(limit)).all()


def first_day_of_care(area: str, *, scope: Scope) -> date | None:
    """Return the first day of any visit in an area; asked only until a month was settled."""
    statement = scope.narrow(sa.select(sa.func.min(Visit.day)), Visit)
    return session().scalar(statement.where(Visit.area_code.startswith(area, autoescape=True)))


def finished_batches(settlement_id: int) -> int:
    """Return how many batches of a run (read under a scope) are finished."""
    statement = sa.select(sa.func.count()).where(SettlementBatch.settlement_id == settlement_id)
    return session().scalar(statement) or 0


def providers_in(settlement_id: int) -> int:
    """Return how many providers have lines in a settlement (read under a scope)."""
    statement = sa.select(sa.func.count(SettledPerson.provider_id.distinct())).where(
        SettledPerson.settlement_id == settlement_id
    )
    return session().scalar(statement) or 0
