"""The fund's share of amounts, rounded when the pack says: line by line, by day or by month.

Rounding after a day or a month means rounding the running sum and paying each line the step it
makes; so the lines still add up, and splitting one never moves a 分.  What the fund pays in full is
no share: it is paid as it is, and no sum to round holds it.
"""

from __future__ import annotations

import polars as pl

from billing.rules.caps import increments, running
from billing.rules.exact import check_size, rounded


def with_shares(lines: pl.DataFrame, *, amount: str, into: str) -> pl.DataFrame:
    """Add ``into``: the share of ``amount`` by the lines' terms, never more than ``amount``."""
    whole = pl.col("_whole")
    exact = pl.when(whole).then(0).otherwise(pl.col(amount) * pl.col("_numerator"))
    ties = bool(lines["_even"].any())
    by_line = pl.min_horizontal(rounded(exact, ties_to_even=ties), pl.col(amount))
    if not (lines["_stage"] > 0).any():
        return lines.with_columns(pl.when(whole).then(amount).otherwise(by_line).alias(into))
    lines = lines.with_columns(_sum_of=_groups().cum_sum())
    check_size(lines.select(running(pl.col(amount), "_sum_of")).to_series(), "a month's amount")
    up_to_here = rounded(running(exact, "_sum_of"), ties_to_even=ties)
    share = increments(up_to_here, "_sum_of")
    return lines.with_columns(
        pl.when(whole)
        .then(amount)
        .when(pl.col("_stage") == 0)
        .then(by_line)
        .otherwise(share)
        .alias(into)
    ).drop("_sum_of")


def _groups() -> pl.Expr:
    """Tell which lines begin a new sum to round: a new month, day, or way of rounding."""
    columns = ("_month_of", "_stage", "_step", "_bias", "_even")
    new = [pl.col(name).ne_missing(pl.col(name).shift(1)) for name in columns]
    new_day = (pl.col("_stage") == 1) & (pl.col("day") != pl.col("day").shift(1))
    return pl.any_horizontal(*new, new_day)
