"""Whether the funds have the cash for what an order pays."""

from __future__ import annotations

from billing.deposits.queries import free_cash
from billing.ledger.queries import funds_told
from billing.ledger.rules.chart import INSURANCES
from billing.models import PaymentOrder
from billing.payments.queries import cash_of, drafted_cash
from billing.payments.rules import UNDER_WAY
from ltc.scope import Scope
from ltc.shared.errors import Conflict
from ltc.shared.money import yuan


def lacking(order: PaymentOrder, *, scope: Scope) -> dict[str, int]:
    """Return what each fund falls short of, with what else was approved and is not paid yet."""
    if order.state not in UNDER_WAY:
        return {}
    free = free_cash(order.area_code, scope=scope)
    free.update(drafted_cash(order.area_code, order.id))
    own = cash_of(order.id)
    return {fund: -free[fund] for fund in sorted(own) if own[fund] and free[fund] < 0}


def refuse_beyond_cash(order: PaymentOrder, *, scope: Scope) -> None:
    """Refuse an order beyond the cash of a fund whose incomes these books are told."""
    short = lacking(order, scope=scope)
    told = sorted(short.keys() & funds_told(order.area_code)) if short else []
    if told:
        en = ", ".join(f"{fund} {yuan(short[fund])} 元" for fund in told)
        zh = "、".join(f"{INSURANCES[fund]}{yuan(short[fund])}元" for fund in told)
        raise Conflict(
            f"the cash of the fund falls short ({en}); record the income that came in first",
            f"基金账上的存款不够付款，还差：{zh}；请先在基金账登记已到账的收入，再复核",
        )
