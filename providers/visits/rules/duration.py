"""How much of the planned time was given, and what part of it counts.

Below the lowest share nothing counts; up to the full share the given minutes count; from there on
the planned ones do, never more.  The pack says what a counted minute pays.  Written as columns on
whole seconds; one visit is a frame of one row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import polars as pl

from ltc.shared.reasons import Reason, register_texts
from providers.visits.rules.thresholds import DurationRules

# open: no check-out yet.  backward: the end lies before the start.  unplanned: nothing to compare.
OUTCOMES = ("full", "part", "short", "open", "backward", "unplanned")
OUTCOME = pl.Enum(OUTCOMES)
NATIONAL = DurationRules()
_SECONDS = 60
_ONE = pl.Schema(
    {
        "planned_minutes": pl.Int64(),
        "started_at": pl.Datetime("us", "UTC"),
        "ended_at": pl.Datetime("us", "UTC"),
    }
)


@dataclass(frozen=True, slots=True)
class Duration:
    """How one visit's time is judged; ``counted_minutes`` is what can be paid for."""

    outcome: str
    minutes: int | None
    counted_minutes: int
    over_length: bool
    because: tuple[Reason, ...]


def with_duration(visits: pl.DataFrame, rules: DurationRules = NATIONAL) -> pl.DataFrame:
    """Add ``minutes``, ``outcome``, ``counted_minutes`` and ``over_length``.

    Reads ``planned_minutes``, ``started_at`` and ``ended_at``.  Minutes are whole ones; the shares
    are compared on seconds, without any rounding.
    """
    seconds = (pl.col("ended_at") - pl.col("started_at")).dt.total_seconds()
    return (
        visits.with_columns(seconds.alias("_seconds"))
        .with_columns(_outcome(rules), (pl.col("_seconds") // _SECONDS).alias("minutes"))
        .with_columns(
            _counted(),
            (pl.col("_seconds") > rules.max_minutes * _SECONDS)
            .fill_null(value=False)
            .alias("over_length"),
        )
        .drop("_seconds")
    )


def judge_duration(
    planned_minutes: int | None,
    started_at: datetime | None,
    *,
    ended_at: datetime | None,
    rules: DurationRules = NATIONAL,
) -> Duration:
    """Judge one visit, by the same definition."""
    frame = pl.DataFrame([(planned_minutes, started_at, ended_at)], schema=_ONE, orient="row")
    row = with_duration(frame, rules).row(0, named=True)
    facts = {"minutes": row["minutes"], "planned": planned_minutes, "most": rules.max_minutes}
    codes = [
        f"duration.{row['outcome']}",
        *(["duration.over_length"] if row["over_length"] else []),
    ]
    because = tuple(Reason(code, rules.law, facts) for code in codes)
    return Duration(
        row["outcome"], row["minutes"], row["counted_minutes"], row["over_length"], because
    )


def _outcome(rules: DurationRules) -> pl.Expr:
    words = (
        pl.when(pl.col("_seconds").is_null())
        .then(pl.lit("open"))
        .when(pl.col("_seconds") < 0)
        .then(pl.lit("backward"))
        .when(pl.col("planned_minutes").fill_null(0) <= 0)
        .then(pl.lit("unplanned"))
        .when(_at_least(rules.full_share))
        .then(pl.lit("full"))
        .when(_at_least(rules.min_share))
        .then(pl.lit("part"))
        .otherwise(pl.lit("short"))
    )
    return words.cast(OUTCOME).alias("outcome")


def _at_least(share: Decimal) -> pl.Expr:
    """Compare given and planned seconds with a share, in whole numbers."""
    over, under = share.as_integer_ratio()
    return pl.col("_seconds") * under >= pl.col("planned_minutes") * _SECONDS * over


def _counted() -> pl.Expr:
    """Count the planned minutes of a full visit, the given ones of a part, none otherwise."""
    counted = (
        pl.when(pl.col("outcome") == "full")
        .then(pl.col("planned_minutes"))
        .when(pl.col("outcome") == "part")
        .then(pl.col("minutes"))
        .otherwise(0)
    )
    return counted.cast(pl.Int64).alias("counted_minutes")


register_texts(
    {
        "duration.full": (
            "服务 {minutes} 分钟，达到计划的 {planned} 分钟要求",
            "{minutes} minutes given, enough for the {planned} planned",
        ),
        "duration.part": (
            "服务 {minutes} 分钟，少于计划的 {planned} 分钟，按实际时长计",
            "{minutes} minutes given of {planned} planned: the given ones count",
        ),
        "duration.short": (
            "服务只有 {minutes} 分钟，远少于计划的 {planned} 分钟，不予支付",
            "Only {minutes} minutes given of {planned} planned: not payable",
        ),
        "duration.open": ("没有签退", "There is no check-out"),
        "duration.backward": (
            "签退时间早于签到时间",
            "The check-out lies before the check-in",
        ),
        "duration.unplanned": (
            "没有计划时长可以比较",
            "There is no planned time to compare with",
        ),
        "duration.over_length": (
            "服务时长超过上限 {most} 分钟",
            "The visit is longer than the most allowed, {most} minutes",
        ),
    }
)
