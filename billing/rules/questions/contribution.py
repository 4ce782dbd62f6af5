"""``contribution``: who pays how much into the fund, by source, on a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from billing.rules.exact import Rounding
from billing.rules.questions import fields
from billing.rules.questions.fields import NEEDED, Record, read_one
from billing.rules.questions.signature import pack_named
from billing.rules.tariff import Tariff
from ltc.shared.errors import BadInput, Unknown
from ltc.shared.money import share, yuan
from ltc.shared.reasons import Reason, register_texts

SHAPE, AMOUNTS, RATES = "contribution.shape", "contribution.amounts", "contribution.rates"


_FREE = (fields.anything, None)
_RECORD = Record(
    {
        "question": _FREE,
        "id": _FREE,
        "pack": _FREE,
        "on": (fields.day, NEEDED),
        "category": (fields.text, NEEDED),
        "base": (fields.amount, None),
    }
)


def contributions(tariff: Tariff, language: str) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """Return what answers questions to one pack: each source's amount and their sum, exact."""
    signature = pack_named(tariff.pack)

    def answer(question: Mapping[str, Any]) -> dict[str, Any]:
        on, category, base = read_one(_RECORD, question)[3:]
        name, per, amounts = _amounts(tariff, on, category, base)
        facts = {"category": category, "base": yuan(base or 0)}
        because = Reason(name, tariff.law.cited(name, on), facts)
        return {
            "on": str(on),
            "category": category,
            "per": per,
            "amounts": {source: yuan(fen) for source, fen in amounts.items()},
            "total": yuan(sum(amounts.values())),
            "reasons": [because.as_answer(language)],
            "pack": signature,
        }

    return answer


def _amounts(
    tariff: Tariff, on: date, category: str, base: int | None
) -> tuple[str, str, dict[str, int]]:
    """Return the table that holds, the period the amounts are for, and 分 by source."""
    shapes = tariff.law.value(SHAPE, on)
    if category not in shapes:
        raise Unknown.word("category", category, shapes, zh="参保类别")
    if shapes[category] not in _SHAPES:
        raise Unknown.word("contribution shape", shapes[category], _SHAPES, field=SHAPE)
    name, per, amounts_of = _SHAPES[shapes[category]]
    rounding = Rounding.of(tariff.law.value("settlement.rounding", on))
    return name, per, amounts_of(tariff.law.value(name, on)[category], base, rounding)


def _flat(amounts: Mapping[str, int], _base: int | None, _rounding: Rounding) -> dict[str, int]:
    return dict(amounts)


def _by_rate(rates: Mapping[str, Decimal], base: int | None, rounding: Rounding) -> dict[str, int]:
    """Take each source's rate of the base by itself; the total is their sum, not a rate of it."""
    if base is None:
        raise BadInput(
            "base is missing: this category pays a rate of it",
            "缺少 base（缴费基数）：该类人员按费率缴费",
            field="base",
        )
    return {
        source: share(base, rate, rounding.mode, rounding.unit_fen)
        for source, rate in rates.items()
    }


_Amounts = Callable[[Mapping[str, Any], int | None, Rounding], dict[str, int]]
_SHAPES: dict[str, tuple[str, str, _Amounts]] = {
    "flat_per_year": (AMOUNTS, "year", _flat),
    "rate_of_base": (RATES, "base", _by_rate),
}

register_texts(
    {
        AMOUNTS: ("按每人每年定额缴纳", "a flat amount for each person and year"),
        RATES: ("按缴费基数 {base} 元乘费率", "a rate of the base of {base} 元 for each source"),
    }
)
