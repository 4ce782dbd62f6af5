"""Shape 13: more for those cared for at home without a break, as hours or as money.

Bands are told by ``benefit.loyalty_first_months`` and ``benefit.loyalty_next_months``: *more than*
so many months.  The choice is made once for the time that an assessment holds.
"""

from __future__ import annotations

from billing.rules.columns import Cell
from billing.rules.law import Law
from billing.rules.tables import maybe_amount, maybe_number
from billing.rules.units import MINUTE
from ltc.shared.errors import BadInput

FIRST, NEXT = "benefit.loyalty_first_months", "benefit.loyalty_next_months"
MINUTES = "benefit.loyalty_minutes"
CASH = "benefit.loyalty_cash"
HOURS_CHOSEN, CASH_CHOSEN = "hours", "cash"
CHOICES = (HOURS_CHOSEN, CASH_CHOSEN)
NOTHING_CHOSEN = "none"
"""Of a settled visit, where it is known that the person chose nothing that it could be paid by."""


def band(law: Law, cell: Cell) -> str:
    """Return which band the person's months at home reach: none, ``_first`` or ``_next``."""
    if not law.has(FIRST, cell.day):
        return ""
    months = cell.about.home_months
    if months > law.value(NEXT, cell.day):
        return "_next"
    return "_first" if months > law.value(FIRST, cell.day) else ""


def hours_of_loyalty(law: Law, cell: Cell) -> int:
    """Return the ticks of an hour that the month gets on top, where hours were chosen."""
    reached = band(law, cell)
    if not reached or cell.about.incentive != HOURS_CHOSEN:
        return 0
    return (maybe_number(law, MINUTES + reached, cell) or 0) * MINUTE


def cash_of_loyalty(law: Law, cell: Cell) -> int:
    """Return 分 a month, where money was chosen."""
    if cell.about.incentive == NOTHING_CHOSEN:
        return 0
    if cell.about.incentive != CASH_CHOSEN:
        raise BadInput(
            "incentive is missing: the person chose hours or cash; cash is asked for here",
            "缺少 incentive（激励方式）：hours 服务时间或 cash 现金；本项申请现金",
            field="incentive",
        )
    reached = band(law, cell)
    return (maybe_amount(law, CASH + reached, cell) or 0) if reached else 0
