"""Shape 1: a limit a month by grade and a ratio by mode, paid by actual cost.

``benefit.cap_applies_to`` says what the limit limits: the cost (``gross``: the fund pays its ratio
of what fits) or the fund's own part (``fund``).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import polars as pl

from billing.rules.columns import Cell
from billing.rules.law import Law
from billing.rules.shapes.terms import Terms, limit_terms, rate_in, table_of
from billing.rules.staircase import climb, spread
from billing.rules.tables import value_in
from ltc.shared.errors import PolicyGap
from ltc.shared.money import share, yuan

CAP, RATIO, APPLIES_TO = "benefit.monthly_cap", "benefit.ratio", "benefit.cap_applies_to"
_LIMITS = {"gross": True, "fund": False}
PAYS = "benefit.ratio"
NEEDS_BILL = True
LAWS: Mapping[str, tuple[str, ...]] = {"benefit.cap": (CAP,), "benefit.cap_used": (CAP,)}

table = table_of


def terms(law: Law, cell: Cell) -> Terms:
    """Read cap, ratio and what the cap limits."""
    applies_to = str(value_in(law, APPLIES_TO, cell))
    if applies_to not in _LIMITS:
        raise PolicyGap(f"{APPLIES_TO}: {applies_to!r} is neither gross nor fund", field=APPLIES_TO)
    ratio, limits_cost = rate_in(law, RATIO, cell), _LIMITS[applies_to]
    return limit_terms(law, CAP, cell, ratio=ratio, limits_cost=limits_cost)


def rate(lines: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Let every line climb: cap, ratio, reasons."""
    return climb(spread(lines, table), pays=PAYS)


def facts(terms: Terms) -> Mapping[str, object]:
    """Return the limit in 元 and the ratio in percent."""
    percent = f"{terms.numerator * 100 / terms.denominator:g}%"
    return {"limit": yuan(terms.limit_fen), "ratio": percent}


def standard(terms: Terms) -> Mapping[str, object]:
    """Return the cap, what it limits, the ratio and the most that the fund can pay in a month."""
    ratio = Decimal(terms.numerator) / terms.denominator
    most = terms.limit_fen
    if terms.limits_cost:
        most = share(most, ratio, terms.rounding.mode, terms.rounding.unit_fen)
    return {
        "standard": yuan(terms.limit_fen),
        "kind": "cap",
        "per": "month",
        "ratio": f"{ratio:f}",
        "cap_applies_to": "gross" if terms.limits_cost else "fund",
        "fund_at_most": yuan(most),
        **({"part_month_daily": yuan(terms.day_fen)} if terms.day_fen else {}),
    }
