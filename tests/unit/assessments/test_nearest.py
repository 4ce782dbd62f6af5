"""Is the nearest other grade really the nearest, and do its changes really lead there?"""

import random
from itertools import combinations, product

import pytest

from assessments.rules.circumstances import Circumstances
from assessments.rules.scoring import score
from assessments.scales.load import load_scale
from tests.support import oracle_score as oracle

SCALE = load_scale("nhsa-2021-37")
GBT = load_scale("gbt-42195-2022")
PARTS = [{item: oracle.LEGAL[item] for item in part} for part in oracle.PARTS]
GBT_PART = [{item: range(best + 1) for item, best in oracle.GBT_BEST.items()}]


def _random_answers(chance, lean):
    """Return answers that lean to the good end (above 0) or the bad end (below 0)."""
    pick = max if lean > 0 else min
    return {
        item: pick(chance.choice(points) for _ in range(1 + abs(lean)))
        for item, points in oracle.LEGAL.items()
    }


def _cost(result, way):
    if way is None:
        return None
    return len(way.changes), way.steps, abs(way.grade - result.grade)


def _changed(answers, way):
    assert all(answers[each.item] == each.was for each in way.changes)
    return answers | {each.item: each.to for each in way.changes}


@pytest.mark.parametrize("lean", range(-4, 5))
def test_no_set_of_answers_reaches_another_grade_more_cheaply(lean):
    chance = random.Random(lean)
    for _ in range(12):
        answers = _random_answers(chance, lean)
        result = score(SCALE, answers)
        higher, lower = oracle.cheapest(PARTS, answers, oracle.grade_of_totals, result.grade)
        assert (_cost(result, result.higher), _cost(result, result.lower)) == (higher, lower)


@pytest.mark.parametrize("lean", range(-4, 5))
def test_the_changes_lead_where_they_say(lean):
    chance = random.Random(100 + lean)
    for _ in range(50):
        answers = _random_answers(chance, lean)
        result = score(SCALE, answers)
        for way, sign in ((result.higher, 1), (result.lower, -1)):
            if way is None:
                continue
            assert (way.grade - result.grade) * sign > 0
            assert oracle.grade(_changed(answers, way)) == way.grade
            assert all(each.was != each.to for each in way.changes)


def test_every_single_and_double_change_near_an_edge_is_tried():
    chance = random.Random(7)
    for _ in range(4):
        answers = _random_answers(chance, 2)
        result = score(SCALE, answers)
        found = {1: None, -1: None}
        for size in (1, 2):
            for items in combinations(oracle.LEGAL, size):
                for points in product(*(oracle.LEGAL[item] for item in items)):
                    grade = oracle.grade(answers | dict(zip(items, points, strict=True)))
                    side = (grade > result.grade) - (grade < result.grade)
                    if side and found[side] is None:
                        found[side] = size
        for side, way in ((1, result.higher), (-1, result.lower)):
            fewest = len(way.changes) if way and len(way.changes) <= 2 else None
            assert found[side] == fewest


def test_the_best_and_the_worst_have_nothing_beyond():
    best = {item: points[-1] for item, points in oracle.LEGAL.items()}
    assert score(SCALE, best).lower is None
    assert score(SCALE, dict.fromkeys(best, 0)).higher is None


def test_the_first_items_of_the_scale_settle_a_tie():
    best = {item: points[-1] for item, points in oracle.LEGAL.items()}
    answer = score(SCALE, best).as_answer()["nearest"]
    change = {"item": "eating", "from": 10, "to": 5}
    assert answer == {"higher": {"grade": 1, "changes": [change], "steps": 1}, "lower": None}


def test_of_two_equally_small_changes_the_one_to_the_nearer_grade_is_named():
    """40 points of activities and 1 of cognition: one step up on either leaves grade 5."""
    answers = dict.fromkeys(oracle.LEGAL, 0) | {"eating": 10, "walking": 15, "transfer": 15}
    answers |= {"time": 1, "vision": 4, "hearing": 4, "communication": 4}
    result = score(SCALE, answers)
    assert (result.grade, oracle.grade(answers | {"eating": 5})) == (5, 5)
    assert oracle.grade(answers | {"dressing": 5}) == 3
    assert (result.lower.grade, result.lower.changes[0].item) == (4, "time")


@pytest.mark.parametrize("shift", [False, True])
def test_levels_of_gbt_are_searched_the_same_way(shift):
    chance = random.Random(42)
    facts = Circumstances(dementia_or_mental=shift)

    def grade_at(total):
        return oracle.gbt_grade(total, dementia_or_mental=shift)

    for lean in range(-3, 4):
        pick = max if lean > 0 else min
        answers = {
            item: pick(chance.randint(0, best) for _ in range(1 + abs(lean)))
            for item, best in oracle.GBT_BEST.items()
        }
        result = score(GBT, answers, facts)
        higher, lower = oracle.cheapest(GBT_PART, answers, grade_at, result.grade)
        assert (_cost(result, result.higher), _cost(result, result.lower)) == (higher, lower)


def test_a_coma_leaves_nothing_to_change():
    answers = dict.fromkeys(oracle.GBT_BEST, 0)
    result = score(GBT, answers, Circumstances(coma=True))
    assert (result.higher, result.lower) == (None, None)
