"""From bands to a grade, and from every place in the table to the places worth looking at.

The table is small, so what is needed to answer "what would raise this grade?" is worked out once.
Knows neither items nor points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias, TypeVar

Bands: TypeAlias = tuple[int, ...]
Cell = TypeVar("Cell")


@dataclass(frozen=True, slots=True)
class GradeTable:
    """The grade of every combination of bands.

    ``higher`` and ``lower`` list, for each combination, the nearest combinations with a more or a
    less severe grade: those that are not behind another one on the same way.
    """

    grade: Mapping[Bands, int]
    higher: Mapping[Bands, tuple[Bands, ...]]
    lower: Mapping[Bands, tuple[Bands, ...]]


def build_table(grade: Mapping[Bands, int]) -> GradeTable:
    """Work out the neighbours of every combination in ``grade``."""
    return GradeTable(
        grade=grade,
        higher={
            here: _front(here, [at for at in grade if grade[at] > grade[here]]) for here in grade
        },
        lower={
            here: _front(here, [at for at in grade if grade[at] < grade[here]]) for here in grade
        },
    )


def spread(cells: tuple[tuple[Cell, ...], ...], columns: int) -> dict[Bands, Cell]:
    """Spread a matrix over all combinations: its row, then the worst of ``columns`` others."""
    places = product(range(len(cells)), repeat=columns + 1)
    return {bands: cells[bands[0]][max(bands[1:])] for bands in places}


def non_monotone(grade: Mapping[Bands, int]) -> list[tuple[Bands, Bands]]:
    """List the pairs of neighbours where a worse band gives a less severe grade.

    Such a cell of an official table is to be listed and asked about, never smoothed.
    """
    pairs = []
    for here in grade:
        for axis in range(len(here)):
            worse = (*here[:axis], here[axis] + 1, *here[axis + 1 :])
            if worse in grade and grade[worse] < grade[here]:
                pairs.append((here, worse))
    return pairs


def _front(here: Bands, wanted: list[Bands]) -> tuple[Bands, ...]:
    """Keep the places that have no other wanted place between ``here`` and themselves.

    Going past such a place costs at least as many items and strictly more steps, so nothing smaller
    is lost.  The order puts changes of earlier axes first, which settles ties.
    """
    kept = [at for at in wanted if not any(_between(here, other, at) for other in wanted)]
    return tuple(
        sorted(kept, key=lambda at: [there == band for there, band in zip(at, here, strict=True)])
    )


def _between(here: Bands, middle: Bands, far: Bands) -> bool:
    return middle != far and all(
        min(a, c) <= b <= max(a, c) for a, b, c in zip(here, middle, far, strict=True)
    )
