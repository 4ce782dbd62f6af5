"""Who is entitled, from which day, and why not: both sides of every edge."""

from dataclasses import replace
from datetime import date

import pytest

from assessments.rules.entitlement import PersonFacts, entitlement, reaches_benefit, start_day
from ltc.policy.load import load_pack
from ltc.shared.errors import PolicyGap, Unknown

PANJIN = load_pack("panjin")
ON = date(2023, 10, 20)
SOUND = PersonFacts(
    grade="severe_2",
    grade_name="重度失能二级",
    category="retiree",
    insured_from=date(2015, 1, 1),
    disabled_since=date(2022, 1, 1),
)


class Said:
    """A clause with one value, whatever the day."""

    def __init__(self, value):
        self.value = value

    def on(self, day):
        return self.value

    def law_on(self, day):
        return "某文"


def law(**changes):
    base = {
        "entitlement.grades": ["severe_2"],
        "entitlement.categories": ["retiree"],
        "entitlement.waiting_months": 6,
        "entitlement.disability_months": 6,
        "entitlement.start_rule": "next_month",
    }
    given = {**base, **{f"entitlement.{key}": value for key, value in changes.items()}}
    return {name: Said(value) for name, value in given.items()}


def test_sound_facts_are_granted_with_the_law():
    found = entitlement(SOUND, law=PANJIN, on=ON)
    assert found.entitled
    assert found.first_day == date(2023, 11, 1)
    assert [reason.code for reason in found.reasons] == ["entitled.granted", "entitled.start"]
    assert found.reasons[0].law == "盘锦市公告（2021年5月13日）"
    assert found.reasons[1].text() == "待遇自2023年11月1日起算"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"grade": "moderate"}, "entitled.grade"),
        ({"category": "resident"}, "entitled.category"),
        ({"disabled_since": date(2023, 4, 21)}, "entitled.disability"),
    ],
)
def test_each_condition_speaks_for_itself(changes, code):
    found = entitlement(replace(SOUND, **changes), law=PANJIN, on=ON)
    assert not found.entitled
    assert [reason.code for reason in found.reasons] == [code]
    assert reason_law(found, code)


def reason_law(found, code):
    return next(reason.law for reason in found.reasons if reason.code == code)


def test_all_that_is_wrong_is_told_at_once():
    bad = replace(SOUND, grade="moderate", category="resident", disabled_since=ON)
    assert len(entitlement(bad, law=PANJIN, on=ON).reasons) == 3


@pytest.mark.parametrize(
    ("insured_from", "entitled"), [(date(2023, 4, 20), True), (date(2023, 4, 21), False)]
)
def test_the_waiting_time_ends_on_its_day(insured_from, entitled):
    facts = replace(SOUND, insured_from=insured_from)
    assert entitlement(facts, law=law(), on=ON).entitled == entitled


@pytest.mark.parametrize(
    ("since", "entitled"),
    [(date(2023, 4, 20), True), (date(2023, 4, 21), False), (None, True)],
)
def test_the_disability_has_lasted_its_months(since, entitled):
    facts = replace(SOUND, disabled_since=since)
    assert entitlement(facts, law=law(), on=ON).entitled == entitled


@pytest.mark.parametrize(
    ("rule", "on", "first_day"),
    [
        ("same_day", ON, ON),
        ("next_day", date(2023, 12, 31), date(2024, 1, 1)),
        ("next_month", date(2023, 12, 1), date(2024, 1, 1)),
        ("next_month", date(2024, 1, 31), date(2024, 2, 1)),
    ],
)
def test_the_first_day_by_rule(rule, on, first_day):
    assert start_day(law(start_rule=rule), on) == first_day


def test_an_unknown_rule_is_no_rule():
    with pytest.raises(Unknown):
        start_day(law(start_rule="next_year"), ON)


def test_an_unpublished_waiting_time_is_a_gap_and_never_zero():
    with pytest.raises(PolicyGap):
        entitlement(SOUND, law=load_pack("national"), on=ON)


def test_publication_is_for_the_grades_that_pay():
    assert reaches_benefit("severe_3", law=PANJIN, on=ON)
    assert not reaches_benefit("moderate", law=PANJIN, on=ON)
