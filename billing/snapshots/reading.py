"""A month's facts, from the snapshots of its closed days where these still hold.

A day whose tie to the database does not hold, or whose file is not the one that was written, is
read from the database, and the run says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import polars as pl
import sqlalchemy as sa

from billing.columnar import ColumnDoor
from billing.settlement import doors
from billing.settlement.rules.facts import Facts, SmallFacts, rewound
from billing.snapshots import kept, queries
from billing.snapshots.kept import Altered, Kept
from billing.snapshots.rules import as_visits, why_not
from ltc.scope import Scope
from ltc.shared.dates import Month, each_day
from providers.visits.models import Visit

_Rows = dict[date, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Held:
    """The days that were read from files, and those that could not be, by why."""

    rows: _Rows
    stale: Collection[date]
    altered: Collection[date]

    def told(self) -> dict[str, Any]:
        """Return what an officer should know of it."""
        return {
            "days": len(self.rows),
            "stale": [str(day) for day in self.stale],
            "altered": [str(day) for day in self.altered],
        }


def month_facts(
    door: ColumnDoor, area: str, month: Month, small: SmallFacts, *, known_at: datetime
) -> tuple[Facts, Held | None]:
    """Return the month as ``doors.month_facts`` does, and what came from files, if it has any."""
    scope = Scope.everything(reason="a month is settled from all its visits")
    held = _held(door, area, month, scope)
    if held is None or not held.rows:
        return doors.month_facts(door, area, month, small, known_at=known_at), held
    days = small.days_read(month)
    rest = [day for day in each_day(*days) if day not in held.rows]
    others = Visit.day.in_(rest) if rest else sa.false()
    part = doors.Part(others)
    facts = doors.month_facts(door, area, month, small, known_at=known_at, part=part)
    facts = _joined(facts, pl.concat(held.rows.values()), known_at, days)
    return doors.claimed_facts(door, area, month, facts, known_at=known_at), held


def _joined(facts: Facts, rows: pl.DataFrame, known_at: datetime, days: tuple[date, date]) -> Facts:
    small = facts.small
    rows = rows.with_columns(why_not(known_at, small.verified_then))
    counts = as_visits(rows.filter(pl.col("why").is_null()), detailed=small.detailed)
    visits = pl.concat([facts.visits, rewound(counts, small.as_they_were, days)])
    left_out = Counter(rows["why"].drop_nulls().to_list()) + Counter(facts.left_out)
    return replace(
        facts, visits=visits.sort("person", "line_id"), left_out=dict(sorted(left_out.items()))
    )


def _held(door: ColumnDoor, area: str, month: Month, scope: Scope) -> Held | None:
    """Return the month's files that can be trusted; ``None`` where it has none."""
    try:
        days = kept.days_kept(area, month)
    except Altered:
        return Held({}, (), tuple(each_day(*month.days)))
    if not days:
        return None
    there = queries.ties(door, area, month, scope=scope)
    stale = [day for day, each in days.items() if there.get(day) != each.tie]
    rows, altered = _read(area, month, {d: each for d, each in days.items() if d not in stale})
    return Held(rows, stale, altered)


def _read(area: str, month: Month, days: dict[date, Kept]) -> tuple[_Rows, list[date]]:
    rows: _Rows = {}
    altered: list[date] = []
    for day, each in days.items():
        try:
            rows[day] = kept.rows_kept(area, month, each)
        except Altered:
            altered.append(day)
    return rows, altered
