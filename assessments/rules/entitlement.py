"""Is the assessed person entitled, from which day and until when?

Facts in, answer and reasons out; every number comes from the pack of the area.  What the fund
then pays is billing's business.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from assessments.rules import conditions
from assessments.rules.conditions import Standing
from assessments.rules.law import Law, said
from assessments.rules.start import START_RULE, StartFacts, start_day
from ltc.shared.reasons import Reason, register_texts

GRADES = "entitlement.grades"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts(Standing):
    """What entitlement asks of a person; ``grade`` is the area's own word for the grade."""

    grade: str
    grade_name: str
    start: StartFacts = field(default_factory=StartFacts)


@dataclass(frozen=True, slots=True)
class Entitlement:
    """The answer: entitled or not, from when, and why."""

    entitled: bool
    first_day: date
    reasons: tuple[Reason, ...]


def entitlement(facts: PersonFacts, *, law: Law, on: date) -> Entitlement:
    """Decide by the law of the day ``on``, the day of the conclusion."""
    against = tuple(_against(facts, law, on))
    first_day = start_day(law, on, facts.start)
    if against:
        return Entitlement(entitled=False, first_day=first_day, reasons=against)
    reasons = (_granted(facts, law, on), _start(law, on, first_day))
    return Entitlement(entitled=True, first_day=first_day, reasons=reasons)


def reaches_benefit(grade: str, *, law: Law, on: date) -> bool:
    """Tell whether a grade is one for which the area pays; only such conclusions are published."""
    return grade in law[GRADES].on(on)


def qualified(category: str, insured_from: date, *, law: Law, on: date) -> tuple[Reason, ...]:
    """Return what speaks against a person before anything is assessed: category and waiting."""
    found = (
        conditions.category(category, law, on),
        conditions.waiting(insured_from, law, on),
    )
    return tuple(reason for reason in found if reason)


def _against(facts: PersonFacts, law: Law, on: date) -> Iterator[Reason]:
    if not reaches_benefit(facts.grade, law=law, on=on):
        clause = law[GRADES]
        yield Reason("entitled.grade", clause.law_on(on), {"grade": facts.grade_name})
    yield from conditions.against(facts, law, on)
    if conditions.years_missing(facts, law, on) and _may_top_up(facts, law, on):
        yield conditions.years_reason("entitled.top_up", facts, law, on)


def _may_top_up(facts: PersonFacts, law: Law, on: date) -> bool:
    """Tell whether missing years can be paid at once, and have not been."""
    return bool(said(law, conditions.TOP_UP, on)) and facts.start.topped_up_on is None


def _granted(facts: PersonFacts, law: Law, on: date) -> Reason:
    clause = law[GRADES]
    return Reason("entitled.granted", clause.law_on(on), {"grade": facts.grade_name})


def counted_from(found: Entitlement, first_day: date) -> Entitlement:
    """Return what a review that helps comes to: it counts from where the first one began."""
    reasons = tuple(
        Reason("entitled.start_as_first", each.law, _said_as(first_day))
        if each.code == "entitled.start"
        else each
        for each in found.reasons
    )
    return replace(found, first_day=first_day, reasons=reasons)


def _start(law: Law, on: date, first_day: date) -> Reason:
    return Reason("entitled.start", law[START_RULE].law_on(on), _said_as(first_day))


def _said_as(day: date) -> dict[str, object]:
    """Return a first day as the texts of both languages say it."""
    return {"first_day": str(day), "year": day.year, "month": day.month, "day": day.day}


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
        "entitled.start_as_first": (
            "复评等级高于原结论，待遇自原结论的起算日{year}年{month}月{day}日起算",
            "the review found a higher grade: the benefit begins as the first did, {first_day}",
        ),
        "entitled.grade": (
            "评估为{grade}，未达到享受待遇的等级",
            "graded {grade}: below the grades that have benefits",
        ),
        "entitled.top_up": (
            "累计缴费不满 {years} 年，尚缺 {missing} 年：一次补足后的次月起享受",
            "{missing} of {years} years are missing: paid at once, the benefit begins next month",
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
