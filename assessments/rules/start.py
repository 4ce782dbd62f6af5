"""From which day a benefit runs: the start rules that packs name, and what can put it off.

Facts in, a day out; which rule holds in an area and on a day is the pack's word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from assessments.rules.law import Law, said
from ltc.shared.dates import add_months
from ltc.shared.errors import Unknown

START_RULE, RULE_OF_ITEM = "entitlement.start_rule", "entitlement.start_rule_of_item"
CHANGE_RULE, COUNTS_FROM = "entitlement.change_rule", "entitlement.start_counts_from"
BENEFITS_FROM, BREAK_RULE = "entitlement.benefits_from", "entitlement.break_rule"
PUBLICATION, AFTER_PAYING = "publication", "next_month_after_paying"
_ONE_DAY = timedelta(days=1)
_MIDDLE = 16


def _same_day(on: date) -> date:
    return on


def _next_day(on: date) -> date:
    return on + _ONE_DAY


def _same_month(on: date) -> date:
    return on.replace(day=1)


def next_month(on: date) -> date:
    """Return the first day of the month after ``on``."""
    return add_months(on.replace(day=1), 1)


def _next_half_month(on: date) -> date:
    """Return the first 1st or 16th after ``on``."""
    return on.replace(day=_MIDDLE) if on.day < _MIDDLE else next_month(on)


RULES: Mapping[str, Callable[[date], date]] = {
    "same_day": _same_day,
    "next_day": _next_day,
    "same_month": _same_month,
    "next_month": next_month,
    "next_half_month": _next_half_month,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StartFacts:
    """What may move the first day: a publication, a change, a payment made up."""

    item: str = ""
    change: str = ""
    published_on: date | None = None
    topped_up_on: date | None = None
    paid_again_on: date | None = None


def start_day(law: Law, on: date, facts: StartFacts | None = None) -> date:
    """Return the first day of a benefit whose conclusion takes effect on ``on``."""
    about = facts or StartFacts()
    rule = _rule(law, on, about)
    if rule not in RULES:
        raise Unknown.word("start rule", rule, RULES)
    published = said(law, COUNTS_FROM, on) == PUBLICATION and about.published_on
    return max(RULES[rule](published or on), *_not_before(law, on, about))


def _rule(law: Law, on: date, about: StartFacts) -> str:
    """Return the rule that holds: of a change, of the item, or the usual one."""
    of_item: Mapping[str, str] = said(law, RULE_OF_ITEM, on) or {}
    change = said(law, CHANGE_RULE, on) if about.change else None
    return str(change or of_item.get(about.item) or law[START_RULE].on(on))


def _not_before(law: Law, on: date, about: StartFacts) -> list[date]:
    """Return the days before which nothing is paid, whatever the rule."""
    days = [said(law, BENEFITS_FROM, on) or date.min]
    if about.topped_up_on:
        days.append(next_month(about.topped_up_on))
    if about.paid_again_on and said(law, BREAK_RULE, on) == AFTER_PAYING:
        days.append(next_month(about.paid_again_on))
    return days
