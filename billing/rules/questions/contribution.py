"""``contribution``: who pays how much into the fund, by source, on a day."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from billing.rules.columns import INSURANCES
from billing.rules.law import Law
from billing.rules.questions import fields, financing
from billing.rules.questions.fields import NEEDED, Record, read_one
from billing.rules.questions.financing import Member, Parts
from billing.rules.questions.sayings import said
from billing.rules.questions.signature import pack_named
from billing.rules.tariff import Tariff
from ltc.shared.errors import LtcError, PolicyGap, Unknown
from ltc.shared.money import yuan
from ltc.shared.reasons import Reason, register_texts

SHAPE, BASE_KIND = "contribution.shape", "contribution.base"
UNKNOWN_SOURCES = "contribution.unknown_sources"

_SOURCES = {"unit": "单位", "individual": "个人", "pool": "医保统筹基金", "finance": "财政"}
_FREE = (fields.anything, None)
_RECORD = Record(
    {
        "question": _FREE,
        "id": _FREE,
        "pack": _FREE,
        "on": (fields.day, NEEDED),
        "category": (fields.text, None),
        "insurance": (fields.text, None),
        "base": (fields.amount, None),
        "age": (fields.years, None),
    }
)


def contributions(tariff: Tariff, language: str) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """Return what answers questions to one pack: each source's amount and their sum, exact.

    Where the part of a source was never published, ``total`` is null and ``unknown`` names it.
    """
    signature, law = pack_named(tariff.pack), tariff.law

    def answer(question: Mapping[str, Any]) -> dict[str, Any]:
        on, category, insurance, base, age = read_one(_RECORD, question)[3:]
        category = fields.either(category, insurance, "category", "参保类别")
        parts = parts_of(law, Member(category, base, age), on)
        unknown = (said(law, UNKNOWN_SOURCES, on) or {}).get(category, [])
        reasons = _reasons(law, parts, unknown, on, {"category": category, "base": yuan(base or 0)})
        return {
            "on": str(on),
            "category": category,
            "per": parts.per,
            "amounts": {source: yuan(fen) for source, fen in parts.amounts.items()},
            "total": None if unknown else yuan(sum(parts.amounts.values())),
            **parts.more,
            **_base_kind(law, parts, category, on),
            **({"unknown": list(unknown)} if unknown else {}),
            "reasons": [each.as_answer(language) for each in reasons],
            "pack": signature,
        }

    return answer


def parts_of(law: Law, member: Member, on: date) -> Parts:
    """Return what each source pays for ``member``, by the way that the pack names."""
    shapes = law.value(SHAPE, on)
    if member.category not in shapes:
        raise _nothing_of(law, member.category, shapes)
    name = shapes[member.category]
    if name not in financing.SHAPES:
        raise Unknown.word("contribution shape", name, financing.SHAPES, field=SHAPE)
    return financing.SHAPES[name](law, member, on)


def _nothing_of(law: Law, category: str, shapes: Collection[str]) -> LtcError:
    """Say that nothing is published of a category, or that there is no such category."""
    if category not in INSURANCES:
        return Unknown.word("category", category, shapes, zh="参保类别")
    pack, known = law.pack, ", ".join(shapes)
    return PolicyGap(
        f"{pack.id} ({pack.name_en}) publishes no contribution of {category}; published: {known}",
        f"{pack.id}（{pack.name}）没有公布{INSURANCES[category]}（{category}）的缴费；已公布：{known}",
        field="category",
    )


def _reasons(
    law: Law, parts: Parts, unknown: list[str], on: date, facts: Mapping[str, object]
) -> list[Reason]:
    reasons = [Reason(parts.code or parts.table, law.cited(parts.table, on), facts)]
    if unknown:
        names = "、".join(_SOURCES.get(each, each) for each in unknown)
        told = {"sources": names, "sources_en": ", ".join(unknown)}
        reasons.append(Reason(UNKNOWN_SOURCES, law.cited(UNKNOWN_SOURCES, on), told))
    return reasons


def _base_kind(law: Law, parts: Parts, category: str, on: date) -> dict[str, str]:
    """Say which base the caller's is taken to be, where the pack says so."""
    if parts.per != financing.BASE:
        return {}
    kind = (said(law, BASE_KIND, on) or {}).get(category)
    return {"base_kind": kind} if kind else {}


register_texts(
    {
        financing.AMOUNTS: ("按每人每年定额缴纳", "a flat amount for each person and year"),
        financing.MONTHLY: (
            "按每年定额加每月定额缴纳，合计为一年",
            "a flat amount a year and one a month, together for a year",
        ),
        financing.TOTALS: (
            "按每人每年总额，由各方按份额分担",
            "a published total for each person and year, shared by the sources",
        ),
        financing.AT_MOST: ("只公布了每年最多多少", "only the most of a year is published"),
        financing.HALF: ("各方按居民的一半缴纳", "half of every part of a resident's"),
        financing.RATES: (
            "按缴费基数 {base} 元乘费率",
            "a rate of the base of {base} 元 for each source",
        ),
        UNKNOWN_SOURCES: (
            "{sources} 负担的数额没有公布，不给合计",
            "the parts of {sources_en} are not published: there is no total",
        ),
    }
)
