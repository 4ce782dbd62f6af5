"""Does ``ltc score`` keep its promises to scripts: one JSON document, plain faults, exit codes?"""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from assessments.commands import score
from tests.support import oracle_score as oracle

BEST = {item: points[-1] for item, points in oracle.LEGAL.items()}
ASK = {"scale": "nhsa-2021-37", "answers": BEST}
SELF = {
    "scale": "nhsa-2021-37-self",
    "answers": dict.fromkeys(
        ("eating", "continence", "bathing", "dressing", "toilet", "transfer"), "dependent"
    ),
}
GBT = {"scale": "gbt-42195-2022", "answers": oracle.GBT_BEST}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def _run(asked, *options):
    text = asked if isinstance(asked, (str, bytes)) else json.dumps(asked)
    result = CliRunner().invoke(score, ["-", *options], input=text)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.stderr
    return result.exit_code, json.loads(result.stdout), result.stderr.splitlines()


def test_the_shape_of_the_interfaces():
    code, answer, faults = _run(ASK)
    assert (code, faults) == (0, [])
    assert answer["totals"] == {"adl": 100, "cognition": 16, "senses": 12}
    assert answer["bands"] == {"adl": 0, "cognition": 0, "senses": 0}
    assert (answer["grade"], answer["grade_name"]) == (0, "基本正常")
    assert set(answer["reasons"][0]) == {"code", "text", "law"}
    assert set(answer["nearest"]) == {"higher", "lower"}


def test_the_other_scales():
    assert _run(SELF)[1]["letter"] == "G"
    assert _run(SELF)[1]["may_apply"] is True
    code, answer, _ = _run(GBT | {"dementia_or_mental": True, "risk_events": 2})
    assert (code, answer["grade"], answer["totals"]["total"]) == (0, 1, 90)
    assert _run(GBT | {"coma": True})[1]["grade"] == 4


def test_the_area_may_count_partly_independent():
    answers = SELF["answers"] | {"transfer": "partial"}
    asked = [SELF | {"answers": answers, "partial_counts": counts} for counts in (False, True)]
    assert [each["letter"] for each in _run(asked)[1]] == ["F", "G"]


def test_an_array_is_answered_in_its_order_with_errors_in_place():
    code, answers, faults = _run([ASK | {"id": 7}, {"scale": "x", "answers": {}}, GBT, None])
    assert code == 2
    assert [each.get("grade") for each in answers] == [0, None, 0, None]
    assert answers[0]["id"] == 7
    assert answers[1]["error"]["code"] == "unknown_word"
    assert [line.partition(":")[0] for line in faults] == ["question 2", "question 4"]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "scale"),
        ({"scale": "nhsa-2021-37"}, "answers"),
        ({"scale": "nhsa-2021"}, "scale"),
        (ASK | {"answers": BEST | {"eating": 2.0}}, "answers.eating"),
        (ASK | {"answers": BEST | {"eating": True}}, "answers.eating"),
        (ASK | {"answers": BEST | {"eating": "10"}}, "answers.eating"),
        (ASK | {"answers": BEST | {"eating": 10**300}}, "answers.eating"),
        (ASK | {"coma": True}, "coma"),
        (ASK | {"id": [1]}, "id"),
        (ASK | {"id": True}, "id"),
        (GBT | {"risk_event": 2}, "risk_event"),
        (GBT | {"coma": "yes"}, "coma"),
        (SELF | {"partial_counts": 1}, "partial_counts"),
        (SELF | {"coma": False}, "coma"),
    ],
)
def test_one_fault_is_one_line_and_one_named_field(asked, field):
    code, answer, faults = _run(asked)
    assert (code, len(faults)) == (2, 1)
    assert answer["error"]["field"] == field
    assert faults[0].startswith(f"{field}: ")


@pytest.mark.parametrize("asked", [{}, {"scale": "nhsa-2021"}])
def test_the_scales_are_named_to_who_knows_none(asked):
    assert "nhsa-2021-37, nhsa-2021-37-self" in _run(asked)[2][0]


def test_reasons_in_english():
    texts = [each["text"] for each in _run(ASK, "--language", "en")[1]["reasons"]]
    assert texts[0] == "activities of daily living: 100 of 100 points, intact"


def test_a_missing_file_is_one_plain_line():
    result = CliRunner().invoke(score, ["/does/not/exist.json"])
    assert result.exit_code == 2
    assert json.loads(result.stdout)["error"]["field"] == "FILE"
    assert len(result.stderr.splitlines()) == 1


@given(st.binary(max_size=60))
def test_any_bytes_get_an_answer(raw):
    assert _run(raw)[0] in (0, 2)


@given(st.lists(JSON | st.fixed_dictionaries({"scale": JSON, "answers": JSON}), max_size=4))
def test_any_json_gets_as_many_answers(asked):
    code, answers, faults = _run(asked)
    assert len(answers) == len(asked)
    assert code == (2 if faults else 0)


@given(st.dictionaries(st.sampled_from([*BEST, "nose"]), JSON | st.integers(0, 15)))
def test_any_changed_answers_are_scored_or_refused_by_name(changes):
    answers = BEST | changes
    code, answer, _ = _run(ASK | {"answers": answers})
    sound = set(answers) == set(BEST) and all(
        type(points) is int and points in oracle.LEGAL[item] for item, points in answers.items()
    )
    assert code == (0 if sound else 2)
    if sound:
        assert answer["grade"] == oracle.grade(answers)
    else:
        assert answer["error"]["field"].startswith("answers.")


def test_thousands_of_cases_agree_with_the_law_written_by_hand():
    items = list(oracle.LEGAL)
    asked = []
    for number in range(3000):
        picks = [
            (number * (7 + at) // (1 + at)) % len(oracle.LEGAL[i]) for at, i in enumerate(items)
        ]
        answers = {item: oracle.LEGAL[item][pick] for item, pick in zip(items, picks, strict=True)}
        asked.append({"scale": "nhsa-2021-37", "answers": answers})
    code, answers, _ = _run(asked)
    assert code == 0
    assert [each["grade"] for each in answers] == [oracle.grade(each["answers"]) for each in asked]


def test_it_starts_without_the_heavy_libraries():
    heavy = "{'flask', 'flask_appbuilder', 'sqlalchemy', 'polars', 'pyarrow', 'babel'}"
    code = f"import sys, assessments.commands; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
