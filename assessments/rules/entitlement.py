"""Is the assessed person entitled, from which day and until when?

Facts in, answer and reasons out; every number comes from the pack of the area.  What the fund
then pays is billing's business.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from assessments.rules.law import Law
from ltc.shared.dates import add_months
from ltc.shared.errors import Unknown
from ltc.shared.reasons import Reason, register_texts

_ONE_DAY = timedelta(days=1)
SAME_DAY, NEXT_DAY, NEXT_MONTH = "same_day", "next_day", "next_month"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """What entitlement asks of a person; ``grade`` is the area's own word for the grade."""

    grade: str
    grade_name: str
    category: str
    insured_from: date
    disabled_since: date | None = None


@dataclass(frozen=True, slots=True)
class Entitlement:
    """The answer: entitled or not, from when, and why."""

    entitled: bool
    first_day: date
    reasons: tuple[Reason, ...]


def entitlement(facts: PersonFacts, *, law: Law, on: date) -> Entitlement:
    """Decide by the law of the day ``on``, the day of the conclusion."""
    against = tuple(_against(facts, law, on))
    first_day = start_day(law, on)
    if against:
        return Entitlement(entitled=False, first_day=first_day, reasons=against)
    reasons = (_granted(facts, law, on), _start(law, on, first_day))
    return Entitlement(entitled=True, first_day=first_day, reasons=reasons)


def reaches_benefit(grade: str, *, law: Law, on: date) -> bool:
    """Tell whether a grade is one for which the area pays; only such conclusions are published."""
    return grade in law["entitlement.grades"].on(on)


def qualified(category: str, insured_from: date, *, law: Law, on: date) -> tuple[Reason, ...]:
    """Return what speaks against a person before anything is assessed: category and waiting."""
    found = (_category(category, law, on), _waiting(insured_from, law, on))
    return tuple(reason for reason in found if reason)


def start_day(law: Law, on: date) -> date:
    """Return the first day of a benefit whose conclusion takes effect on ``on``."""
    rule = law["entitlement.start_rule"].on(on)
    if rule == SAME_DAY:
        return on
    if rule == NEXT_DAY:
        return on + _ONE_DAY
    if rule == NEXT_MONTH:
        return add_months(on.replace(day=1), 1)
    raise Unknown.word("start rule", rule, (SAME_DAY, NEXT_DAY, NEXT_MONTH))


def _against(facts: PersonFacts, law: Law, on: date) -> Iterator[Reason]:
    if not reaches_benefit(facts.grade, law=law, on=on):
        clause = law["entitlement.grades"]
        yield Reason("entitled.grade", clause.law_on(on), {"grade": facts.grade_name})
    yield from qualified(facts.category, facts.insured_from, law=law, on=on)
    disability = _disability(facts.disabled_since, law, on)
    if disability:
        yield disability


def _category(category: str, law: Law, on: date) -> Reason | None:
    clause = law["entitlement.categories"]
    if category in clause.on(on):
        return None
    return Reason("entitled.category", clause.law_on(on), {"category": category})


def _waiting(insured_from: date, law: Law, on: date) -> Reason | None:
    clause = law["entitlement.waiting_months"]
    from_day = add_months(insured_from, clause.on(on))
    if from_day <= on:
        return None
    facts = {"months": clause.on(on), "since": str(insured_from), "from_day": str(from_day)}
    return Reason("entitled.waiting", clause.law_on(on), facts)


def _disability(since: date | None, law: Law, on: date) -> Reason | None:
    """The disability must have lasted its months, where the day it began is known."""
    clause = law["entitlement.disability_months"]
    if since is None or add_months(since, clause.on(on)) <= on:
        return None
    facts = {"months": clause.on(on), "since": str(since)}
    return Reason("entitled.disability", clause.law_on(on), facts)


def _granted(facts: PersonFacts, law: Law, on: date) -> Reason:
    clause = law["entitlement.grades"]
    return Reason("entitled.granted", clause.law_on(on), {"grade": facts.grade_name})


def _start(law: Law, on: date, first_day: date) -> Reason:
    clause = law["entitlement.start_rule"]
    facts = {
        "first_day": str(first_day),
        "year": first_day.year,
        "month": first_day.month,
        "day": first_day.day,
    }
    return Reason("entitled.start", clause.law_on(on), facts)


register_texts(
    {
        "entitled.granted": (
            "评估为{grade}，符合待遇享受条件",
            "graded {grade}: the conditions for benefits are met",
        ),
        "entitled.start": (
            "待遇自{year}年{month}月{day}日起算",
            "the benefit begins on {first_day}",
        ),
        "entitled.grade": (
            "评估为{grade}，未达到享受待遇的等级",
            "graded {grade}: below the grades that have benefits",
        ),
        "entitled.category": (
            "参保类别不在当前享受范围内",
            "this category of insurance has no benefits yet",
        ),
        "entitled.waiting": (
            "参保缴费须满 {months} 个月（{since} 起参保，{from_day} 满）",
            "insured since {since}: the waiting period of {months} months ends on {from_day}",
        ),
        "entitled.disability": (
            "失能状态须持续 {months} 个月及以上（开始日期：{since}）",
            "the disability must have lasted {months} months or more (since {since})",
        ),
        "entitled.review_upheld": (
            "复评等级与原结论一致，维持原结论",
            "the review came to the same grade: the first conclusion stands",
        ),
        "entitled.review_replaces": (
            "复评结论为最终结论，替代原结论",
            "the review is final and takes the place of the first conclusion",
        ),
    }
)
