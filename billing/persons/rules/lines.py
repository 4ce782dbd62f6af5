"""From rated days to lines: runs of days alike, sums, and what corrects an earlier month.  Pure."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any, NamedTuple

import polars as pl

from ltc.shared.dates import Month

OWN, TAKEN_BACK, CORRECTED = 0, 1, 2
CARE, VISITS = "care", "visits"
"""Where a line comes from: days of family care, or the person's part of what visits are paid."""

_ONE_DAY = timedelta(days=1)


class Stretch(NamedTuple):
    """What a person gets for some days of one month, and why."""

    person_id: int
    for_month: int
    source: str
    care_id: int
    provider_id: int
    insurance: str
    mode: str
    item: str
    grade: str
    first_day: date
    last_day: date
    days: int
    asked_fen: int
    fund_fen: int
    reasons: int

    def taken_back(self) -> Stretch:
        """Return what takes it back."""
        return self._replace(asked_fen=-self.asked_fen, fund_fen=-self.fund_fen)


class PersonTotal(NamedTuple):
    """Sums of family care of one fund and mode; own month and adjustments apart."""

    insurance: str
    mode: str
    adjusted: bool
    fund_fen: int


class Shared(NamedTuple):
    """A person's part of settled lines of visits that are alike, added up."""

    kind: int
    person_id: int
    for_month: int
    provider_id: int
    insurance: str
    mode: str
    grade: str
    reasons: int
    visits: int
    fen: int

    def as_line(self) -> tuple[int, Stretch]:
        """Return kind and line: it stands for its whole month, and its days are visits."""
        month = Month(*divmod(self.for_month, 100))
        return self.kind, Stretch(
            person_id=self.person_id,
            for_month=self.for_month,
            source=VISITS,
            care_id=0,
            provider_id=self.provider_id,
            insurance=self.insurance,
            mode=self.mode,
            item="",
            grade=self.grade,
            first_day=month.first_day,
            last_day=month.last_day,
            days=self.visits,
            asked_fen=self.fen,
            fund_fen=self.fen,
            reasons=self.reasons,
        )


def stretches(rated: pl.DataFrame, for_month: int) -> list[Stretch]:
    """Join days that follow each other and are alike: same care, grade and reasons."""
    alike = ("person", "care", "grade", "reasons")
    rows = rated.sort("person", "care", "day").iter_rows(named=True)
    return [
        _stretch(days, for_month)
        for _key, same in groupby(rows, key=lambda row: [row[name] for name in alike])
        for days in _runs(same)
    ]


def _runs(rows: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Divide days in order where one is missing in between."""
    found: list[list[dict[str, Any]]] = []
    for row in rows:
        if found and found[-1][-1]["day"] + _ONE_DAY == row["day"]:
            found[-1].append(row)
        else:
            found.append([row])
    return found


def _stretch(days: Sequence[dict[str, Any]], for_month: int) -> Stretch:
    of = days[0]
    return Stretch(
        person_id=of["person"],
        for_month=for_month,
        source=CARE,
        care_id=of["care"],
        provider_id=0,
        insurance=of["fund"] or "employee",
        mode=of["mode"],
        item=of["way_item"],
        grade=of["grade"] or "",
        first_day=of["day"],
        last_day=days[-1]["day"],
        days=len(days),
        asked_fen=sum(each["asked_fen"] for each in days),
        fund_fen=sum(each["fund_fen"] for each in days),
        reasons=of["reasons"],
    )


def standing(ever: Iterable[tuple[int, Stretch]]) -> list[Stretch]:
    """Return what holds now of all lines ever written for a month: (kind, line), in any order."""
    counts: Counter[Stretch] = Counter()
    for kind, line in ever:
        counts[line.taken_back() if kind == TAKEN_BACK else line] += -1 if kind == TAKEN_BACK else 1
    return sorted(counts.elements())


def pairs(before: Iterable[Stretch], now: Iterable[Stretch]) -> list[tuple[int, Stretch]]:
    """Return what corrects ``before`` into ``now``: what changed is taken back, and redone."""
    old, new = Counter(before), Counter(now)
    back = [(TAKEN_BACK, line.taken_back()) for line in sorted((old - new).elements())]
    return [*back, *((CORRECTED, line) for line in sorted((new - old).elements()))]


def totals(lines: Iterable[tuple[int, Stretch]]) -> list[PersonTotal]:
    """Return the sums that the books take of family care: what is nought is left out.

    The parts of visits are booked with the visits.
    """
    sums: Counter[tuple[str, str, bool]] = Counter()
    for kind, line in lines:
        if line.source == CARE:
            sums[line.insurance, line.mode, kind > OWN] += line.fund_fen
    return [PersonTotal(*key, fen) for key, fen in sorted(sums.items()) if fen]


def lines_hash(lines: Iterable[tuple[int, Stretch]]) -> str:
    """Return the hash of people's lines, whatever their order or the engine; empty for none."""
    rows = sorted([kind, *map(str, line)] for kind, line in lines)
    text = json.dumps(rows, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest() if rows else ""
