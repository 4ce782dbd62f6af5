"""Judge a simulated month with the very rules the visits room uses, column by column."""

from __future__ import annotations

import polars as pl

from benchmarks.support.month import Month
from providers.visits.rules.clock import with_clock_flags
from providers.visits.rules.frozen import with_frozen_flags
from providers.visits.rules.overlap import clashes
from providers.visits.rules.place_columns import verdict, with_distance
from providers.visits.rules.thresholds import PlaceRules, TravelRules
from providers.visits.rules.travel import journeys

RULES = PlaceRules()
FLAGS = (
    "weak",
    "out",
    "none",
    "travel",
    "overlap",
    "frozen",
    "shared",
    "replayed",
    "clock_offset",
    "clock_set_back",
)
_INSTANT = pl.Datetime("us", "UTC")
_SCHEMA = {
    **dict.fromkeys(("lat", "lon", "accuracy_m", "radius_m"), pl.Float64()),
    **dict.fromkeys(("at", "server_at", "device_at", "taken_at"), _INSTANT),
}


def judged(month: Month) -> pl.DataFrame:
    """Return one row a visit: the words of check-in and check-out, and each of ``FLAGS``."""
    fixes = judged_fixes(month)
    words = pl.col("verdict").cast(pl.String)
    by_visit = fixes.group_by("visit_id", maintain_order=True).agg(
        words.first().alias("in_word"),
        words.last().alias("out_word"),
        *((words == word).any().alias(word) for word in ("weak", "out", "none")),
        *(pl.col(name).any() for name in FLAGS[5:]),
        travel=pl.col("travel").any(),
    )
    busy = clashes(pl.DataFrame(month.visits))["visit_id"].unique()
    return by_visit.with_columns(overlap=pl.col("visit_id").is_in(busy.implode()))


def judged_fixes(month: Month) -> pl.DataFrame:
    """Return every fix with its verdict and flags."""
    fixes = pl.DataFrame(month.fixes, schema_overrides=_SCHEMA, infer_schema_length=None)
    age = (pl.col("device_at") - pl.col("taken_at")).dt.total_microseconds() / 1_000_000
    off = (pl.col("device_at") - pl.col("server_at")).dt.total_microseconds() / 1_000_000
    timed = fixes.with_columns(
        age.clip(lower_bound=0).alias("age_s"), off.abs().alias("clock_offset_s")
    )
    placed = with_distance(timed).with_columns(verdict(RULES))
    flagged = with_clock_flags(with_frozen_flags(placed), RULES)
    moved = journeys(flagged, TravelRules()).filter(pl.col("travel") != "ok")
    return flagged.with_columns(travel=pl.col("fix_id").is_in(moved["fix_id"].implode()))
