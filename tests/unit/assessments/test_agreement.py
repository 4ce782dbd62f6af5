"""Two forms become one: what was alike stands, what differs is settled with words."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assessments.rules.agreement import check_agreed, check_draft, compare
from assessments.rules.letter import Letter, letter_lines
from assessments.scales.load import load_points_scale
from ltc.shared.errors import BadInput, Unknown

SCALE = load_points_scale("nhsa-2021-37")
ANSWERS = some.fixed_dictionaries(
    {key: some.sampled_from(sorted(item.options)) for key, item in SCALE.items.items()}
)


@given(ANSWERS, ANSWERS)
def test_either_form_is_a_possible_agreement_and_alike_items_stay(first, second):
    differ = [row.item.key for row in compare(SCALE, [first, second]) if row.differs]
    assert differ == [key for key in SCALE.items if first[key] != second[key]]
    for agreed in (first, second):
        assert check_agreed(SCALE, [first, second], agreed, "讨论") == agreed


@given(ANSWERS, some.sampled_from(sorted(SCALE.items)))
def test_an_item_scored_alike_cannot_be_moved(answers, key):
    other = next(each for each in SCALE.items[key].options if each != answers[key])
    with pytest.raises(BadInput) as refusal:
        check_agreed(SCALE, [answers, answers], {**answers, key: other}, "讨论")
    assert refusal.value.field == key


def test_differences_need_words_and_agreement_needs_none():
    first = {key: min(item.options) for key, item in SCALE.items.items()}
    second = {**first, "eating": 5}
    with pytest.raises(BadInput):
        check_agreed(SCALE, [first, second], second, "")
    assert check_agreed(SCALE, [first, first], first, "") == first


def test_a_draft_may_be_empty_but_not_illegal():
    assert check_draft(SCALE, {}) == {}
    assert check_draft(SCALE, {"eating": 5}) == {"eating": 5}
    for answers, error in (
        ({"eating": 3}, BadInput),
        ({"eating": True}, BadInput),
        ({"eating": "5"}, BadInput),
        ({"total": 100}, Unknown),
    ):
        with pytest.raises(error):
            check_draft(SCALE, answers)


def test_a_letter_without_a_benefit_and_after_a_review():
    from datetime import date

    letter = Letter(
        grade="中度失能",
        entitled=False,
        first_day=date(2023, 11, 1),
        last_day=date(2025, 10, 31),
        reasons=(),
        nearest={},
        review_days=None,
    )
    lines = list(letter_lines(letter))
    assert lines[0] == "评估结论：中度失能。"
    assert any("未达到享受待遇的条件" in line for line in lines)
    assert any("最终结论" in line for line in lines)
