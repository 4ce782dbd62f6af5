"""What people get in a month as known: reckoned before anything is written, so a gap stops a run.

Pure: the engine hands in what it read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import polars as pl

from billing.persons.rules.days import CareSpan, rated_month
from billing.persons.rules.lines import Stretch, stretches
from billing.rules.tariff import Tariff
from billing.settlement.rules.facts import Facts, SmallFacts
from ltc.shared.dates import Month


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
    unpaid: int = 0  # registrations that the pack pays for no day of the month
    both: int = 0  # people who are paid for a day of it and for a visit on the same day

    @property
    def number(self) -> int:
        """The month as lines write it: 202310."""
        return self.month.year * 100 + self.month.number

    def concerns(self, person: int) -> bool:
        """Tell whether a person's lines are reckoned here."""
        return self.whose is None or person in self.whose


def people_months(
    months: Iterable[tuple[KnownMonth, Collection[int] | None, Facts]],
) -> list[PeopleMonth]:
    """Reckon months for everybody, or for whom late news touch."""
    return [_month(*each) for each in months]


def _month(known: KnownMonth, touched: Collection[int] | None, facts: Facts) -> PeopleMonth:
    whose = None if touched is None else frozenset(touched)
    cares = [each for each in known.cares if whose is None or each.person in whose]
    found = PeopleMonth(known.month, known.tariff, whose, ())
    if not cares:
        return found
    cared_for = pl.col("person").is_in(sorted({each.person for each in cares}))
    rated = rated_month(facts.of(cared_for), cares, known.cared_for, known.tariff, known.month)
    paid = rated.visits.filter(pl.col("fund_fen") > 0)
    days = rated.days.filter(pl.col("fund_fen") > 0)
    return replace(
        found,
        stretches=stretches(rated.days, found.number),
        unpaid=len({each.care for each in cares} - set(rated.days["care"])),
        both=days.join(paid, on=["person", "day"], how="semi")["person"].n_unique(),
    )


def people_notes(month: PeopleMonth) -> list[tuple[str, dict[str, Any]]]:
    """Return what an officer should look at: care that is not paid, days that are paid twice."""
    found = {"unpaid": month.unpaid, "both": month.both}
    return [("family_care", found)] if any(found.values()) else []
