"""A question may name a group of grades where the area's text does, and all of them agree."""

import pytest

from tests.support.asking import ask, faults

BENEFIT = {
    "question": "benefit", "pack": "chongqing", "month": "2024-03", "mode": "combined",
    "person": {"insurance": "employee", "grade": "severe"},
    "lines": [{"day": "2024-03-01", "item": "care", "unit": "day"}],
}  # fmt: skip
STANDARD = {"question": "standard", "pack": "suzhou", "on": "2023-08-01", "mode": "home"}


def test_a_group_is_answered_as_any_of_its_grades():
    person = {**BENEFIT["person"], "grade": "severe_2"}
    group, grade = ask(BENEFIT, {**BENEFIT, "person": person})
    assert (group["fund"], group["payees"]) == ("50.00", {"provider": "30.00", "person": "20.00"})
    assert group == grade


def test_an_answer_names_the_group_that_was_asked_about():
    [answer] = ask({**STANDARD, "grade": "severe"})
    assert (answer["grade"], answer["most"]) == ("severe", {"month": "45"})


@pytest.mark.parametrize(("pack", "on"), [("panjin", "2023-05-01"), ("hangzhou", "2025-05-01")])
def test_where_the_grades_of_a_group_differ_the_refusal_names_them(pack, on):
    [answer] = ask({**STANDARD, "pack": pack, "on": on, "grade": "severe"})
    assert faults(answer) == [("grade", "unknown_word")]
    assert "severe_1, severe_2, severe_3" in answer["error"]["message"]


def test_a_bill_on_which_the_grades_of_a_group_differ_names_the_person():
    line = {"day": "2025-05-06", "item": "care", "unit": "hour", "quantity": "30"}
    [answer] = ask(
        {**BENEFIT, "pack": "hangzhou", "month": "2025-05", "mode": "home", "lines": [line]}
    )
    assert faults(answer) == [("person.grade", "unknown_word")]


def test_a_scale_that_names_no_group_knows_only_its_grades():
    asked = {"question": "standard", "pack": "zibo", "on": "2023-05-01", "mode": "home"}
    [answer] = ask({**asked, "grade": "severe"})
    assert faults(answer) == [("grade", "unknown_word")]
    assert "level_5" in answer["error"]["message"]


def test_a_gap_of_the_whole_group_is_told_once():
    asked = {"question": "standard", "pack": "changchun", "on": "2018-01-01", "mode": "institution"}
    [answer] = ask({**asked, "grade": "severe"})
    assert faults(answer) == [("benefit.daily_amount", "policy_gap")]


def test_other_questions_take_a_group_too():
    asked = {"pack": "chongqing", "on": "2022-05-10", "grade": "severe", "insurance": "employee"}
    known = {"continuous_months": 24, "cumulative_years": 20, "disabled_months": 7}
    fee = {"question": "assessment_fee", "pack": "guangzhou", "on": "2022-02-01"}
    entitled, refused = ask(
        {"question": "entitlement", **asked, **known}, {**fee, "grade": "severe"}
    )
    assert (entitled["entitled"], entitled["first_day"]) == (True, "2022-06-01")
    assert faults(refused) == [("grade", "unknown_word")]


def test_groups_and_grades_keep_their_places_in_an_array():
    grades = ("severe", "moderate", "severe_3", "severe")
    answers = ask(*({**STANDARD, "grade": grade} for grade in grades))
    assert [each["grade"] for each in answers] == list(grades)
    assert [each["most"]["month"] for each in answers] == ["45", "32.5", "45", "45"]
