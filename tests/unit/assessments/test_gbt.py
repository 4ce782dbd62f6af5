"""Does GB/T 42195-2022 give its levels, and does its change clause change them?"""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.rules.circumstances import Circumstances
from assessments.rules.scoring import score
from assessments.scales.load import build, load_scale
from tests.support import oracle_score as oracle

SCALE = load_scale("gbt-42195-2022")
ANSWERS = st.fixed_dictionaries(
    {item: st.integers(0, best) for item, best in oracle.GBT_BEST.items()}
)


def _with_total(total):
    answers = {}
    for item, best in oracle.GBT_BEST.items():
        answers[item] = min(best, total)
        total -= answers[item]
    return answers


def test_twenty_six_items_make_ninety_points():
    assert {key: item.highest for key, item in SCALE.items.items()} == oracle.GBT_BEST
    assert len(SCALE.items) == 26
    tops = {each.key: sum(item.highest for item in each.items) for each in SCALE.dimensions}
    assert tops == {"self_care": 32, "mobility": 15, "mental": 28, "participation": 15}


@pytest.mark.parametrize("total", range(91))
def test_every_total_has_its_level(total):
    answer = score(SCALE, _with_total(total)).as_answer()
    assert answer["totals"]["total"] == total
    assert answer["grade"] == oracle.gbt_level(total)


@pytest.mark.parametrize("total", range(91))
def test_the_change_clause_at_every_total(total):
    for coma, diagnosis, events in product((False, True), (False, True), range(4)):
        facts = {"coma": coma, "dementia_or_mental": diagnosis, "risk_events": events}
        result = score(SCALE, _with_total(total), Circumstances(**facts))
        assert result.grade == oracle.gbt_grade(total, **facts)


@given(ANSWERS)
def test_any_legal_answers_have_one_level(answers):
    result = score(SCALE, answers)
    assert result.totals["total"] == sum(answers.values())
    assert result.grade == oracle.gbt_level(sum(answers.values()))


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ({}, []),
        ({"risk_events": 1}, []),
        ({"risk_events": 2}, ["score.risk_events", "score.changed"]),
        ({"dementia_or_mental": True}, ["score.diagnosis", "score.changed"]),
        (
            {"dementia_or_mental": True, "risk_events": 3},
            ["score.diagnosis", "score.risk_events", "score.changes_once", "score.changed"],
        ),
        ({"coma": True}, ["score.coma", "score.coma_contradicted"]),
    ],
)
def test_the_reasons_say_what_changed_the_level(facts, codes):
    result = score(SCALE, _with_total(90), Circumstances(**facts))
    found = [reason.code for reason in result.reasons]
    assert found == ["score.level", "score.levels_unverified", *codes]
    assert all("{" not in reason.text(lang) for reason in result.reasons for lang in ("zh", "en"))


def test_an_area_that_adds_the_changes_up_is_one_word_of_data():
    content = dict(SCALE.content) | {"changes": SCALE.content["changes"] | {"add_up": True}}
    both = Circumstances(dementia_or_mental=True, risk_events=2)
    assert score(build(content), _with_total(90), both).grade == 2
    assert score(SCALE, _with_total(90), both).grade == 1


def test_names_are_those_of_the_standard():
    names = [word.name for word in SCALE.grades]
    assert names[0] == "能力完好"
    assert names[4] == "能力完全丧失（完全失能）"
