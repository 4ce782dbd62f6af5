"""Which applications are accepted, sent back or refused, and on which ground?"""

from datetime import date

import pytest

from assessments.rules.eligibility import GROUNDS, ApplicationFacts, examine
from ltc.policy.load import load_pack
from ltc.shared.errors import Unknown
from tests.support.law_of_numbers import law

ON = date(2024, 6, 1)
SOUND = {"insured": True, "letter": "F", "disabled_since": date(2023, 12, 1)}


def _examine(on=ON, numbers=None, **facts):
    return examine(ApplicationFacts(**SOUND | facts), law=numbers or law(), on=on)


def _codes(intake):
    return [reason.code.removeprefix("eligibility.") for reason in intake.reasons]


def test_a_sound_application_is_accepted_with_its_reason():
    intake = _examine()
    assert (intake.outcome, intake.grounds, _codes(intake)) == ("accept", (), ["accepted"])


@pytest.mark.parametrize(
    ("facts", "outcome", "ground", "code"),
    [
        ({"insured": False}, "refuse", "not_insured", "not_insured"),
        ({"qualified": False}, "refuse", "not_qualified", "not_qualified"),
        ({"cost_payable": False}, "refuse", "cost_outside_fund", "cost_outside_fund"),
        ({"false_materials": True}, "refuse", "materials", "false_materials"),
        ({"missing": ("病历",)}, "return", "materials", "missing"),
        ({"other_ground": "重复申请"}, "refuse", "other", "other"),
        ({"letter": "D"}, "refuse", "not_qualified", "letter"),
        ({"letter": None}, "refuse", "not_qualified", "letter"),
        ({"disabled_since": None}, "refuse", "not_qualified", "disability"),
        ({"last_concluded_on": date(2024, 3, 1)}, "refuse", "not_qualified", "too_soon"),
    ],
)
def test_each_ground(facts, outcome, ground, code):
    intake = _examine(**facts)
    assert (intake.outcome, intake.grounds, _codes(intake)) == (outcome, (ground,), [code])
    assert ground in GROUNDS


@pytest.mark.parametrize("letter", "ABCDEFG")
def test_the_gate_of_the_self_assessment(letter):
    assert (_examine(letter=letter).outcome == "accept") == (letter in "EFG")
    wider = law(self_assessment_gate=["D", "E", "F", "G"])
    assert (_examine(letter=letter, numbers=wider).outcome == "accept") == (letter in "DEFG")


@pytest.mark.parametrize(
    ("since", "on", "outcome"),
    [
        (date(2023, 12, 1), date(2024, 5, 31), "refuse"),
        (date(2023, 12, 1), date(2024, 6, 1), "accept"),
        (date(2023, 8, 31), date(2024, 2, 28), "refuse"),
        (date(2023, 8, 31), date(2024, 2, 29), "accept"),
        (date(2024, 7, 1), date(2024, 6, 1), "refuse"),
    ],
)
def test_both_sides_of_six_months_of_disability(since, on, outcome):
    assert _examine(disabled_since=since, on=on).outcome == outcome
    assert _examine(disabled_since=since, on=on, numbers=law(disability_months=9)).reasons[
        0
    ].facts == {"months": 9, "since": str(since)}


@pytest.mark.parametrize(
    ("concluded", "outcome"),
    [(date(2023, 12, 2), "refuse"), (date(2023, 12, 1), "accept"), (date(2020, 1, 1), "accept")],
)
@pytest.mark.parametrize("kind", ["first", "change"])
def test_both_sides_of_six_months_since_the_last_conclusion(kind, concluded, outcome):
    assert _examine(kind=kind, last_concluded_on=concluded).outcome == outcome


def test_a_change_needs_no_new_six_months_of_disability():
    assert _examine(kind="change", disabled_since=None).outcome == "accept"


def test_expiry_and_orders_wait_for_no_months_and_no_letter():
    recent = {"letter": None, "disabled_since": None, "last_concluded_on": date(2024, 5, 1)}
    assert _examine(kind="expiry", **recent).outcome == "accept"
    assert _examine(kind="expiry", insured=False, **recent).outcome == "refuse"
    assert _examine(kind="ordered", insured=False, **recent).outcome == "accept"


def test_every_obstacle_is_named_at_once_in_the_order_of_the_law():
    intake = _examine(insured=False, letter="A", cost_payable=False, missing=("身份证",))
    assert intake.grounds == ("not_insured", "not_qualified", "cost_outside_fund", "materials")
    assert _codes(intake) == ["not_insured", "letter", "cost_outside_fund", "missing"]
    assert intake.outcome == "refuse"
    assert all("{" not in each.text(lang) for each in intake.reasons for lang in ("zh", "en"))


def test_the_numbers_and_citations_of_the_national_pack():
    intake = _examine(numbers=load_pack("national"), letter="D", disabled_since=None)
    laws = {reason.code: reason.law for reason in intake.reasons}
    assert "医保办发〔2021〕37号" in laws["eligibility.letter"]
    assert "医保发〔2020〕37号" in laws["eligibility.disability"]


def test_an_unknown_kind_is_refused():
    with pytest.raises(Unknown) as refused:
        _examine(kind="second")
    assert refused.value.field == "kind"
