"""From spans to flags: is a line's day inside a span of its person, does a visit overlap another.

All joins keep one row per line, however many spans there are, so memory grows with the lines only.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from ltc.shared.errors import Unknown

_DAYS = 1 << 22  # more than the days of the calendar, so that person and day share one number
_BEFORE_1970 = 719_163  # days of the calendar with a negative number
_OPEN = pl.date(9999, 12, 31)

HOSPITAL_DAYS = {"inside_only": (1, 1), "from_admission": (0, 0), "after_admission": (1, 0)}
"""How many days after admission the benefit stops, and how many before discharge it goes on."""

SERVED_DAYS = "served_days"
"""The rule of an area that pays for the days on which care was really given, in hospital or not."""


def covered(lines: pl.DataFrame, spans: pl.DataFrame) -> pl.Series:
    """Tell for each line whether a span of its person holds its day.

    ``spans`` have ``person``, ``first_day`` and ``last_day`` (both ends included, null: open) and
    may overlap.  Few people have spans of most kinds: only lines of those who have are looked at.
    """
    if spans.is_empty():
        return pl.repeat(value=False, n=lines.height, eager=True).alias("held")
    whose = lines["person"].is_in(spans["person"].unique().implode()).arg_true()
    inside = held(lines.select("person", "day")[whose], _merged(spans))["held"]
    rows = pl.int_range(lines.height, dtype=pl.UInt32, eager=True)
    return rows.is_in(whose.filter(inside).implode()).alias("held")


def held(lines: pl.DataFrame, spans: pl.DataFrame, carry: Sequence[str] = ()) -> pl.DataFrame:
    """Return, in the order of ``lines``, ``held`` and the columns ``carry`` of the span that holds.

    Spans of one person may not overlap here: two answers for one day are a broken invariant.
    """
    spans = spans.select(
        *carry,
        _from=_person_day(pl.col("first_day")),
        _to=_person_day(pl.col("last_day").fill_null(_OPEN)),
    ).sort("_from")
    if (spans["_from"] <= spans["_to"].shift(1)).any():
        raise ValueError("spans of one person overlap")
    days = lines.select(_at=_person_day(pl.col("day"))).with_row_index("_row").sort("_at")
    found = days.join_asof(spans, left_on="_at", right_on="_from", strategy="backward").sort("_row")
    inside = (pl.col("_at") <= pl.col("_to")).fill_null(value=False)
    return found.select(inside.alias("held"), *(pl.when(inside).then(name) for name in carry))


def days_after(deaths: pl.DataFrame) -> pl.DataFrame:
    """Return the spans that deaths on ``first_day`` leave without benefit: from the day after."""
    return deaths.with_columns(
        first_day=pl.col("first_day") + pl.duration(days=1), last_day=pl.lit(None, pl.Date)
    )


def hospital_days(stays: pl.DataFrame, rule: str) -> pl.DataFrame:
    """Return the spans in which ``stays`` stop the benefit; ``rule``: ``benefit.hospital_days``.

    ``first_day`` is the admission, ``last_day`` the discharge (null: still in hospital).
    """
    if rule == SERVED_DAYS:
        return stays.clear()
    if rule not in HOSPITAL_DAYS:
        known = (*HOSPITAL_DAYS, SERVED_DAYS)
        raise Unknown.word("rule", rule, known, field="benefit.hospital_days")
    after, before = HOSPITAL_DAYS[rule]
    spans = stays.with_columns(
        first_day=pl.col("first_day") + pl.duration(days=after),
        last_day=pl.col("last_day") - pl.duration(days=before),
    )
    return spans.filter(pl.col("last_day").is_null() | (pl.col("first_day") <= pl.col("last_day")))


def days_left(
    spans: pl.DataFrame, stops: pl.DataFrame, *, month: tuple[date, date]
) -> pl.DataFrame:
    """Return how many days of a month each person of ``spans`` has that no stop takes away.

    ``month`` is its first and last day; the answer has ``person`` and ``benefit_days``.
    """
    lost = _each_day(stops, month)
    left = _each_day(spans, month).join(lost, on=["person", "_day"], how="anti")
    counted = left.group_by("person").agg(pl.len().cast(pl.Int64).alias("benefit_days"))
    people = spans.select(pl.col("person").unique())
    return people.join(counted, on="person", how="left").with_columns(
        pl.col("benefit_days").fill_null(0)
    )


def _each_day(spans: pl.DataFrame, month: tuple[date, date]) -> pl.DataFrame:
    """Return the days of the month in ``spans``, each person's once."""
    first, last = month
    inside = spans.select(
        "person",
        _from=pl.max_horizontal("first_day", pl.lit(first)),
        _to=pl.min_horizontal(pl.col("last_day").fill_null(_OPEN), pl.lit(last)),
    ).filter(pl.col("_from") <= pl.col("_to"))
    days = inside.select("person", _day=pl.date_ranges("_from", "_to"))
    return days.explode("_day").unique()


def overlapping(visits: pl.DataFrame, *, who: str) -> pl.Series:
    """Tell which visits begin while an earlier one of the same ``who`` still stands.

    ``visits`` have ``line_id``, ``who``, ``started`` and ``ended`` on one scale.  The earlier
    start stands (then the lower ``line_id``), so every minute is paid at most once; a refused
    visit does not refuse others.  Without ``who`` or times nothing can overlap.
    """
    known = visits.with_row_index("_row").select("_row", who, "started", "ended", "line_id")
    rows = known.drop_nulls([who, "started", "ended"]).sort(who, "started", "line_id")
    refused: list[pl.Series] = []
    while (rows := _clashing(rows, who)).height:
        first = pl.col("_chain").ne_missing(pl.col("_chain").shift(1))
        stands_until = pl.when(first).then("ended").forward_fill()
        rows = rows.with_columns(_first=first, _out=~first & (pl.col("started") < stands_until))
        refused.append(rows.filter("_out")["_row"])
        rows = rows.filter(~pl.col("_first") & ~pl.col("_out")).select(known.columns)
    out = pl.concat(refused) if refused else pl.Series(dtype=pl.UInt32)
    return known.select(pl.col("_row").is_in(out.implode())).to_series().alias(f"overlap_{who}")


def _clashing(rows: pl.DataFrame, who: str) -> pl.DataFrame:
    """Return the chains of visits that touch in time, numbered ``_chain``; single ones are left."""
    reach = pl.col("ended").cum_max().over(who).shift(1)
    same = pl.col(who) == pl.col(who).shift(1)
    clash = (same & (pl.col("started") < reach)).fill_null(value=False)
    rows = rows.with_columns(_clash=clash)
    rows = rows.with_columns(_chain=(~pl.col("_clash")).cum_sum())
    in_chain = pl.col("_clash") | pl.col("_clash").shift(-1).fill_null(value=False)
    return rows.filter(in_chain).drop("_clash")


def _merged(spans: pl.DataFrame) -> pl.DataFrame:
    """Join spans of one person that overlap."""
    spans = spans.select("person", "first_day", pl.col("last_day").fill_null(_OPEN))
    spans = spans.sort("person", "first_day")
    reach = pl.col("last_day").cum_max().over("person").shift(1)
    same = pl.col("person") == pl.col("person").shift(1)
    joined = (same & (pl.col("first_day") <= reach)).fill_null(value=False)
    return spans.group_by((~joined).cum_sum().alias("_island"), maintain_order=True).agg(
        pl.col("person").first(), pl.col("first_day").first(), pl.col("last_day").max()
    )


def _person_day(day: pl.Expr) -> pl.Expr:
    """Return one number that sorts by person, then day."""
    return pl.col("person").cast(pl.Int64) * _DAYS + day.to_physical() + _BEFORE_1970
