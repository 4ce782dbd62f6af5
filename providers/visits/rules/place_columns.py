"""The verdict on place for a month of fixes at once, as Polars columns.

Says exactly what ``place.grade`` says of one; a test compares the two over thousands of fixes.
"""

from __future__ import annotations

import polars as pl

from ltc.shared.geo import distances_m
from providers.visits.rules.place import MILLIMETRE_DECIMALS, WORDS
from providers.visits.rules.thresholds import PlaceRules

VERDICT = pl.Enum(WORDS)


def with_distance(fixes: pl.DataFrame) -> pl.DataFrame:
    """Add ``distance_m`` between ``lat``/``lon`` and ``home_lat``/``home_lon``; null without both.

    Geodesic, equal to the single distance to far less than a millimetre.
    """
    here, there = _numbers(fixes, "lat", "lon"), _numbers(fixes, "home_lat", "home_lon")
    metres = pl.Series("distance_m", distances_m(here, there), dtype=pl.Float64)
    return fixes.with_columns(metres.fill_nan(None))


def verdict(rules: PlaceRules) -> pl.Expr:
    """Return the verdict of each row.

    Reads ``distance_m`` and ``accuracy_m`` (null without a usable fix), ``radius_m`` (null for the
    pack's), ``age_s`` (null when unknown) and ``clock_offset_s``.
    """
    distance = pl.col("distance_m").round(MILLIMETRE_DECIMALS)
    accuracy = pl.col("accuracy_m")
    least = (distance - accuracy).round(MILLIMETRE_DECIMALS)
    radius = pl.col("radius_m").fill_null(rules.radius_m)
    proves = (
        (distance <= radius)
        & (accuracy <= rules.strong_accuracy_m)
        & (pl.col("age_s") <= rules.max_fix_age_s)
        & (pl.col("clock_offset_s") <= rules.max_clock_offset_s)
    )
    word = (
        pl.when(distance.is_null())
        .then(pl.lit("none"))
        .when(least > radius)
        .then(pl.lit("out"))
        .when(proves)
        .then(pl.lit("in"))
        .otherwise(pl.lit("weak"))
    )
    return word.cast(VERDICT).alias("verdict")


def _numbers(frame: pl.DataFrame, *names: str) -> tuple[list[float], list[float]]:
    """Return two columns as numbers, NaN for null, as the geodesic wants them."""
    lats, lons = (frame[name].cast(pl.Float64).fill_null(float("nan")) for name in names)
    return lats.to_list(), lons.to_list()
