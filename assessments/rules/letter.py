"""The letter to the person in plain Chinese: the grade, what it means, why, and what to do.

Pure text from facts.  Letters go to people in Chinese whatever language a clerk reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ltc.shared.reasons import Reason, register_texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a letter tells; ``review_days`` is None where no review can follow."""

    grade: str
    entitled: bool
    first_day: date
    last_day: date
    reasons: tuple[Reason, ...]
    nearest: Mapping[str, Any]
    review_days: int | None


def letter_lines(letter: Letter) -> Iterator[str]:
    """Yield the sentences of the letter, one a line."""
    yield f"评估结论：{letter.grade}。"
    if letter.entitled:
        yield (
            f"您可以享受长期护理保险待遇，自{_day(letter.first_day)}起，"
            f"至{_day(letter.last_day)}止。"
        )
    else:
        yield "本次结论未达到享受待遇的条件。"
    for reason in letter.reasons:
        law = f"（依据：{reason.law}）" if reason.law else ""
        yield f"理由：{reason.text()}{law}。"
    if letter.review_days is None:
        yield "本结论为复评结论，为最终结论。"
    else:
        yield (
            f"如对结论有异议，可自收到之日起{letter.review_days}个工作日内申请复评，"
            "复评由其他评估机构和人员进行。"
        )


def _day(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"


register_texts(
    {
        "conclusion.grade": (
            "按全国统一量表评为 {grade} 级（{grade_name}）",
            "grade {grade} by the national scale ({grade_name})",
        ),
    }
)
