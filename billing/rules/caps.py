"""Chronological limits: who comes first is paid first, and the one that crosses is paid in part.

A month's limit belongs to a person.  Each line is judged by the limit of its own day, over all
that the person used before it in that month; so a limit that changes in mid-month (a new notice,
a new grade) needs no rule of its own.
"""

from __future__ import annotations

import polars as pl

ORDER = ("person", "day", "started", "line_id")
_THURSDAY = 3  # day 0 of the calendar was one, and weeks begin on Mondays


def in_order(lines: pl.DataFrame) -> pl.DataFrame:
    """Sort lines as they happened and number the person-months as ``_month_of``."""
    return _numbered(lines.sort(ORDER))


def in_pools(lines: pl.DataFrame) -> pl.DataFrame:
    """Give the lines of each ``_pool`` person-months of their own: what one uses, others keep."""
    return _numbered(lines.sort("_pool", *ORDER), "_pool")


def numbered_spans(lines: pl.DataFrame, into: str, *within: pl.Expr) -> pl.DataFrame:
    """Number as ``into`` the runs of lines of one person-month in which ``within`` stays equal."""
    return _runs(lines, into, pl.col("_month_of"), *within)


def numbered_weeks(lines: pl.DataFrame, into: str) -> pl.DataFrame:
    """Number as ``into`` the weeks of each person, Monday to Sunday, also across two months.

    The lines of one pool stand together, as after ``in_order`` or ``in_pools``.
    """
    week = (pl.col("day").to_physical().cast(pl.Int64) + _THURSDAY) // 7
    whose = ["_pool", "person"] if "_pool" in lines.columns else ["person"]
    return _runs(lines, into, *map(pl.col, whose), week)


def _runs(lines: pl.DataFrame, into: str, *within: pl.Expr) -> pl.DataFrame:
    lines = lines.with_columns(each.alias(f"_span{at}") for at, each in enumerate(within))
    spans = [f"_span{at}" for at in range(len(within))]
    changes = pl.any_horizontal(differs(span) for span in spans)
    return lines.with_columns(changes.cum_sum().alias(into)).drop(spans)


def _numbered(lines: pl.DataFrame, *groups: str) -> pl.DataFrame:
    year_month = pl.col("day").dt.year().cast(pl.Int32) * 12 + pl.col("day").dt.month()
    lines = lines.with_columns(_year_month=year_month)
    changes = pl.any_horizontal(differs(each) for each in ("person", "_year_month", *groups))
    return lines.with_columns(_month_of=changes.cum_sum()).drop("_year_month")


def running(amount: pl.Expr, group: str) -> pl.Expr:
    """Return the running sum of ``amount`` within ``group``, whose rows stand together."""
    total = amount.cum_sum()
    before = pl.when(differs(group)).then(total - amount).forward_fill()
    return total - before


def increments(running_amount: pl.Expr, group: str) -> pl.Expr:
    """Return what each row adds to a running amount within ``group``."""
    before = pl.when(differs(group)).then(0).otherwise(running_amount.shift(1))
    return running_amount - before


def within_limit(
    lines: pl.DataFrame, *, amount: str, limit: str, into: str, group: str = "_month_of"
) -> pl.DataFrame:
    """Add ``into``: how much of ``amount`` still fits under ``limit`` when its turn comes.

    ``lines`` come from ``in_order``; ``group`` numbers what shares a limit and stands together.  A
    line that counts nothing may have no limit.
    """
    lines = lines.with_columns(pl.col(limit).fill_null(0))
    steady = not lines.select((~differs(group) & differs(limit)).any()).item()
    if not steady:
        return _within_changing_limit(
            lines.rename({group: "_group"}), amount=amount, limit=limit, into=into
        ).rename({"_group": group})
    used = pl.min_horizontal(running(pl.col(amount), group), pl.col(limit))
    return lines.with_columns(used.alias(into)).with_columns(
        increments(pl.col(into), group).alias(into)
    )


def _within_changing_limit(
    lines: pl.DataFrame, *, amount: str, limit: str, into: str
) -> pl.DataFrame:
    """Go through the spans of one limit: everybody's first span, then the second, and so on."""
    lines = lines.with_row_index("_row").with_columns(
        _span=(differs("_group") | differs(limit)).cum_sum()
    )
    lines = lines.with_columns(_nth=pl.col("_span") - pl.col("_span").min().over("_group"))
    carried = lines.select(pl.col("_group").unique(), _used=pl.lit(0, pl.Int64))
    done = []
    for nth in range(_whole(lines["_nth"].max()) + 1):
        span = lines.filter(pl.col("_nth") == nth)
        span = span.join(carried, on="_group", how="left", maintain_order="left")
        span = _fill(span, amount=amount, limit=limit, into=into)
        last = span.group_by("_group").agg(_now=pl.col("_after").last())
        carried = carried.join(last, on="_group", how="left").select(
            "_group", _used=pl.coalesce("_now", "_used")
        )
        done.append(span)
    return pl.concat(done).sort("_row").drop("_row", "_span", "_nth", "_used", "_after")


def _fill(span: pl.DataFrame, *, amount: str, limit: str, into: str) -> pl.DataFrame:
    """Let every line of a span take what fits above ``_used``; a lower limit takes nothing back."""
    up_to = pl.min_horizontal(pl.col("_used") + running(pl.col(amount), "_group"), pl.col(limit))
    span = span.with_columns(_after=pl.max_horizontal("_used", up_to))
    before = pl.when(differs("_group")).then("_used").otherwise(pl.col("_after").shift(1))
    return span.with_columns((pl.col("_after") - before).alias(into))


def differs(column: str) -> pl.Expr:
    """Tell for each row whether ``column`` is other than in the row before."""
    return pl.col(column).ne_missing(pl.col(column).shift(1))


def _whole(value: object) -> int:
    return int(str(value))
