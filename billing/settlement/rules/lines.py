"""From rated lines to settled ones: the staircase with what is withheld, sums, adjustment pairs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import polars as pl

from billing.rules.exact import half_up
from billing.rules.payees import TO_PERSON

FUNDS = ("employee", "resident")
OWN, TAKEN_BACK, CORRECTED = 0, 1, 2
AMOUNTS = (
    "asked_fen",
    "allowed_fen",
    "within_cap_fen",
    "fund_fen",
    "person_fen",
    "withheld_fen",
    TO_PERSON,
)
TYPES: dict[str, Any] = {
    "settlement_id": pl.Int64,
    "person_id": pl.Int64,
    "visit_id": pl.Int64,
    "kind": pl.Int16,
    "for_month": pl.Int32,
    "provider_id": pl.Int64,
    "carer_id": pl.Int64,
    "insurance": pl.Int16,
    "grade": pl.Int16,
    "mode": pl.Int16,
    **dict.fromkeys(AMOUNTS, pl.Int64),
    "reasons": pl.Int64,
}
"""The columns of a settled line as the database has them."""

BY_PROVIDER = ("settlement_id", "provider_id", "person_id", "kind")
"""What leads from a provider to the people whose lines it has."""

_SUMMED = ("asked_fen", "fund_fen", "person_fen", "withheld_fen", TO_PERSON)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What every line of a run has in common; ``deposit`` is the share withheld, as a ratio."""

    settlement_id: int
    for_month: int
    deposit: tuple[int, int]


class Total(NamedTuple):
    """Sums of the lines of one fund, mode, provider; own month and adjustments apart."""

    insurance: int
    mode: int
    provider_id: int
    adjusted: bool
    lines: int
    asked_fen: int
    fund_fen: int
    person_fen: int
    withheld_fen: int
    to_person_fen: int = 0

    @property
    def payable_fen(self) -> int:
        """What the provider is owed."""
        return self.fund_fen - self.to_person_fen - self.withheld_fen

    def told(self) -> list[int]:
        """Return the sums as they are stored: what nobody shares leaves no trace."""
        return [*self] if self.to_person_fen else [*self[:-1]]


def settled(rated: pl.DataFrame, stamp: Stamp, *, kind: int = OWN) -> pl.DataFrame:
    """Return settled lines in the order of their key."""
    numerator, denominator = stamp.deposit
    providers = pl.col("fund_fen") - pl.col(TO_PERSON)
    withheld = half_up(providers, pl.lit(numerator), pl.lit(denominator))
    lines = rated.select(
        pl.lit(stamp.settlement_id).alias("settlement_id"),
        pl.col("person").alias("person_id"),
        pl.col("line_id").alias("visit_id"),
        pl.lit(kind).alias("kind"),
        pl.lit(stamp.for_month).alias("for_month"),
        pl.col("provider").alias("provider_id"),
        pl.col("carer").alias("carer_id"),
        (pl.col("fund") == FUNDS[1]).cast(pl.Int16).fill_null(0).alias("insurance"),
        _place("grade"),
        _place("mode"),
        *(pl.col(name) for name in AMOUNTS if name != "withheld_fen"),
        withheld.alias("withheld_fen"),
        pl.col("reasons"),
    )
    return typed(lines).sort("person_id", "visit_id", "kind")


def typed(lines: pl.DataFrame) -> pl.DataFrame:
    """Return lines with the database's types and order of columns."""
    return lines.select(pl.col(name).cast(kind) for name, kind in TYPES.items()).with_columns(
        pl.col(TO_PERSON).fill_null(0)  # stored only where there is one
    )


def _place(word: str) -> pl.Expr:
    """Return a word's place in the pack's list, -1 where there is none."""
    return pl.col(word).to_physical().cast(pl.Int16).fill_null(-1).alias(word)


def totals(lines: pl.DataFrame) -> list[Total]:
    """Return the sums by fund, mode and provider, adjustments apart."""
    keys = ("insurance", "mode", "provider_id", "adjusted")
    summed = (
        lines.with_columns(adjusted=pl.col("kind") > OWN)
        .group_by(keys)
        .agg(pl.len().alias("lines"), *(pl.col(name).sum() for name in _SUMMED))
        .sort(keys)
    )
    return [Total(*row) for row in summed.select(*Total._fields).iter_rows()]


def people_of(lines: pl.DataFrame) -> pl.DataFrame:
    """Return whom each provider has lines of, by their kind, each once and in order."""
    return lines.select(BY_PROVIDER).unique().sort(BY_PROVIDER)


def added(parts: Iterable[Total]) -> list[Total]:
    """Add up totals of the same fund, mode and provider from many batches."""
    sums: dict[tuple[Any, ...], list[int]] = {}
    for part in parts:
        row = sums.setdefault(tuple(part[:4]), [0] * len(part[4:]))
        for at, amount in enumerate(part[4:]):
            row[at] += amount
    return [Total(*key, *row) for key, row in sorted(sums.items())]


def standing(history: pl.DataFrame) -> pl.DataFrame:
    """Return the lines that hold now, from all lines ever written for some people and a month.

    A visit's last line stands unless it was taken back without a new one.
    """
    by_visit = pl.col("visit_id")
    balance = pl.when(pl.col("kind") == TAKEN_BACK).then(-1).otherwise(1).sum().over(by_visit)
    last = pl.col("settlement_id") == pl.col("settlement_id").max().over(by_visit)
    kept = history.with_columns(_balance=balance).filter(pl.col("kind") != TAKEN_BACK)
    return kept.filter(last & (pl.col("_balance") > 0)).drop("_balance")


def pairs(before: pl.DataFrame, now: pl.DataFrame, settlement_id: int) -> pl.DataFrame:
    """Return what corrects ``before`` into ``now``: each changed line taken back and redone.

    Lines that come out the same leave no trace.
    """
    key = ("person_id", "visit_id")
    said = [name for name in TYPES if name not in ("settlement_id", "kind", *key)]
    same = before.join(now, on=[*key, *said], how="semi").select(key)
    back = before.join(same, on=key, how="anti").with_columns(
        pl.lit(TAKEN_BACK).alias("kind"), *(-pl.col(name) for name in AMOUNTS)
    )
    redone = now.join(same, on=key, how="anti").with_columns(kind=pl.lit(CORRECTED))
    both = pl.concat([typed(back), typed(redone)]).with_columns(
        settlement_id=pl.lit(settlement_id, pl.Int64)
    )
    return both.sort("person_id", "visit_id", "kind")


def words_used(words: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """Return the lists that ``grade`` and ``mode`` are places in, to be stored with the run."""
    return {"grade": list(words["grade"]), "mode": list(words["mode"])}
