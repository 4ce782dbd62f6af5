"""What comes next for a month, and whose act it is.  Pure.

``WHO`` is also the room's table of rights for these acts, so that a page never names somebody who
may not do it.
"""

from __future__ import annotations

from dataclasses import dataclass

from ltc.security.roles import LEAD, OFFICER, OPERATOR, PROVIDER_DESK

WAIT, SETTLE, RESUME, STATE, SIGN = "wait", "settle", "resume", "state", "sign"
APPROVE, DRAFT, APPROVE_ORDER, PAY, CLOSE = "approve", "draft", "approve_order", "pay", "close"
CLOSE_EMPTY, NOTHING = "close_empty", "nothing"

WHO: dict[str, tuple[str, ...]] = {
    WAIT: (),
    SETTLE: (OFFICER,),
    RESUME: (OFFICER,),
    STATE: (OFFICER,),
    SIGN: (PROVIDER_DESK, OPERATOR, OFFICER, LEAD),
    APPROVE: (LEAD,),
    DRAFT: (OFFICER,),
    APPROVE_ORDER: (LEAD,),
    PAY: (OFFICER,),
    CLOSE: (LEAD,),
    CLOSE_EMPTY: (LEAD,),
    NOTHING: (),
}

_BY_STATE = {"frozen": RESUME, "reconciled": APPROVE, "paid": CLOSE, "closed": NOTHING}
_BY_ORDER = {"": DRAFT, "drafted": APPROVE_ORDER, "approved": PAY, "paid": PAY}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a month stands, and what hangs on it."""

    state: str
    over: bool = True
    statements: int = 0
    signed: int = 0
    disputes: int = 0
    order: str = ""  # state of the payment order, if there is one
    empty: bool = False  # it was computed and has no lines


def next_act(standing: Standing) -> str:
    """Return the act that takes a month on."""
    if standing.state == "open":
        return SETTLE if standing.over else WAIT
    if standing.state == "computed":
        return SIGN if standing.statements else CLOSE_EMPTY if standing.empty else STATE
    if standing.state == "approved":
        return _BY_ORDER[standing.order]
    return _BY_STATE[standing.state]
