"""What a visit's length allows: nothing below the least share, pro rata up to the full one.

Only lines with a planned *and* a delivered time are judged; a bed day has neither.  The shares are
compared on seconds; what counts pro rata is whole minutes.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from billing.rules.exact import as_ratio, half_up
from billing.rules.law import Law
from billing.rules.reasons import bit

LEAST, FULL = "visit.min_minutes_share", "visit.full_minutes_share"
SHARES = (LEAST, FULL)
_MINUTE = 60


def judge(lines: pl.DataFrame, law: Law) -> pl.DataFrame:
    """Add ``allowed_fen`` from ``asked_fen`` and the reasons of short visits.

    The shares are those of the line's day: *less than* the least is not payable, the least itself
    is; from the full share on the whole is paid.
    """
    asked = pl.col("asked_fen")
    timed = lines.filter(pl.col("planned_minutes").is_not_null())
    if timed.is_empty():
        return lines.with_columns(allowed_fen=asked)
    lines = lines.join(_shares(timed, law), on="day", how="left", maintain_order="left")
    seconds, planned = pl.col("seconds").cast(pl.Int64), pl.col("planned_minutes").cast(pl.Int64)
    short = seconds * pl.col("_least_of") < planned * _MINUTE * pl.col("_least")
    partial = ~short & (seconds * pl.col("_full_of") < planned * _MINUTE * pl.col("_full"))
    lines = lines.with_columns(_short=short.fill_null(False), _partial=partial.fill_null(False))
    part = half_up(asked, seconds // _MINUTE, pl.max_horizontal(planned, 1))
    allowed = pl.when("_short").then(0).when("_partial").then(part).otherwise(asked)
    reasons = (
        pl.col("reasons")
        | bit(pl.col("_short"), "visit.duration.short")
        | bit(pl.col("_partial"), "visit.duration.partial")
    )
    lines = lines.with_columns(allowed_fen=allowed, reasons=reasons)
    return lines.drop("_least", "_least_of", "_full", "_full_of", "_short", "_partial")


def _shares(lines: pl.DataFrame, law: Law) -> pl.DataFrame:
    """Return the two shares, as ratios of whole numbers, of each day in ``lines``."""
    rows = [_shares_on(day, law) for day in lines["day"].unique()]
    return pl.DataFrame(
        rows,
        schema={
            "day": pl.Date,
            "_least": pl.Int64,
            "_least_of": pl.Int64,
            "_full": pl.Int64,
            "_full_of": pl.Int64,
        },
        orient="row",
    )


def _shares_on(day: date, law: Law) -> tuple[date, int, int, int, int]:
    return day, *as_ratio(law.value(LEAST, day)), *as_ratio(law.value(FULL, day))
