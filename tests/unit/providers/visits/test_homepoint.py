"""What moves a home's point, and when do two sources differ only by their datum?"""

import pytest

from ltc.shared.geo import Point, distance_m, from_wgs84
from providers.visits.rules.homepoint import Sighting, Source, datum_error, moved_point

HOME = Point(41.1245, 122.0703)


def seen(person, north_m, east_m=0.0):
    return Sighting(person, Point(HOME.lat + north_m / 111000, HOME.lon + east_m / 84000))


def test_five_fixes_by_two_people_move_it_to_their_median():
    fixes = [seen(1, 0), seen(1, 10), seen(1, 20), seen(2, 30), seen(2, 40)]
    assert moved_point(fixes) == seen(9, 20).place


@pytest.mark.parametrize(
    "fixes",
    [
        [seen(1, 0), seen(1, 10), seen(2, 20), seen(2, 30)],
        [seen(1, metres) for metres in range(20)],
        [*(seen(1, metres) for metres in range(20)), seen(2, 3000)],
        [seen(1, 0), seen(1, 1), seen(2, 2), seen(2, 3), seen(2, 900)],
    ],
    ids=["four fixes", "one carer alone", "one carer against another", "four that agree"],
)
def test_less_than_that_moves_nothing(fixes):
    assert moved_point(fixes) is None


def source(name, place, *, really, labelled):
    return Source(name, *from_wgs84(place, really), labelled)


MISTAKES = [("gcj02", "wgs84"), ("bd09", "wgs84"), ("bd09", "gcj02"), ("wgs84", "gcj02")]


@pytest.mark.parametrize(("really", "labelled"), MISTAKES)
def test_a_datum_taken_for_another_is_named(really, labelled):
    nearby = seen(1, 30, 20).place
    address = source("address", HOME, really=really, labelled=labelled)
    on_site = source("on site", nearby, really="wgs84", labelled="wgs84")
    found = datum_error(address, on_site)
    assert (found.source, found.labelled, found.really) == ("address", labelled, really)
    assert found.because.text("en").endswith("no carer is concerned")


@pytest.mark.parametrize("really", ["gcj02", "bd09"])
def test_the_on_site_fix_may_be_the_wrong_one(really):
    address = source("address", HOME, really="wgs84", labelled="wgs84")
    on_site = source("on site", seen(1, 30).place, really=really, labelled="wgs84")
    assert datum_error(address, on_site).source == "on site"


def test_sources_that_agree_have_no_error():
    address = source("address", HOME, really="gcj02", labelled="gcj02")
    on_site = source("on site", seen(1, 150).place, really="wgs84", labelled="wgs84")
    assert datum_error(address, on_site) is None


@pytest.mark.parametrize("north_m", [-700, 500, 2000])
def test_sources_that_lie_apart_in_another_direction_are_no_datum_error(north_m):
    address = source("address", HOME, really="wgs84", labelled="wgs84")
    on_site = source("on site", seen(1, north_m).place, really="wgs84", labelled="wgs84")
    assert distance_m(HOME, seen(1, north_m).place) > 200
    assert datum_error(address, on_site) is None


def test_a_datum_apart_but_more_than_sixty_metres_off_is_none():
    address = source("address", HOME, really="gcj02", labelled="wgs84")
    on_site = source("on site", seen(1, 70).place, really="wgs84", labelled="wgs84")
    assert datum_error(address, on_site) is None
