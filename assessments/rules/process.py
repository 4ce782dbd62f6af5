"""The states of an assessment 评估 and the acts that lead from one to the next, as one table.

Says which act is possible, not who may do it nor whether its gate is open (``onsite``).
"""

from __future__ import annotations

from collections.abc import Mapping

from ltc.shared.errors import Conflict, Unknown

FIRST_STATE = "scheduled"

# state: {act: next state}
NEXT: Mapping[str, Mapping[str, str]] = {
    "scheduled": {"go_on_site": "on_site", "revoke": "revoked"},
    "on_site": {"seal": "sealed", "reschedule": "scheduled", "revoke": "revoked"},
    "sealed": {"compare": "compared", "revoke": "revoked"},
    "compared": {"confirm": "confirmed", "reschedule": "scheduled", "revoke": "revoked"},
    "confirmed": {"publish": "published", "deliver": "delivered", "revoke": "revoked"},
    "published": {"deliver": "delivered", "dispute": "disputed", "revoke": "revoked"},
    "delivered": {"take_effect": "in_force", "dispute": "disputed", "revoke": "revoked"},
    "in_force": {
        "warn": "expiring",
        "expire": "expired",
        "dispute": "disputed",
        "revoke": "revoked",
    },
    "expiring": {"expire": "expired", "dispute": "disputed", "revoke": "revoked"},
    # The review is an assessment of its own, by others, and final: it upholds or it revokes.
    "disputed": {"uphold": "delivered", "revoke": "revoked"},
    "expired": {},
    "revoked": {},
}
STATES = tuple(NEXT)

STATE_NAMES: Mapping[str, tuple[str, str]] = {
    "scheduled": ("已安排", "scheduled"),
    "on_site": ("现场评估中", "on site"),
    "sealed": ("评分已封存", "forms sealed"),
    "compared": ("已比对", "compared"),
    "confirmed": ("专家已确认", "confirmed by experts"),
    "published": ("公示中", "published"),
    "delivered": ("已送达", "delivered"),
    "in_force": ("生效", "in force"),
    "expiring": ("即将到期", "expiring"),
    "expired": ("已到期", "expired"),
    "disputed": ("复评中", "disputed"),
    "revoked": ("已撤销", "revoked"),
}

# Act: how a message names it in Chinese.
ACT_NAMES: Mapping[str, str] = {
    "go_on_site": "开始现场评估",
    "seal": "封存评分",
    "reschedule": "重新安排",
    "revoke": "撤销",
    "compare": "比对",
    "confirm": "专家确认",
    "publish": "公示",
    "deliver": "送达",
    "take_effect": "生效",
    "warn": "提醒到期",
    "expire": "到期",
    "dispute": "提出复评",
    "uphold": "维持结论",
}


def acts_from(state: str, *, benefit: bool = True) -> Mapping[str, str]:
    """Return the acts possible in ``state`` with the state that each leads to.

    A conclusion that reaches benefit level (``benefit``) is published before it is delivered; one
    below it is delivered without publication.
    """
    if state not in NEXT:
        raise Unknown.word("state of an assessment", state, STATES, field="state", zh="评估状态")
    if state != "confirmed":
        return NEXT[state]
    hidden = "deliver" if benefit else "publish"
    return {act: to for act, to in NEXT[state].items() if act != hidden}


def next_state(state: str, act: str, *, benefit: bool = True) -> str:
    """Return the state after ``act``, or say which acts are possible instead."""
    acts = acts_from(state, benefit=benefit)
    if act in acts:
        return acts[act]
    zh, en = STATE_NAMES[state]
    possible = ", ".join(acts) or "—"
    possible_zh = "、".join(ACT_NAMES[each] for each in acts) or "无"
    raise Conflict(
        f"an assessment that is {en} cannot {act}; possible: {possible}",
        f"评估处于“{zh}”状态，不能{ACT_NAMES.get(act, act)}；现在可以：{possible_zh}",
        field="state",
    )


def is_final(state: str) -> bool:
    """Tell whether nothing can follow ``state``."""
    return not acts_from(state)
