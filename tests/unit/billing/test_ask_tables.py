"""``standard`` and ``contribution``: published cells, with their law."""

import pytest

from tests.support.asking import ask, faults

STANDARD = {"question": "standard", "pack": "panjin", "on": "2022-03-02", "grade": "severe_1",
            "mode": "institution"}  # fmt: skip
YEARLY = {
    "question": "contribution",
    "pack": "hanzhong",
    "on": "2021-05-01",
    "category": "employee",
}


def test_a_standard_tells_the_published_cell_and_how_far_it_reaches():
    [answer] = ask(STANDARD)
    reason = answer.pop("reasons")[0]
    assert answer.pop("pack")["id"] == "panjin"
    assert answer == {
        "on": "2022-03-02", "grade": "severe_1", "mode": "institution", "standard": "2200.00",
        "kind": "cap", "per": "month", "ratio": "0.7", "cap_applies_to": "gross",
        "fund_at_most": "1540.00",
    }  # fmt: skip
    assert (reason["code"], reason["law"]) == ("benefit.ratio", "盘锦市公告（2021年5月13日）")


def test_a_limit_is_what_the_fund_pays_at_most():
    [answer] = ask({**STANDARD, "pack": "hanzhong", "mode": "family"})
    assert (answer["standard"], answer["kind"], answer["fund_at_most"]) == (
        "450.00",
        "limit",
        "450.00",
    )


@pytest.mark.parametrize("student", [{"insurance": "student"}, {"traits": ["student"]}])
def test_a_better_share_does_not_hide_the_standard_of_a_part(student):
    asked = {**STANDARD, "pack": "xuzhou", "on": "2024-06-01", "item": "living"}
    [plain, better] = ask(asked, {**asked, **student})
    assert (plain["standard"], plain["fund_at_most"]) == ("60.00", "42.00")
    assert (better["standard"], better["fund_at_most"]) == ("60.00", "45.00")


def test_a_trait_that_counts_as_a_grade_has_its_standard():
    asked = {**STANDARD, "pack": "qingdao", "on": "2022-06-01", "mode": "home"}
    dementia = {"grade": "level_1", "insurance": "resident", "traits": ["severe_dementia"]}
    [answer] = ask({**asked, **dementia})
    assert (answer["grade"], answer["standard"]) == ("level_1", "1050.00")


def test_who_is_not_entitled_has_no_standard_and_hears_why():
    [answer] = ask({**STANDARD, "grade": "moderate"})
    assert answer["standard"] is None
    assert answer["reasons"][0]["text"] == "失能等级“中度失能”不在待遇范围内"


def test_a_contribution_tells_each_source_and_the_sum():
    [answer] = ask(YEARLY)
    assert answer["amounts"] == {"individual": "50.00", "unit": "30.00", "finance": "20.00"}
    assert (answer["total"], answer["per"]) == ("100.00", "year")


def test_a_rate_needs_its_base():
    asked = {**YEARLY, "pack": "national", "on": "2026-01-01", "base": "8000.00"}
    [answer, without] = ask(asked, {**asked, "base": None})
    assert answer["amounts"] == {"unit": "12.00", "individual": "12.00"}
    assert (answer["total"], answer["per"]) == ("24.00", "base")
    assert faults(without) == [("base", "bad_input")]


@pytest.mark.parametrize(
    ("bad", "expected"),
    [
        ({**STANDARD, "on": "2024-01-01"}, ("benefit.shape", "policy_gap")),
        ({**STANDARD, "on": "soon"}, ("on", "bad_input")),
        ({**STANDARD, "mode": "moon"}, ("mode", "unknown_word")),
        ({**YEARLY, "pack": "panjin"}, ("contribution.shape", "policy_gap")),
        ({**YEARLY, "category": "king"}, ("category", "unknown_word")),
        ({**YEARLY, "category": ["employee"]}, ("category", "bad_input")),
        ({**YEARLY, "base": 1.5}, ("base", "bad_input")),
    ],
)
def test_bad_questions_name_their_field(bad, expected):
    assert faults(ask(bad)[0]) == [expected]
