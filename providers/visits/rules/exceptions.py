"""What can be wrong with a visit, who sees to it, and with which words it is closed.

*fix*: something must be put right or proved before the visit can be verified.  *acknowledge*: a
person looks, says why, and it can be verified.  No exception is a penalty: each states its reason,
the carer can answer, and one that waits past its clock through no fault of the carer leads to
provisional pay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ltc.shared.errors import BadInput, Unknown

FIX, ACKNOWLEDGE = "fix", "acknowledge"
DESK, OPERATOR = "provider_desk", "operator"
DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of exception: its class, the role that owns it, and its name in both languages."""

    code: str
    action: str
    owner: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """One way to close an exception, and whether the visit then counts."""

    code: str
    accepts: bool
    zh: str
    en: str


KINDS = {
    kind.code: kind
    for kind in (
        # Who and when.
        Kind("unknown_client", FIX, DESK, "参保人不明", "unknown client"),
        Kind("unknown_worker", FIX, DESK, "护理员不明", "unknown worker"),
        Kind("missed_check_in", FIX, DESK, "已排班而无签到", "scheduled, no check-in"),
        Kind("no_check_in", FIX, DESK, "缺签到", "no check-in"),
        Kind("no_check_out", FIX, DESK, "缺签退", "no check-out"),
        Kind("unscheduled", ACKNOWLEDGE, DESK, "未排班的服务", "unscheduled visit"),
        Kind("late_in", ACKNOWLEDGE, DESK, "迟到", "late check-in"),
        Kind("early_out", ACKNOWLEDGE, DESK, "早退", "early check-out"),
        Kind("short", ACKNOWLEDGE, DESK, "时长不足", "shorter than planned"),
        Kind("over_length", FIX, DESK, "时长超过上限", "longer than allowed"),
        Kind("replaced_worker", ACKNOWLEDGE, DESK, "临时换人", "another worker came"),
        # What was done.
        Kind("missing_task", ACKNOWLEDGE, DESK, "项目未完成", "task not done"),
        Kind("missing_critical_task", FIX, DESK, "关键项目未完成", "critical task not done"),
        Kind("refused_task", ACKNOWLEDGE, DESK, "参保人拒绝项目", "task refused"),
        Kind("missing_reason", FIX, DESK, "缺原因代码", "reason code missing"),
        # Where, and with which device.
        Kind("place_weak", ACKNOWLEDGE, DESK, "定位证据不足", "weak evidence of place"),
        Kind("place_out", FIX, DESK, "定位在范围外", "fix outside the radius"),
        Kind("place_missing", FIX, DESK, "无定位", "no fix"),
        Kind("place_mocked", FIX, OPERATOR, "模拟定位", "simulated fix"),
        Kind("travel_flag", ACKNOWLEDGE, DESK, "移动过快", "moved very fast"),
        Kind("travel_impossible", FIX, OPERATOR, "移动不可能", "impossible travel"),
        Kind("frozen_fix", ACKNOWLEDGE, OPERATOR, "定位反复相同", "the same fix again and again"),
        Kind("replayed_fix", FIX, OPERATOR, "重复使用定位", "a fix used twice"),
        Kind("clock_offset", ACKNOWLEDGE, DESK, "设备时间偏差", "device clock is off"),
        Kind("clock_set_back", ACKNOWLEDGE, DESK, "设备时间被回调", "device clock was set back"),
        Kind("foreign_device", FIX, DESK, "非本人设备", "not the worker's device"),
        # Who confirms, and what else was happening.
        Kind("not_confirmed", ACKNOWLEDGE, DESK, "参保人未确认", "recipient has not confirmed"),
        Kind(DENIED, FIX, OPERATOR, "参保人否认", "recipient denies the visit"),
        Kind("signature_missing", ACKNOWLEDGE, DESK, "缺签名", "signature missing"),
        Kind("carer_overlap", FIX, DESK, "护理员时间重叠", "carer in two visits"),
        Kind("person_overlap", FIX, DESK, "参保人时间重叠", "person with two carers"),
        Kind("credential_expired", FIX, DESK, "证书过期", "credential expired"),
        Kind("worker_suspended", FIX, OPERATOR, "护理员暂停服务期间", "worker was suspended"),
        Kind("provider_suspended", FIX, OPERATOR, "机构暂停服务期间", "provider was suspended"),
        Kind("plan_not_in_force", FIX, DESK, "护理计划不在有效期", "no confirmed plan that day"),
        Kind("eligibility_lapsed", FIX, OPERATOR, "待遇不在有效期", "no benefit on that day"),
        Kind("hospital_stay", FIX, OPERATOR, "住院期间服务", "person was in hospital"),
        Kind("after_death", FIX, OPERATOR, "死亡后服务", "after the person's death"),
        Kind("manual_entry", ACKNOWLEDGE, DESK, "人工补登", "entered by hand"),
        Kind("manual_over_budget", FIX, DESK, "补登超限", "too many entries by hand"),
    )
}

# Why it happened, chosen by whoever explains.  "other" needs a memo.
REASONS = {
    "no_signal": ("室内信号差", "poor signal indoors"),
    "location_off": ("定位未开启或被拒绝", "location off or denied"),
    "phone_broken": ("手机故障或没电", "phone broken or flat"),
    "forgot": ("忘记签到或签退", "forgot to check in or out"),
    "address_wrong": ("登记住址或坐标有误", "registered address or point is wrong"),
    "person_elsewhere": ("参保人临时在别处", "person was elsewhere for the time"),
    "schedule_changed": ("排班临时调整", "schedule changed"),
    "worker_replaced": ("护理员临时替换", "worker replaced"),
    "person_asked": ("应参保人要求", "at the person's request"),
    "emergency": ("突发情况", "emergency"),
    "time_mistaken": ("时间登记有误", "time entered wrongly"),
    "other": ("其他", "other"),
}

RESOLUTIONS = {
    each.code: each
    for each in (
        Resolution("explained", accepts=True, zh="说明合理", en="explained"),
        Resolution("proof_accepted", accepts=True, zh="其他证明已采信", en="other proof accepted"),
        Resolution(
            "confirmed", accepts=True, zh="参保人一方已确认", en="recipient's side confirmed"
        ),
        Resolution("corrected", accepts=True, zh="已更正", en="corrected"),
        Resolution("home_moved", accepts=True, zh="住址坐标已更正", en="home point corrected"),
        Resolution("provisional", accepts=True, zh="超期先行支付", en="paid provisionally"),
        Resolution("not_proved", accepts=False, zh="不能证明", en="not proved"),
        Resolution("not_payable", accepts=False, zh="不符合支付条件", en="not payable"),
        Resolution("void", accepts=False, zh="服务作废", en="visit voided"),
        Resolution("other", accepts=False, zh="其他（不予认可）", en="other, not accepted"),
    )
}


def kind(code: str) -> Kind:
    """Return the kind of this code, or refuse an unknown one."""
    if code not in KINDS:
        raise Unknown.word("exception", code, KINDS, field="code", zh="异常")
    return KINDS[code]


def resolution(code: str) -> Resolution:
    """Return the resolution of this code, or refuse an unknown one."""
    if code not in RESOLUTIONS:
        raise Unknown.word("resolution", code, RESOLUTIONS, field="resolution_code", zh="处理结果")
    return RESOLUTIONS[code]


def due_days(code: str, pack_days: int | Mapping[str, int]) -> int:
    """Return the working days an exception may take, from the pack's one number or one by class."""
    action = kind(code).action
    return pack_days if isinstance(pack_days, int) else pack_days[action]


def check_reason(code: str, memo: str = "") -> None:
    """Refuse an unknown reason, and "other" without a memo."""
    if code not in REASONS:
        raise Unknown.word("reason", code, REASONS, field="reason_code", zh="原因")
    _needs_memo(code, memo)


def check_resolution(code: str, memo: str = "") -> Resolution:
    """Return the resolution; refuse an unknown one, and "other" without a memo."""
    found = resolution(code)
    _needs_memo(code, memo)
    return found


def _needs_memo(code: str, memo: str) -> None:
    if code == "other" and not memo.strip():
        raise BadInput("please say in words what it was", "选择“其他”时请填写说明", field="memo")
