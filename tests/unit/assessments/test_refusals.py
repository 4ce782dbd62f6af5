"""Is every answer that is not on the form refused by name, and never scored?"""

import math
from decimal import Decimal

import pytest

from assessments.rules.circumstances import Circumstances, read_circumstances
from assessments.rules.scoring import score
from assessments.rules.self_assessment import score_self
from assessments.scales.load import load_points_scale, load_scale, scale_names
from ltc.shared.errors import BadInput, Faults, Unknown
from tests.support import oracle_score as oracle

SCALE = load_scale("nhsa-2021-37")
SELF = load_scale("nhsa-2021-37-self")
GBT = load_scale("gbt-42195-2022")
BEST = {item: points[-1] for item, points in oracle.LEGAL.items()}
NOT_POINTS = [
    *[True, False, None, "10", "", "十", 10.0, 2.0, math.nan, math.inf, Decimal(10)],
    *[-5, -1, 20, 10**400, [10], {"points": 10}, b"10", (10,)],
]


@pytest.mark.parametrize("item", list(oracle.LEGAL))
def test_only_the_points_of_the_form_are_taken(item):
    for points in range(-20, 21):
        answers = BEST | {item: points}
        if points in oracle.LEGAL[item]:
            assert score(SCALE, answers).totals
        else:
            with pytest.raises(BadInput) as refused:
                score(SCALE, answers)
            assert refused.value.field == f"answers.{item}"
            assert ", ".join(str(p) for p in oracle.LEGAL[item]) in refused.value.en
            assert ", ".join(str(p) for p in oracle.LEGAL[item]) in refused.value.zh


@pytest.mark.parametrize("value", NOT_POINTS, ids=lambda value: repr(value)[:20])
def test_only_whole_numbers_are_points(value):
    with pytest.raises(BadInput) as refused:
        score(SCALE, BEST | {"eating": value})
    assert refused.value.field == "answers.eating"
    assert len(refused.value.en) < 200


@pytest.mark.parametrize("item", list(oracle.LEGAL))
def test_a_missing_item_is_named(item):
    with pytest.raises(BadInput, match="missing") as refused:
        score(SCALE, {key: value for key, value in BEST.items() if key != item})
    assert refused.value.field == f"answers.{item}"


def test_an_item_of_another_scale_is_named():
    with pytest.raises(Unknown) as refused:
        score(SCALE, BEST | {"consciousness": 2})
    assert refused.value.field == "answers.consciousness"
    assert "communication" in refused.value.en


def test_all_faults_are_named_at_once():
    with pytest.raises(Faults) as refused:
        score(SCALE, BEST | {"eating": 3, "time": 5, "nose": 1})
    fields = [fault.field for fault in refused.value.faults]
    assert fields == ["answers.nose", "answers.eating", "answers.time"]
    assert len(refused.value.as_answer()["error"]["faults"]) == 3


@pytest.mark.parametrize("answers", [None, [], [10] * 17, "eating", 5, True])
def test_answers_are_an_object(answers):
    for refuse in (lambda: score(SCALE, answers), lambda: score_self(SELF, answers)):
        with pytest.raises(BadInput) as refused:
            refuse()
        assert refused.value.field == "answers"


@pytest.mark.parametrize("name", ["", "NHSA-2021-37", "nhsa", "../load", None, 5, ["x"], {}])
def test_an_unknown_scale_is_refused_with_the_known_ones(name):
    with pytest.raises(Unknown) as refused:
        load_scale(name)
    assert refused.value.field == "scale"
    assert all(known in refused.value.en for known in scale_names())


def test_the_self_assessment_gives_no_points():
    with pytest.raises(Unknown):
        load_points_scale("nhsa-2021-37-self")
    assert load_points_scale("nhsa-2021-37") is SCALE


@pytest.mark.parametrize("word", ["", "Dependent", "full", 1, True, None, ["dependent"]])
def test_the_self_assessment_takes_its_three_words_only(word):
    answers = dict.fromkeys(SELF.items, "independent") | {"bathing": word}
    with pytest.raises(BadInput, match="independent, partial, dependent") as refused:
        score_self(SELF, answers)
    assert refused.value.field == "answers.bathing"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *[("coma", 1), ("coma", "true"), ("coma", None), ("dementia_or_mental", 0)],
        *[("risk_events", -1), ("risk_events", True), ("risk_events", 2.0)],
        *[("risk_events", "2"), ("risk_events", None)],
    ],
)
def test_circumstances_are_read_strictly(key, value):
    with pytest.raises(BadInput) as refused:
        read_circumstances(GBT, {key: value})
    assert refused.value.field == key


def test_the_national_standard_has_no_clause_for_circumstances():
    with pytest.raises(BadInput) as refused:
        read_circumstances(SCALE, {"coma": False})
    assert refused.value.field == "coma"
    with pytest.raises(BadInput):
        score(SCALE, BEST, Circumstances(coma=True))
