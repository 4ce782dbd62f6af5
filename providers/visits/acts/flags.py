"""Signs that do not fit: two places at once, impossible journeys, fixes that come back unchanged.

Each is a question with a reason, never a penalty.  At a check-out the carer's own recent fixes
are looked at; the night looks at the whole day, other carers' phones included.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from providers.visits.acts.law import Law, law
from providers.visits.models import Visit
from providers.visits.queries import facts
from providers.visits.rules.frozen import with_frozen_flags
from providers.visits.rules.overlap import COLUMNS, clashes
from providers.visits.rules.travel import journeys

_LOOK_BACK = timedelta(days=28)
_ONE_DAY = timedelta(days=1)
_INSTANT = pl.Datetime("us", "UTC")
_TIMES = pl.Schema(
    dict(zip(COLUMNS, (pl.Int64(),) * 3 + (_INSTANT,) * 2 + (pl.Boolean(),), strict=True))
)
_FIXES = pl.Schema(
    {
        "fix_id": pl.Int64(),
        "visit_id": pl.Int64(),
        "carer_id": pl.Int64(),
        "lat": pl.Float64(),
        "lon": pl.Float64(),
        "accuracy_m": pl.Float64(),
        "taken_at": _INSTANT,
        "at": _INSTANT,
        "day": pl.Date(),
    }
)
_CLASH = {"carer": "carer_overlap", "person": "person_overlap"}
_TRAVEL = {"flag": "travel_flag", "out": "travel_impossible"}


@dataclass(frozen=True, slots=True)
class Flag:
    """One sign about a visit: the exception's code, and what is shown with it."""

    visit_id: int
    code: str
    facts: dict[str, Any]


def flags_of(visits: Sequence[Visit]) -> list[Flag]:
    """Return what does not fit about these visits; the rules are those of their area and day."""
    rules = law(visits[0].area_code, visits[0].day)
    wanted = {visit.id for visit in visits}
    carers = {visit.carer_id for visit in visits}
    days = [visit.day for visit in visits]
    found = [*_clashes(visits, min(days), max(days)), *_journeys(carers, days, rules, wanted)]
    return [flag for flag in found if flag.visit_id in wanted]


def _clashes(visits: Sequence[Visit], first_day: date, last_day: date) -> Iterable[Flag]:
    """Compare with everything else that these carers and persons had around these days."""
    span = (first_day - _ONE_DAY, last_day + _ONE_DAY)
    rows = {
        *facts.times_around("carer_id", {v.carer_id for v in visits}, *span),
        *facts.times_around("person_id", {v.person_id for v in visits}, *span),
    }
    frame = pl.DataFrame(list(rows), schema=_TIMES, orient="row")
    for visit_id, other_id, clash in clashes(frame).iter_rows():
        yield Flag(visit_id, _CLASH[clash], {"other": other_id})


def _journeys(
    carers: set[int], days: Sequence[date], rules: Law, wanted: set[int]
) -> Iterable[Flag]:
    """Look at the fixes of these carers: how fast they moved, and which came back.

    A month of fixes decides; only those of the wanted visits are told.
    """
    since = min(days) - _LOOK_BACK
    rows = facts.fixes_since(carers, since)
    fixes = pl.DataFrame(rows, schema=_FIXES, orient="row")
    if fixes.is_empty():
        return
    visit_of = dict(fixes.select("fix_id", "visit_id").iter_rows())
    moved = journeys(fixes.filter(pl.col("day") >= min(days) - _ONE_DAY), rules.travel)
    for row in moved.filter(pl.col("travel") != "ok").iter_rows(named=True):
        shown = {"km": round(row["certain_m"] / 1000, 1), "minutes": round(row["seconds"] / 60, 1)}
        yield Flag(visit_of[row["fix_id"]], _TRAVEL[row["travel"]], shown)
    marked = with_frozen_flags(fixes, rules.frozen).filter(
        pl.any_horizontal("replayed", "frozen", "shared") & pl.col("visit_id").is_in(list(wanted))
    )
    for visit_id, replayed, frozen, shared in marked.select(
        "visit_id", "replayed", "frozen", "shared"
    ).iter_rows():
        if replayed:
            yield Flag(visit_id, "replayed_fix", {})
        if frozen or shared:
            yield Flag(visit_id, "frozen_fix", {"shared": shared})
