"""A person's month rated as one: days of family care and visits, in the order of time.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from billing.persons.rules.ways import Way, paid_to_people
from billing.rules.columns import PRICED
from billing.rules.rate import rate
from billing.rules.tariff import Tariff
from billing.settlement.rules.details import with_details
from billing.settlement.rules.facts import DETAILS, VISIT, Facts, lines_to_rate
from billing.settlement.rules.history import first_day
from ltc.shared.dates import Month, each_day

FAMILY_CARER = "family_carer"
"""The packs' word for who is chosen by the family."""

_DAY = {**VISIT, **DETAILS, "care": pl.Int64, "way_item": pl.String, PRICED: pl.Boolean}
_PEOPLE = {
    "person": pl.Int64,
    "insurance": pl.String,
    "category": pl.String,
    "traits": pl.String,
}
_ONE = 1000
_AFTER_VISITS = 2**62
_WORDS = {"mode": pl.String, "grade": pl.String, "fund": pl.String}
RATED: dict[str, Any] = {
    "person": pl.Int64,
    "care": pl.Int64,
    "way_item": pl.String,
    "day": pl.Date,
    **_WORDS,
    "asked_fen": pl.Int64,
    "fund_fen": pl.Int64,
    "reasons": pl.Int64,
}
"""A rated day: whose, of which registration, asked, paid and why."""


class CareSpan(NamedTuple):
    """Family care as far as rating is concerned; ``monthly_fen`` is what a month of it costs."""

    care: int
    person: int
    way: Way
    first_day: date
    last_day: date
    monthly_fen: int = 0


class Rated(NamedTuple):
    """A month rated: visits with the columns of the staircase, days of family care as ``RATED``."""

    visits: pl.DataFrame
    days: pl.DataFrame


def rated_month(
    facts: Facts,
    cares: Sequence[CareSpan],
    cared_for: Sequence[tuple[int, str, str, str]],
    tariff: Tariff,
    month: Month,
) -> Rated:
    """Rate visits and days of family care of whole people together; a gap of the pack is raised.

    What limits a month, or lets one way of care exclude another, so counts over both.  On one day
    visits come first: they have an hour and proofs.
    """
    days = day_lines(cares, tariff, month)
    in_reach = facts.visits.filter(pl.col("day") >= first_day(tariff.law, month))
    facts = _beside(facts.only(in_reach), days, cared_for)
    visits, abouts = with_details(facts, tariff, month.last_day)
    lines = lines_to_rate(facts.only(visits), tariff, month.last_day)
    rated = rate(lines if days.is_empty() else _with_nobody(lines), tariff, abouts)
    rated = rated.filter(pl.col("day") >= month.first_day)
    if days.is_empty():
        return Rated(rated, pl.DataFrame(schema=RATED))
    by_care = pl.col("care").is_not_null()
    told = [pl.col(name).cast(kind) for name, kind in RATED.items()]
    return Rated(rated.filter(~by_care), rated.filter(by_care).select(told))


def _beside(
    facts: Facts, days: pl.DataFrame, cared_for: Sequence[tuple[int, str, str, str]]
) -> Facts:
    """Put days of family care beside the visits, and those who have them beside the people."""
    if days.is_empty():
        return facts
    told = pl.DataFrame(cared_for, schema=_PEOPLE, orient="row")
    others = told.join(facts.people, on="person", how="anti")
    known = [name for name in others.columns if name in facts.people.columns]
    lines = pl.concat([facts.visits, days], how="diagonal")
    return replace(
        facts,
        visits=lines.with_columns(pl.col(PRICED).fill_null(value=True)),
        people=pl.concat([facts.people, others.select(known)], how="diagonal"),
    )


def _with_nobody(lines: pl.DataFrame) -> pl.DataFrame:
    """Let nothing refuse family care that is asked of a provider, or of a carer's time."""
    visit = pl.col("care").is_null()
    stands = {"provider_ok": True, "carer_ok": True}
    stands |= {"overlap_carer": False, "overlap_person": False}
    return lines.with_columns(
        pl.when(visit).then(name).otherwise(value).alias(name) for name, value in stands.items()
    )


def pays_days(tariff: Tariff, month: Month) -> bool:
    """Tell whether the pack pays people for any day of care in a month."""
    return any(_known_ways(tariff, month).values())


def day_lines(cares: Sequence[CareSpan], tariff: Tariff, month: Month) -> pl.DataFrame:
    """Return one line for each day of care that the pack pays to people on that day.

    Without a cost a line asks for the published amount.  A month's cost is divided over its days
    so that a whole month comes to it, to the 分.
    """
    known = _known_ways(tariff, month)
    days = [(care, day) for care in cares for day in _days(care, month) if care.way in known[day]]
    rows = [  # numbered below every visit
        _line(number, care, day, month) for number, (care, day) in enumerate(days, start=-len(days))
    ]
    return pl.DataFrame(rows, schema=_DAY, orient="row")


def _known_ways(tariff: Tariff, month: Month) -> dict[date, frozenset[Way]]:
    by_law_day: dict[date, frozenset[Way]] = {}
    found = {}
    for day in each_day(*month.days):
        law_day = tariff.law.law_day(day)
        if law_day not in by_law_day:
            by_law_day[law_day] = frozenset(paid_to_people(tariff, day))
        found[day] = by_law_day[law_day]
    return found


def _days(care: CareSpan, month: Month) -> Sequence[date]:
    first, last = max(care.first_day, month.first_day), min(care.last_day, month.last_day)
    return list(each_day(first, last)) if first <= last else []


def _line(number: int, care: CareSpan, day: date, month: Month) -> dict[str, Any]:
    return {
        "line_id": number,
        "person": care.person,
        "provider": 0,
        "carer": 0,
        "mode": care.way.mode,
        "day": day,
        "started": _AFTER_VISITS,
        "ended": _AFTER_VISITS,
        "quantity_milli": _ONE,
        "price_fen": _cost_of(day, month, care.monthly_fen),
        "two_person": False,
        "item": care.way.item,
        "unit": "",
        "qualification": FAMILY_CARER,
        "care": care.care,
        "way_item": care.way.item,
        PRICED: care.monthly_fen > 0,
    }


def _cost_of(day: date, month: Month, monthly_fen: int) -> int:
    """Return a day's part of a month's cost: the parts of all days add up to it."""
    days = month.last_day.day
    return monthly_fen * day.day // days - monthly_fen * (day.day - 1) // days
