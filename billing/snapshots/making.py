"""Keep the closed days of a month as files; make again what late changes made stale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from billing.columnar import SessionDoor
from billing.snapshots import kept, queries
from billing.snapshots.kept import Altered
from billing.snapshots.rules import is_closed
from ltc.audit.services import record
from ltc.db import read_only, unit_of_work
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
    """Write a file for each closed day of a month that has none, or a stale one.

    Opens its own sessions, one a day to read and one to note what was made: nobody who writes
    waits for it, and no more than a day is in memory.
    """
    with read_only():
        area_there(area)
        there = queries.ties(SessionDoor(), area, month, scope=scope)
    true = [day for day, each in _known(area, month).items() if there.get(day) == each.tie]
    wanted = sorted(set(there) - set(true))
    over = [day for day in wanted if day < legal_day(at)]
    closed = _closed(area, over, scope)
    made = kept.keep(area, month, closed, at.isoformat(timespec="seconds")) if over else {}
    if made:
        with unit_of_work():
            _note(area, month, made, scope=scope, at=at)
    return Made(list(made), sorted(true), [day for day in wanted if day not in made])


def _closed(area: str, days: Sequence[date], scope: Scope) -> Iterator[tuple[date, pl.DataFrame]]:
    """Yield the days on which nothing is under way any more, with their visits."""
    for day in days:
        with read_only():
            found = queries.rows_of(SessionDoor(), area, day, scope=scope)
        if is_closed(found):
            yield day, found


def _note(
    area: str, month: Month, made: Mapping[date, kept.Kept], *, scope: Scope, at: datetime
) -> None:
    after = {"month": str(month), "days": {str(day): each.sha256 for day, each in made.items()}}
    record(act="visits.snapshot", about=area_there(area), actor=scope.actor, at=at, after=after)


def _known(area: str, month: Month) -> dict[date, kept.Kept]:
    """Return the days whose files are as they were written; the others are made again."""
    try:
        days = kept.days_kept(area, month)
    except Altered:
        return {}
    return {day: each for day, each in days.items() if kept.is_whole(area, month, each)}
