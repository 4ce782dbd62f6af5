"""The table that makes grades of bands, with what is known of its truth.

A table counts as verified only with the name of who compared it with the official text, and when.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assessments.rules.scale import Axis
from assessments.rules.table import Bands, spread
from assessments.scales.common import known_mark
from assessments.scales.node import Node, whole


@dataclass(frozen=True, slots=True)
class Table:
    """The grade and the confidence of every combination of bands."""

    kind: str
    verified: bool
    grade: Mapping[Bands, int]
    confidence: Mapping[Bands, str]


def build_proof(top: Node, axes: tuple[Axis, ...], grades: int) -> Table:
    """Read the table of a scale by its ``kind``."""
    kind = top.text("kind")
    if kind == "matrix":
        return _matrix(top.node("matrix"), axes, grades)
    if kind == "levels":
        return _levels(top.node("levels"), axes, grades)
    raise ValueError(f"{top.where}: unknown kind {kind}")


def _matrix(node: Node, axes: tuple[Axis, ...], grades: int) -> Table:
    """Read rows by the first axis and columns by the worst of the others."""
    named = [node.text("rows"), *node.rows("columns")]
    if named != [axis.key for axis in axes] or len(axes) < len(("rows", "columns")):
        raise ValueError(f"{node.where}: rows and columns name the axes in their order")
    size = len(axes[0].bands)
    cells = tuple(
        tuple(_grade(cell, grades, node.where) for cell in row)
        for row in _square(node.rows("cells"), size, node.where)
    )
    marks = tuple(
        tuple(known_mark(cell, node.where) for cell in row)
        for row in _square(node.rows("confidence"), size, node.where)
    )
    others = len(axes) - 1
    table = Table("matrix", _verified(node), spread(cells, others), spread(marks, others))
    node.done()
    return table


def _levels(node: Node, axes: tuple[Axis, ...], grades: int) -> Table:
    """Read a scale whose one total gives the grade directly."""
    if [axis.key for axis in axes] != [node.text("axis")] or len(axes[0].bands) != grades:
        raise ValueError(f"{node.where}: one axis with as many bands as there are levels")
    marks = [known_mark(mark, node.where) for mark in node.rows("confidence")]
    if len(marks) != grades:
        raise ValueError(f"{node.where}: one confidence mark for each level")
    table = Table(
        "levels",
        _verified(node),
        {(band,): band for band in range(grades)},
        {(band,): mark for band, mark in enumerate(marks)},
    )
    node.done()
    return table


def _verified(node: Node) -> bool:
    verified, by, on = node.flag("verified"), node.text("verified_by"), node.day("verified_on")
    if verified != bool(by) or verified != bool(on):
        raise ValueError(f"{node.where}: verified goes with verified_by and verified_on")
    return verified


def _grade(cell: object, grades: int, where: str) -> int:
    grade = whole(cell, where)
    if grade >= grades:
        raise ValueError(f"{where}: {grade} is not a grade")
    return grade


def _square(rows: list[list[object]], size: int, where: str) -> list[list[object]]:
    if len(rows) != size or any(not isinstance(row, list) or len(row) != size for row in rows):
        raise ValueError(f"{where}: {size} rows of {size} cells")
    return rows
