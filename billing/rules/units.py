"""The staircase of what is paid by the day, hour, visit or month: units, then money.

A line's quantity becomes *ticks* of the unit that the law counts; limits on how many are spent in
order of time; what is left is paid by a fixed amount, or by the bill up to a price for each unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from billing.rules.caps import in_pools, numbered_spans, numbered_weeks, within_limit
from billing.rules.columns import NO_CELL, PRICED
from billing.rules.exact import Rounding, common_denominator, half_up
from billing.rules.reasons import STOPS, bit, mask_of
from billing.rules.shapes.terms import SHARED, shared_columns
from billing.rules.shares import with_shares

TICKS = 60_000
"""Ticks of one unit: a thousandth of the quantity is 60, a minute of an hour is 1000."""

MINUTE = TICKS // 60

_MOST_TICKS = 1000 * TICKS  # no month has more hours, days or visits; keeps products in 64 bits
_MOST_BILL = 10**10  # what is divided of one bill: a hundred million 元
_NONE = 10**15  # in place of a limit that there is not

COUNTS = {"quantity": 0, "once": 1, "minutes": 2, "month": 3}
"""How a line's units are told: by its quantity, as one, by its minutes, as its month's days."""


@dataclass(frozen=True, slots=True)
class UnitTerms:
    """What one unit (``per`` day, hour, visit or month) earns in a cell.  Amounts in 分, or None.

    ``price_fen`` is the fixed amount, or the most that one unit may cost; ``fund_fen`` the most
    that the fund pays of it; ``copay_fen`` what the person bears first.
    """

    per: str
    rounding: Rounding
    price_fen: int | None = None
    fixed: bool = False
    ratio: tuple[int, int] = (1, 1)
    fund_fen: int | None = None
    copay_fen: int = 0
    count: str = "quantity"
    unit_minutes: int = 0  # of a visit that counts as hours, where its own are not told
    most_minutes: int = 0  # of one visit that count; 0: all
    least_minutes: int = 0  # a visit below them is not paid
    week_most: int | None = None  # ticks
    month_most: int | None = None
    extra_most: int = 0  # ticks a month above the weekly ones
    month_fen: int | None = None  # the most that may count in a month
    pool: str = ""
    to_person_fen: int = 0  # of ``price_fen``, what goes to the person instead of the provider
    notes: tuple[str, ...] = ()  # reason codes that always hold in this cell


def table_of(cells: Mapping[int, UnitTerms]) -> pl.DataFrame:
    """Return the terms as columns, and a row for ``NO_CELL``."""
    denominator = common_denominator(each.ratio[1] for each in cells.values())
    pools = sorted({each.pool for each in cells.values()})
    nothing = UnitTerms("day", Rounding(), pool=next(iter(pools), ""))
    rows = [_row(number, each, denominator, pools) for number, each in cells.items()]
    return pl.DataFrame([*rows, _row(NO_CELL, nothing, denominator, pools or [""])], schema=_TABLE)


def _row(
    number: int, terms: UnitTerms, denominator: int, pools: list[str]
) -> dict[str, int | bool]:
    return {
        "_cell": number,
        "_pool": pools.index(terms.pool),
        "_daily": terms.per == "day",
        "_price": _or_none(terms.price_fen),
        "_fixed": terms.fixed,
        "_fund_most": _or_none(terms.fund_fen),
        "_copay": terms.copay_fen,
        "_count": COUNTS[terms.count],
        "_minutes": terms.unit_minutes,
        "_most_minutes": terms.most_minutes or _NONE,
        "_least_minutes": terms.least_minutes,
        "_week_most": _or_none(terms.week_most),
        "_month_most": _or_none(terms.month_most),
        "_extra_most": terms.extra_most,
        "_month_fen": _or_none(terms.month_fen),
        "_notes": mask_of(terms.notes),
        **shared_columns(*terms.ratio, terms.rounding, denominator),
    }


def _or_none(value: int | None) -> int:
    return _NONE if value is None else value


_TABLE: Mapping[str, pl.DataType] = {
    "_cell": pl.Int64(),
    "_pool": pl.Int64(),
    "_daily": pl.Boolean(),
    "_price": pl.Int64(),
    "_fixed": pl.Boolean(),
    "_fund_most": pl.Int64(),
    "_copay": pl.Int64(),
    "_count": pl.Int8(),
    "_minutes": pl.Int64(),
    "_most_minutes": pl.Int64(),
    "_least_minutes": pl.Int64(),
    "_week_most": pl.Int64(),
    "_month_most": pl.Int64(),
    "_extra_most": pl.Int64(),
    "_month_fen": pl.Int64(),
    "_notes": pl.Int64(),
    **SHARED,
}


def pay(lines: pl.DataFrame, table: pl.DataFrame, *, pays: str) -> pl.DataFrame:
    """Add within, fund and reasons to lines in order of time; ``pays`` is the usual reason.

    A line without a bill asks for the published amount of its units; a fixed amount is paid
    whatever the bill was, and a line never asks for less than it is paid.
    """
    pools = table["_pool"].n_unique() > 1
    lines = lines.join(table, on="_cell", how="left", maintain_order="left")
    lines = in_pools(lines) if pools else lines
    lines = _asked(_counted(lines))
    lines = _within_month(_cost(_limited(lines)))
    return _with_reasons(_fund(_fixed(lines)), pays)


def _counted(lines: pl.DataFrame) -> pl.DataFrame:
    """Add ``_told``, the line's units in ticks, and ``_ticks``, what of them is not refused."""
    quantity, count = pl.col("quantity_milli"), pl.col("_count")
    minutes = (pl.col("seconds").cast(pl.Int64) // 60).fill_null(pl.col("_minutes"))
    counted = pl.min_horizontal(minutes, pl.col("_most_minutes"))
    month = pl.col("day").dt.days_in_month().cast(pl.Int64)
    told = (
        pl.when(count == COUNTS["once"])
        .then(pl.when(quantity > 0).then(TICKS).otherwise(0))
        .when(count == COUNTS["minutes"])
        .then(quantity * counted)
        .when(count == COUNTS["month"])
        .then(quantity * month * (TICKS // 1000))
        .otherwise(quantity * (TICKS // 1000))
    )
    short = (minutes < pl.col("_least_minutes")) & pl.col("seconds").is_not_null()
    untold = (count == COUNTS["minutes"]) & (told == 0) & (quantity > 0)
    short = short.fill_null(value=False) | untold.fill_null(value=False)
    reasons = pl.col("reasons") | bit(short, "visit.minutes")
    lines = lines.with_columns(_told=pl.min_horizontal(told, _NONE), reasons=reasons)
    stopped = (pl.col("reasons") & STOPS) != 0
    return lines.with_columns(
        _ticks=pl.when(stopped).then(0).otherwise(pl.min_horizontal("_told", _MOST_TICKS))
    )


def _asked(lines: pl.DataFrame) -> pl.DataFrame:
    """Let a line without a bill ask for the published amount."""
    if PRICED not in lines.columns or lines[PRICED].all():
        return lines.with_columns(_asks=pl.lit(value=False))
    told = pl.min_horizontal("_told", _MOST_TICKS)
    published = half_up(pl.col("_price"), told, pl.lit(TICKS))
    asks = ~pl.col(PRICED) & (pl.col("_price") < _NONE)
    paid = asks & (pl.col("_ticks") > 0)
    return lines.with_columns(
        asked_fen=pl.when(asks).then(published).otherwise("asked_fen"),
        allowed_fen=pl.when(paid).then(published).otherwise("allowed_fen"),
        _asks=asks,
    )


def _limited(lines: pl.DataFrame) -> pl.DataFrame:
    """Add ``_paid``, the ticks that count: each day once, so many a week, so many a month."""
    lines = lines.with_columns(_paid=pl.col("_ticks"))
    if lines["_daily"].any():
        lines = _days_once(lines)
    if (lines["_week_most"] < _NONE).any():
        lines = _by_week(lines)
    if (lines["_month_most"] < _NONE).any():
        lines = within_limit(lines, amount="_paid", limit="_month_most", into="_paid")
    return lines


def _days_once(lines: pl.DataFrame) -> pl.DataFrame:
    """Count the same day once, however many lines it has, and no more days than the month has.

    A fixed amount goes to the first line of a day; the lines of a bill share their day.
    """
    single = pl.col("_daily") & (pl.col("_paid") <= TICKS)
    lines = numbered_spans(lines, "_day_of", pl.col("day"))
    lines = lines.with_columns(_single=pl.when(single).then("_paid").otherwise(0), _one=TICKS)
    lines = within_limit(lines, amount="_single", limit="_one", into="_once", group="_day_of")
    days = pl.col("day").dt.days_in_month().cast(pl.Int64) * TICKS
    lines = lines.with_columns(
        _days=pl.when(single).then("_once").otherwise("_paid"),
        _most_days=pl.when("_daily").then(days).otherwise(_NONE),
    )
    lines = within_limit(lines, amount="_days", limit="_most_days", into="_kept")
    shared = pl.min_horizontal("_paid", pl.col("_kept").sum().over("_day_of"))
    bill = pl.when(single & ~pl.col("_fixed")).then(shared).otherwise("_kept")
    return lines.with_columns(_paid=bill)


def _by_week(lines: pl.DataFrame) -> pl.DataFrame:
    """Spend the week's units, also those of the month before, then the month's extra ones."""
    lines = numbered_weeks(lines, "_week_of").with_columns(_wanted=pl.col("_paid"))
    lines = within_limit(lines, amount="_paid", limit="_week_most", into="_paid", group="_week_of")
    lines = lines.with_columns(_over=pl.col("_wanted") - pl.col("_paid"))
    lines = within_limit(lines, amount="_over", limit="_extra_most", into="_extra")
    return lines.with_columns(
        _paid=pl.col("_paid") + pl.col("_extra"),
        reasons=pl.col("reasons") | bit(pl.col("_extra") > 0, "benefit.loyalty"),
    )


def _cost(lines: pl.DataFrame) -> pl.DataFrame:
    """Add ``_bill``, the bill of the units that count, and ``within_cap_fen``, what counts of it.

    A day's price belongs to the day: several lines of one day share it.
    """
    told = pl.max_horizontal("_told", 1)
    bill = (
        pl.when(pl.col("_paid") == pl.col("_told"))
        .then("allowed_fen")
        .otherwise(half_up(pl.min_horizontal("allowed_fen", _MOST_BILL), pl.col("_paid"), told))
    )
    published = half_up(pl.col("_price"), pl.col("_paid"), pl.lit(TICKS))
    most = pl.when(pl.col("_price") < _NONE).then(published).otherwise(_NONE)
    lines = lines.with_columns(_bill=bill, _price_most=most)
    within = (
        pl.when("_fixed").then("_price_most").otherwise(pl.min_horizontal("_bill", "_price_most"))
    )
    lines = lines.with_columns(within_cap_fen=within)
    return _days_share(lines) if (lines["_daily"] & ~lines["_fixed"]).any() else lines


def _days_share(lines: pl.DataFrame) -> pl.DataFrame:
    """Let the lines of one day share the day's price."""
    shares = pl.col("_daily") & ~pl.col("_fixed")
    lines = numbered_spans(lines, "_day_of", pl.col("day"))
    lines = lines.with_columns(_mine=pl.when(shares).then("_bill").otherwise(0))
    limit = {"limit": "_price_most", "into": "_shared", "group": "_day_of"}
    lines = within_limit(lines, amount="_mine", **limit)
    return lines.with_columns(
        within_cap_fen=pl.when(shares).then("_shared").otherwise("within_cap_fen")
    )


def _within_month(lines: pl.DataFrame) -> pl.DataFrame:
    """Keep what counts within the month's amount."""
    lines = lines.with_columns(_wanted=pl.col("within_cap_fen"))
    if (lines["_month_fen"] == _NONE).all():
        return lines
    return within_limit(lines, amount="_wanted", limit="_month_fen", into="within_cap_fen")


def _fixed(lines: pl.DataFrame) -> pl.DataFrame:
    """Let a line of a fixed amount ask for no less than that; without a bill, for just that."""
    within, fixed = pl.col("within_cap_fen"), pl.col("_fixed")
    least = pl.when("_asks").then(0).otherwise("asked_fen")
    allowed = pl.when("_asks").then(0).otherwise("allowed_fen")
    return lines.with_columns(
        asked_fen=pl.when(fixed).then(pl.max_horizontal(least, within)).otherwise("asked_fen"),
        allowed_fen=pl.when(fixed)
        .then(pl.max_horizontal(allowed, within))
        .otherwise("allowed_fen"),
    )


def _fund(lines: pl.DataFrame) -> pl.DataFrame:
    """Add ``fund_fen``: the share of what counts, at most the fund's price, less the co-payment."""
    lines = with_shares(lines, amount="within_cap_fen", into="_share")
    paid = pl.col("_paid")
    most = half_up(pl.col("_fund_most"), paid, pl.lit(TICKS))
    most = pl.when(pl.col("_fund_most") < _NONE).then(most).otherwise(_NONE)
    borne = half_up(pl.col("_copay"), paid, pl.lit(TICKS))
    rest = pl.max_horizontal(pl.col("within_cap_fen") - borne, 0)
    return lines.with_columns(fund_fen=pl.min_horizontal("_share", most, rest), _most_fund=most)


def _with_reasons(lines: pl.DataFrame, pays: str) -> pl.DataFrame:
    """Say how a line was paid and what was cut off it."""
    stopped = (pl.col("reasons") & STOPS) != 0
    fewer, nothing = pl.col("_paid") < pl.col("_told"), pl.col("_paid") == 0
    priced = pl.col("within_cap_fen") < pl.col("_bill")
    month = pl.col("within_cap_fen") < pl.col("_wanted")
    found = (
        bit(~nothing, pays)
        | bit(fewer & ~nothing, "benefit.count")
        | bit(fewer & nothing & (pl.col("_told") > 0), "benefit.count_used")
        | bit(priced & ~month & ~pl.col("_fixed"), "benefit.price")
        | bit(month, "benefit.month_amount")
        | bit(pl.col("_share") > pl.col("_most_fund"), "benefit.fund_price")
        | bit((pl.col("_copay") > 0) & (pl.col("fund_fen") < pl.col("_share")), "benefit.copay")
    )
    found = pl.when(pl.col("_numerator") == 0).then(0).otherwise(found) | pl.col("_notes")
    return lines.with_columns(reasons=pl.col("reasons") | pl.when(stopped).then(0).otherwise(found))
