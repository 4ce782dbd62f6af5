"""Does the self-assessment give the letter that its form prints?"""

from itertools import product

import pytest

from assessments.rules.self_assessment import score_self
from assessments.scales.load import load_scale
from tests.support import oracle_score as oracle

SCALE = load_scale("nhsa-2021-37-self")
WORDS = ("independent", "partial", "dependent")
ITEMS = ("eating", "continence", "bathing", "dressing", "toilet", "transfer")
TABLE = ["ABBC", "BCDE", "DEEF", "EFFG"]


def _answers(a, b):
    words = ["dependent"] * a + ["independent"] * (3 - a)
    words += ["dependent"] * b + ["partial"] * (3 - b)
    return dict(zip(ITEMS, words, strict=True))


def test_items_are_those_of_the_interfaces():
    assert tuple(SCALE.items) == ITEMS


@pytest.mark.parametrize(("a", "b"), list(product(range(4), repeat=2)))
def test_every_count_of_dependent_items(a, b):
    result = score_self(SCALE, _answers(a, b))
    assert result.letter == TABLE[a][b] == oracle.letter(_answers(a, b))
    assert result.may_apply == (TABLE[a][b] in "EFG")
    assert result.dependent == {"a": a, "b": b}


@pytest.mark.parametrize("counted", [False, True])
def test_all_729_forms_follow_the_printed_clauses(counted):
    bad = ("dependent", "partial") if counted else ("dependent",)
    for words in product(WORDS, repeat=6):
        answers = dict(zip(ITEMS, words, strict=True))
        result = score_self(SCALE, answers, partial_counts=counted)
        assert result.letter == oracle.letter(answers, bad)


@pytest.mark.parametrize(("a", "b"), list(product(range(4), repeat=2)))
def test_partly_independent_counts_only_where_the_area_says_so(a, b):
    answers = _answers(a, b)
    assert score_self(SCALE, answers, partial_counts=False).letter == TABLE[a][b]
    assert score_self(SCALE, answers, partial_counts=True).letter == TABLE[a][3]


def test_more_dependence_never_lowers_the_letter():
    for a, b in product(range(3), repeat=2):
        assert TABLE[a][b] <= TABLE[a + 1][b]
        assert TABLE[a][b] <= TABLE[a][b + 1]


def test_the_answer_has_the_shape_of_the_interfaces():
    answer = score_self(SCALE, _answers(3, 1)).as_answer()
    assert (answer["letter"], answer["may_apply"]) == ("F", True)
    codes = [reason["code"] for reason in answer["reasons"]]
    assert codes == ["self.count", "self.may_apply"]
    below = score_self(SCALE, _answers(0, 0), partial_counts=True).as_answer("en")
    codes = [reason["code"] for reason in below["reasons"]]
    assert codes == ["self.partial_counted", "self.count", "self.below_gate"]
    assert "letter C" in below["reasons"][1]["text"]
