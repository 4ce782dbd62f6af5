"""Fixes that are no measurements: the same one coming back, or readings without any variance.

A satellite receiver never states the same latitude, longitude and accuracy on three days, nor do
two carers' phones.  Positions of a mobile network do repeat; they are coarse, weak by themselves,
and left out here.  Every finding is a flag with a reason, never a penalty.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ltc.shared.reasons import register_texts
from providers.visits.rules.thresholds import FrozenRules

NATIONAL = FrozenRules()
_VALUE = ("lat", "lon", "accuracy_m")

Reading = tuple[float, float, float]


def with_frozen_flags(fixes: pl.DataFrame, rules: FrozenRules = NATIONAL) -> pl.DataFrame:
    """Add ``frozen``, ``shared`` and ``replayed`` to a month of fixes.

    Reads ``carer_id``, ``visit_id``, ``day``, ``taken_at`` and the raw ``lat``, ``lon`` and
    ``accuracy_m``.  ``frozen``: one carer's phone stated the same values on ``rules.days`` days or
    more.  ``shared``: phones of ``rules.carers`` carers or more did.  ``replayed``: one carer used
    a fix, taken at one instant, for several visits.
    """
    measured = pl.col("accuracy_m") <= rules.ignore_coarser_than_m
    days = pl.col("day").n_unique().over("carer_id", *_VALUE)
    carers = pl.col("carer_id").n_unique().over(*_VALUE)
    visits = pl.col("visit_id").n_unique().over("carer_id", "taken_at", "lat", "lon")
    dated = pl.col("taken_at").is_not_null() & pl.col("lat").is_not_null()
    return fixes.with_columns(
        (measured & (days >= rules.days)).fill_null(value=False).alias("frozen"),
        (measured & (carers >= rules.carers)).fill_null(value=False).alias("shared"),
        (dated & (visits > 1)).alias("replayed"),
    )


def without_variance(readings: Sequence[Reading], rules: FrozenRules = NATIONAL) -> bool:
    """Tell whether the readings taken for one fix are too equal to be measured.

    Fewer than ``rules.samples`` readings prove nothing.
    """
    return len(readings) >= rules.samples and len(set(readings)) == 1


register_texts(
    {
        "frozen.days": (
            "连续多天出现完全相同的经纬度和精度（至少 {days} 天）",
            "The very same latitude, longitude and accuracy came on {days} days or more",
        ),
        "frozen.shared": (
            "不同护理员的手机给出完全相同的经纬度和精度",
            "Phones of different carers stated the very same latitude, longitude and accuracy",
        ),
        "frozen.replayed": (
            "同一时刻取得的定位被用于多次服务",
            "A fix taken at one instant was used for several visits",
        ),
        "frozen.no_variance": (
            "连续 {samples} 次读数毫无差别，不像实际测量",
            "{samples} readings in a row do not differ at all, as measured ones would",
        ),
    }
)
