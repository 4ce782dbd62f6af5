"""Does every question get an answer or a plain fault, and the answer that another opinion gives?"""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ltc.shared.errors import LtcError
from ltc.shared.geo import Point, from_wgs84
from providers.visits.locate import answer_many
from tests.support import oracle_place

NUMBERS = st.one_of(
    st.floats(allow_nan=True), st.integers(), st.sampled_from([0, 90, -180, 10**400, 1e308])
)
WORDS = st.sampled_from(["wgs84", "gcj02", "bd09", "WGS84", "", "off", "2026-10-08T09:00:00Z"])
THINGS = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, WORDS),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(WORDS, inner, max_size=2)),
    max_leaves=4,
)
HOME = st.fixed_dictionaries({}, optional=dict.fromkeys(("lat", "lon", "crs", "radius_m"), THINGS))
FIX_NAMES = ("lat", "lon", "crs", "accuracy_m", "taken_at", "mocked", "status")
FIX = st.fixed_dictionaries({}, optional=dict.fromkeys(FIX_NAMES, THINGS))
QUESTION = st.fixed_dictionaries(
    {},
    optional={
        "home": st.one_of(HOME, THINGS),
        "fix": st.one_of(FIX, THINGS),
        "server_time": THINGS,
        "device_time": THINGS,
        "rules": THINGS,
    },
)


@given(st.lists(QUESTION, max_size=5))
def test_whatever_is_asked_there_is_one_answer_or_fault_each(questions):
    answers = answer_many(questions)
    assert len(answers) == len(questions)
    for answer in answers:
        if isinstance(answer, LtcError):
            assert answer.field
            assert answer.as_answer()["error"]["message"]
        else:
            assert answer["verdict"] in ("in", "weak", "out", "none")
            assert answer["reasons"]


CRS = st.sampled_from(["wgs84", "gcj02", "bd09"])
SOUND = st.tuples(
    st.floats(18, 53),
    st.floats(74, 134),
    st.floats(-0.006, 0.006),
    st.floats(-0.006, 0.006),
    st.floats(0, 1500),
    st.integers(-200, 200),
)


@given(SOUND, CRS, CRS, st.sampled_from([150, 200, 300]))
def test_sound_questions_get_the_other_opinions_answer(sound, home_crs, fix_crs, radius):
    lat, lon, north, east, accuracy, age = sound
    home, there = Point(lat, lon), Point(lat + north, lon + east)
    shown, stated = from_wgs84(home, home_crs), from_wgs84(there, fix_crs)
    taken = datetime(2026, 10, 8, 9, tzinfo=UTC)
    question = {
        "home": {"lat": shown[0], "lon": shown[1], "crs": home_crs, "radius_m": radius},
        "fix": {
            "lat": stated[0],
            "lon": stated[1],
            "crs": fix_crs,
            "accuracy_m": accuracy,
            "taken_at": taken.isoformat(),
        },
        "server_time": (taken + timedelta(seconds=age)).isoformat(),
    }
    answer = answer_many([question])[0]
    metres = oracle_place.vincenty_m(home.lat, home.lon, there.lat, there.lon)
    assert abs(answer["distance_m"] - metres) < 0.002
    edges = (metres - radius, metres - accuracy - radius)
    if min(map(abs, edges)) > 0.002:
        named = {"radius": radius, "age": max(0, age), "offset": max(0, -age)}
        assert answer["verdict"] == oracle_place.verdict(metres, accuracy, **named)
