"""What people get in a month as known: reckoned before anything is written, so a gap stops a run.

Pure: the engine hands in what it read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import polars as pl

from billing.persons.rules.days import CareSpan, day_lines, rated_days
from billing.persons.rules.lines import Stretch, stretches
from billing.rules.columns import PRICED
from billing.rules.tariff import Tariff
from billing.settlement.rules.facts import SmallFacts
from billing.settlement.rules.news import Affected
from ltc.shared.dates import Month

_PEOPLE = {
    "person": pl.Int64,
    "insurance": pl.String,
    "category": pl.String,
    "traits": pl.String,
}


class KnownMonth(Protocol):
    """The part of what the engine knows of a month that people are paid by."""

    @property
    def month(self) -> Month: ...  # noqa: D102 - named as the engine's own
    @property
    def tariff(self) -> Tariff: ...  # noqa: D102
    @property
    def small(self) -> SmallFacts: ...  # noqa: D102
    @property
    def cares(self) -> Sequence[CareSpan]: ...  # noqa: D102
    @property
    def cared_for(self) -> Sequence[tuple[int, str, str, str]]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class PeopleMonth:
    """What days of family care come to in a month; for ``whose`` only (``None``: for everybody)."""

    month: Month
    tariff: Tariff
    whose: frozenset[int] | None
    stretches: Sequence[Stretch]

    @property
    def number(self) -> int:
        """The month as lines write it: 202310."""
        return self.month.year * 100 + self.month.number

    def concerns(self, person: int) -> bool:
        """Tell whether a person's lines are reckoned here."""
        return self.whose is None or person in self.whose


def people_months(months: Iterable[tuple[KnownMonth, Affected | None]]) -> list[PeopleMonth]:
    """Reckon months for everybody, or for whom late news touch."""
    return [_month(known, affected) for known, affected in months]


def _month(known: KnownMonth, affected: Affected | None) -> PeopleMonth:
    whose = None
    if affected is not None and not affected.everybody:
        whose = frozenset(each.owner_id for each in affected.news if each.owner == "person")
    cares = [each for each in known.cares if whose is None or each.person in whose]
    found = PeopleMonth(known.month, known.tariff, whose, ())
    if not cares:
        return found
    people = pl.DataFrame(known.cared_for, schema=_PEOPLE, orient="row")
    rated = rated_days(cares, people, known.small, known.tariff, known.month)
    return PeopleMonth(known.month, known.tariff, whose, stretches(rated, found.number))


def people_notes(known: KnownMonth, visits: pl.DataFrame) -> list[tuple[str, dict[str, Any]]]:
    """Return what an officer should look at: care that is not paid, days and limits paid twice."""
    if not known.cares:
        return []
    days = day_lines(known.cares, known.tariff, known.month)
    visits = visits.filter(pl.col("day") >= known.month.first_day)
    unpaid = len({each.care for each in known.cares} - set(days["care"].to_list()))
    shared = days.filter(pl.col(PRICED)).join(visits, on="person", how="semi")
    same_day = days.join(visits, on=["person", "day"], how="semi")
    both = len({*shared["person"], *same_day["person"]})
    found = {"unpaid": unpaid, "both": both}
    return [("family_care", found)] if any(found.values()) else []
