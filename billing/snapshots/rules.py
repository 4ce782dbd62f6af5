"""What a day's snapshot holds and by which numbers it is tied to the database.  Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import polars as pl

from billing.settlement.rules.facts import DETAILS, VISIT

RAW = {
    "line_id": pl.Int64,
    "person": pl.Int64,
    "provider": pl.Int64,
    "carer": pl.Int64,
    "mode": pl.String,
    "day": pl.Date,
    "started": pl.Int64,
    "worked": pl.Int64,
    "planned_minutes": pl.Int64,
    "quantity_milli": pl.Int64,
    "price_fen": pl.Int64,
    "two_person": pl.Boolean,
    **DETAILS,
    "state": pl.String,
    "place_ok": pl.Boolean,
    "verified_at": pl.Int64,
    "version": pl.Int64,
}
"""What a settlement reads of a visit, and what decides whether it counts."""

SUMMED = ("line_id", "version", "carer", "worked", "price_fen", "verified_at", "place_ok")
OPEN = ("planned", "started", "ended")
_SECOND_MS = 1000
_EPOCH, _MILLISECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(milliseconds=1)


class Tie(NamedTuple):
    """How many visits a day has, and the sums of ``SUMMED``: alike in a file and in the database.

    Every act on a visit adds one to its version, so no act leaves all of these as they were; what
    was changed past the house is found by the seals.
    """

    visits: int
    sums: tuple[int, ...]


def tie_of(rows: pl.DataFrame) -> Tie:
    """Return the tie of a day's rows."""
    sums = rows.select(pl.col(name).cast(pl.Int64).sum() for name in SUMMED).row(0)
    return Tie(rows.height, tuple(sums))


def is_closed(rows: pl.DataFrame) -> bool:
    """Tell whether nothing of a day is under way any more."""
    return not rows["state"].is_in(OPEN).any()


def why_not(known_at: datetime, then: tuple[int, ...]) -> pl.Expr:
    """Say why a visit does not count; null where it does.  The same as ``doors`` asks in SQL."""
    known = (known_at - _EPOCH) // _MILLISECOND
    late = (pl.col("verified_at") > known).fill_null(value=True)
    return (
        pl.when(pl.col("line_id").is_in(list(then)))
        .then(None)
        .when(pl.col("state") != "verified")
        .then("state")
        .when(late)
        .then(pl.lit("verified_later"))
        .when(~pl.col("place_ok"))
        .then(pl.lit("place_not_proven"))
        .alias("why")
    )


def as_visits(rows: pl.DataFrame, *, detailed: bool) -> pl.DataFrame:
    """Return rows as rules want visits."""
    timed = rows.with_columns(
        ended=pl.col("started") + pl.col("worked"), seconds=pl.col("worked") // _SECOND_MS
    )
    kinds = {**VISIT, **DETAILS} if detailed else VISIT
    return timed.select(pl.col(name).cast(kind) for name, kind in kinds.items())
