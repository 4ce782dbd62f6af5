"""Why a line was paid as it was: one bit per reason while rating, text and law when someone looks.

The order of ``CODES`` is for ever: masks are stored with settled lines, so codes are only added at
the end.  The law of a reason is the one in force on the line's day, found in the pack.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import polars as pl

from billing.rules.law import Law
from ltc.shared.reasons import Reason, register_texts

CODES = (
    "benefit.ratio",
    "benefit.limit",
    "benefit.cap",
    "benefit.cap_used",
    "visit.duration.partial",
    "visit.duration.short",
    "entitlement.none",
    "entitlement.suspended",
    "event.death",
    "event.hospital",
    "event.other_benefit",
    "visit.overlap.carer",
    "visit.overlap.person",
    "visit.place",
    "visit.unverified",
    "entitlement.grade",
    "entitlement.category",
    "provider.agreement",
    "carer.qualification",
    "plan.absent",
    "benefit.fixed",
    "benefit.unit",
    "benefit.price",
    "benefit.fund_price",
    "benefit.copay",
    "benefit.count",
    "benefit.count_used",
    "benefit.month_amount",
    "benefit.loyalty",
    "benefit.trait",
    "benefit.item_excluded",
    "benefit.trait_excluded",
    "visit.minutes",
    "benefit.to_person",
    "entitlement.mode",
)
BIT = {code: 1 << place for place, code in enumerate(CODES)}

STOPS = (
    sum(
        BIT[code]
        for code in CODES
        if code.startswith(("entitlement.", "event.", "provider.", "carer.", "plan.", "visit."))
        or code.endswith("_excluded")
    )
    & ~BIT["visit.duration.partial"]
)
"""The bits of a line of which nothing is paid."""

LAWS: dict[str, tuple[str, ...]] = {
    "benefit.ratio": ("benefit.ratio",),
    "benefit.limit": ("benefit.monthly_limit",),
    "benefit.cap": ("benefit.monthly_cap", "benefit.monthly_limit"),
    "benefit.cap_used": ("benefit.monthly_cap", "benefit.monthly_limit"),
    "visit.duration.partial": ("visit.full_minutes_share",),
    "visit.duration.short": ("visit.min_minutes_share",),
    "event.hospital": ("benefit.hospital_days",),
    "benefit.fixed": (
        "benefit.daily_amount",
        "benefit.monthly_amount",
        "benefit.allowance_day",
        "benefit.allowance_month",
    ),
    "benefit.unit": (
        "benefit.daily_cap",
        "benefit.hour_price",
        "benefit.visit_price",
        "benefit.package",
    ),
    "benefit.to_person": ("benefit.daily_to_person", "benefit.monthly_to_person"),
    "benefit.item_excluded": ("benefit.coverage", "benefit.shape"),
    "benefit.trait_excluded": ("benefit.excluded_traits",),
    "benefit.trait": ("benefit.ratio_bonus", "benefit.free_traits"),
    "entitlement.mode": ("benefit.mode_choice",),
    "entitlement.grade": ("entitlement.grades",),
    "entitlement.category": ("entitlement.categories",),
}
"""Where the law of a reason stands: the first of these parameters that the pack has."""

register_texts(
    {
        "benefit.ratio": ("基金按 {ratio} 支付", "the fund pays {ratio} of the cost"),
        "benefit.limit": (
            "基金在月限额 {limit} 元内支付",
            "the fund pays within {limit} 元 a month",
        ),
        "benefit.cap": (
            "本月限额 {limit} 元在本项用完，超出部分基金不支付",
            "this line reaches the month's limit of {limit} 元; the fund pays nothing above it",
        ),
        "benefit.cap_used": (
            "本月限额 {limit} 元此前已用完",
            "the month's limit of {limit} 元 was used up before",
        ),
        "benefit.fixed": (
            "按定额支付：每{per_name} {price} 元",
            "a fixed amount is paid: {price} 元 a {per}",
        ),
        "benefit.unit": (
            "按{per_name}计付{price_text}{ratio_text}",
            "paid by the {per}{price_text_en}{ratio_text_en}",
        ),
        "benefit.price": (
            "超过支付标准每{per_name} {price} 元的部分基金不支付",
            "the fund pays nothing of what costs more than {price} 元 a {per}",
        ),
        "benefit.fund_price": (
            "基金每{per_name}最多支付 {fund_price} 元",
            "the fund pays at most {fund_price} 元 a {per}",
        ),
        "benefit.copay": (
            "每{per_name}由个人先付 {copay} 元",
            "the person bears {copay} 元 of each {per}",
        ),
        "benefit.count": (
            "超出可支付数量（{most}）的部分基金不支付",
            "only {most_en} are paid; the rest of this line is above that",
        ),
        "benefit.count_used": (
            "可支付数量（{most}）此前已用完",
            "{most_en} are paid; they were used up before",
        ),
        "benefit.month_amount": (
            "本月累计已达最高额，超出部分基金不支付",
            "the month's most is reached; the fund pays nothing above it",
        ),
        "benefit.loyalty": (
            "连续居家照护激励：本月增加 {extra} 小时",
            "{extra} more hours this month for care at home without a break",
        ),
        "benefit.trait": (
            "因人员特征适用优待标准",
            "a better standard holds for a trait of the person",
        ),
        "benefit.to_person": (
            "{shared_text}，由基金直接付给参保人",
            "{shared_text_en} go to the insured person",
        ),
        "benefit.item_excluded": (
            "该项目不在基金支付范围",
            "the fund does not pay for this item",
        ),
        "benefit.trait_excluded": (
            "该类人员不享受本待遇",
            "people of this kind do not get this benefit",
        ),
        "entitlement.mode": (
            "服务方式只能选一种：同月另一种方式还在继续，其最后一天以后才可支付",
            "one way is chosen: this one is paid only after the last day of the other in the month",
        ),
        "visit.minutes": (
            "服务时长未记录或不足规定的最短时长，不予支付",
            "the minutes of the visit are not told, or are below the least",
        ),
        "entitlement.grade": (
            "失能等级“{grade_name}”不在待遇范围内",
            "the grade {grade} is not entitled to benefits",
        ),
        "entitlement.category": (
            "参保类别“{insurance_name}”不在待遇范围内",
            "the insurance category {insurance} is not entitled to benefits",
        ),
        "visit.duration.partial": (
            "服务时长不足，按实际时长折算",
            "the visit was shorter than planned and counts by its minutes",
        ),
        "visit.duration.short": ("服务时长过短，不予支付", "the visit was too short to be paid"),
        "entitlement.none": ("服务当日不享受待遇", "not entitled on the day of service"),
        "entitlement.suspended": ("服务当日待遇已暂停", "the benefit was suspended on the day"),
        "event.death": ("服务日期在死亡之后", "the day of service is after the death"),
        "event.hospital": ("服务日期在住院期间", "the person was in hospital on the day"),
        "event.other_benefit": (
            "已享受其他护理待遇，不重复支付",
            "another care benefit is drawn; it is not paid twice",
        ),
        "visit.overlap.carer": (
            "护理员同一时间另有服务",
            "the carer was in another visit at the same time",
        ),
        "visit.overlap.person": (
            "参保人同一时间另有服务",
            "the person had another visit at the same time",
        ),
        "visit.place": ("服务地点未能确认", "the place of the visit is not proven"),
        "visit.unverified": ("服务记录未核实", "the visit is not verified"),
        "provider.agreement": (
            "护理机构当日无有效协议或已暂停",
            "the provider had no agreement in force on the day",
        ),
        "carer.qualification": (
            "护理员不具备该项目资质",
            "the carer is not qualified for this item",
        ),
        "plan.absent": ("该项目不在护理计划内", "this item is not in the care plan"),
    }
)


def bit(condition: pl.Expr, code: str) -> pl.Expr:
    """Return the bit of ``code`` where ``condition`` holds, else 0."""
    return condition.cast(pl.Int64) * BIT[code]


def codes_of(mask: int) -> list[str]:
    """Return the codes whose bits are set in ``mask``, in the order of ``CODES``."""
    return [code for code in CODES if mask & BIT[code]]


def mask_of(codes: Iterable[str]) -> int:
    """Return the mask with the bits of ``codes``."""
    return sum(BIT[code] for code in set(codes))


def explain(
    mask: int,
    law: Law,
    day: date,
    facts: Mapping[str, object],
    *,
    laws: Mapping[str, tuple[str, ...]] = LAWS,
) -> list[Reason]:
    """Return the reasons in ``mask`` with the law in force on ``day``.

    ``facts`` fill the texts; ``Tariff.explain`` finds those of a line's cell, and its shape's own
    ``laws``.
    """
    return [Reason(code, law_of(code, law, day, laws), facts) for code in codes_of(mask)]


def law_of(code: str, law: Law, day: date, laws: Mapping[str, tuple[str, ...]] = LAWS) -> str:
    """Return the citation behind ``code`` on ``day``, empty where the pack names none."""
    names = [name for name in laws.get(code, LAWS.get(code, ())) if name in law.pack]
    if not names:
        return ""
    return law.cited(next((name for name in names if law.has(name, day)), names[0]), day)
