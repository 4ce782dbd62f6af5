"""Which parameters of a pack the rules read: their unit, their levels and the words they know.

The packs are text that officers write: a name with a slip in it would be read by nobody, and a word
with a slip only when the first month is paid.  ``soundness`` holds packs against these tables.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from assessments.rules import conditions, start
from assessments.rules.exclusions import EXCLUSIONS
from billing.rules.choice import CHOICE, EXCLUSIVE, STACKABLE
from billing.rules.payees import BELOW, PAYEE, PERSON
from billing.rules.questions import assessment_fee
from billing.rules.shapes.registry import SHAPES
from billing.rules.shapes.terms import PART_MONTHS
from billing.rules.windows import HOSPITAL_DAYS, SERVED_DAYS
from ltc.policy.read import CATEGORIES, FIXED_DIMENSIONS

Layers = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """How a parameter is read: ``by`` lists the levels it may have (None: those of a bill).

    Its words are ``words``, or those of one kind that the pack itself has: ``own``.
    """

    unit: str
    by: tuple[Layers, ...] | None = ((),)
    words: Collection[str] | None = None
    own: str = ""


BILL = frozenset({"mode", "grade", "category", "item", "carer", "unit", "trait"})
"""By what a table of benefits may be published, in any order."""

_BY_TRAIT = "_by_trait"
_CATEGORY, _CATEGORY_SOURCE = (("category",),), (("category", "source"),)
_SOURCES, _PAYERS = FIXED_DIMENSIONS["source"], FIXED_DIMENSIONS["payer"]
_TABLES: Mapping[str, str] = {
    "yuan": "monthly_cap monthly_standard monthly_limit monthly_amount package daily_amount "
    "daily_cap daily_to_person monthly_to_person part_month_daily month_amount hour_price "
    "hour_fund visit_price visit_fund visit_copay allowance_day allowance_month "
    "loyalty_cash_first loyalty_cash_next",
    "minutes": "minutes_week minutes_month visit_minutes visit_least_minutes visit_most_minutes "
    "loyalty_minutes_first loyalty_minutes_next",
    "count": "visits_week visits_month",
    "share": "ratio standard_share",
}
_BENEFIT = {
    **{name: Read(unit, None) for unit, names in _TABLES.items() for name in names.split()},
    "shape": Read("word", None, SHAPES),
    "cap_applies_to": Read("word", None, ("gross", "fund")),
    "coverage": Read("word", None, ("capped", "open", "excluded")),
    "pool": Read("word", None),
    "care_means": Read("word", None, own="items"),
    "part_of_carer": Read("word", None, own="items"),
    "grade_of_trait": Read("word", (("trait",),), own="grades"),
    "ratio_bonus": Read("share", (("trait",),)),
    "free_traits": Read("words"),
    "excluded_traits": Read("words"),
    "categories": Read("words", words=CATEGORIES),
    "unpublished_categories": Read("words", words=CATEGORIES),
    CHOICE.partition(".")[2]: Read("word", words=(EXCLUSIVE, STACKABLE)),
    "loyalty_first_months": Read("months"),
    "loyalty_next_months": Read("months"),
    "part_month": Read("word", words=PART_MONTHS),
    "hospital_days": Read("word", words=(*HOSPITAL_DAYS, SERVED_DAYS)),
    BELOW.partition(".")[2]: Read("word", words=("in_proportion",)),
}
_CONTRIBUTION = {
    "shape": Read("word", _CATEGORY),
    "base": Read("word", _CATEGORY),
    "amounts": Read("yuan", _CATEGORY_SOURCE),
    "monthly_amounts": Read("yuan", _CATEGORY_SOURCE),
    "at_most": Read("yuan", _CATEGORY_SOURCE),
    "totals": Read("yuan", _CATEGORY),
    "shares": Read("share", _CATEGORY_SOURCE),
    "rates": Read("share", _CATEGORY_SOURCE),
    "rates_older": Read("share", _CATEGORY_SOURCE),
    "age_limit": Read("years"),
    "unknown_sources": Read("words", _CATEGORY, _SOURCES),
    "rounding": Read("rounding"),
}
_FULL_NAMES = {
    "entitlement.grades": Read("words"),
    conditions.CATEGORIES: Read("words", words=CATEGORIES),
    conditions.WAITING: Read("months"),
    conditions.WAITING_COUNTS: Read("word", words=("by_day", "by_month")),
    conditions.YEARS: Read("years"),
    conditions.TOP_UP: Read("word", words=CATEGORIES),
    conditions.DISABILITY: Read("months"),
    conditions.MIN_AGE: Read("years"),
    conditions.EXCLUDED: Read("words", words=EXCLUSIONS),
    **{name: Read("days") for name in conditions.WINDOW},
    start.START_RULE: Read("word", words=start.RULES),
    start.RULE_OF_ITEM: Read("word", (("item",),), start.RULES),
    start.CHANGE_RULE: Read("word", words=start.RULES),
    start.COUNTS_FROM: Read("word", words=("conclusion", start.PUBLICATION)),
    start.BENEFITS_FROM: Read("day"),
    start.BREAK_RULE: Read("word", words=(start.AFTER_PAYING, "made_up_from_break")),
    PAYEE: Read("word", None, ("provider", PERSON)),
    "settlement.basis": Read("word", words=("visits", "claims")),
    "settlement.rounding": Read("rounding"),
    "settlement.deposit_share": Read("share"),
    assessment_fee.AMOUNT: Read("yuan", (("occasion",), ("place",))),
    assessment_fee.BY_OUTCOME: Read("share", (("occasion", "outcome", "payer"),)),
    assessment_fee.BY_GRADE: Read("share", (("grade", "payer"),)),
    assessment_fee.ADVANCED_BY: Read("word", (("occasion",),), _PAYERS),
    assessment_fee.WAIVED: Read("yes_no"),
}
READ: Mapping[str, Read] = {
    **{f"benefit.{name}": read for name, read in _BENEFIT.items()},
    **{f"contribution.{name}": read for name, read in _CONTRIBUTION.items()},
    **_FULL_NAMES,
}
ONLY_TOLD = frozenset(
    {
        "benefit.carry_over",
        "benefit.limit_applies_to",
        "benefit.week_copay",
        "benefit.yearly_limit",
        "contribution.channel",
        "contribution.shortage",
    }
)
"""What documents say and people want to look up, and what no rule reads yet."""

TOPICS = frozenset(name.partition(".")[0] for name in READ)


def reading_of(name: str) -> Read | None:
    """Return how a parameter is read, or None where no rule of these topics reads it."""
    plain = name.removesuffix(_BY_TRAIT)
    return READ.get(name) or (READ.get(plain) if plain.startswith("benefit.") else None)
