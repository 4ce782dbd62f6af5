"""What a pack says on a day.  Pure values: knows no file, no clock and no database.

Outside the days of a pack, for an unknown name and for a value that was never published the answer
is a ``PolicyGap``: never zero, never the nearest row.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeVar

from ltc.shared.dates import FOREVER
from ltc.shared.errors import PolicyGap, Unknown

# What a parameter holds: its unit says which.  Amounts are whole 分, shares are Decimal.
Value = Any
W = TypeVar("W", bound="Word")

ONE_DAY = timedelta(days=1)
WORD_KINDS = {
    "grades": "失能等级",
    "modes": "服务方式",
    "items": "项目",
    "traits": "人员特征",
    "carers": "护理人员",
    "units": "计量单位",
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word that questions and records use, with its names for people."""

    code: str
    name: str
    name_en: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Grade(Word):
    """A grade in the area's own numbering; a higher ``severity`` is the worse condition.

    ``national`` is the grade 0 to 5 of the national scale, ``assumption`` marks a reading of ours,
    ``group`` is the word under which the area speaks of several grades together, such as 重度.
    """

    severity: int = 0
    national: int | None = None
    assumption: bool = False
    group: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A document that a value rests on; ``citation`` is how decisions name it."""

    id: str
    title: str
    confidence: str
    number: str = ""
    link: str = ""
    issued: date | None = None
    posted: date | None = None
    note: str = ""

    @property
    def citation(self) -> str:
        """The document's number, or its title where it has none."""
        return self.number or self.title


@dataclass(frozen=True, slots=True)
class Row:
    """A value with the days it holds (both included), its law and how sure we are of it."""

    value: Value
    first_day: date
    last_day: date | None
    law: str
    source: str
    confidence: str
    issued: date | None = None
    posted: date | None = None
    assumption: bool = False
    unknown: bool = False
    back_dated: bool = False
    note: str = ""
    line: int = field(default=0, compare=False)

    @property
    def known_from(self) -> date:
        """The day from which the office could know the value."""
        return self.posted or self.issued or date.min


@dataclass(frozen=True)
class Dated:
    """One parameter of a pack through time, rows in the order of their first days."""

    name: str
    pack: str
    meaning: str
    unit: str
    rows: tuple[Row, ...]
    by: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    file: str = ""
    line: int = 0

    def on(self, day: date, *, known_on: date | None = None) -> Value:
        """Return the plain value on ``day``, as it was known on ``known_on``."""
        rows = self._known(known_on)
        return _fresh(rows[self._find(rows, day, known_on)].value)

    def law_on(self, day: date, *, known_on: date | None = None) -> str:
        """Return the short citation of the law behind the value on ``day``."""
        rows = self._known(known_on)
        return rows[self._find(rows, day, known_on)].law

    def row_on(self, day: date, *, known_on: date | None = None) -> Row:
        """Return the whole row for ``day``; ``last_day`` is the last day it really holds."""
        rows = self._known(known_on)
        at = self._find(rows, day, known_on)
        return replace(rows[at], value=_fresh(rows[at].value), last_day=last_day(rows, at))

    def stated_on(self, day: date) -> Row | None:
        """Return the row for ``day``, also one that says it is not published; None in a gap."""
        at = self._place(self.rows, day)
        return None if at is None else self.rows[at]

    def change_days(self) -> frozenset[date]:
        """Return the days on which this parameter says something new, or stops saying it."""
        days = {row.first_day for row in self.rows}
        ends = {last_day(self.rows, at) for at in range(len(self.rows))}
        return frozenset(days | {end + ONE_DAY for end in ends if end})

    @cached_property
    def _days(self) -> list[date]:
        return [row.first_day for row in self.rows]

    def _known(self, known_on: date | None) -> tuple[Row, ...]:
        """Leave out rows that nobody could know on ``known_on``."""
        if known_on is None:
            return self.rows
        return tuple(row for row in self.rows if row.known_from <= known_on)

    def _find(self, rows: tuple[Row, ...], day: date, known_on: date | None) -> int:
        """Return the place of the row for ``day`` or say that there is a gap."""
        at = self._place(rows, day)
        if at is None:
            raise self._no_value(day, known_on)
        if rows[at].unknown:
            raise self._not_published(day)
        return at

    def _place(self, rows: tuple[Row, ...], day: date) -> int | None:
        days = self._days if rows is self.rows else [row.first_day for row in rows]
        at = bisect_right(days, day) - 1
        return None if at < 0 or (rows[at].last_day or FOREVER) < day else at

    def _no_value(self, day: date, known_on: date | None) -> PolicyGap:
        then_en = f" as known on {known_on}" if known_on else ""
        then_zh = f"（以 {known_on} 所知为准）" if known_on else ""
        ends = [last_day(self.rows, at) for at in range(len(self.rows))]
        spans = ", ".join(
            f"{row.first_day}..{end or ''}" for row, end in zip(self.rows, ends, strict=True)
        )
        return PolicyGap(
            f"{self.pack}: {self.name} has no value on {day}{then_en}; its days: {spans}",
            f"{self.pack}：{self.name} 在 {day} 没有取值{then_zh}；已有：{spans}",
            field=self.name,
        )

    def _not_published(self, day: date) -> PolicyGap:
        return PolicyGap(
            f"{self.pack}: {self.name} is not published ({day}): {self.meaning}",
            f"{self.pack}：{self.name} 未公布（{day}）：{self.meaning}",
            field=self.name,
        )


@dataclass(frozen=True)
class Pack:
    """The rules of an area as data.  Names missing here are looked up in ``base``."""

    id: str
    name: str
    name_en: str
    area_code: str
    version: str
    status: str
    first_day: date
    last_day: date | None
    not_modelled: tuple[str, ...]
    words: Mapping[str, tuple[Word, ...]]
    sources: Mapping[str, Source]
    parameters: Mapping[str, Dated]
    fingerprint: str
    notes: str = ""
    base: Pack | None = None
    places: Mapping[tuple[str, str], int] = field(default_factory=dict, compare=False)
    """The line of a key or word of the head, the words and the sources, by file and name."""

    def __getitem__(self, name: str) -> Dated:
        """Return the parameter called ``name``.

        An unknown name is a gap that lists the known ones of its topic, or the known topics.
        """
        if name in self.parameters:
            return self.parameters[name]
        if self.base is not None and name in self.base.parameters:
            return self.base.parameters[name]
        topic = name.partition(".")[0] + "."
        known = [each for each in self.names() if each.startswith(topic)]
        known = known or sorted({each.partition(".")[0] for each in self.names()})
        raise PolicyGap(
            f"{self.id} has no parameter {name!r}; known: {', '.join(known)}",
            f"{self.id} 没有参数“{name}”；已有：{', '.join(known)}",
            field=name,
        )

    def __contains__(self, name: object) -> bool:
        return name in self.parameters or (self.base is not None and name in self.base)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names())

    def names(self) -> tuple[str, ...]:
        """Return the names of all parameters, inherited ones included, in order."""
        inherited = self.base.parameters if self.base else {}
        return tuple(sorted({*self.parameters, *inherited}))

    def covers(self, day: date) -> bool:
        """Tell whether the pack is in force on ``day``."""
        return self.first_day <= day <= (self.last_day or FOREVER)

    @cached_property
    def grades(self) -> tuple[Grade, ...]:
        """The area's grades, least severe first."""
        found = tuple(word for word in self.words["grades"] if isinstance(word, Grade))
        return tuple(sorted(found, key=lambda grade: grade.severity))

    @property
    def modes(self) -> tuple[Word, ...]:
        """The ways of care that the area pays for."""
        return self.words["modes"]

    @property
    def items(self) -> tuple[Word, ...]:
        """The parts of a bill, and the services of the catalogue."""
        return self.words["items"]

    @property
    def traits(self) -> tuple[Word, ...]:
        """The properties of a person that change an amount."""
        return self.words["traits"]

    @property
    def carers(self) -> tuple[Word, ...]:
        """The kinds of carer."""
        return self.words["carers"]

    @property
    def units(self) -> tuple[Word, ...]:
        """What a quantity on a bill may count."""
        return self.words["units"]

    def word(self, kind: str, code: str) -> Word:
        """Return the word ``code`` of a kind such as ``modes``, or refuse it by name."""
        return _pick(kind, code, self.words[kind])

    def grade(self, code: str) -> Grade:
        """Return the grade called ``code``, or refuse it by name."""
        return _pick("grades", code, self.grades)

    def grade_of_national(self, national: int) -> Grade:
        """Return the area's grade for a grade 0 to 5 of the national scale."""
        for grade in self.grades:
            if grade.national == national:
                return grade
        raise PolicyGap(
            f"{self.id} does not say which grade stands for national grade {national}",
            f"{self.id} 未规定国家标准 {national} 级对应的本地等级",
            field="grade",
        )


def last_day(rows: tuple[Row, ...], at: int) -> date | None:
    """Return the last day on which the row at ``at`` holds among ``rows``; None is open."""
    stated = rows[at].last_day
    if at + 1 == len(rows):
        return stated
    before_next = rows[at + 1].first_day - ONE_DAY
    return min(stated or FOREVER, before_next)


def _pick(kind: str, code: str, words: tuple[W, ...]) -> W:
    """Return the word with this code; the refusal lists the known ones."""
    for word in words:
        if word.code == code:
            return word
    known = [word.code for word in words]
    raise Unknown.word(kind.removesuffix("s"), code, known, zh=WORD_KINDS[kind])


def _fresh(value: Value) -> Value:
    """Copy lists and mappings, so that no caller can change a pack that others share."""
    if isinstance(value, dict):
        return {key: _fresh(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_fresh(each) for each in value]
    return value
