"""The states of a settlement month 结算 and the acts that lead from one to the next."""

from __future__ import annotations

from ltc.shared.errors import Conflict

STATES = {
    "open": ("未结算", "open"),
    "frozen": ("计算中", "being computed"),
    "computed": ("已计算", "computed"),
    "reconciled": ("三方已对账", "reconciled"),
    "approved": ("已复核", "approved"),
    "paid": ("已拨付", "paid"),
    "closed": ("已关账", "closed"),
}
ORDER = tuple(STATES)
# A month without lines: there is nothing to state, to sign or to pay.
ORDER_EMPTY = ("open", "frozen", "computed", "closed")
# Lines are seen from here on; before, a run may still be under way.
VISIBLE = ("computed", "reconciled", "approved", "paid", "closed")
# From here on a month is what the fund owes, and may be paid.
APPROVED = ("approved", "paid", "closed")
# On the books already, but nobody has approved it: nothing of it is paid.
WAITING = ("computed", "reconciled")

TABLE = {
    ("open", "freeze"): "frozen",
    ("frozen", "compute"): "computed",
    ("computed", "reconcile"): "reconciled",
    ("computed", "close_empty"): "closed",
    ("reconciled", "reopen"): "computed",
    ("reconciled", "approve"): "approved",
    ("approved", "pay"): "paid",
    ("paid", "close"): "closed",
}


def after(state: str, act: str) -> str:
    """Return the state that ``act`` leads to, or refuse it."""
    if (state, act) not in TABLE:
        zh, en = STATES[state]
        raise Conflict(
            f"the settlement is {en}; it cannot be taken to the act {act!r}",
            f"本月结算状态为“{zh}”，不能执行此操作",
            field="state",
        )
    return TABLE[state, act]
