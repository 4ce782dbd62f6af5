"""Actual cost up to a limit a month by mode; the law publishes no ratio.

Written for 汉中, where the fund pays "not more than" an amount a month for each mode of service.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from billing.rules.columns import Cell
from billing.rules.law import Law
from billing.rules.shapes.counting import shared_text
from billing.rules.shapes.terms import Terms, limit_terms, table_of
from billing.rules.staircase import climb, spread
from billing.rules.tables import maybe_amount
from ltc.shared.money import yuan

LIMIT, TO_PERSON = "benefit.monthly_limit", "benefit.monthly_to_person"
PAYS = "benefit.limit"
NEEDS_BILL = True
LAWS: Mapping[str, tuple[str, ...]] = {"benefit.cap": (LIMIT,), "benefit.cap_used": (LIMIT,)}

table = table_of


def terms(law: Law, cell: Cell) -> Terms:
    """Read the limit of the mode."""
    made = limit_terms(law, LIMIT, cell, ratio=(1, 1), limits_cost=True)
    return replace(made, to_person_fen=maybe_amount(law, TO_PERSON, cell) or 0)


def rate(lines: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Let every line climb: all of what fits under the limit is the fund's."""
    return climb(spread(lines, table), pays=PAYS)


def facts(terms: Terms) -> Mapping[str, object]:
    """Return the limit in 元, and the person's part of it."""
    shared = shared_text(terms.to_person_fen, terms.limit_fen, "month")
    return {"limit": yuan(terms.limit_fen), **shared}


def standard(terms: Terms) -> Mapping[str, object]:
    """Return the limit, which is also the most that the fund can pay in a month."""
    limit = yuan(terms.limit_fen)
    return {"standard": limit, "kind": "limit", "per": "month", "fund_at_most": limit}
