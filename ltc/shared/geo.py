"""Places on the ground: checked WGS-84 points, the Chinese datums, and geodesic distance.

Everything is kept and compared in WGS-84; ``gcj02`` and ``bd09`` numbers are turned into it at
the door, because a datum taken for another looks exactly like fraud (264 to 1,395 m).  This
module knows nothing of visits, homes or verdicts.

The geodesic comes from libraries: geopy for one pair, pyproj (Karney's method as well) for many.
The datum shift is ours, forty lines of the published formula and a loop to turn it back.  Of the
packages that offer it, ``eviltransform`` carries no licence, ``coord-convert`` was last released
in 2019 and stops ten centimetres short, and ``geocoordinates-rs`` promises no better than half a
metre on the way back, is compiled for few kinds of machine and takes 0.15 s to load.  Tests hold
values made with the last two.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ltc.shared.errors import BadInput, Unknown, shown

WGS84, GCJ02, BD09 = "wgs84", "gcj02", "bd09"
CRS_WORDS = (WGS84, GCJ02, BD09)

# Krasovsky 1940, which the obfuscation formula is written for; not the ellipsoid of our distances.
_AXIS_M = 6378245.0
_ECCENTRICITY2 = 0.00669342162296594323
# The rectangle inside which the formula shifts; outside it every datum is WGS-84.
_SOUTH, _NORTH, _WEST, _EAST = 0.8293, 55.8271, 72.004, 137.8347
_BD_WAVE = math.pi * 3000.0 / 180.0
_BD_LAT, _BD_LON = 0.006, 0.0065
# A tenth of a millimetre; the loop gains more than one digit a turn and needs about six turns.
_CLOSE_DEGREES = 1e-9
_TURNS = 25
_BLURRED_DECIMALS = 3

Pair = tuple[float, float]
Columns = tuple[Iterable[float], Iterable[float]]


@dataclass(frozen=True, slots=True)
class Point:
    """A place in WGS-84 degrees; a value that is no latitude or longitude cannot be made."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        """Refuse text, booleans, NaN, infinities and degrees that do not exist."""
        object.__setattr__(self, "lat", latitude(self.lat))
        object.__setattr__(self, "lon", longitude(self.lon))

    def blurred(self) -> Point:
        """Return the place to three decimals (about 100 m), as old fixes are kept."""
        return Point(round(self.lat, _BLURRED_DECIMALS), round(self.lon, _BLURRED_DECIMALS))


def number(value: object, *, field: str, low: float, high: float = math.inf) -> float:
    """Return a finite number from ``low`` to ``high`` or refuse it by the name of ``field``."""
    if value is None:
        raise BadInput("a number is missing here", "缺少数值", field=field)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadInput(f"{shown(value)} is not a number", f"{shown(value)} 不是数字", field=field)
    try:
        found = float(value)
    except OverflowError:
        found = math.inf
    if not (math.isfinite(found) and low <= found <= high):
        span = f"{low:g} … {high:g}" if math.isfinite(high) else f"≥ {low:g}"
        raise BadInput(
            f"{found:g} is not possible here ({span})",
            f"数值 {found:g} 超出范围（{span}）",
            field=field,
        )
    return found


def latitude(value: object, *, field: str = "lat") -> float:
    """Return a latitude in degrees or refuse it."""
    return number(value, field=field, low=-90.0, high=90.0)


def longitude(value: object, *, field: str = "lon") -> float:
    """Return a longitude in degrees or refuse it."""
    return number(value, field=field, low=-180.0, high=180.0)


def known_crs(word: object, *, field: str = "crs") -> str:
    """Return the datum's word or refuse it, naming the known ones."""
    if not isinstance(word, str) or word not in CRS_WORDS:
        raise Unknown.word("crs", word, CRS_WORDS, field=field, zh="坐标系")
    return word


def to_wgs84(lat: float, lon: float, *, crs: str) -> Point:
    """Return the WGS-84 place of numbers labelled ``crs``, within a millimetre."""
    place = Point(lat, lon)
    shift = _SHIFTS[known_crs(crs)]
    if shift is None or not _shifted(place.lat, place.lon):
        return place
    return Point(*_undo(shift, place.lat, place.lon))


def from_wgs84(place: Point, crs: str) -> Pair:
    """Return the numbers that a ``crs`` map shows for ``place``."""
    shift = _SHIFTS[known_crs(crs)]
    if shift is None or not _shifted(place.lat, place.lon):
        return place.lat, place.lon
    return shift(place.lat, place.lon)


def distance_m(a: Point, b: Point) -> float:
    """Return the geodesic distance of two places in metres."""
    # Imported here because it costs a quarter of a second that most commands never need.
    from geopy.distance import geodesic

    return float(geodesic((a.lat, a.lon), (b.lat, b.lon)).m)


def distances_m(here: Columns, there: Columns) -> array[float]:
    """Return the geodesic distances of many pairs at once; NaN where a number is NaN.

    Each side is its latitudes and its longitudes, in anything that yields numbers (a list, a
    Polars series without nulls); Polars reads the answer back directly.  Equal to ``distance_m``
    to far less than a millimetre.
    """
    from pyproj import Geod

    (lats, lons), (to_lats, to_lons) = _arrays(here), _arrays(there)
    if not lats:
        return lats
    return array("d", Geod(ellps="WGS84").inv(lons, lats, to_lons, to_lats)[2])


def _arrays(columns: Columns) -> tuple[array[float], array[float]]:
    return array("d", columns[0]), array("d", columns[1])


def _shifted(lat: float, lon: float) -> bool:
    return _SOUTH <= lat <= _NORTH and _WEST <= lon <= _EAST


def _gcj02(lat: float, lon: float) -> Pair:
    """Shift WGS-84 numbers by the published obfuscation formula."""
    north_m, east_m = _offset_m(lon - 105.0, lat - 35.0)
    sine = math.sin(math.radians(lat))
    flat = 1.0 - _ECCENTRICITY2 * sine * sine
    meridian_m = _AXIS_M * (1.0 - _ECCENTRICITY2) / (flat * math.sqrt(flat))
    parallel_m = _AXIS_M / math.sqrt(flat) * math.cos(math.radians(lat))
    return lat + math.degrees(north_m / meridian_m), lon + math.degrees(east_m / parallel_m)


def _offset_m(x: float, y: float) -> Pair:
    """Return the formula's metres to the north and to the east; x and y from 105°E 35°N."""
    sin, pi, root = math.sin, math.pi, math.sqrt(abs(x))
    both = 20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)
    north_waves = both + 20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)
    north_waves += 160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y / 30.0 * pi)
    east_waves = both + 20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)
    east_waves += 150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    return north + north_waves * 2.0 / 3.0, east + east_waves * 2.0 / 3.0


def _bd09(lat: float, lon: float) -> Pair:
    """Shift WGS-84 numbers to GCJ-02 and on to Baidu's datum."""
    y, x = _gcj02(lat, lon)
    radius = math.hypot(x, y) + 0.00002 * math.sin(y * _BD_WAVE)
    angle = math.atan2(y, x) + 0.000003 * math.cos(x * _BD_WAVE)
    return radius * math.sin(angle) + _BD_LAT, radius * math.cos(angle) + _BD_LON


def _undo(shift: Callable[[float, float], Pair], lat: float, lon: float) -> Pair:
    """Find the place that ``shift`` moves to these numbers, by stepping back what is left over."""
    y, x = lat, lon
    for _ in range(_TURNS):
        shown_lat, shown_lon = shift(y, x)
        step_lat, step_lon = lat - shown_lat, lon - shown_lon
        y, x = y + step_lat, x + step_lon
        if abs(step_lat) < _CLOSE_DEGREES and abs(step_lon) < _CLOSE_DEGREES:
            break
    return y, x


_SHIFTS: dict[str, Callable[[float, float], Pair] | None] = {
    WGS84: None,
    GCJ02: _gcj02,
    BD09: _bd09,
}
