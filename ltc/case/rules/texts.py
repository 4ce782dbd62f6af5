"""The words of this room's reasons, in Chinese and in English."""

from __future__ import annotations

from ltc.shared.reasons import register_texts

register_texts(
    {
        "refusal.not_insured": (
            "未参加长期护理保险：{note}",
            "not insured for long-term care: {note}",
        ),
        "refusal.not_qualified": (
            "不符合待遇享受条件：{note}",
            "the conditions for benefits are not met: {note}",
        ),
        "refusal.cost_outside_fund": (
            "护理服务费用不属于基金支付范围：{note}",
            "the costs are not the fund's to pay: {note}",
        ),
        "refusal.materials": (
            "申报材料不全或提供虚假材料：{note}",
            "papers are missing or false: {note}",
        ),
        "refusal.other": (
            "其他不予受理的情形：{note}",
            "another case in which an application is not accepted: {note}",
        ),
    }
)
