"""What some packs pay by beside the mode: who came, what was done, in which unit, for whom.

Read from the facts of visits and people, their choices of an incentive, and the months before.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from billing.rules import windows
from billing.rules.columns import ABOUT, NOTHING, About
from billing.rules.shapes.loyalty import CASH_CHOSEN, CHOICES, NEXT, NOTHING_CHOSEN
from billing.rules.tables import ANY_ITEM, CATALOGUE
from billing.rules.tariff import SHAPE, Tariff
from billing.settlement.rules.facts import DETAILS, SPAN, Facts
from billing.settlement.rules.history import first_day
from ltc.shared.dates import Month
from providers.visits.rules.qualified import standing

_WORDS = ("item", "unit", "_came", "traits", "_months", "_choice")
_NO_TRAITS, LOYALTY_CASH = "[]", "loyalty_cash"


def with_details(
    facts: Facts, tariff: Tariff, month_end: date
) -> tuple[pl.DataFrame, Sequence[About]]:
    """Return the visits with the column ``about``, and what its numbers stand for.

    A pack that asks for no details gets the visits as they are.
    """
    if not tariff.detailed:
        return facts.visits.drop(DETAILS, strict=False), (NOTHING,)
    traits = facts.people.select("person", "traits")
    told = facts.visits.join(traits, on="person", how="left", maintain_order="left")
    told = told.with_columns(
        _item(tariff, month_end),
        _came(facts.visits, facts.small.certificates, tariff, month_end),
        pl.col("traits").fill_null(_NO_TRAITS),
    )
    told = _with_history(told, facts, tariff, month_end)
    kinds = told.select(_WORDS).unique().sort(_WORDS).with_row_index(ABOUT)
    kinds = kinds.with_columns(pl.col(ABOUT).cast(pl.Int64))
    numbered = told.join(kinds, on=_WORDS, how="left", maintain_order="left")
    abouts = [_about(*row) for row in kinds.select(_WORDS).iter_rows()]
    return numbered.drop("traits", "_came", "_months", "_choice", *DETAILS), abouts or (NOTHING,)


def words_together(
    facts: Facts, tariff: Tariff, month: Month
) -> Iterator[tuple[str, str, str, About]]:
    """Yield the modes, grades, categories and details that occur together."""
    visits, abouts = with_details(facts, tariff, month.last_day)
    told = [name for name in ("person", "mode", ABOUT) if name in visits.columns]
    in_reach = pl.col("day") >= first_day(tariff.law, month)
    modes = visits.select(*told, "day").filter(in_reach).select(told).unique()
    modes = modes if ABOUT in told else modes.with_columns(pl.lit(0).alias(ABOUT))
    people = facts.people.select("person", "category")
    grades = facts.small.entitled.select("person", "grade").unique()
    joined = modes.join(people, on="person").join(grades, on="person")
    found = joined.select("mode", "grade", "category", ABOUT).unique()
    yield from ((*words, abouts[number]) for *words, number in found.iter_rows())


def by_visit(facts: Facts, tariff: Tariff, month_end: date) -> dict[int, About]:
    """Return what each visit is paid by; nothing where the pack asks for no details."""
    visits, abouts = with_details(facts, tariff, month_end)
    if ABOUT not in visits.columns:
        return {}
    return {visit: abouts[number] for visit, number in visits.select("line_id", ABOUT).iter_rows()}


def about_of(visit: Mapping[str, Any], facts: Facts, tariff: Tariff, *, month_end: date) -> About:
    """Return what one visit is paid by: all columns of visits that matter here are in ``visit``."""
    told = facts.only(pl.DataFrame([visit]))
    _visits, (about,) = with_details(told, tariff, month_end)
    return about


def _about(item: str, unit: str, carer: str, traits: str, months: int, choice: str) -> About:
    return About(item, unit, carer, tuple(sorted(set(json.loads(traits)))), months, choice)


def _with_history(told: pl.DataFrame, facts: Facts, tariff: Tariff, on: date) -> pl.DataFrame:
    """Add what the visit's person chose for care without a break, and its months, this included.

    Months are told only of those who chose something, and no more than make a difference.
    """
    if not tariff.law.has(NEXT, on):
        return told.with_columns(_choice=pl.lit(""), _months=pl.lit(0, pl.Int64))
    choices = facts.small.choices
    held = {
        word: windows.covered(told, choices.filter(pl.col("word") == word).select(*SPAN))
        for word in CHOICES
    }
    told = told.join(facts.at_home, on=["person", "mode"], how="left", maintain_order="left")
    # Cash is a line of its own: where something else was chosen, it is nothing.
    cash = pl.col("item").is_in(_cash_items(tariff, on))
    words = [
        pl.when(pl.lit(held[word]) & (~cash | (word == CASH_CHOSEN))).then(pl.lit(word))
        for word in CHOICES
    ]
    told = told.with_columns(_choice=pl.coalesce(*words, pl.lit(NOTHING_CHOSEN)))
    months = pl.min_horizontal(pl.col("months").fill_null(0), pl.lit(tariff.law.value(NEXT, on)))
    chose = pl.col("_choice").is_in(CHOICES)
    return told.with_columns(_months=pl.when(chose).then(months + 1).otherwise(0)).drop("months")


def _cash_items(tariff: Tariff, on: date) -> list[str]:
    """Return the pack's items that stand for the cash of an incentive."""
    table = tariff.law.value(SHAPE, on)
    by_mode = [each for each in table.values() if isinstance(each, Mapping)]
    return [item for each in by_mode for item, way in each.items() if way == LOYALTY_CASH]


def _item(tariff: Tariff, on: date) -> pl.Expr:
    """Return the pack's word for what was done: its own, or the class of the catalogue's service.

    Tables are published by no more than that, and few words make few cells.
    """
    words = {each.code: each.code for each in tariff.pack.items}
    classes = tariff.law.classes_of_items(CATALOGUE, on) if tariff.law.has(CATALOGUE, on) else {}
    return pl.col("item").replace_strict({**classes, **words}, default=ANY_ITEM)


def _came(visits: pl.DataFrame, held: pl.DataFrame, tariff: Tariff, on: date) -> pl.Expr:
    """Return who came: the highest kind of carer that the visit's carer was certified as that day.

    Where the pack publishes nothing for that kind, or no certificate held, the visit counts as
    the kind that the plan asked for: a higher qualification covers the lower one, and whether
    a visit without a certificate counts was decided when it was verified.
    """
    words = tariff.words_by("carer", on) or {each.code for each in tariff.pack.carers}
    kinds = sorted(words & set(held["kind"].to_list()), key=lambda kind: (-standing(kind), kind))
    carers = visits.select(pl.col("carer").alias("person"), "day")
    best = [
        pl.when(windows.covered(carers, held.filter(pl.col("kind") == kind).select(*SPAN))).then(
            pl.lit(kind)
        )
        for kind in kinds
    ]
    return pl.coalesce(*best, pl.col("qualification")).alias("_came")
