"""The states of a visit and the acts that lead from one to another, as one table.

Only *verified* is payable.  What has been rated stays as it is: later news becomes adjustment
lines.  A visit marked missed may still start, because the phone that logged it may have been
offline for days.
"""

from __future__ import annotations

from ltc.shared.errors import Conflict, Unknown

# State: (Chinese, English), in the order of the story, then the side states.
STATES = {
    "planned": ("已排班", "planned"),
    "started": ("服务中", "started"),
    "ended": ("待核实", "ended"),
    "verified": ("已核实", "verified"),
    "rated": ("已计价", "rated"),
    "settled": ("已结算", "settled"),
    "missed": ("未服务", "missed"),
    "refused": ("参保人拒绝", "refused"),
    "voided": ("已作废", "voided"),
}

# Care was given and accepted: these count.
PASSED = ("verified", "rated", "settled")

# (state, act): next state.
TABLE = {
    ("planned", "start"): "started",
    ("planned", "miss"): "missed",
    ("planned", "refuse"): "refused",
    ("planned", "void"): "voided",
    ("missed", "start"): "started",
    ("missed", "void"): "voided",
    ("started", "end"): "ended",
    ("started", "refuse"): "refused",
    ("started", "void"): "voided",
    ("ended", "verify"): "verified",
    ("ended", "void"): "voided",
    ("verified", "reopen"): "ended",
    ("verified", "rate"): "rated",
    ("verified", "void"): "voided",
    ("rated", "settle"): "settled",
}

# Act: how a message names it in Chinese.
ACT_NAMES = {
    "start": "签到",
    "end": "签退",
    "miss": "登记未服务",
    "refuse": "登记拒绝",
    "verify": "核实",
    "reopen": "退回核实",
    "rate": "计价",
    "settle": "结算",
    "void": "作废",
}

# Acts that are nothing without a reason in words or by code.
NEEDS_REASON = frozenset({"miss", "refuse", "void", "reopen"})
PAYABLE = frozenset({"verified"})
FINAL = frozenset({"settled", "refused", "voided"})
ACTS = frozenset(act for _, act in TABLE)


def after(state: str, act: str) -> str:
    """Return the state that ``act`` leads to, or refuse it by name."""
    if state not in STATES:
        raise Unknown.word("state", state, STATES, field="state", zh="服务状态")
    if act not in ACTS:
        raise Unknown.word("act", act, ACTS, field="act", zh="操作")
    if (state, act) not in TABLE:
        zh, en = STATES[state]
        may = ", ".join(acts_from(state)) or "—"
        may_zh = "、".join(ACT_NAMES[each] for each in acts_from(state)) or "无"
        raise Conflict(
            f"a visit that is {en} cannot {act}; possible now: {may}",
            f"服务记录“{zh}”，不能{ACT_NAMES[act]}；现在可以：{may_zh}",
            field="state",
        )
    return TABLE[state, act]


def acts_from(state: str) -> tuple[str, ...]:
    """Return what can be done with a visit in this state, in the order of the table."""
    return tuple(act for at, act in TABLE if at == state)
