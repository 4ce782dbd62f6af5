"""Keep the closed days of a month as files; make again what late changes made stale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from billing.columnar import SessionDoor
from billing.snapshots import kept, queries
from billing.snapshots.kept import Altered
from billing.snapshots.rules import is_closed
from ltc.audit.services import record
from ltc.directory.queries import area as area_there
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.dates import Month


@dataclass(frozen=True, slots=True)
class Made:
    """What was done for a month: days written, days whose file was true already, open days."""

    made: list[date]
    kept: list[date]
    open: list[date]


def keep_month(area: str, month: Month, *, scope: Scope, at: datetime) -> Made:
    """Write a file for each closed day of a month that has none, or a stale one."""
    about = area_there(area)
    door = SessionDoor()
    there = queries.ties(door, area, month, scope=scope)
    true = [day for day, each in _known(area, month).items() if there.get(day) == each.tie]
    rows: dict[date, pl.DataFrame] = {}
    open_: list[date] = []
    for day in sorted(set(there) - set(true)):
        found = queries.rows_of(door, area, day, scope=scope)
        if day < legal_day(at) and is_closed(found):
            rows[day] = found
        else:
            open_.append(day)
    if rows:
        made = kept.keep(area, month, rows, at.isoformat(timespec="seconds"))
        after = {"month": str(month), "days": {str(day): each.sha256 for day, each in made.items()}}
        record(act="visits.snapshot", about=about, actor=scope.actor, at=at, after=after)
    return Made(list(rows), sorted(true), open_)


def _known(area: str, month: Month) -> dict[date, kept.Kept]:
    """Return the days whose files are as they were written; the others are made again."""
    try:
        days = kept.days_kept(area, month)
    except Altered:
        return {}
    return {day: each for day, each in days.items() if kept.is_whole(area, month, each)}
