"""What one pack pays, cell by cell: a cell is a day and the words by which a table is published.

The pack is asked once per cell and the numbers are spread over the lines, so a million lines cost
no more questions than one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from billing.rules.columns import INSURANCES, NO_CELL, Cell, words_of
from billing.rules.law import Law
from billing.rules.reasons import explain, mask_of
from billing.rules.shapes.registry import Shape, shape_named
from ltc.policy.lookup import Pack
from ltc.shared.errors import PolicyGap
from ltc.shared.reasons import Reason

SHAPE = "benefit.shape"
GRADES, CATEGORIES = "entitlement.grades", "entitlement.categories"
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

    def terms(self, cell: Cell) -> tuple[Shape, object]:
        """Return the shape that rates ``cell`` and its terms there; ``PolicyGap`` where none is."""
        key = cell._replace(day=self.law.law_day(cell.day))
        if key not in self._terms:
            shape = self._shape(cell)
            self._terms[key] = shape, shape.terms(self.law, cell)
        return self._terms[key]

    def refusal(self, cell: Cell) -> int:
        """Return the reason bits of a grade or category that is not entitled; 0 where both are."""
        self._shape(cell)  # outside the pack's days the answer is a gap, not a refusal
        entitled = {
            "entitlement.grade": cell.grade in self.law.value(GRADES, cell.day),
            "entitlement.category": cell.insurance in self.law.value(CATEGORIES, cell.day),
        }
        return mask_of(code for code, holds in entitled.items() if not holds)

    def facts(self, cell: Cell) -> Mapping[str, object]:
        """Return what the reason texts of a line in ``cell`` tell: the limit, the ratio, words."""
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
        return explain(mask, self.law, cell.day, self.facts(cell))

    def parts(self, lines: pl.DataFrame) -> list[tuple[Shape, pl.DataFrame, pl.DataFrame]]:
        """Divide typed ``lines`` by shape; each part brings the table of its ``_cell`` numbers.

        Lines of a grade or category that is not entitled get their reasons here and no cell.
        """
        first, lines = _numbered(lines, self.words)
        cells = {
            number: _cell(number, first, self.words)
            for number in lines["_cell"].unique().sort().to_list()
            if number != NO_CELL
        }
        refused = {number: bits for number, cell in cells.items() if (bits := self.refusal(cell))}
        lines = _refuse(lines, refused)
        found = {n: self.terms(cell) for n, cell in cells.items() if n not in refused}
        parts = []
        for shape in dict.fromkeys(shape for shape, _ in found.values()) or [_ANY]:
            mine = {number: terms for number, (its, terms) in found.items() if its is shape}
            others = [number for number in found if number not in mine]
            part = lines.filter(~pl.col("_cell").is_in(others)) if others else lines
            parts.append((shape, part, shape.table(mine)))
            lines = lines.filter(pl.col("_cell").is_in(others)) if others else lines
        return parts

    def _shape(self, cell: Cell) -> Shape:
        names = self.law.value(SHAPE, cell.day)
        if cell.mode not in names:
            raise PolicyGap(
                f"{self.pack.id} names no benefit for the mode {cell.mode} on {cell.day}",
                f"{self.pack.id} 未规定 {cell.day} 服务方式 {cell.mode} 的待遇",
                field="mode",
            )
        return shape_named(names[cell.mode])


def _numbered(
    lines: pl.DataFrame, words: Mapping[str, tuple[str, ...]]
) -> tuple[int, pl.DataFrame]:
    """Number the cells of ``lines`` as ``_cell``: days from the first, times the words."""
    first = int(str(lines["day"].to_physical().min() or 0))
    number = pl.col("day").to_physical().cast(pl.Int64) - first
    for kind, known in words.items():
        number = number * len(known) + pl.col(kind).to_physical().cast(pl.Int64)
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


def _cell(number: int, first: int, words: Mapping[str, tuple[str, ...]]) -> Cell:
    """Return the cell behind a number."""
    found = {}
    for kind, known in reversed(list(words.items())):
        number, place = divmod(number, len(known))
        found[kind] = known[place]
    return Cell(_ZERO_DAY + timedelta(days=first + number), **found)
