"""Does ``ltc locate`` answer, refuse and go on as the interfaces promise?"""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from providers.visits.commands import locate

HOME = {"lat": 41.1245, "lon": 122.0703, "crs": "wgs84", "radius_m": 200}
FIX = {
    "lat": 41.1250,
    "lon": 122.0710,
    "crs": "wgs84",
    "accuracy_m": 25,
    "taken_at": "2026-10-08T09:00:05+08:00",
}
QUESTION = {"home": HOME, "fix": FIX, "server_time": "2026-10-08T09:00:09+08:00"}
MISSING = object()


def ask(question, code=0):
    done = CliRunner().invoke(locate, ["-"], input=json.dumps(question))
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


def changed(path, value):
    """Return the question with the thing at ``path`` changed or taken away."""
    question = json.loads(json.dumps(QUESTION))
    *folders, name = path.split(".")
    part = question
    for folder in folders:
        part = part.setdefault(folder, {})
    if value is MISSING:
        del part[name]
    else:
        part[name] = value
    return question


def test_a_fix_at_home_is_in():
    answer = ask(QUESTION)
    assert (answer["verdict"], answer["distance_m"]) == ("in", 80.863)
    assert answer["reasons"][0]["code"] == "place.within"
    assert set(answer["reasons"][0]) == {"code", "text", "law"}


def test_the_promised_example_lies_a_datum_away():
    answer = ask(changed("fix.crs", "gcj02"))
    assert (answer["verdict"], answer["distance_m"]) == ("out", 438.868)


WORDS = [
    ("fix", None, "none", "place.no_fix"),
    ("fix", {}, "none", "place.no_coordinates"),
    ("fix", {"status": "denied"}, "none", "place.denied"),
    ("fix", {"status": "timed_out"}, "none", "place.timed_out"),
    ("fix", {"lat": None, "lon": None, "accuracy_m": None}, "none", "place.no_coordinates"),
    ("fix.crs", MISSING, "none", "place.unlabelled_datum"),
    ("fix.crs", None, "none", "place.unlabelled_datum"),
    ("fix.mocked", True, "none", "place.mocked"),
    ("fix.mocked", False, "in", "place.within"),
    ("fix.source", "gps", "in", "place.within"),
    ("fix.taken_at", MISSING, "weak", "place.age_unknown"),
    ("fix.taken_at", "2026-10-08T08:59:09+08:00", "in", "place.within"),
    ("fix.taken_at", "2026-10-08T08:59:08+08:00", "weak", "place.fix_stale"),
    ("fix.taken_at", "2026-10-08T01:00:05Z", "in", "place.within"),
    ("fix.taken_at", "2026-10-08T09:02:09+08:00", "in", "place.within"),
    ("fix.taken_at", "2026-10-08T09:02:10+08:00", "weak", "place.clock_offset"),
    ("device_time", "2026-10-08T09:01:06+08:00", "weak", "place.fix_stale"),
    ("device_time", "2026-10-08T08:50:06+08:00", "weak", "place.clock_offset"),
    ("fix.accuracy_m", 201, "weak", "place.accuracy_poor"),
    ("fix.accuracy_m", 5000, "weak", "place.accuracy_coarse"),
    ("home.radius_m", 60, "weak", "place.near_edge"),
    ("home.radius_m", MISSING, "in", "place.within"),
    ("rules", {"radius_m": 30}, "in", "place.within"),
    ("rules", {"strong_accuracy_m": 20}, "weak", "place.accuracy_poor"),
    ("rules", {"max_fix_age_s": 3}, "weak", "place.fix_stale"),
]


@pytest.mark.parametrize(("path", "value", "word", "code"), WORDS)
def test_each_fact_has_its_verdict(path, value, word, code):
    answer = ask(changed(path, value))
    assert (answer["verdict"], answer["reasons"][0]["code"]) == (word, code)
    assert (answer["distance_m"] is None) == (word == "none")


def test_without_the_servers_time_the_age_is_not_judged_and_the_answer_says_so():
    answer = ask(changed("server_time", MISSING))
    codes = [reason["code"] for reason in answer["reasons"]]
    assert (answer["verdict"], codes) == ("in", ["place.within", "place.age_not_asked"])


@pytest.mark.parametrize("crs", ["gcj02", "bd09"])
def test_home_and_fix_may_both_come_from_a_map(crs):
    question = changed("home.crs", crs)
    question["fix"].update(crs=crs, lat=HOME["lat"], lon=HOME["lon"])
    assert ask(question)["distance_m"] == 0


FAULTS = [
    ("home", MISSING, "home"),
    ("home", [41, 122], "home"),
    ("home.lat", MISSING, "home.lat"),
    ("home.lat", "41.1245", "home.lat"),
    ("home.lat", True, "home.lat"),
    ("home.lat", 90.001, "home.lat"),
    ("home.lon", -180.001, "home.lon"),
    ("home.crs", MISSING, "home.crs"),
    ("home.crs", "epsg:4326", "home.crs"),
    ("home.radius_m", 0, "home.radius_m"),
    ("home.radius_m", -200, "home.radius_m"),
    ("fix", MISSING, "fix"),
    ("fix", "41,122", "fix"),
    ("fix.lat", 91, "fix.lat"),
    ("fix.lat", float("nan"), "fix.lat"),
    ("fix.lon", float("inf"), "fix.lon"),
    ("fix.lon", MISSING, "fix.lon"),
    ("fix.lat", None, "fix.lat"),
    ("fix.lat", MISSING, "fix.lat"),
    ("fix.accuracy_m", MISSING, "fix.accuracy_m"),
    ("fix.accuracy_m", -1, "fix.accuracy_m"),
    ("fix.accuracy_m", "25", "fix.accuracy_m"),
    ("fix.crs", "WGS84", "fix.crs"),
    ("fix.crs", 4326, "fix.crs"),
    ("fix.mocked", "no", "fix.mocked"),
    ("fix.status", "broken", "fix.status"),
    ("fix.status", ["off"], "fix.status"),
    ("fix.taken_at", "2026-10-08T09:00:05", "fix.taken_at"),
    ("fix.taken_at", 1791421205, "fix.taken_at"),
    ("server_time", "yesterday", "server_time"),
    ("server_time", "2026-10-08T09:00:09+08:00\0", "server_time"),
    ("device_time", "2026-13-08T09:00:05Z", "device_time"),
    ("rules", {"radius": 200}, "rules.radius"),
    ("rules", {"radius_m": "200"}, "rules.radius_m"),
    ("rules", 200, "rules"),
    ("radius_m", 500, "radius_m"),
    ("home.radius", 500, "home.radius"),
    ("fix.is_mocked", True, "fix.is_mocked"),
]


@pytest.mark.parametrize(("path", "value", "field"), FAULTS)
def test_what_is_no_measurement_is_refused_by_name(path, value, field):
    assert ask(changed(path, value), code=2)["error"]["field"] == field


def test_a_missing_home_is_called_missing():
    assert "home is missing" in ask(changed("home", MISSING), code=2)["error"]["message"]


def test_a_bad_element_spoils_only_itself_and_tells_all_its_faults():
    bad = {"home": {"lat": 91}, "fix": {"lat": "x"}, "server_time": "2026-10-08T09:00:09+08:00"}
    done = CliRunner().invoke(locate, ["-"], input=json.dumps([QUESTION, bad, 5, QUESTION]))
    answers = json.loads(done.stdout)
    assert done.exit_code == 2
    assert [each.get("verdict") for each in answers] == ["in", None, None, "in"]
    assert [each["field"] for each in answers[1]["error"]["faults"]] == ["home.lat", "fix.lat"]
    assert len(done.stderr.splitlines()) == 3


def test_an_askers_own_id_comes_back_and_reasons_may_be_english():
    done = CliRunner().invoke(
        locate, ["--language", "en", "-"], input=json.dumps({**QUESTION, "id": "a7", "fix": None})
    )
    answer = json.loads(done.stdout)
    assert (answer["id"], answer["reasons"][0]["text"]) == ("a7", "There is no fix")


def test_many_questions_get_the_answers_that_each_gets_alone():
    questions = [changed("fix.lat", 41.12 + i / 20000) for i in range(200)]
    together = ask(questions)
    assert together[::40] == [ask(question) for question in questions[::40]]
    assert {each["verdict"] for each in together} == {"in", "weak", "out"}


def test_help_shows_an_example_and_loads_nothing_heavy():
    code = (
        "import sys; from providers.visits.commands import locate\n"
        "try: locate(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'polars', 'flask', 'sqlalchemy', 'geopy', 'pyproj'} & set(sys.modules)\n"
        "sys.exit(','.join(heavy) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "ltc locate -" in done.stdout
