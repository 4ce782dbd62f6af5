"""Is a place refused when it is none, and does every datum lead to the same one?"""

import math

import pytest

from ltc.shared.errors import BadInput, Unknown
from ltc.shared.geo import Point, distance_m, distances_m, from_wgs84, known_crs, to_wgs84
from tests.support.oracle_place import vincenty_m

# Places and the numbers that GCJ-02 and BD-09 maps show for them, made with geocoordinates-rs
# 0.14.2 and coord-convert 0.2.1, which agree to eleven decimals.
SHOWN = [
    ("panjin", (41.1245, 122.0703), (41.126595508, 122.075792546), (41.132479843, 122.082310742)),
    ("qingyang", (30.639, 117.847), (30.636478296, 117.852224465), (30.642766612, 117.858669002)),
    ("putian", (25.454, 119.0077), (25.451217880, 119.012434331), (25.457265583, 119.018935463)),
    ("xixiang", (32.983, 107.766), (32.980993801, 107.770678970), (32.987262965, 107.777079053)),
    ("beijing", (39.9042, 116.4074), (39.905603343, 116.413642254), (39.911865336, 116.420046330)),
    ("shanghai", (31.2304, 121.4737), (31.228457738, 121.478223059), (31.234310594, 121.484781469)),
    ("on 105 E", (30.5728, 105.0), (30.570194024, 105.003035012), (30.576499473, 105.009425255)),
    ("urumqi", (43.8256, 87.6168), (43.826805393, 87.619649949), (43.832949795, 87.626099771)),
    ("kashgar", (39.4704, 75.9898), (39.470627026, 75.992754990), (39.476589909, 75.999263647)),
    ("harbin", (45.8038, 126.535), (45.805781525, 126.541040350), (45.811395823, 126.547659214)),
    ("haikou", (20.044, 110.1983), (20.041888560, 110.202595007), (20.047686350, 110.209133789)),
    ("lhasa", (29.6525, 91.1721), (29.649710610, 91.173567382), (29.655764414, 91.180060123)),
]


@pytest.mark.parametrize(("name", "wgs", "gcj", "bd"), SHOWN)
def test_maps_show_what_other_programs_say_they_show(name, wgs, gcj, bd):
    place = Point(*wgs)
    for crs, shown in (("wgs84", wgs), ("gcj02", gcj), ("bd09", bd)):
        assert from_wgs84(place, crs) == pytest.approx(shown, abs=2e-9)
        back = to_wgs84(*shown, crs=crs)
        assert distance_m(back, place) < 0.001


@pytest.mark.parametrize("place", [(48.8566, 2.3522), (-33.8688, 151.2093), (35.0, 140.0)])
def test_outside_the_formulas_rectangle_every_datum_is_one(place):
    for crs in ("gcj02", "bd09"):
        assert from_wgs84(Point(*place), crs) == place
        assert to_wgs84(*place, crs=crs) == Point(*place)


@pytest.mark.parametrize(
    "lat", [math.nan, math.inf, -math.inf, 90.0001, -90.0001, True, "41", None, [41], 10**400]
)
def test_what_is_no_latitude_is_refused_by_name(lat):
    with pytest.raises(BadInput) as refused:
        Point(lat, 122)
    assert refused.value.field == "lat"
    assert refused.value.zh != refused.value.en


@pytest.mark.parametrize("lon", [math.nan, 180.0001, -180.0001, False, "122"])
def test_what_is_no_longitude_is_refused_by_name(lon):
    with pytest.raises(BadInput) as refused:
        Point(41, lon)
    assert refused.value.field == "lon"


def test_the_edges_of_the_earth_are_places():
    assert Point(90, 180) == Point(90.0, 180.0)
    assert Point(-90, -180).lat == -90.0


@pytest.mark.parametrize("word", ["WGS84", "gcj-02", "", None, 4326, ["wgs84"]])
def test_an_unknown_datum_is_refused_with_the_known_ones(word):
    with pytest.raises(Unknown, match="bd09, gcj02, wgs84"):
        known_crs(word)


# Distances published with the methods' own examples, or plain on the ellipsoid.
KNOWN_M = [
    ((0, 0), (0, 1), 111319.490793),
    ((0, 0), (1, 0), 110574.388558),
    ((90, 0), (-90, 0), 20003931.458625),
    ((41.1245, 122.0703), (41.1245, 122.0703), 0.0),
]


@pytest.mark.parametrize(("here", "there", "metres"), KNOWN_M)
def test_distances_are_the_ellipsoids(here, there, metres):
    assert distance_m(Point(*here), Point(*there)) == pytest.approx(metres, abs=0.0005)


def test_many_distances_equal_the_single_ones_and_a_third_method():
    here = [(41.1 + i / 997, 122.0 + i / 1009) for i in range(300)]
    there = [(lat + (i % 37 - 18) / 4000, lon + i / 90000) for i, (lat, lon) in enumerate(here)]
    many = distances_m(tuple(zip(*here, strict=True)), tuple(zip(*there, strict=True)))
    for a, b, metres in zip(here, there, many, strict=True):
        assert abs(metres - distance_m(Point(*a), Point(*b))) < 1e-6
        assert abs(metres - vincenty_m(*a, *b)) < 1e-3


def test_no_pairs_have_no_distances():
    assert list(distances_m(([], []), ([], []))) == []


def test_a_missing_number_has_no_distance():
    assert math.isnan(distances_m(([math.nan], [1.0]), ([1.0], [1.0]))[0])


def test_an_old_place_is_kept_to_about_a_hundred_metres():
    assert Point(41.12456, 122.07049).blurred() == Point(41.125, 122.07)
