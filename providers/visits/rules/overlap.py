"""Two places at once: one carer in two visits, or one person with two carers.

Visits touch without overlapping when one ends at the instant the other starts.  Two carers at one
person are right when both visits are marked as two-person care.  Written for a month of visits as
columns: a cheap pass finds the few visits that overlap anything, and only those are paired.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

import polars as pl

from ltc.shared.reasons import register_texts

CLASH = pl.Enum(("carer", "person"))
COLUMNS = ("visit_id", "carer_id", "person_id", "started_at", "ended_at", "two_person")


@dataclass(frozen=True, slots=True)
class Span:
    """One visit's carer, person and time; the end of a running visit is the present instant."""

    visit_id: int
    carer_id: int
    person_id: int
    started_at: datetime
    ended_at: datetime
    two_person: bool = False


def clashes(visits: pl.DataFrame) -> pl.DataFrame:
    """Return every clash twice, once for each visit: ``visit_id``, ``other_id``, ``clash``.

    Reads the names in ``COLUMNS``.  A visit without an end, or one that ends before it starts,
    has no time to compare; it is an exception of its own.
    """
    timed = visits.select(COLUMNS).filter(pl.col("ended_at") >= pl.col("started_at"))
    by_carer = _pairs(timed, "carer_id").with_columns(clash=pl.lit("carer", dtype=CLASH))
    by_person = (
        _pairs(timed, "person_id")
        .filter(
            (pl.col("carer_id") != pl.col("carer_id_other"))
            & ~(pl.col("two_person") & pl.col("two_person_other"))
        )
        .with_columns(clash=pl.lit("person", dtype=CLASH))
    )
    names = ("visit_id", "other_id", "clash")
    return pl.concat([by_carer.select(names), by_person.select(names)]).sort(names)


def clashes_of(visit: Span, others: Iterable[Span]) -> list[tuple[int, str]]:
    """Return the visits that ``visit`` clashes with and how, by the same rule."""
    rows = [asdict(each) for each in (visit, *others)]
    found = clashes(pl.DataFrame(rows)).filter(pl.col("visit_id") == visit.visit_id)
    return list(found.select("other_id", "clash").iter_rows())


def _pairs(visits: pl.DataFrame, key: str) -> pl.DataFrame:
    """Return each pair of different visits of one ``key`` that share time, both ways round."""
    busy = _overlapping_any(visits, key)
    pairs = busy.join(busy, on=key, how="inner", suffix="_other", maintain_order="left_right")
    return pairs.filter(
        (pl.col("visit_id") != pl.col("visit_id_other"))
        & (pl.col("started_at") < pl.col("ended_at_other"))
        & (pl.col("started_at_other") < pl.col("ended_at"))
    ).rename({"visit_id_other": "other_id"})


def _overlapping_any(visits: pl.DataFrame, key: str) -> pl.DataFrame:
    """Keep the visits that share time with an earlier or a later one of the same ``key``."""
    ordered = visits.sort(key, "started_at", "ended_at")
    latest_end = pl.col("ended_at").cum_max().shift(1).over(key)
    next_start = pl.col("started_at").shift(-1).over(key)
    after = (pl.col("started_at") < latest_end).fill_null(value=False)
    before = (next_start < pl.col("ended_at")).fill_null(value=False)
    return ordered.filter(after | before)


register_texts(
    {
        "overlap.carer": (
            "同一护理员同一时间在另一次服务中（{other}）",
            "The same carer was in another visit at the same time ({other})",
        ),
        "overlap.person": (
            "同一参保人同一时间有另一名护理员，且未登记为双人服务（{other}）",
            (
                "The same person had another carer at the same time, "
                "not marked as two-person care ({other})"
            ),
        ),
    }
)
