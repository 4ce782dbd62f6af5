"""The areas of the demonstration: real shapes, every home inside its county, codes that fit."""

import json
import random

import pytest

from ltc.demo.places import FILES, demo_area, home_near
from ltc.shared.errors import Unknown


def inside(place, rings) -> bool:
    """Tell whether a place is in one of the rings, by counting the borders to its east."""
    for ring in rings:
        crossed = False
        for (lon_a, lat_a), (lon_b, lat_b) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (lat_a > place.lat) != (lat_b > place.lat):
                lon = lon_a + (place.lat - lat_a) / (lat_b - lat_a) * (lon_b - lon_a)
                crossed ^= lon > place.lon
        if crossed:
            return True
    return False


@pytest.mark.parametrize("name", FILES)
def test_every_home_lies_in_its_county(name):
    area = demo_area(name)
    rows = json.loads(area.file.read_text(encoding="utf-8"))["areas"]
    rings = {row["code"]: row["rings"] for row in rows if row["level"] == "county"}
    chance = random.Random(1)
    for village in area.villages:
        assert inside(village.middle, rings[village.code[:6]]), village
        assert inside(home_near(village, chance), rings[village.code[:6]]), village


@pytest.mark.parametrize("name", FILES)
def test_every_area_lies_below_its_parent(name):
    rows = json.loads(demo_area(name).file.read_text(encoding="utf-8"))["areas"]
    codes = {row["code"] for row in rows}
    assert len(codes) == len(rows)
    for row in rows:
        parent = row.get("parent")
        assert parent is None or (parent in codes and row["code"].startswith(parent))
        assert row.get("setting", "default") in ("town", "village", "default")


def test_a_county_can_be_asked_for_and_pays_from_its_citys_fund():
    area = demo_area("610724")
    assert (area.name, area.pool) == ("西乡县", "6107")
    assert {village.county for village in area.villages} == {"西乡县"}


def test_an_unknown_area_is_refused_with_the_known_ones():
    with pytest.raises(Unknown, match="panjin"):
        demo_area("9999")
