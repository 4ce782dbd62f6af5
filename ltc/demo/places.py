"""The area of the story: its file of real county shapes, its pack, its villages, its homes.

A town's or village's place is drawn inside its county's shape when the file is made, two
kilometres and more from the border, so that a home near it is inside too.  Nothing here decides
anything by a polygon.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ltc.policy.load import load_pack
from ltc.policy.lookup import Pack
from ltc.shared.errors import Unknown
from ltc.shared.geo import Point

FILES = {"panjin": "panjin.json", "hanzhong": "hanzhong.json"}
_KM_PER_DEGREE = 111.32
# People live around the middle of a village, fewer further out.
_SPREAD_KM = {"town": 0.35, "village": 0.6, "default": 0.5}
_FURTHEST_KM = 1.2


@dataclass(frozen=True, slots=True)
class Village:
    """A village or a community: its code, the names of its town and county, its middle."""

    code: str
    name: str
    town: str
    county: str
    setting: str
    middle: Point


@dataclass(frozen=True, slots=True)
class DemoArea:
    """Where the story takes place: the pool, the part of it that was asked for, its villages."""

    pack: Pack
    code: str
    name: str
    file: Path
    villages: tuple[Village, ...]

    @property
    def pool(self) -> str:
        """The code of the pooling area (the city), whose fund pays."""
        return str(self.pack.area_code)


def demo_area(asked: str) -> DemoArea:
    """Return the area of a pack's name, or of the code of a city or county in its file."""
    for name, file in FILES.items():
        path = Path(__file__).with_name(file)
        rows = json.loads(path.read_text(encoding="utf-8"))["areas"]
        pack = load_pack(name)
        code = str(pack.area_code) if asked == name else asked
        chosen = next((row for row in rows if row["code"] == code), None)
        if chosen is not None and code.startswith(str(pack.area_code)):
            return DemoArea(pack, code, chosen["name"], path, _villages(rows, code))
    raise Unknown.word("area", asked, (*FILES, "2111", "610724", "…"), zh="演示地区")


def home_near(village: Village, chance: random.Random) -> Point:
    """Return a place where somebody of the village lives."""
    spread = _SPREAD_KM[village.setting]
    far = min(abs(chance.gauss(0, spread)), _FURTHEST_KM)
    return moved(village.middle, far, chance.uniform(0, 2 * math.pi))


def moved(place: Point, km: float, bearing: float) -> Point:
    """Return the place that lies ``km`` away in a direction (radians, from the east)."""
    north = km * math.sin(bearing) / _KM_PER_DEGREE
    east = km * math.cos(bearing) / (_KM_PER_DEGREE * math.cos(math.radians(place.lat)))
    return Point(place.lat + north, place.lon + east)


def _villages(rows: Sequence[dict[str, Any]], code: str) -> tuple[Village, ...]:
    """Return the villages of a subtree in the order of their codes."""
    by_code = {str(row["code"]): row for row in rows}
    found = []
    for row in rows:
        own = str(row["code"])
        if row["level"] != "village" or not own.startswith(code):
            continue
        middle: list[float] = row["center"]
        town = by_code[str(row["parent"])]
        county = by_code[str(town["parent"])]
        found.append(
            Village(
                own,
                str(row["name"]),
                str(town["name"]),
                str(county["name"]),
                str(row.get("setting", "default")),
                Point(middle[1], middle[0]),
            )
        )
    return tuple(found)
