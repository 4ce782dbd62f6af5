"""The staircase of one limit a month: allowed → within the limit → the fund's share.

Whatever a shape reads from its pack, its lines end here; what comes in is in order of time.
"""

from __future__ import annotations

import polars as pl

from billing.rules.caps import in_pools, within_limit
from billing.rules.exact import half_up
from billing.rules.reasons import bit
from billing.rules.shares import with_shares
from ltc.shared.errors import PolicyGap

DAYS = "benefit_days"
"""The days of its month on which a line's person has the benefit; null: all of them."""

_ALLOWED, _WITHIN, _FUND = "allowed_fen", "within_cap_fen", "fund_fen"


def spread(lines: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Give every line the columns of its cell in ``table``; lines of a pool stand together."""
    pools, parts = table["_pool"].n_unique() > 1, (table["_part"] > 0).any()
    lines = lines.join(table, on="_cell", how="left", maintain_order="left")
    lines = _of_part_months(lines) if parts else lines
    return in_pools(lines) if pools else lines


def _of_part_months(lines: pl.DataFrame) -> pl.DataFrame:
    """Lower the limits of months that are covered in part, as each cell's law says."""
    if DAYS not in lines.columns:
        raise PolicyGap(
            "this law limits part of a month by its days, which the lines do not tell",
            "本办法按享受天数折算月限额，而申报数据没有享受天数",
            field="benefit.part_month",
        )
    month = pl.col("day").dt.days_in_month().cast(pl.Int64)
    days = pl.min_horizontal(pl.col(DAYS).fill_null(month), month)
    by_day = half_up(pl.col("_limit"), days, month)
    by_table = pl.min_horizontal(pl.col("_day_limit") * days, pl.col("_limit"))
    part = pl.when(pl.col("_part") == 1).then(by_day).otherwise(by_table)
    whole = (pl.col("_part") == 0) | (days == month)
    return lines.with_columns(_limit=pl.when(whole).then("_limit").otherwise(part))


def climb(lines: pl.DataFrame, *, pays: str) -> pl.DataFrame:
    """Add within, fund and reasons by the columns of ``Terms``; ``pays`` is the usual reason."""
    parts = [lines]
    if lines["_limits_cost"].n_unique() > 1:
        parts = lines.partition_by("_limits_cost", maintain_order=True)
    rated = [
        _limit_cost(each) if each["_limits_cost"].all() else _limit_fund(each) for each in parts
    ]
    return pl.concat(rated).with_columns(
        reasons=pl.col("reasons") | bit(pl.col(_ALLOWED) > 0, pays)
    )


def _limit_cost(lines: pl.DataFrame) -> pl.DataFrame:
    """Limit the cost, then pay the share of what fits."""
    lines = within_limit(lines, amount=_ALLOWED, limit="_limit", into=_WITHIN)
    lines = with_shares(lines, amount=_WITHIN, into=_FUND)
    return _with_limit_reasons(lines, wanted=_ALLOWED, got=_WITHIN)


def _limit_fund(lines: pl.DataFrame) -> pl.DataFrame:
    """Take the share of the whole cost, then limit what the fund pays of it."""
    lines = lines.with_columns(pl.col(_ALLOWED).alias(_WITHIN))
    lines = with_shares(lines, amount=_WITHIN, into="_share")
    lines = within_limit(lines, amount="_share", limit="_limit", into=_FUND)
    return _with_limit_reasons(lines, wanted="_share", got=_FUND).drop("_share")


def _with_limit_reasons(lines: pl.DataFrame, *, wanted: str, got: str) -> pl.DataFrame:
    """Say on which line the limit was reached and on which it was used up before."""
    cut = pl.col(got) < pl.col(wanted)
    nothing = pl.col(got) == 0
    return lines.with_columns(
        reasons=pl.col("reasons")
        | bit(cut & ~nothing, "benefit.cap")
        | bit(cut & nothing, "benefit.cap_used")
    )
