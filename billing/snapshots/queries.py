"""A day's visits as the database has them, and the ties of a month's days."""

from __future__ import annotations

from datetime import date

import polars as pl
import sqlalchemy as sa

from billing.columnar import Reader
from billing.pools import of_pool
from billing.snapshots.rules import RAW, SUMMED, Tie
from ltc.scope import Scope
from ltc.shared.dates import Month
from providers.visits.models import Visit

_MINUTE_MS = 60_000
_STARTED = sa.func.coalesce(Visit.started_at, Visit.planned_start)
_COLUMNS: dict[str, sa.SQLColumnExpression] = {
    "line_id": Visit.id,
    "person": Visit.person_id,
    "provider": Visit.provider_id,
    "carer": Visit.carer_id,
    "started": _STARTED,
    "worked": sa.func.coalesce(Visit.ended_at - _STARTED, Visit.minutes * _MINUTE_MS),
}


def _column(name: str) -> sa.SQLColumnExpression:
    found: sa.SQLColumnExpression = _COLUMNS[name] if name in _COLUMNS else getattr(Visit, name)
    return found


def rows_of(door: Reader, area: str, day: date, *, scope: Scope) -> pl.DataFrame:
    """Return all visits of an area's day, whatever became of them, in the order of their key."""
    columns: list[sa.Label] = [_column(name).label(name) for name in RAW]
    statement: sa.Select = sa.select(*columns).where(of_pool(Visit, area, day), Visit.day == day)
    found = door.read(scope.narrow(statement, Visit))
    return found.select(pl.col(name).cast(kind) for name, kind in RAW.items()).sort("line_id")


def ties(door: Reader, area: str, month: Month, *, scope: Scope) -> dict[date, Tie]:
    """Return the tie of each day of a month that has visits: no row leaves the database."""
    whole = sa.BigInteger()
    sums = (
        sa.cast(sa.func.sum(sa.func.coalesce(_number(name), 0)), whole).label(name)
        for name in SUMMED
    )
    statement: sa.Select = sa.select(Visit.day, sa.func.count().label("visits"), *sums).where(
        of_pool(Visit, area, month.last_day), Visit.day.between(*month.days)
    )
    found = door.read(scope.narrow(statement, Visit).group_by(Visit.day))
    return {day: Tie(visits, tuple(more)) for day, visits, *more in found.iter_rows()}


def _number(name: str) -> sa.SQLColumnExpression:
    """Return a column as a number; PostgreSQL does not add up truths."""
    return sa.case((Visit.place_ok, 1), else_=0) if name == "place_ok" else _column(name)
