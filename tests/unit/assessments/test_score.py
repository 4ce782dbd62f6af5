"""Do 17 answers give the totals, bands and grade of the law, whatever they are?"""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.rules.scoring import score
from assessments.scales.load import load_scale
from tests.support import oracle_score as oracle

SCALE = load_scale("nhsa-2021-37")
BEST = {item: points[-1] for item, points in oracle.LEGAL.items()}
ANSWERS = st.fixed_dictionaries({i: st.sampled_from(list(p)) for i, p in oracle.LEGAL.items()})
EXAMPLE = dict(zip(oracle.LEGAL, (10, 5, 0, 5, 5, 0, 5, 5, 0, 0, 2, 3, 1, 2, 4, 3, 3), strict=True))


def with_totals(*wanted):
    """Return answers that add up to the wanted totals, filled from the first item on."""
    answers = {}
    for part, total in zip(oracle.PARTS, wanted, strict=True):
        left = total
        for item in part:
            answers[item] = min(BEST[item], left)
            left -= answers[item]
        assert left == 0
    return answers


def test_items_stand_in_the_order_of_the_law():
    assert list(SCALE.items) == list(oracle.LEGAL)
    assert {key: list(item.options) for key, item in SCALE.items.items()} == {
        item: list(points) for item, points in oracle.LEGAL.items()
    }


def test_the_example_of_the_interfaces():
    answer = score(SCALE, EXAMPLE).as_answer()
    assert answer["totals"] == {"adl": 35, "cognition": 8, "senses": 10}
    assert answer["bands"] == {"adl": 3, "cognition": 1, "senses": 1}
    assert (answer["grade"], answer["grade_name"]) == (3, "重度失能Ⅰ级")
    codes = [reason["code"] for reason in answer["reasons"]]
    assert codes == ["score.band"] * 3 + ["score.matrix", "score.matrix_unverified"]
    assert {reason["law"] for reason in answer["reasons"]} == {"医保办发〔2021〕37号"}
    assert answer["verified"] is False


@pytest.mark.parametrize("adl", range(0, 101, 5))
def test_every_total_of_activities(adl):
    result = score(SCALE, with_totals(adl, 16, 12))
    assert (result.totals["adl"], result.bands["adl"]) == (adl, oracle.adl_band(adl))


@pytest.mark.parametrize("total", range(17))
def test_every_total_of_cognition(total):
    result = score(SCALE, with_totals(100, total, 12))
    expected = (total, oracle.other_band(total, 16))
    assert (result.totals["cognition"], result.bands["cognition"]) == expected


@pytest.mark.parametrize("total", range(13))
def test_every_total_of_senses(total):
    result = score(SCALE, with_totals(100, 16, total))
    expected = (total, oracle.other_band(total, 12))
    assert (result.totals["senses"], result.bands["senses"]) == expected


def test_both_sides_of_every_edge_in_every_combination():
    edges = ((100, 95, 65, 60, 45, 40, 0), (16, 15, 4, 3, 2, 1, 0), (12, 11, 4, 3, 2, 1, 0))
    for at in product(*edges):
        result = score(SCALE, with_totals(*at))
        assert result.grade == oracle.grade_of_totals(*at), at
        assert result.grade_name == oracle.NAMES[result.grade]


@pytest.mark.parametrize(
    ("totals", "grade"),
    [
        *[((100, 16, 12), 0), ((95, 15, 11), 1), ((60, 16, 12), 2), ((45, 1, 12), 3)],
        *[((40, 16, 12), 3), ((40, 3, 12), 4), ((0, 0, 0), 5), ((0, 16, 1), 5)],
    ],
)
def test_the_vectors_of_the_research_note(totals, grade):
    assert score(SCALE, with_totals(*totals)).grade == grade


@given(ANSWERS)
def test_any_legal_answers_have_one_grade(answers):
    result = score(SCALE, answers)
    assert tuple(result.totals.values()) == oracle.totals(answers)
    assert result.grade == oracle.grade(answers)
    assert result.severe == (result.grade >= 3)


@given(ANSWERS, st.data())
def test_a_worse_answer_never_gives_a_less_severe_grade(answers, data):
    item = data.draw(st.sampled_from(list(answers)))
    worse = data.draw(st.sampled_from([p for p in oracle.LEGAL[item] if p <= answers[item]]))
    assert score(SCALE, answers | {item: worse}).grade >= score(SCALE, answers).grade


def test_every_way_to_answer_the_activities_is_added_up_rightly():
    """All 46,656 of them: the sum is the axis' total and has exactly one band."""
    axis = SCALE.axes[0]
    ways = product(*(oracle.LEGAL[item] for item in oracle.PARTS[0]))
    assert all(axis.band_of[sum(way)] == oracle.adl_band(sum(way)) for way in ways)


def test_reasons_read_as_sentences_in_both_languages():
    for language in ("zh", "en"):
        answer = score(SCALE, EXAMPLE).as_answer(language)
        texts = [reason["text"] for reason in answer["reasons"]]
        assert all(text and "{" not in text and "—" not in text for text in texts)
    assert "重度受损" in score(SCALE, EXAMPLE).reasons[3].text("zh")
    assert "severely impaired" in score(SCALE, EXAMPLE).reasons[3].text("en")
