"""``top_up``: what it costs to make up missing years of contributing at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from assessments.rules.conditions import TOP_UP, YEARS
from assessments.rules.start import next_month
from billing.rules.questions import fields
from billing.rules.questions.contribution import parts_of
from billing.rules.questions.fields import NEEDED, Record, read_one
from billing.rules.questions.financing import Member
from billing.rules.questions.sayings import check_spoken_of
from billing.rules.questions.signature import pack_named
from billing.rules.tariff import Tariff
from ltc.shared.money import yuan
from ltc.shared.reasons import Reason, register_texts

REASON, ENOUGH = "contribution.top_up", "contribution.years_enough"
_FREE = (fields.anything, None)
_RECORD = Record(
    {
        "question": _FREE,
        "id": _FREE,
        "pack": _FREE,
        "insurance": _FREE,
        "category": _FREE,
        "on": (fields.countable_day, NEEDED),
        "cumulative_years": (fields.years, NEEDED),
        "paid_on": (fields.countable_day, None),
        "base": (fields.amount, None),
        "age": (fields.years, None),
    }
)


def top_ups(tariff: Tariff, language: str) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """Return what answers questions to one pack; ``PolicyGap`` where an area has no top-up.

    The amount is the current year's contribution of the category that the pack names, times the
    missing years; paid on a day, the benefit begins with the month after.  Where that category pays
    a rate, ``base`` is what it is of in a year.
    """
    signature, law = pack_named(tariff.pack), tariff.law

    def answer(question: Mapping[str, Any]) -> dict[str, Any]:
        on, paid, paid_on, base, age = read_one(_RECORD, question)[5:]
        for name in (YEARS, TOP_UP):
            check_spoken_of(law, name, "way to make up years at once", "一次补足年限的办法")
        wanted, category = int(law.value(YEARS, on)), str(law.value(TOP_UP, on))
        missing = max(0, wanted - paid)
        each = (
            sum(parts_of(law, Member(category, base, age), on).amounts.values()) if missing else 0
        )
        facts = {"years": wanted, "missing": missing, "each": yuan(each)}
        because = Reason(REASON if missing else ENOUGH, law.cited(TOP_UP, on), facts)
        return {
            "on": str(on),
            "required_years": wanted,
            "cumulative_years": paid,
            "missing_years": missing,
            "per_year": yuan(each) if missing else None,
            "amount": yuan(each * missing),
            "first_day": str(next_month(paid_on)) if missing and paid_on else None,
            "reasons": [because.as_answer(language)],
            "pack": signature,
        }

    return answer


register_texts(
    {
        REASON: (
            "累计缴费须满 {years} 年，尚缺 {missing} 年，按当年标准每年 {each} 元一次补足",
            "{missing} of {years} years are missing: {each} 元 for each of them, paid at once",
        ),
        ENOUGH: (
            "累计缴费已满 {years} 年，不用补缴",
            "{years} years are full: nothing is to be made up",
        ),
    }
)
