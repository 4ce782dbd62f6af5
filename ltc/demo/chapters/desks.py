"""The exception desk: the provider explains, somebody else decides, on the evidence there is."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from ltc.db import unit_of_work
from ltc.demo.story import Story
from ltc.scope import Scope
from providers.visits.queries.desk import QueueFilter, QueueRow, queue
from providers.visits.queries.log import proofs_of
from providers.visits.rules.exceptions import RESOLUTIONS
from providers.visits.rules.proofs import INDEPENDENT
from providers.visits.services import (
    Decision,
    ManualEntry,
    Why,
    decide_exception,
    enter_manually,
    explain_exception,
)

# What the desks say about each kind; where nothing is said, the visit cannot be proved.
_EXPLAINED = {
    "place_weak": ("no_signal", "楼内信号弱，定位漂移"),
    "unscheduled": ("schedule_changed", "按家属要求改期"),
    "late_in": ("schedule_changed", "路上耽搁"),
    "travel_flag": ("schedule_changed", "两户相邻，顺路上门"),
    "frozen_fix": ("no_signal", "手机定位缓存"),
    "carer_overlap": ("time_mistaken", "签退晚点"),
}
_ACCEPTED = frozenset({"place_weak", "unscheduled", "late_in", "travel_flag", "frozen_fix"})
_LATER = timedelta(minutes=3)
_ENTERED = "manual_entry"
_NAMES = {code: each.zh for code, each in RESOLUTIONS.items()} | {_ENTERED: "补登"}


def work_off(story: Story, when: datetime) -> Counter[str]:
    """Deal with everything that waits; return how it ended, by resolution."""
    ended: Counter[str] = Counter()
    seen: set[int] = set()
    while True:
        with unit_of_work():
            rows = [row for row in _waiting(story) if row.exception.id not in seen]
            for row in rows:
                seen.add(row.exception.id)
                ended[_deal_with(story, row, when)] += 1
        if not rows:
            return ended


def tell_of(story: Story, ended: Counter[str]) -> None:
    """Tell how the exceptions ended."""
    zh = "、".join(f"{_NAMES[code]} {count}" for code, count in sorted(ended.items()))
    en = ", ".join(f"{code} {count}" for code, count in sorted(ended.items()))
    story.tell.say(
        f"异常 {ended.total()} 件，机构说明、经办决定：{zh}",
        f"{ended.total()} exceptions explained by providers, decided by the operator: {en}",
    )


def _waiting(story: Story) -> list[QueueRow]:
    return queue(QueueFilter(), scope=story.cast.operator.scope)


def _deal_with(story: Story, row: QueueRow, when: datetime) -> str:
    """Explain as the provider's desk, then decide as the operator."""
    desk = story.cast.provider(row.exception.provider_id).desk.scope
    code = row.exception.code
    if code == "no_check_out" and row.visit.started_at is not None:
        _enter(story, row, when)
        return _ENTERED  # the entry takes the exception's ground away
    if row.exception.state == "open":
        reason, memo = _EXPLAINED.get(code, ("other", "已向护理员了解情况，见备注"))
        explain_exception(row.exception.id, Why(reason, memo), scope=desk, at=when)
    scope = story.cast.operator.scope
    done = decide_exception(row.exception.id, _decision(row), scope=scope, at=when + _LATER)
    return done.resolution_code


def _enter(story: Story, row: QueueRow, when: datetime) -> None:
    """Write by hand when the carer left, after asking him and the family."""
    visit = row.visit
    started_at = visit.started_at or visit.planned_start
    entry = ManualEntry(
        started_at=started_at,
        ended_at=started_at + timedelta(minutes=visit.planned_minutes),
        reason="forgot",
        memo="护理员忘记签退，已电话向家属核实离开时间",
    )
    desk = story.cast.provider(visit.provider_id).desk.scope
    enter_manually(visit.id, entry, scope=desk, at=when)


def _decision(row: QueueRow) -> Decision:
    """Decide by what speaks for the visit."""
    code = row.exception.code
    if code in _ACCEPTED:
        return Decision(resolution="explained", memo="说明合理")
    if code == "manual_entry":
        return Decision(resolution="explained", memo="补登理由成立，次数在限额内")
    if code == "place_missing" and _proved(row):
        return Decision(resolution="proof_accepted", memo="家庭验证码可证明在场")
    if code == "short":
        return Decision(resolution="not_payable", memo="实际时长不足计划的一半")
    return Decision(resolution="not_proved", memo="无其他证明，不予认可")


def _proved(row: QueueRow) -> bool:
    everything = Scope.everything("the decision looks at the proofs of the visit")
    return any(proof.kind in INDEPENDENT for proof in proofs_of([row.visit.id], scope=everything))
