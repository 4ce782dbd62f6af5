"""Impossible travel: how fast a carer must have moved between two fixes, at the very least.

Each fix may be off by its stated accuracy, so only what is left of the distance after both is
certain.  The speed over that distance flags the later fix, or puts it out.  Written for a month
of fixes as columns; one pair is a month of two fixes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from ltc.shared.geo import Point, distances_m
from ltc.shared.reasons import Reason, register_texts
from providers.visits.rules.thresholds import TravelRules

TRAVEL = pl.Enum(("ok", "flag", "out"))
NATIONAL = TravelRules()
_KMH_PER_MS = 3.6


@dataclass(frozen=True, slots=True)
class Stop:
    """Where and when a carer's phone said it was."""

    at: datetime
    place: Point
    accuracy_m: float


@dataclass(frozen=True, slots=True)
class Journey:
    """Between two stops: the verdict, the distance that is certain, and its speed.

    ``kmh`` is ``None`` when no time passed at all.
    """

    word: str
    certain_m: float
    kmh: float | None
    because: tuple[Reason, ...]


def journeys(fixes: pl.DataFrame, rules: TravelRules) -> pl.DataFrame:
    """Return one row for each fix that follows another of the same carer.

    Reads ``fix_id``, ``carer_id``, ``at``, ``lat``, ``lon``, ``accuracy_m``; rows without a place
    are skipped, and the journey goes on to the next one.  Returns ``fix_id``, ``previous_id``,
    ``carer_id``, ``seconds``, ``certain_m``, ``kmh`` and ``travel``.
    """
    placed = fixes.drop_nulls(["lat", "lon", "at"]).sort("carer_id", "at", "fix_id")
    earlier = ("fix_id", "at", "lat", "lon", "accuracy_m")
    pairs = placed.with_columns(
        pl.col(name).shift(1).over("carer_id").alias(f"previous_{name}") for name in earlier
    ).drop_nulls("previous_at")
    apart = distances_m(
        (pairs["lat"].to_list(), pairs["lon"].to_list()),
        (pairs["previous_lat"].to_list(), pairs["previous_lon"].to_list()),
    )
    return (
        pairs.with_columns(pl.Series("apart_m", apart, dtype=pl.Float64))
        .with_columns(_certain_m(), _seconds())
        .with_columns(_kmh(), _verdict(rules))
        .rename({"previous_fix_id": "previous_id"})
        .select("fix_id", "previous_id", "carer_id", "seconds", "certain_m", "kmh", "travel")
    )


def journey(first: Stop, then: Stop, *, rules: TravelRules = NATIONAL) -> Journey:
    """Judge one pair of stops, in either order."""
    row = journeys(_frame([first, then]), rules).row(0, named=True)
    facts = {
        "km": round(row["certain_m"] / 1000, 1),
        "minutes": round(row["seconds"] / 60, 1),
        "flag_kmh": rules.flag_kmh,
        "out_kmh": rules.out_kmh,
    }
    codes = {"flag": "travel.too_fast", "out": "travel.impossible"}
    code = codes.get(row["travel"])
    because = (Reason(code, rules.law, facts),) if code else ()
    return Journey(row["travel"], row["certain_m"], row["kmh"], because)


def _certain_m() -> pl.Expr:
    blur = pl.col("accuracy_m").fill_null(0.0) + pl.col("previous_accuracy_m").fill_null(0.0)
    return pl.max_horizontal(pl.lit(0.0), pl.col("apart_m") - blur).alias("certain_m")


def _seconds() -> pl.Expr:
    gap = (pl.col("at") - pl.col("previous_at")).dt.total_microseconds()
    return (gap / 1_000_000).alias("seconds")


def _kmh() -> pl.Expr:
    speed = pl.col("certain_m") / pl.col("seconds") * _KMH_PER_MS
    return pl.when(pl.col("seconds") > 0).then(speed).alias("kmh")


def _verdict(rules: TravelRules) -> pl.Expr:
    """Compare by multiplication, so that no time at all is simply too little."""
    far = pl.col("certain_m") > rules.min_km * 1000
    moved = pl.col("certain_m") * _KMH_PER_MS
    word = (
        pl.when(far & (moved > rules.out_kmh * pl.col("seconds")))
        .then(pl.lit("out"))
        .when(far & (moved > rules.flag_kmh * pl.col("seconds")))
        .then(pl.lit("flag"))
        .otherwise(pl.lit("ok"))
    )
    return word.cast(TRAVEL).alias("travel")


def _frame(stops: Sequence[Stop]) -> pl.DataFrame:
    rows: list[dict[str, Any]] = [
        {
            "fix_id": number,
            "carer_id": 0,
            "at": stop.at,
            "lat": stop.place.lat,
            "lon": stop.place.lon,
            "accuracy_m": float(stop.accuracy_m),
        }
        for number, stop in enumerate(stops)
    ]
    return pl.DataFrame(rows)


register_texts(
    {
        "travel.too_fast": (
            "{minutes} 分钟内至少移动了 {km} 公里，超过每小时 {flag_kmh} 公里",
            "At least {km} km in {minutes} minutes: faster than {flag_kmh} km/h",
        ),
        "travel.impossible": (
            "{minutes} 分钟内至少移动了 {km} 公里，超过每小时 {out_kmh} 公里，不可能",
            "At least {km} km in {minutes} minutes: {out_kmh} km/h cannot be exceeded",
        ),
    }
)
