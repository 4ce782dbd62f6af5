"""One way of care at a time, where the pack lets people choose one of several.

Whoever holds two at once is paid for the one that began first in the month; the other is paid from
the day after the last day of that one, so a choice may be changed within a month.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from billing.rules.gates import REFUSALS
from billing.rules.law import Law
from billing.rules.reasons import bit

CHOICE, CODE = "benefit.mode_choice", "entitlement.mode"
EXCLUSIVE, STACKABLE = "exclusive", "stackable"
_WAY = ("_month_of", "mode")


def one_at_a_time(lines: pl.DataFrame, law: Law) -> pl.DataFrame:
    """Refuse the lines of a second way of care while the first goes on; ``lines`` are in order.

    What the law refuses anyway chooses nothing.
    """
    if CHOICE not in law.pack or lines["mode"].n_unique() == 1:
        return lines
    days = [day for day in lines["day"].unique() if _is_exclusive(law, day)]
    choosing = pl.col("day").is_in(days) & (pl.col("reasons") & REFUSALS == 0)
    ways = lines.filter(choosing).group_by(_WAY, maintain_order=True).agg(pl.col("day").max())
    taken = pl.col("day").cum_max().shift(1).over("_month_of").alias("_taken")
    lines = lines.join(ways.select(*_WAY, taken), on=_WAY, how="left", maintain_order="left")
    held = (choosing & (pl.col("day") <= pl.col("_taken"))).fill_null(value=False)
    return lines.with_columns(reasons=pl.col("reasons") | bit(held, CODE)).drop("_taken")


def _is_exclusive(law: Law, day: date) -> bool:
    return law.has(CHOICE, day) and law.value(CHOICE, day) == EXCLUSIVE
