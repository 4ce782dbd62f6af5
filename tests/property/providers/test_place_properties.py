"""Do the single verdict, the column and another opinion agree on thousands of fixes?"""

import random

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from ltc.shared.geo import Point
from providers.visits.rules.place import NATIONAL, Fix, grade, judge
from providers.visits.rules.place_columns import verdict, with_distance
from tests.support import oracle_place

METRES = st.one_of(st.floats(0, 3000), st.sampled_from([0.0, 150.0, 199.999, 200.0, 200.001]))
AGES = st.one_of(st.none(), st.floats(0, 300), st.sampled_from([60.0, 60.001]))
OFFSETS = st.one_of(st.floats(0, 400), st.sampled_from([120.0, 120.001]))
RADII = st.sampled_from([150.0, 200.0, 300.0])
PLACE = Point(41.1245, 122.0703)
RANK = {"in": 0, "weak": 1, "out": 2}


@given(METRES, METRES, AGES, OFFSETS, RADII)
def test_another_opinion_agrees(distance, accuracy, age, offset, radius):
    ours = grade(Fix(PLACE, accuracy, age, offset), distance, radius_m=radius)
    theirs = oracle_place.verdict(distance, accuracy, radius=radius, age=age, offset=offset)
    assert ours.word == theirs
    assert ours.because


@given(METRES, METRES, METRES, AGES)
def test_farther_is_never_better(near, more, accuracy, age):
    fix = Fix(PLACE, accuracy, age)
    assert RANK[grade(fix, near).word] <= RANK[grade(fix, near + more).word]


@given(METRES, METRES, METRES)
def test_less_accurate_proves_less_or_the_same(distance, accuracy, more):
    sharp = grade(Fix(PLACE, accuracy, 0.0), distance).word
    blunt = grade(Fix(PLACE, accuracy + more, 0.0), distance).word
    assert blunt in (sharp, "weak")


def rows(count, seed):
    """Return fixes around homes all over China, with holes in them."""
    draw = random.Random(seed)
    for _ in range(count):
        home = draw.uniform(18, 53), draw.uniform(74, 134)
        lost = draw.random() < 0.05
        yield {
            "home_lat": home[0],
            "home_lon": home[1],
            "lat": None if lost else home[0] + draw.gauss(0, 0.003),
            "lon": None if lost else home[1] + draw.gauss(0, 0.003),
            "accuracy_m": None if lost else draw.choice([5.0, 30.0, 200.0, 900.0, 1500.0]),
            "radius_m": draw.choice([None, 150.0, 300.0]),
            "age_s": draw.choice([None, 0.0, 59.0, 61.0]),
            "clock_offset_s": draw.choice([0.0, 119.0, 121.0]),
        }


def single(row):
    home = Point(row["home_lat"], row["home_lon"])
    if row["lat"] is None:
        return judge("no_fix", home)
    fix = Fix(Point(row["lat"], row["lon"]), row["accuracy_m"], row["age_s"], row["clock_offset_s"])
    return judge(fix, home, radius_m=row["radius_m"])


def test_the_column_says_what_the_single_verdict_says():
    facts = list(rows(3000, seed=20261122))
    judged = with_distance(pl.DataFrame(facts)).with_columns(verdict(NATIONAL))
    seen = set()
    for row, word, metres in zip(
        facts, judged["verdict"].to_list(), judged["distance_m"].to_list(), strict=True
    ):
        expected = single(row)
        assert word == expected.word
        assert (metres is None) == (expected.distance_m is None)
        assert metres is None or abs(metres - expected.distance_m) < 1e-6
        seen.add(word)
    assert seen == {"in", "weak", "out", "none"}


def test_vincenty_and_the_plain_list_of_questions_agree_on_whole_fixes():
    for row in rows(2000, seed=7):
        metres = None
        if row["lat"] is not None:
            metres = oracle_place.vincenty_m(
                row["home_lat"], row["home_lon"], row["lat"], row["lon"]
            )
        named = {"radius": row["radius_m"] or 200.0, "age": row["age_s"]}
        word = oracle_place.verdict(
            metres, row["accuracy_m"], offset=row["clock_offset_s"], **named
        )
        assert single(row).word == word
