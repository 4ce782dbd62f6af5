"""``entitlement``: may apply, entitled, first day; both sides of the months that must pass."""

import pytest

from tests.support.asking import ask, faults

ASKED = {
    "question": "entitlement", "pack": "panjin", "on": "2022-03-15", "grade": "severe_2",
    "insurance": "employee", "insured_from": "2020-01-01", "disabled_since": "2021-09-15",
}  # fmt: skip


def codes(answer):
    return [reason["code"] for reason in answer["reasons"]]


def test_who_meets_all_conditions_is_entitled_from_a_day():
    [answer] = ask(ASKED)
    assert (answer["may_apply"], answer["entitled"], answer["first_day"]) == (
        True,
        True,
        "2022-04-01",
    )
    assert codes(answer) == ["entitled.granted", "entitled.start"]


def test_a_day_short_of_six_months_may_not_apply():
    [answer] = ask({**ASKED, "disabled_since": "2021-09-16"})
    assert (answer["may_apply"], answer["entitled"], answer["first_day"]) == (False, False, None)
    assert codes(answer) == ["entitled.disability"]


def test_a_grade_below_may_apply_and_is_not_entitled():
    [answer] = ask({**ASKED, "grade": "moderate"})
    assert (answer["may_apply"], answer["entitled"]) == (True, False)
    assert codes(answer) == ["entitled.grade"]


@pytest.mark.parametrize(("insurance", "may"), [("retiree", True), ("resident", False)])
def test_without_a_grade_only_applying_is_answered(insurance, may):
    [answer] = ask({**ASKED, "grade": None, "insurance": insurance})
    assert (answer["may_apply"], answer["entitled"], answer["first_day"]) == (may, None, None)
    assert codes(answer) == ([] if may else ["entitled.category"])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"insured_from": None, "pack": "fuzhou"}, ("insured_from", "bad_input")),
        ({"on": "2021-06-30"}, ("entitlement.grades", "policy_gap")),
        ({"grade": "moon"}, ("grade", "unknown_word")),
        ({"on": "9999-12-31"}, ("on", "bad_input")),
    ],
)
def test_bad_questions_name_their_field(change, expected):
    assert faults(ask({**ASKED, **change})[0])[0][1] == expected[1]
    assert faults(ask({**ASKED, **change})[0])[0][0].startswith(expected[0].split(".")[0])


@pytest.mark.parametrize("words", [{}, {"category": "employee", "insurance": None}])
def test_where_nobody_has_to_wait_the_day_of_insurance_may_be_left_out(words):
    [answer] = ask({**ASKED, "insured_from": None, **words})
    assert (answer["may_apply"], answer["entitled"]) == (True, True)


@pytest.mark.parametrize(
    ("grade", "traits", "entitled"),
    [
        ("level_2", [], False),
        ("level_2", ["severe_dementia"], True),
        (None, ["severe_dementia"], None),
    ],
)
def test_a_trait_may_count_as_a_grade(grade, traits, entitled):
    [answer] = ask({**ASKED, "pack": "qingdao", "grade": grade, "traits": traits})
    assert (answer["may_apply"], answer["entitled"]) == (True, entitled)
