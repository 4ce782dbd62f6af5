"""Do datums and distances behave for every place in China?"""

from hypothesis import given
from hypothesis import strategies as st

from ltc.shared.geo import CRS_WORDS, Point, distance_m, distances_m, from_wgs84, to_wgs84
from tests.support.oracle_place import vincenty_m

LATS = st.floats(3.0, 54.0)
LONS = st.floats(73.5, 135.1)
PLACES = st.builds(Point, LATS, LONS)
NEAR = st.floats(-0.05, 0.05)


@given(PLACES, st.sampled_from(CRS_WORDS))
def test_there_and_back_is_the_same_place_within_a_centimetre(place, crs):
    assert distance_m(to_wgs84(*from_wgs84(place, crs), crs=crs), place) < 0.01


@given(PLACES, st.sampled_from(CRS_WORDS))
def test_back_and_there_shows_the_same_numbers(shown, crs):
    lat, lon = from_wgs84(to_wgs84(shown.lat, shown.lon, crs=crs), crs)
    assert distance_m(Point(lat, lon), shown) < 0.01


@given(PLACES)
def test_a_datum_taken_for_another_moves_a_place_far_but_not_away(place):
    gcj = distance_m(Point(*from_wgs84(place, "gcj02")), place)
    bd = distance_m(Point(*from_wgs84(place, "bd09")), place)
    assert gcj < 1000
    assert 200 < bd < 2500


@given(PLACES, NEAR, NEAR)
def test_distance_is_the_same_both_ways_and_by_three_methods(place, north, east):
    other = Point(place.lat + north, place.lon + east)
    metres = distance_m(place, other)
    assert abs(metres - distance_m(other, place)) < 1e-6
    assert abs(metres - vincenty_m(place.lat, place.lon, other.lat, other.lon)) < 1e-3
    many = distances_m(([place.lat], [place.lon]), ([other.lat], [other.lon]))
    assert abs(metres - many[0]) < 1e-6


@given(PLACES, PLACES, PLACES)
def test_no_way_round_is_shorter(a, b, c):
    assert distance_m(a, c) <= distance_m(a, b) + distance_m(b, c) + 1e-6
