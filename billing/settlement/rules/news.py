"""Late news: what became known after an earlier month was settled, and whom it touches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import polars as pl

from ltc.shared.dates import FOREVER, Month, overlaps


class News(NamedTuple):
    """One fact that came late: about a person, a provider or a carer, for a span of days."""

    cause: str
    owner: str  # person, provider or carer: the column of a visit
    owner_id: int
    first_day: date
    last_day: date | None


@dataclass(slots=True)
class Affected:
    """Whose lines of a settled month are rated again, and why."""

    news: list[News] = field(default_factory=list)
    everybody: bool = False  # the law itself came late

    def __bool__(self) -> bool:
        return self.everybody or bool(self.news)

    def people(self, visits: pl.DataFrame) -> list[int] | None:
        """Return the people to rate again; ``None`` is everybody."""
        if self.everybody:
            return None
        found = {each.owner_id for each in self.news if each.owner == "person"}
        for owner in ("provider", "carer"):
            named = {each.owner_id for each in self.news if each.owner == owner}
            chosen = visits.filter(pl.col(owner).is_in(sorted(named)))
            found.update(chosen["person"].unique().to_list())
        return sorted(found)

    def causes(self) -> dict[str, int]:
        """Return how many facts of each cause came late."""
        found = Counter(each.cause for each in self.news)
        if self.everybody:
            found["law"] += 1
        return dict(sorted(found.items()))


def by_month(news: Iterable[News], reached: Mapping[Month, date]) -> dict[Month, Affected]:
    """Hand out news to the settled months that they touch.

    ``reached`` tells from which day on facts decide on a month: what came late about the days
    before it may change what was left of a week in it, or an incentive.
    """
    found = {month: Affected() for month in reached}
    for each in news:
        for month, affected in found.items():
            if overlaps(each.first_day, each.last_day or FOREVER, reached[month], month.last_day):
                affected.news.append(each)
    return found
