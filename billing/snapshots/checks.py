"""What ``ltc check`` proves of snapshots: files are as written, and say what the database says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from billing.columnar import SessionDoor
from billing.snapshots import kept, queries
from billing.snapshots.kept import Altered, Kept
from ltc.db import read_only
from ltc.scope import Scope
from ltc.shared.dates import Month

_AGAIN = "`ltc snapshot` makes it again"


def faults() -> Iterator[str]:
    """Yield what is wrong; a day that changed after its snapshot is stale, and no fault."""
    for area, month in kept.months_there():
        try:
            days = kept.days_kept(area, month)
        except Altered as fault:
            yield f"{fault}; {_AGAIN}"
            continue
        with read_only():
            found = list(_month_faults(area, month, days))
        yield from found


def _month_faults(area: str, month: Month, days: dict[date, Kept]) -> Iterator[str]:
    scope = Scope.everything(reason="snapshots are proven")
    door = SessionDoor()
    there = queries.ties(door, area, month, scope=scope)
    for day, each in days.items():
        try:
            rows = kept.rows_kept(area, month, each)
        except Altered as fault:
            yield f"{fault}; {_AGAIN}"
            continue
        is_tied = there.get(day) == each.tie
        if is_tied and not rows.equals(queries.rows_of(door, area, day, scope=scope)):
            yield f"{area}: the visits of {day} are not those of their snapshot {each.file}"
