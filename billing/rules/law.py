"""What a pack says, remembered: a month of lines asks the same few things over and over.

``known_on`` asks the pack as it was known on a day: a past month can be rated again as it was then.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from typing import Any

from ltc.policy.lookup import Pack
from ltc.shared.dates import FOREVER
from ltc.shared.errors import PolicyGap

_ONE_DAY = timedelta(days=1)


class Law:
    """One pack, as known on a day; good for as long as the pack is."""

    def __init__(self, pack: Pack, *, known_on: date | None = None) -> None:
        """Take the pack; nothing is looked up yet."""
        self.pack = pack
        self.known_on = known_on
        self._changes = sorted(_days_of_change(pack))
        self._values: dict[tuple[str, date], Any] = {}
        self._cited: dict[tuple[str, date], str] = {}
        self._spoken_of: dict[tuple[str, date], bool] = {}
        self._classes: dict[tuple[str, date], dict[str, str]] = {}

    def law_day(self, day: date) -> date:
        """Return the first day since which nothing in the pack has changed up to ``day``."""
        at = bisect_right(self._changes, day)
        return self._changes[at - 1] if at else day

    def value(self, name: str, day: date) -> Any:  # noqa: ANN401 - what the pack says
        """Return the pack's value of ``name`` on ``day``, not to be changed; or its gap."""
        key = name, self.law_day(day)
        if key not in self._values:
            self._values[key] = self.pack[name].on(day, known_on=self.known_on)
        return self._values[key]

    def has(self, name: str, day: date) -> bool:
        """Tell whether the pack speaks of ``name`` on ``day``; *not published* is speaking of it.

        For parameters that a pack may leave out, or bring in later.
        """
        key = name, self.law_day(day)
        if key not in self._spoken_of:
            self._spoken_of[key] = name in self.pack and self._says(name, day)
        return self._spoken_of[key]

    def _says(self, name: str, day: date) -> bool:
        try:
            self.value(name, day)
        except PolicyGap:
            return any(
                row.unknown and row.first_day <= day <= (row.last_day or FOREVER)
                for row in self.pack[name].rows
            )
        return True

    def classes_of_items(self, name: str, day: date) -> dict[str, str]:
        """Return the class of each service in the catalogue ``name`` on ``day``, by its code."""
        key = name, self.law_day(day)
        if key not in self._classes:
            services = self.value(name, day)
            self._classes[key] = {each["code"]: each["category"] for each in services}
        return self._classes[key]

    def cited(self, name: str, day: date) -> str:
        """Return the short citation behind ``name`` on ``day``."""
        key = name, self.law_day(day)
        if key not in self._cited:
            self._cited[key] = self.pack[name].law_on(day, known_on=self.known_on)
        return self._cited[key]


def _days_of_change(pack: Pack) -> set[date]:
    """Return the days on which any row begins, or the day after it ends, known or not."""
    rows = [row for name in pack for row in pack[name].rows]
    ends = {row.last_day + _ONE_DAY for row in rows if row.last_day and row.last_day < FOREVER}
    return {row.first_day for row in rows} | ends
