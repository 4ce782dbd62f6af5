"""Days of family care rated by the same rules as visits and questions.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from billing.persons.rules.ways import Way, paid_to_people
from billing.rules.columns import PRICED
from billing.rules.rate import rate
from billing.rules.tariff import Tariff
from billing.settlement.rules.details import with_details
from billing.settlement.rules.facts import DETAILS, VISIT, Facts, SmallFacts, lines_to_rate
from ltc.shared.dates import Month, each_day

FAMILY_CARER = "family_carer"
"""The packs' word for who is chosen by the family."""

_DAY = {**VISIT, **DETAILS, "care": pl.Int64, "way_item": pl.String, PRICED: pl.Boolean}
_ONE = 1000
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


def rated_days(
    cares: Sequence[CareSpan],
    people: pl.DataFrame,
    small: SmallFacts,
    tariff: Tariff,
    month: Month,
) -> pl.DataFrame:
    """Return every day of family care in a month as ``RATED``; a gap of the pack is raised.

    ``people`` have person, insurance (the fund), category and traits.
    """
    days = day_lines(cares, tariff, month)
    if days.is_empty():
        return pl.DataFrame(schema=RATED)
    facts = Facts(visits=days, people=people, small=small, left_out={})
    visits, abouts = with_details(facts, tariff, month.last_day)
    lines = lines_to_rate(facts.only(visits), tariff, month.last_day).with_columns(
        pl.lit(value=True).alias("provider_ok"),
        pl.lit(value=True).alias("carer_ok"),
        pl.lit(value=False).alias("overlap_carer"),
        pl.lit(value=False).alias("overlap_person"),
    )
    rated = rate(lines, tariff, abouts)
    return rated.select(pl.col(name).cast(kind) for name, kind in RATED.items())


def day_lines(cares: Sequence[CareSpan], tariff: Tariff, month: Month) -> pl.DataFrame:
    """Return one line for each day of care that the pack pays to people on that day.

    Without a cost a line asks for the published amount.  A month's cost is divided over its days
    so that a whole month comes to it, to the 分.
    """
    known = _known_ways(tariff, month)
    rows = [
        _line(number, care, day, month)
        for number, (care, day) in enumerate(
            (care, day) for care in cares for day in _days(care, month) if care.way in known[day]
        )
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
        "started": 0,
        "ended": 0,
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
