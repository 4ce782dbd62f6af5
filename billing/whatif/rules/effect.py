"""Who gains and who loses when the same visits are rated twice.  Columns in, columns out.

A person gains where the fund pays more than before; what the fund does not pay is not counted as
a loss twice.  Amounts are whole 分.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

OF = ("person_id", "grade", "mode", "provider_id", "area")
AMOUNTS = ("lines", "asked_fen", "before_fen", "after_fen")


def effect(
    before: pl.DataFrame,
    after: pl.DataFrame,
    words: Mapping[str, Sequence[str]],
    areas: pl.DataFrame,
) -> pl.DataFrame:
    """Return what a person's lines of a grade, mode and provider came to, before and after.

    ``before`` and ``after`` are settled lines of the same visits; ``words`` are the lists in which
    the grades and modes of ``before`` have their places; ``areas`` says where people are at home.
    """
    other = after.select("visit_id", after_fen="fund_fen")
    both = before.join(other, on="visit_id", how="left").join(areas, on="person_id", how="left")
    both = both.with_columns(
        _word("grade", words["grade"]),
        _word("mode", words["mode"]),
        before_fen=pl.col("fund_fen"),
        lines=pl.lit(1, pl.Int64),
        area=pl.col("area").fill_null(""),
    )
    if both["after_fen"].null_count():
        raise ValueError("both ways must rate the same visits")
    return added([both])


def _word(name: str, known: Sequence[str]) -> pl.Expr:
    """Return the word at a place; none where a line has no grade."""
    places = dict(enumerate(known))
    return pl.col(name).replace_strict(places, default="", return_dtype=pl.String)


def added(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Add up effects of many batches or months."""
    whole = pl.concat([part.select(*OF, *AMOUNTS) for part in parts])
    return whole.group_by(OF).agg(pl.col(AMOUNTS).sum()).sort(OF)


def groups(effects: pl.DataFrame, key: str) -> pl.DataFrame:
    """Return for each value of ``key``: people, who gains and loses, cost before and after."""
    people = effects.group_by(key, "person_id").agg(pl.col(AMOUNTS).sum())
    more = pl.col("after_fen") - pl.col("before_fen")
    return (
        people.group_by(key)
        .agg(
            pl.len().cast(pl.Int64).alias("persons"),
            (more > 0).sum().cast(pl.Int64).alias("gaining"),
            (more < 0).sum().cast(pl.Int64).alias("losing"),
            more.clip(lower_bound=0).sum().alias("gained_fen"),
            (-more).clip(lower_bound=0).sum().alias("lost_fen"),
            pl.col(AMOUNTS).sum(),
        )
        .sort(key)
    )


def whole(effects: pl.DataFrame) -> pl.DataFrame:
    """Return the one row of everybody, by the same columns as ``groups``."""
    everybody = effects.with_columns(everybody=pl.lit("all"))
    return groups(everybody, "everybody").drop("everybody")
