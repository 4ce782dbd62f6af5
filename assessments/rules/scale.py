"""What a scale is: items with options, totals with bands, bands with grades.

Plain values.  Where they come from (files, versions, hashes) is the business of
``assessments.scales``; how they are used is the business of the modules beside this one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assessments.rules.table import Bands, GradeTable


@dataclass(frozen=True, slots=True)
class Word:
    """A name in Chinese and in English."""

    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a scale; ``options`` give each legal answer its wording, worst first."""

    key: str
    code: str
    name: str
    name_en: str
    options: Mapping[int, Word]
    confidence: str

    @property
    def highest(self) -> int:
        """The points of the best option."""
        return max(self.options)

    @property
    def step(self) -> int:
        """The points between two neighbouring options."""
        return self.highest // (len(self.options) - 1)


@dataclass(frozen=True, slots=True)
class Dimension:
    """Items whose points make one total."""

    key: str
    name: str
    name_en: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """One or more dimensions that are banded together; band 0 is intact.

    ``step`` is the points between two options of any of its items, ``tops`` how many steps each
    item has.  Both are worked out at loading, because they are asked for with every score.
    """

    key: str
    name: str
    name_en: str
    of: tuple[str, ...]
    items: tuple[Item, ...]
    bands: tuple[tuple[int, int], ...]
    band_of: Mapping[int, int]
    step: int
    tops: tuple[tuple[str, int], ...]

    @property
    def highest(self) -> int:
        """The best total."""
        return self.bands[0][1]


@dataclass(frozen=True, slots=True)
class Changes:
    """What may change the grade that the points give (GB/T 42195-2022, annex C)."""

    law: str
    coma_item: str
    dementia_or_mental: int
    risk_events: int
    risk_events_from: int
    risk_days: int
    add_up: bool


@dataclass(frozen=True, slots=True)
class Scale:
    """A whole scale.  ``tables[n]`` gives the grade when the points' grade is raised by ``n``."""

    id: str
    version: str
    fingerprint: str
    kind: str
    name: str
    name_en: str
    law: str
    verified: bool
    dimensions: tuple[Dimension, ...]
    axes: tuple[Axis, ...]
    bands: tuple[Word, ...]
    grades: tuple[Word, ...]
    severe_from: int
    tables: tuple[GradeTable, ...]
    confidence: Mapping[Bands, str]
    changes: Changes | None
    items: Mapping[str, Item]
    content: Mapping[str, object]

    @property
    def worst(self) -> int:
        """The most severe grade."""
        return len(self.grades) - 1

    def grade_of(self, bands: Bands) -> int:
        """Return the grade that the points alone give."""
        return self.tables[0].grade[bands]


@dataclass(frozen=True, slots=True)
class SelfItem:
    """One question of the self-assessment; ``options`` are words, not points."""

    key: str
    name: str
    name_en: str
    group: str
    options: Mapping[str, Word]


@dataclass(frozen=True, slots=True)
class SelfScale:
    """The self-assessment form: letters by the count of dependent items of class a and b."""

    id: str
    version: str
    fingerprint: str
    name: str
    name_en: str
    law: str
    items: Mapping[str, SelfItem]
    letters: tuple[tuple[str, ...], ...]
    gate: frozenset[str]
    partial_counts: bool
    content: Mapping[str, object]
