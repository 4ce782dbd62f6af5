"""The conditions of a benefit one by one: each is a question to the law with the person's facts.

A fact that is not known is not judged; a condition that an area never made does not hold there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assessments.rules.exclusions import EXCLUSIONS, UNPAID
from assessments.rules.law import Law, said
from ltc.shared.dates import add_months
from ltc.shared.reasons import Reason, register_texts

CATEGORIES, WAITING = "entitlement.categories", "entitlement.waiting_months"
WAITING_COUNTS, DISABILITY = "entitlement.waiting_counts", "entitlement.disability_months"
MIN_AGE, YEARS = "entitlement.min_age", "entitlement.cumulative_years"
TOP_UP, EXCLUDED = "entitlement.top_up_category", "entitlement.exclusions"
WINDOW = "entitlement.apply_first_day", "entitlement.apply_last_day"
AGAIN, GATE = "process.change_request_months", "process.self_assessment_gate"
_BY_MONTH = "by_month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of a person who wants to apply; None where it is not known."""

    category: str
    insured_from: date | None = None
    continuous_months: int | None = None
    cumulative_years: int | None = None
    disabled_since: date | None = None
    age: int | None = None
    last_concluded_on: date | None = None
    letter: str = ""
    exclusions: tuple[str, ...] = ()


def against(facts: Standing, law: Law, on: date) -> Iterator[Reason]:
    """Yield what speaks against applying on a day."""
    found = [
        category(facts.category, law, on),
        _continuous(facts, law, on),
        _age(facts, law, on),
        _disability(facts.disabled_since, law, on),
        _again(facts.last_concluded_on, law, on),
        _letter(facts.letter, law, on),
    ]
    yield from (reason for reason in found if reason)
    if years_missing(facts, law, on) and not said(law, TOP_UP, on):
        yield years_reason("entitled.years", facts, law, on)
    yield from _excluded(facts.exclusions, law, on)


def application_window(law: Law, on: date) -> Reason | None:
    """Return why nobody may apply on a day: some areas take applications on some days only."""
    first, last = (said(law, name, on) for name in WINDOW)
    if first is None or last is None or first <= on.day <= last:
        return None
    return Reason("entitled.window", law[WINDOW[0]].law_on(on), {"first": first, "last": last})


def category(word: str, law: Law, on: date) -> Reason | None:
    """Return why a category of insurance has no benefits."""
    clause = law[CATEGORIES]
    if word in clause.on(on):
        return None
    return Reason("entitled.category", clause.law_on(on), {"category": word})


def waiting(insured_from: date, law: Law, on: date) -> Reason | None:
    """Return why somebody insured since a day must still wait."""
    clause = law[WAITING]
    begins = insured_from
    if said(law, WAITING_COUNTS, on) == _BY_MONTH:
        begins = insured_from.replace(day=1)
    from_day = add_months(begins, clause.on(on))
    if from_day <= on:
        return None
    facts = {"months": clause.on(on), "since": str(insured_from), "from_day": str(from_day)}
    return Reason("entitled.waiting", clause.law_on(on), facts)


def years_missing(facts: Standing, law: Law, on: date) -> int:
    """Return how many years of contributing are missing; 0 where none are, or nothing is known."""
    wanted = said(law, YEARS, on)
    if wanted is None or facts.cumulative_years is None:
        return 0
    return max(0, int(wanted) - facts.cumulative_years)


def years_reason(code: str, facts: Standing, law: Law, on: date) -> Reason:
    """Return a reason about years of contributing, with what is wanted and what is there."""
    clause = law[YEARS]
    told = {
        "years": clause.on(on),
        "paid": facts.cumulative_years,
        "missing": years_missing(facts, law, on),
    }
    return Reason(code, clause.law_on(on), told)


def not_judged(facts: Standing, law: Law, on: date) -> list[str]:
    """Return the facts that the area asks for and that are not known."""
    asked = {
        "age": said(law, MIN_AGE, on) and facts.age is None,
        "cumulative_years": said(law, YEARS, on) and facts.cumulative_years is None,
        "disabled_since": said(law, DISABILITY, on) and facts.disabled_since is None,
    }
    return [name for name, missing in asked.items() if missing]


def _continuous(facts: Standing, law: Law, on: date) -> Reason | None:
    """Contributions must have run on for their months, by day or by count."""
    if facts.continuous_months is None:
        return waiting(facts.insured_from, law, on) if facts.insured_from else None
    clause = law[WAITING]
    if facts.continuous_months >= clause.on(on):
        return None
    told = {"months": clause.on(on), "paid": facts.continuous_months}
    return Reason("entitled.continuous", clause.law_on(on), told)


def _age(facts: Standing, law: Law, on: date) -> Reason | None:
    least = said(law, MIN_AGE, on)
    if least is None or facts.age is None or facts.age >= least:
        return None
    return Reason("entitled.age", law[MIN_AGE].law_on(on), {"least": least, "age": facts.age})


def _disability(since: date | None, law: Law, on: date) -> Reason | None:
    """The disability must have lasted its months, where the day it began is known."""
    clause = law[DISABILITY]
    if since is None or add_months(since, clause.on(on)) <= on:
        return None
    facts = {"months": clause.on(on), "since": str(since)}
    return Reason("entitled.disability", clause.law_on(on), facts)


def _again(concluded: date | None, law: Law, on: date) -> Reason | None:
    """Some months must lie between a conclusion and the next application."""
    if concluded is None:
        return None
    clause = law[AGAIN]
    from_day = add_months(concluded, clause.on(on))
    if from_day <= on:
        return None
    told = {"months": clause.on(on), "concluded": str(concluded), "from_day": str(from_day)}
    return Reason("entitled.too_soon", clause.law_on(on), told)


def _letter(letter: str, law: Law, on: date) -> Reason | None:
    if not letter or letter in law[GATE].on(on):
        return None
    told = {"letter": letter, "gate": "、".join(law[GATE].on(on))}
    return Reason("entitled.letter", law[GATE].law_on(on), told)


def _excluded(words: tuple[str, ...], law: Law, on: date) -> Iterator[Reason]:
    """Yield the circumstances that the area lists; who does not pay is nowhere insured."""
    listed = said(law, EXCLUDED, on) or ()
    for word in words:
        if word in listed or word == UNPAID:
            zh, en = EXCLUSIONS[word]
            name = EXCLUDED if word in listed else CATEGORIES
            yield Reason("entitled.exclusion", law[name].law_on(on), {"zh": zh, "en": en})


register_texts(
    {
        "entitled.category": (
            "参保类别不在当前享受范围内",
            "this category of insurance has no benefits yet",
        ),
        "entitled.waiting": (
            "参保缴费须满 {months} 个月（{since} 起参保，{from_day} 满）",
            "insured since {since}: the waiting period of {months} months ends on {from_day}",
        ),
        "entitled.continuous": (
            "须连续参保缴费满 {months} 个月（现为 {paid} 个月）",
            "{months} months of contributions without a break are needed, not {paid}",
        ),
        "entitled.years": (
            "累计缴费须满 {years} 年（现为 {paid} 年）",
            "{years} years of contributions are needed, not {paid}",
        ),
        "entitled.age": ("须年满 {least} 岁", "the least age is {least}"),
        "entitled.disability": (
            "失能状态须持续 {months} 个月及以上（开始日期：{since}）",
            "the disability must have lasted {months} months or more (since {since})",
        ),
        "entitled.too_soon": (
            "距上次评估结论（{concluded}）不满 {months} 个月，{from_day} 起可再申请",
            "less than {months} months since the conclusion of {concluded}: again from {from_day}",
        ),
        "entitled.letter": (
            "自评等级 {letter} 未达到 {gate}",
            "the self-assessment {letter} is not among {gate}",
        ),
        "entitled.window": (
            "每月 {first} 日至 {last} 日受理申请",
            "applications are taken from the {first}. to the {last}. of a month",
        ),
        "entitled.exclusion": ("不予享受的情形：{zh}", "no benefit: {en}"),
    }
)
