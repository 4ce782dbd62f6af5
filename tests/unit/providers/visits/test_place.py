"""Which verdict does a fix get on each side of every edge, and for which reasons?"""

import pytest

from ltc.shared.geo import Point
from ltc.shared.reasons import known_codes
from providers.visits.rules.place import Fix, absent, grade, judge
from providers.visits.rules.thresholds import PlaceRules

HOME = Point(41.1245, 122.0703)


def verdict(distance, accuracy, *, age=5.0, offset=0.0, **named):
    given = grade(Fix(HOME, accuracy, age, offset), distance, **named)
    return given.word, [reason.code.removeprefix("place.") for reason in given.because]


EDGES = [
    # distance, accuracy -> verdict, reasons
    (0, 0, "in", ["within"]),
    (200, 200, "in", ["within"]),
    (200, 200.1, "weak", ["accuracy_poor"]),
    (0, 1000, "weak", ["accuracy_poor"]),
    (0, 1000.1, "weak", ["accuracy_coarse"]),
    (200.1, 0, "out", ["outside"]),
    (200.1, 0.1, "weak", ["near_edge"]),
    (250, 50, "weak", ["near_edge"]),
    (250.1, 50, "out", ["outside"]),
    (900, 800, "weak", ["near_edge", "accuracy_poor"]),
    (2000, 1799, "out", ["outside", "accuracy_coarse"]),
    (2000, 1800, "weak", ["near_edge", "accuracy_coarse"]),
]


@pytest.mark.parametrize(("distance", "accuracy", "word", "codes"), EDGES)
def test_both_sides_of_every_edge(distance, accuracy, word, codes):
    assert verdict(distance, accuracy) == (word, codes)


def test_what_is_shown_as_on_the_edge_is_on_it():
    """Less than a millimetre is noise of the geodesic, and of taking the accuracy off."""
    assert verdict(200.0000000002, 0)[0] == "in"
    assert verdict(225.1 + 2e-13, 25.1)[0] == "weak"
    assert verdict(200.001, 0)[0] == "out"


TIMES = [
    (60, 120, "in", ["within"]),
    (60.1, 0, "weak", ["fix_stale"]),
    (None, 0, "weak", ["age_unknown"]),
    (0, 120.1, "weak", ["clock_offset"]),
    (61, 121, "weak", ["fix_stale", "clock_offset"]),
]


@pytest.mark.parametrize(("age", "offset", "word", "codes"), TIMES)
def test_a_fix_that_is_old_or_ill_timed_is_weak(age, offset, word, codes):
    assert verdict(10, 20, age=age, offset=offset) == (word, codes)


def test_age_brings_no_fix_nearer():
    assert verdict(5000, 20, age=3600) == ("out", ["outside", "fix_stale"])


def test_a_homes_own_radius_goes_before_the_packs():
    assert verdict(280, 10, radius_m=300.0)[0] == "in"
    assert verdict(280, 10, rules=PlaceRules(radius_m=150.0))[0] == "out"
    assert verdict(280, 10, rules=PlaceRules(radius_m=150.0), radius_m=300.0)[0] == "in"


@pytest.mark.parametrize(
    "why",
    ["no_fix", "denied", "off", "timed_out", "no_coordinates", "unlabelled_datum", "mocked"],
)
def test_without_a_usable_fix_there_is_no_distance_and_no_pass(why):
    given = judge(why, HOME)
    assert (given.word, given.distance_m) == ("none", None)
    assert [reason.code for reason in given.because] == [f"place.{why}"]
    assert given.because[0].code in known_codes()


def test_a_reason_tells_the_figures_and_the_law_in_both_languages():
    rules = PlaceRules(law="盘医保发〔2022〕79号")
    reason = judge(Fix(Point(41.13, 122.0703), 25, 5), HOME, rules=rules).because[0]
    assert reason.law == "盘医保发〔2022〕79号"
    assert reason.text("zh").startswith("定位在住址 200 米范围外：距离 610.8 米，已计入精度 25 米")
    assert "610.8 m away" in reason.text("en")
    assert absent("off").because[0].text("en") == "Location is switched off on the device"
