"""``contribution``, ``assessment_fee``, ``entitlement``, ``top_up``: faults, gaps, what is told."""

import pytest

from tests.support.asking import ask, faults

PAID = {
    "question": "contribution", "pack": "chengdu", "on": "2022-08-01", "category": "employee",
    "base": "5000.00", "age": 40,
}  # fmt: skip
FEE = {"question": "assessment_fee", "pack": "fuzhou", "on": "2022-03-01", "grade": "severe_1"}
MAY = {
    "question": "entitlement", "pack": "chongqing", "on": "2022-05-10", "insurance": "employee",
    "continuous_months": 24, "cumulative_years": 15,
}  # fmt: skip
UP = {"question": "top_up", "pack": "chongqing", "on": "2025-03-01", "cumulative_years": 12}


@pytest.mark.parametrize(
    ("bad", "expected"),
    [
        ({**PAID, "age": None}, ("age", "bad_input")),
        ({**PAID, "age": -1}, ("age", "bad_input")),
        ({**PAID, "age": "forty"}, ("age", "bad_input")),
        ({**PAID, "base": None}, ("base", "bad_input")),
        ({**PAID, "category": "flexible"}, ("category", "policy_gap")),
        ({**PAID, "pack": "putian"}, ("contribution.shape", "policy_gap")),
        ({**FEE, "kind": "second"}, ("kind", "unknown_word")),
        ({**FEE, "grade": None}, ("outcome", "bad_input")),
        ({**FEE, "kind": "review"}, ("outcome", "bad_input")),
        ({**FEE, "kind": "review", "outcome": "worse"}, ("outcome", "unknown_word")),
        ({**FEE, "kind": "extended"}, ("assessment_fee.amount", "policy_gap")),
        ({**FEE, "pack": "panjin"}, ("assessment_fee.amount", "policy_gap")),
        ({**FEE, "pack": "huaian", "on": "2023-05-01"}, ("place", "bad_input")),
        ({**MAY, "insurance": None}, ("insurance", "bad_input")),
        ({**MAY, "continuous_months": None}, ("insured_from", "bad_input")),
        ({**MAY, "continuous_months": "two"}, ("continuous_months", "bad_input")),
        ({**MAY, "exclusions": ["rich"]}, ("exclusions", "unknown_word")),
        ({**MAY, "letter": "H"}, ("letter", "unknown_word")),
        ({**MAY, "change": "town"}, ("change", "unknown_word")),
        ({**MAY, "year": 3}, ("year", "unknown_word")),
        ({**UP, "cumulative_years": None}, ("cumulative_years", "bad_input")),
        ({**UP, "pack": "chengdu"}, ("entitlement.top_up_category", "policy_gap")),
        ({**UP, "pack": "panjin"}, ("entitlement.cumulative_years", "policy_gap")),
    ],
)
def test_bad_questions_name_their_field(bad, expected):
    assert faults(ask(bad)[0]) == [expected]


@pytest.mark.parametrize(
    ("asked", "plain"),
    [
        ({**FEE, "pack": "panjin"}, "panjin (Panjin) publishes no assessment fee"),
        ({**PAID, "category": "flexible"}, "publishes no contribution of flexible; published: "),
        ({**UP, "pack": "panjin"}, "panjin (Panjin) publishes no way to make up years"),
        ({**UP, "pack": "chengdu"}, "chengdu (Chengdu) publishes no way to make up years"),
    ],
)
def test_what_an_area_never_published_is_said_in_plain_words(asked, plain):
    assert plain in ask(asked)[0]["error"]["message"]


def test_category_and_insurance_are_two_names_of_one_thing():
    [told, also] = ask(PAID, {**PAID, "category": None, "insurance": PAID["category"]})
    assert told == also
    assert faults(ask({**PAID, "category": None})[0]) == [("category", "bad_input")]


def test_an_unknown_word_names_the_known_ones():
    [answer] = ask({**MAY, "exclusions": ["rich"]})
    assert "third_party" in answer["error"]["message"]
    assert "work_injury_care" in answer["error"]["message"]


def test_a_part_that_was_never_published_leaves_no_total():
    asked = {"pack": "yichang", "on": "2023-05-01", "category": "employee", "base": None}
    [answer] = ask({**PAID, **asked, "age": None})
    assert (answer["amounts"], answer["monthly"]) == (
        {"individual": "9.60"},
        {"individual": "0.80"},
    )
    assert (answer["total"], answer["unknown"]) == (None, ["unit", "pool", "finance"])
    assert answer["reasons"][-1]["text"].startswith("单位、医保统筹基金、财政 负担的数额没有公布")


def test_the_base_and_what_comes_yearly_are_told():
    [retired] = ask({**PAID, "pack": "nanning", "category": "retiree", "age": None})
    assert retired["base_kind"] == "pension"
    [qingdao] = ask({**PAID, "pack": "qingdao", "age": None})
    assert qingdao["also_per_year"] == {"finance": "30.00"}
    assert qingdao["total"] == "35.00"


def test_who_pays_first_and_what_becomes_of_the_first_fee():
    [advanced] = ask(FEE)
    assert advanced["advanced_by"] == "applicant"
    review = {"kind": "review", "outcome": "different", "grade": "level_2"}
    [answer] = ask({**FEE, "pack": "guangzhou", **review})
    assert (answer["first_fee"], answer["payers"]["fund"]) == ("nobody", "200.00")


def test_facts_that_were_not_told_are_named():
    [answer] = ask({**MAY, "cumulative_years": None})
    assert (answer["may_apply"], answer["not_judged"]) == (
        True,
        ["cumulative_years", "disabled_since"],
    )


@pytest.mark.parametrize(("months", "may"), [(5, False), (6, True)])
def test_disability_may_be_told_in_months(months, may):
    [answer] = ask({**MAY, "disabled_months": months})
    assert answer["may_apply"] is may


@pytest.mark.parametrize(("letter", "may"), [("D", False), ("E", True)])
def test_the_own_letter_must_reach_the_gate(letter, may):
    assert ask({**MAY, "letter": letter})[0]["may_apply"] is may


@pytest.mark.parametrize(("day", "may"), [("2021-11-11", False), ("2021-11-10", True)])
def test_six_months_lie_between_conclusions(day, may):
    assert ask({**MAY, "last_concluded_on": day})[0]["may_apply"] is may


def test_a_trait_that_the_area_excludes_is_an_exclusion():
    asked = {"pack": "yixing", "on": "2023-05-10", "grade": "severe_1", "traits": ["fiscal_backed"]}
    [answer] = ask({**MAY, **asked})
    assert (answer["may_apply"], answer["reasons"][0]["code"]) == (False, "entitled.exclusion")


def test_who_does_not_pay_is_nowhere_insured():
    [answer] = ask({**MAY, "exclusions": ["unpaid"]})
    assert answer["may_apply"] is False


@pytest.mark.parametrize(
    ("pack", "changed", "first_day"),
    [
        ("chengdu", {}, "2023-05-01"),
        ("chengdu", {"item": "medical"}, "2023-06-01"),
        ("chengdu", {"item": "living"}, "2023-05-01"),
        ("chengdu", {"change": "grade"}, "2023-06-01"),
        ("tianjin", {"paid_again_on": "2023-07-03"}, "2023-08-01"),
        ("zaozhuang", {"paid_again_on": "2023-07-03"}, "2023-06-01"),
    ],
)
def test_the_first_day_follows_item_change_and_payment(pack, changed, first_day):
    asked = {**MAY, "pack": pack, "on": "2023-05-20", "grade": "severe_1", **changed}
    assert ask(asked)[0]["first_day"] == first_day


def test_a_day_insured_by_month_counts_from_its_first():
    asked = {**MAY, "pack": "tianjin", "continuous_months": None, "insured_from": "2023-04-28"}
    assert ask({**asked, "on": "2023-04-30"})[0]["may_apply"] is False
    assert ask({**asked, "on": "2023-05-01"})[0]["may_apply"] is True
