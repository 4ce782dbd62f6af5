"""The states of an application, and which act leads from which state to which.

Pure: knows no database and no day.  A step that does not fit is a ``Conflict`` in plain words.
"""

from __future__ import annotations

from ltc.shared.errors import Conflict

# act: (states it may begin in, state it leads to)
MOVES: dict[str, tuple[frozenset[str], str]] = {
    "submit": (frozenset({"draft", "returned"}), "submitted"),
    "accept": (frozenset({"submitted"}), "accepted"),
    "return": (frozenset({"submitted"}), "returned"),
    "refuse": (frozenset({"submitted"}), "refused"),
    "assess": (frozenset({"accepted"}), "assessing"),
    "reopen": (frozenset({"assessing"}), "accepted"),
    "conclude": (frozenset({"assessing"}), "concluded"),
    "close": (frozenset({"concluded"}), "closed"),
    "withdraw": (frozenset({"draft", "submitted", "returned", "accepted"}), "withdrawn"),
    "stop": (
        frozenset({"draft", "submitted", "returned", "accepted", "assessing", "concluded"}),
        "closed",
    ),
}
STATES = ("draft", "submitted", "accepted", "returned", "refused", "assessing", "concluded")
FINAL = frozenset({"refused", "withdrawn", "closed"})
OPEN = frozenset({"draft", "submitted", "accepted", "returned", "assessing", "concluded"})
_ACTS = {
    "submit": ("be submitted", "提交"),
    "accept": ("be accepted", "受理"),
    "return": ("be returned for more", "退回补正"),
    "refuse": ("be refused", "不予受理"),
    "assess": ("be assessed", "安排评估"),
    "reopen": ("be given to another agency", "重新安排评估"),
    "conclude": ("be concluded", "作出结论"),
    "close": ("be closed", "办结"),
    "withdraw": ("be withdrawn", "撤回"),
    "stop": ("be stopped", "终止"),
}


def next_state(state: str, act: str) -> str:
    """Return the state after ``act``, or refuse a step that does not fit."""
    begins, leads_to = MOVES[act]
    if state not in begins:
        en, zh = _ACTS[act]
        raise Conflict(
            f"an application that is {state} cannot {en}",
            f"申请当前状态不能{zh}，请刷新后查看最新状态",
        )
    return leads_to
