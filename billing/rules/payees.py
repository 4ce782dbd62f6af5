"""Of what the fund pays for a line, what goes to the person instead of the provider, to the 分.

The pack says it: whom it pays for the line's mode and item, or how much of a published amount.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import gcd

import polars as pl

from billing.rules.caps import differs, increments, running
from billing.rules.columns import Cell
from billing.rules.exact import half_up
from billing.rules.law import Law
from billing.rules.reasons import bit
from billing.rules.shapes.terms import Terms
from billing.rules.tables import maybe_in
from billing.rules.units import UnitTerms
from ltc.shared.errors import PolicyGap
from ltc.shared.money import yuan

PAYEE, PERSON = "settlement.payee", "person"
TO_PERSON = "to_person_fen"
SHARED = ("benefit.daily_to_person", "benefit.monthly_to_person")
"""The tables in which a pack says how much of a published amount goes to the person."""

BELOW = "benefit.to_person_below"
"""How a month below the published amount is shared: only where the pack knows, it is paid."""

Part = tuple[int, int]
"""The person's part of what the fund pays of a line, as a ratio."""
NOTHING, WHOLE = (0, 1), (1, 1)


def part_in(law: Law, cell: Cell, terms: object) -> Part:
    """Return the person's part in a cell; a pack that names nobody pays whoever gave the care."""
    if maybe_in(law, PAYEE, cell) == PERSON:
        return WHOLE
    if isinstance(terms, UnitTerms) and terms.to_person_fen and terms.price_fen:
        return _reduced(terms.to_person_fen, terms.price_fen)
    if isinstance(terms, Terms) and terms.to_person_fen:
        return _reduced(terms.to_person_fen, terms.limit_fen)
    return NOTHING


def check_shared(law: Law, cell: Cell, terms: object) -> None:
    """Raise the gap of a pack that shares a month's limit and not what is below it."""
    if isinstance(terms, Terms) and terms.to_person_fen:
        law.value(BELOW, cell.day)


def _reduced(part: int, of: int) -> Part:
    if part > of:
        raise PolicyGap(
            f"more goes to the person than is paid: {yuan(part)} of {yuan(of)}",
            f"付给参保人的 {yuan(part)} 元超过支付额 {yuan(of)} 元",
            field=PAYEE,
        )
    common = gcd(part, of)
    return part // common, of // common


def marked(lines: pl.DataFrame, parts: Mapping[int, Part]) -> pl.DataFrame:
    """Tell lines the person's part of their ``_cell``; where no cell has one, nothing is added."""
    parts = {number: part for number, part in parts.items() if part != NOTHING}
    if not parts:
        return lines
    return lines.with_columns(
        pl.col("_cell")
        .replace_strict(list(parts), [part[at] for part in parts.values()], default=none)
        .cast(pl.Int64)
        .alias(name)
        for at, (name, none) in enumerate((("_theirs", 0), ("_of", 1)))
    )


def divided(lines: pl.DataFrame) -> pl.DataFrame:
    """Add ``to_person_fen`` to rated lines in order of time, and the reason of a part.

    The running sum of a month is divided, half a 分 to the person: so neither gets more than its
    part of the month's amount, however many lines that is made of.
    """
    if "_theirs" not in lines.columns:
        return lines.with_columns(pl.lit(0, pl.Int64).alias(TO_PERSON))
    alike = pl.any_horizontal(differs(name) for name in ("_month_of", "_theirs", "_of"))
    lines = lines.with_columns(_shared=alike.cum_sum())
    theirs = half_up(running(pl.col("fund_fen"), "_shared"), pl.col("_theirs"), pl.col("_of"))
    lines = lines.with_columns(increments(theirs, "_shared").alias(TO_PERSON))
    part = (pl.col(TO_PERSON) > 0) & (pl.col("_theirs") < pl.col("_of"))
    return lines.with_columns(reasons=pl.col("reasons") | bit(part, "benefit.to_person"))
