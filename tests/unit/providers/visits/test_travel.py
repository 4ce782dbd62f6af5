"""When is a carer's journey too fast to be true?"""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from ltc.shared.geo import Point, distance_m
from providers.visits.rules.thresholds import TravelRules
from providers.visits.rules.travel import Stop, journey, journeys

NINE = datetime(2026, 10, 8, 9, tzinfo=UTC)
HERE = Point(41.0, 122.0)


def stop(km, seconds, accuracy=0.0):
    """Return a stop so many kilometres to the north of the first one."""
    lat = 41.0 + km / 111.05
    return Stop(NINE + timedelta(seconds=seconds), Point(lat, 122.0), accuracy)


def exact_km(km):
    return distance_m(HERE, stop(km, 0).place) / 1000


SPEEDS = [
    # km, seconds at that distance for the speed given
    (30, 119.9, "ok"),
    (30, 120.1, "flag"),
    (30, 249.9, "flag"),
    (30, 250.1, "out"),
    (1.9, 900, "ok"),
    (2.1, 900, "out"),
]


@pytest.mark.parametrize(("km", "kmh", "word"), SPEEDS)
def test_both_sides_of_each_speed(km, kmh, word):
    seconds = exact_km(km) / kmh * 3600
    there = journey(stop(0, 0), stop(km, seconds))
    assert there.word == word
    assert there.kmh == pytest.approx(kmh, rel=1e-4)


def test_what_both_fixes_may_be_off_by_is_taken_away_first():
    sharp, blunt = journey(stop(0, 0), stop(3, 60)), journey(stop(0, 0, 500), stop(3, 60, 600))
    assert (sharp.word, blunt.word) == ("flag", "ok")
    assert blunt.certain_m == pytest.approx(exact_km(3) * 1000 - 1100, abs=0.01)


def test_fixes_that_may_be_one_place_are_never_travel():
    there = journey(stop(0, 0, 9000), stop(10, 0, 9000))
    assert (there.word, there.certain_m, there.kmh) == ("ok", 0.0, None)


def test_two_places_at_one_instant_are_impossible():
    there = journey(stop(0, 0), stop(30, 0))
    assert (there.word, there.kmh) == ("out", None)
    assert there.because[0].code == "travel.impossible"


def test_the_order_of_the_two_stops_does_not_matter():
    assert journey(stop(0, 0), stop(30, 600)) == journey(stop(30, 600), stop(0, 0))


def test_the_pack_sets_the_speeds_and_its_law_is_told():
    rules = TravelRules(flag_kmh=20, out_kmh=40, min_km=1, law="local 7")
    there = journey(stop(0, 0), stop(3, 360), rules=rules)
    assert (there.word, there.because[0].law) == ("flag", "local 7")
    assert "20" in there.because[0].text("en")


def test_a_month_is_judged_carer_by_carer_and_over_gaps():
    rows = [
        ("a1", 1, 0, 0.0),
        ("a2", 1, 60, 30.0),
        ("b1", 2, 30, 60.0),
        ("a3", 1, 120, None),
        ("a4", 1, 7200, 30.0),
    ]
    frame = pl.DataFrame(
        [
            {
                "fix_id": name,
                "carer_id": carer,
                "at": NINE + timedelta(seconds=seconds),
                "lat": None if km is None else stop(km, 0).place.lat,
                "lon": 122.0,
                "accuracy_m": 20.0,
            }
            for name, carer, seconds, km in rows
        ]
    ).sample(fraction=1, shuffle=True, seed=3)
    found = journeys(frame, TravelRules())
    pairs = found.select("previous_id", "fix_id", "travel").rows()
    assert pairs == [("a1", "a2", "out"), ("a2", "a4", "ok")]


def test_no_fixes_make_no_journeys():
    frame = pl.DataFrame(
        schema={
            "fix_id": pl.Int64,
            "carer_id": pl.Int64,
            "at": pl.Datetime("us", "UTC"),
            "lat": pl.Float64,
            "lon": pl.Float64,
            "accuracy_m": pl.Float64,
        }
    )
    assert journeys(frame, TravelRules()).height == 0
