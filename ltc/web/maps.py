"""Small maps drawn from our own outlines: no tile, no other machine.

Degrees become metres by a transverse Mercator of PROJ laid through the middle of what is shown, so
that shapes and distances are true; then metres become pixels.  Knows nothing of what the marks are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

Ring = Sequence[Sequence[float]]  # [[lon, lat], …]
Point = tuple[float, float]  # in pixels

_WIDTH = 720
_MARGIN = 18
_TALLEST = 640
_SCALES_M = (500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000)
_METRES_PER_KM = 1000
_GRID = 14  # how many columns and rows of places are tried for a name
_SCALE_SHARE = 3  # the scale bar is at most a third of the width


class Outline(NamedTuple):
    """An area with its rings in degrees."""

    name: str
    rings: Sequence[Ring]


class Mark(NamedTuple):
    """A place in degrees; ``tone`` chooses its shape: good, bad, off."""

    name: str
    lat: float
    lon: float
    tone: str


@dataclass(frozen=True, slots=True)
class Shape:
    """An outline as the path of an SVG, with the middle for its name."""

    name: str
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Dot:
    """A mark in pixels."""

    name: str
    x: float
    y: float
    tone: str


@dataclass(frozen=True, slots=True)
class Map:
    """What the macro ``map`` draws; ``scale`` is the length of the bar in pixels."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
    dots: tuple[Dot, ...]
    scale: float
    scale_km: str


class _Pixels:
    """Turns degrees into pixels of one map."""

    def __init__(self, lons: Sequence[float], lats: Sequence[float]) -> None:
        # Imported here because PROJ takes a moment to load and few pages have a map.
        from pyproj import Proj

        lon, lat = _middle(lons), _middle(lats)
        self._project = Proj(proj="tmerc", ellps="WGS84", lon_0=lon, lat_0=lat)
        xs, ys = self._project(list(lons), list(lats))
        self._left, self._top = min(xs), max(ys)
        wide, tall = max(max(xs) - self._left, 1.0), max(self._top - min(ys), 1.0)
        room = _WIDTH - 2 * _MARGIN
        self.per_metre = min(room / wide, (_TALLEST - 2 * _MARGIN) / tall)
        self.width = round(wide * self.per_metre) + 2 * _MARGIN
        self.height = round(tall * self.per_metre) + 2 * _MARGIN

    def __call__(self, lons: Sequence[float], lats: Sequence[float]) -> list[tuple[float, float]]:
        """Return the pixels of places."""
        xs, ys = self._project(list(lons), list(lats))
        return [(self._x(x), self._y(y)) for x, y in zip(xs, ys, strict=True)]

    def _x(self, metres: float) -> float:
        return round((metres - self._left) * self.per_metre + _MARGIN, 1)

    def _y(self, metres: float) -> float:
        return round((self._top - metres) * self.per_metre + _MARGIN, 1)


def draw(outlines: Iterable[Outline], marks: Iterable[Mark]) -> Map | None:
    """Place outlines and marks on one map; with neither there is nothing to draw."""
    outlines, marks = list(outlines), list(marks)
    points = [point for each in outlines for ring in each.rings for point in ring]
    points += [(mark.lon, mark.lat) for mark in marks]
    if not points:
        return None
    pixels = _Pixels([point[0] for point in points], [point[1] for point in points])
    length_m = _scale_m(pixels)
    return Map(
        pixels.width,
        pixels.height,
        tuple(_shape(each, pixels) for each in outlines if each.rings),
        tuple(_dot(each, pixels) for each in marks),
        round(length_m * pixels.per_metre, 1),
        f"{length_m / _METRES_PER_KM:g}",
    )


def rings_of(boundary: Sequence[Any] | None) -> Sequence[Ring]:
    """Return the rings of a stored boundary, which may be one ring by itself."""
    if not boundary:
        return ()
    return [boundary] if isinstance(boundary[0][0], int | float) else boundary


def _shape(outline: Outline, pixels: _Pixels) -> Shape:
    drawn = [
        pixels([point[0] for point in ring], [point[1] for point in ring]) for ring in outline.rings
    ]
    path = " ".join("M" + "L".join(f"{x:g} {y:g}" for x, y in ring) + "Z" for ring in drawn)
    return Shape(outline.name, path, *_place_for_name(max(drawn, key=len)))


def _place_for_name(ring: Sequence[Point]) -> Point:
    """Return the place inside a ring that is farthest from its edge, on a coarse grid.

    The middle of an area that bends around another one lies in the other one.
    """
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    middle = (_middle(xs), _middle(ys))
    inside = [each for each in (middle, *_grid(xs, ys)) if _is_inside(each, ring)]
    return max(inside, key=lambda each: _nearest(each, ring), default=middle)


def _grid(xs: Sequence[float], ys: Sequence[float]) -> Iterator[Point]:
    """Yield places all over the box around a ring."""
    wide, tall = (max(xs) - min(xs)) / _GRID, (max(ys) - min(ys)) / _GRID
    for column in range(1, _GRID):
        for row in range(1, _GRID):
            yield round(min(xs) + column * wide, 1), round(min(ys) + row * tall, 1)


def _is_inside(place: Point, ring: Sequence[Point]) -> bool:
    """Tell whether a place is inside a ring: a line to the right crosses its edge an odd time."""
    x, y = place
    crossed = 0
    for (ax, ay), (bx, by) in pairwise((*ring, ring[0])):
        if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
            crossed += 1
    return crossed % 2 == 1


def _nearest(place: Point, ring: Sequence[Point]) -> float:
    """Return the square of the distance to the nearest corner of a ring."""
    return min((place[0] - x) ** 2 + (place[1] - y) ** 2 for x, y in ring)


def _dot(mark: Mark, pixels: _Pixels) -> Dot:
    ((x, y),) = pixels([mark.lon], [mark.lat])
    return Dot(mark.name, x, y, mark.tone)


def _scale_m(pixels: _Pixels) -> int:
    """Return the longest round length that fits a third of the map."""
    fits = [each for each in _SCALES_M if each * pixels.per_metre <= pixels.width / _SCALE_SHARE]
    return fits[-1] if fits else _SCALES_M[0]


def _middle(values: Sequence[float]) -> float:
    return (min(values) + max(values)) / 2
