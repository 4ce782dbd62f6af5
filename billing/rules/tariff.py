"""What one pack pays, cell by cell: a cell is a day and the words by which a table is published.

The pack is asked once per cell and the numbers are spread over the lines, so a million lines cost
no more questions than one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property

import polars as pl

from billing.rules.columns import ABOUT, INSURANCES, NO_CELL, NOTHING, About, Cell, words_of
from billing.rules.law import Law
from billing.rules.payees import Part, marked, part_in
from billing.rules.reasons import LAWS, explain, mask_of
from billing.rules.shapes.registry import Shape, shape_named
from billing.rules.shapes.unpublished import FIELD as UNPUBLISHED
from billing.rules.tables import graded, has_trait, value_in
from ltc.policy.lookup import Pack
from ltc.shared.errors import PolicyGap
from ltc.shared.reasons import Reason

SHAPE = "benefit.shape"
GRADES, CATEGORIES = "entitlement.grades", "entitlement.categories"
EXCLUDED, PAID_FOR = "benefit.excluded_traits", "benefit.categories"
UNKNOWN_FOR = "benefit.unpublished_categories"
_DETAILS = ("benefit.part_month", "benefit.monthly_to_person", "benefit.excluded_traits")
_BENEFIT = "benefit."
_TABLES = (_BENEFIT, "settlement.")
_ANY = shape_named("monthly_limit")  # where nothing is payable, any shape says so
_ZERO_DAY = date(1970, 1, 1)


class Tariff:
    """One pack's benefit tables, each cell asked once; good for as long as the pack is."""

    def __init__(self, pack: Pack, *, known_on: date | None = None) -> None:
        """Take the pack, as known on a day; nothing is looked up yet."""
        self.pack = pack
        self.law = Law(pack, known_on=known_on)
        self.words = words_of(pack)
        self._terms: dict[Cell, tuple[Shape, object]] = {}
        self._parts: dict[Cell, Part] = {}

    def terms(self, cell: Cell) -> tuple[Shape, object]:
        """Return the shape that rates ``cell`` and its terms there; ``PolicyGap`` where none is."""
        key = cell._replace(day=self.law.law_day(cell.day))
        if key not in self._terms:
            cell = graded(self.law, cell)
            shape = self.shape(cell)
            self._terms[key] = shape, shape.terms(self.law, cell)
        return self._terms[key]

    def persons_part(self, cell: Cell) -> Part:
        """Return what part of the fund's money for ``cell`` goes to the person."""
        key = cell._replace(day=self.law.law_day(cell.day))
        if key not in self._parts:
            self._parts[key] = part_in(self.law, graded(self.law, cell), self.terms(cell)[1])
        return self._parts[key]

    def refusal(self, cell: Cell) -> int:
        """Return the reason bits of a person who is not entitled, by grade, category or trait."""
        self._check_mode(cell)  # outside the pack's days the answer is a gap, not a refusal
        cell = graded(self.law, cell)
        refused = {
            "entitlement.grade": cell.grade not in self.law.value(GRADES, cell.day),
            "entitlement.category": cell.insurance not in self._insured(cell.day),
            "benefit.trait_excluded": has_trait(self.law, EXCLUDED, cell),
        }
        return mask_of(code for code, holds in refused.items() if holds)

    def categories(self, day: date) -> Sequence[str]:
        """Return the kinds of insured people that are paid for.

        A pack may tell them apart from those who may apply.
        """
        name = PAID_FOR if self.law.has(PAID_FOR, day) else CATEGORIES
        found: list[str] = self.law.value(name, day)
        return found

    def _insured(self, day: date) -> Sequence[str]:
        """Return the kinds of people who belong here, their standard published or not."""
        return [*self.categories(day), *self._unpublished(day)]

    def _unpublished(self, day: date) -> Sequence[str]:
        found: list[str] = (
            self.law.value(UNKNOWN_FOR, day) if self.law.has(UNKNOWN_FOR, day) else []
        )
        return found

    def facts(self, cell: Cell) -> Mapping[str, object]:
        """Return what the reason texts of a line in ``cell`` tell: the limit, the ratio, words."""
        cell = graded(self.law, cell)
        words = {
            "grade": cell.grade,
            "grade_name": self.pack.grade(cell.grade).name,
            "insurance": cell.insurance,
            "insurance_name": INSURANCES[cell.insurance],
        }
        if self.refusal(cell):
            return words
        shape, terms = self.terms(cell)
        return {**words, **shape.facts(terms)}

    def explain(self, mask: int, cell: Cell) -> list[Reason]:
        """Return the reasons in ``mask`` of a line in ``cell``, with the law of its day."""
        laws = LAWS if self.refusal(cell) else {**LAWS, **self.shape(cell).LAWS}
        return explain(mask, self.law, cell.day, self.facts(cell), laws=laws)

    def parts(
        self, lines: pl.DataFrame, abouts: Sequence[About] = (NOTHING,)
    ) -> list[tuple[Shape, pl.DataFrame, pl.DataFrame]]:
        """Divide typed ``lines`` by shape; each part brings the table of its ``_cell`` numbers.

        Lines of a person who is not entitled get their reasons here and no cell.
        """
        first, lines = _numbered(lines, self.words, len(abouts))
        cells = {
            number: _cell(number, first, self.words, abouts)
            for number in lines["_cell"].unique().sort().to_list()
            if number != NO_CELL
        }
        refused = {number: bits for number, cell in cells.items() if (bits := self.refusal(cell))}
        lines = _refuse(lines, refused)
        found = {n: self.terms(cell) for n, cell in cells.items() if n not in refused}
        lines = marked(lines, {number: self.persons_part(cells[number]) for number in found})
        parts = []
        for shape in dict.fromkeys(shape for shape, _ in found.values()) or [_ANY]:
            mine = {number: terms for number, (its, terms) in found.items() if its is shape}
            others = [number for number in found if number not in mine]
            part = lines.filter(~pl.col("_cell").is_in(others)) if others else lines
            parts.append((shape, part, shape.table(mine)))
            lines = lines.filter(pl.col("_cell").is_in(others)) if others else lines
        return parts

    @cached_property
    def detailed(self) -> bool:
        """Whether it matters who came, what was done, whose trait: else the mode says all."""
        plain = {"monthly_cap_ratio", "monthly_limit"}
        shapes = {name for row in self.pack[SHAPE].rows for name in _leaves(row.value)}
        by = {word for name in self.pack if name.startswith(_TABLES) for word in self.pack[name].by}
        told = any(name in self.pack.parameters for name in _DETAILS)
        return bool(shapes - plain or by & {"item", "carer", "unit", "trait"} or told)

    def words_by(self, dimension: str, day: date) -> set[str]:
        """Return the words of one dimension of the benefit tables on a day, such as ``carer``."""
        found: set[str] = set()
        for name in self.pack:
            by = self.pack[name].by
            if name.startswith(_BENEFIT) and dimension in by and self.law.has(name, day):
                found.update(_keys(self.law.value(name, day), by.index(dimension)))
        return found

    def shape(self, cell: Cell) -> Shape:
        """Return the way of paying for ``cell``."""
        self._check_mode(cell)
        self._check_category(cell)
        return shape_named(str(value_in(self.law, SHAPE, graded(self.law, cell))))

    def _check_mode(self, cell: Cell) -> None:
        if cell.mode not in self.law.value(SHAPE, cell.day):
            raise PolicyGap(
                f"{self.pack.id} names no benefit for the mode {cell.mode} on {cell.day}",
                f"{self.pack.id} 未规定 {cell.day} 服务方式 {cell.mode} 的待遇",
                field="mode",
            )

    def _check_category(self, cell: Cell) -> None:
        """Say that nothing is published for a kind of insured people who do belong here."""
        if cell.insurance in self._unpublished(cell.day):
            raise PolicyGap(
                f"{self.pack.id}: no standard is published for {cell.insurance} on {cell.day}",
                f"{self.pack.id}：{cell.day} 没有公布{INSURANCES[cell.insurance]}的待遇标准",
                field=UNPUBLISHED,
            )


def _keys(table: object, depth: int) -> Iterator[str]:
    """Yield the words of a table so many levels down."""
    if not isinstance(table, Mapping):
        return
    for key, each in table.items():
        yield from _keys(each, depth - 1) if depth else (str(key),)


def _leaves(value: object) -> Iterator[str]:
    """Yield the words in a table of any depth; an unknown one has none."""
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _leaves(each)
    elif value is not None:
        yield str(value)


def _numbered(
    lines: pl.DataFrame, words: Mapping[str, tuple[str, ...]], abouts: int
) -> tuple[int, pl.DataFrame]:
    """Number the cells of ``lines`` as ``_cell``: days from the first, times the words."""
    first = int(str(lines["day"].to_physical().min() or 0))
    number = pl.col("day").to_physical().cast(pl.Int64) - first
    for kind, known in words.items():
        number = number * len(known) + pl.col(kind).to_physical().cast(pl.Int64)
    if ABOUT in lines.columns:
        number = number * abouts + pl.col(ABOUT)
    return first, lines.with_columns(_cell=number.fill_null(NO_CELL))


def _refuse(lines: pl.DataFrame, refused: Mapping[int, int]) -> pl.DataFrame:
    """Take the lines of the cells in ``refused`` out of the tables, with the reason bits there."""
    if not refused:
        return lines
    bits = pl.col("_cell").replace_strict(refused, default=0, return_dtype=pl.Int64)
    lines = lines.with_columns(_bits=bits)
    stays = pl.col("_bits") == 0
    return lines.with_columns(
        reasons=pl.col("reasons") | pl.col("_bits"),
        allowed_fen=pl.when(stays).then("allowed_fen").otherwise(0),
        _cell=pl.when(stays).then("_cell").otherwise(NO_CELL),
    ).drop("_bits")


def _cell(
    number: int, first: int, words: Mapping[str, tuple[str, ...]], abouts: Sequence[About]
) -> Cell:
    """Return the cell behind a number."""
    found = {}
    number, about = divmod(number, len(abouts))
    for kind, known in reversed(list(words.items())):
        number, place = divmod(number, len(known))
        found[kind] = known[place]
    return Cell(_ZERO_DAY + timedelta(days=first + number), **found, about=abouts[about])
