"""How lines are told on paper: short words for reasons, services and funds.  Chinese only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from billing.rules.reasons import CODES, codes_of
from billing.settlement.rules.lines import CORRECTED, OWN, TAKEN_BACK
from billing.words import WORDS
from ltc.case.plan.rules import catalogue
from ltc.policy.lookup import Pack

# The usual way of paying is no remark.
USUAL = frozenset({"benefit.ratio", "benefit.limit", "benefit.fixed", "benefit.unit"})
# Where a narrow column needs fewer words than a page has room for.
_FEWER: Mapping[str, str] = {
    "benefit.cap": "本项用完月限额",
    "visit.duration.partial": "时长不足，折算",
    "visit.duration.short": "时长过短",
    "entitlement.none": "当日不享受待遇",
    "entitlement.suspended": "待遇暂停",
    "event.other_benefit": "已享其他护理待遇",
    "visit.place": "地点未确认",
    "visit.unverified": "未核实",
    "entitlement.mode": "方式只选一种",
    "entitlement.grade": "等级不在范围",
    "entitlement.category": "参保类别不在范围",
    "provider.agreement": "无有效协议或暂停",
    "carer.qualification": "资质不符",
    "plan.absent": "不在护理计划",
}
SHORT: Mapping[str, str] = {
    code: _FEWER.get(code, str(said))
    for code, said in WORDS["line_reason"].items()
    if code not in USUAL
}
KINDS: Mapping[int, str] = {OWN: "", TAKEN_BACK: "冲回", CORRECTED: "更正"}
FUNDS: Mapping[int, str] = dict(enumerate(map(str, WORDS["fund"].values())))


def remark(mask: int, kind: int, for_month: int) -> str:
    """Return the remark on a line: what was taken back or corrected, and every unusual reason."""
    said = [SHORT[code] for code in codes_of(mask) if code not in USUAL]
    if kind != OWN:
        year, month = divmod(for_month, 100)
        said.insert(0, f"{KINDS[kind]}{year}年{month}月")
    return "；".join(said)


def counted(masks: Iterable[tuple[int, int]]) -> list[tuple[str, int, int]]:
    """Return ``(reason, lines, asked)`` of every unusual reason among ``(mask, asked)`` pairs."""
    found: dict[str, tuple[int, int]] = {}
    for mask, asked_fen in masks:
        for code in codes_of(mask):
            if code not in USUAL:
                lines, fen = found.get(code, (0, 0))
                found[code] = lines + 1, fen + asked_fen
    return [(SHORT[code], *found[code]) for code in CODES if code in found]


def services(pack: Pack, on: date) -> dict[str, str]:
    """Return code → Chinese name of everything that may stand on a bill."""
    listed = {code: str(each["name"]) for code, each in catalogue(pack, on).items()}
    return {**{each.code: each.name for each in pack.items}, **listed}
