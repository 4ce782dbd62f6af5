"""What one pack pays, cell by cell: a cell is a day and the words by which a table is published.

The pack is asked once per cell and the numbers are spread over the lines, so a million lines cost
no more questions than one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from billing.rules.columns import Cell, words_of
from billing.rules.shapes.registry import Shape, shape_named
from ltc.policy.lookup import Pack
from ltc.shared.errors import PolicyGap

SHAPE = "benefit.shape"
_ZERO_DAY = date(1970, 1, 1)


class Tariff:
    """One pack's benefit tables, each cell asked once; good for as long as the pack is."""

    def __init__(self, pack: Pack) -> None:
        """Take the pack; nothing is looked up yet."""
        self.pack = pack
        self.words = words_of(pack)
        self._terms: dict[Cell, tuple[Shape, object]] = {}

    def terms(self, cell: Cell) -> tuple[Shape, object]:
        """Return the shape that rates ``cell`` and its terms there; ``PolicyGap`` where none is."""
        found = self._terms.get(cell)
        if found is None:
            shape = self._shape(cell)
            found = self._terms[cell] = shape, shape.terms(self.pack, cell)
        return found

    def facts(self, cell: Cell) -> Mapping[str, object]:
        """Return what the reason texts of a line in ``cell`` tell: the limit, the ratio."""
        shape, terms = self.terms(cell)
        return shape.facts(terms)

    def parts(self, lines: pl.DataFrame) -> list[tuple[Shape, pl.DataFrame, pl.DataFrame]]:
        """Divide typed ``lines`` by shape; each part brings the table of its ``_cell`` numbers."""
        first, numbered = _numbered(lines, self.words)
        numbers = numbered["_cell"].unique().sort().to_list()
        found = {number: self.terms(_cell(number, first, self.words)) for number in numbers}
        parts = []
        for shape in dict.fromkeys(shape for shape, _ in found.values()):
            mine = {number: terms for number, (its, terms) in found.items() if its is shape}
            part = numbered
            if len(mine) < len(found):
                part = numbered.filter(pl.col("_cell").is_in(list(mine)))
            parts.append((shape, part, shape.table(mine)))
        return parts

    def _shape(self, cell: Cell) -> Shape:
        names = self.pack[SHAPE].on(cell.day)
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
    """Number the cells of ``lines``: days from the first, times the words; return the first day."""
    first = int(str(lines["day"].to_physical().min() or 0))
    number = pl.col("day").to_physical().cast(pl.Int64) - first
    for kind, known in words.items():
        number = number * len(known) + pl.col(kind).to_physical().cast(pl.Int64)
    return first, lines.with_columns(_cell=number)


def _cell(number: int, first: int, words: Mapping[str, tuple[str, ...]]) -> Cell:
    """Return the cell behind a number."""
    found = {}
    for kind, known in reversed(list(words.items())):
        number, place = divmod(number, len(known))
        found[kind] = known[place]
    return Cell(_ZERO_DAY + timedelta(days=first + number), **found)
