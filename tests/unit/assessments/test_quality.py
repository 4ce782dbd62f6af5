"""Figures and signals of quality, by hand."""

import pytest

from assessments.rules.quality import (
    ALIKE,
    DRIFT,
    SHORT,
    UPGRADES,
    Scored,
    Visited,
    kappas,
    scorers,
    signals,
    upgrades,
    weight_of,
)
from tests.support.factories import assessments as make

A, B, C = 1, 2, 3


def form(number, who, grade=3, weight=0.5, **changes):
    return Scored(
        assessment_id=number,
        staff_id=who,
        answers=make.answers(**changes),
        grade=grade,
        weight=weight,
    )


def visit(number, forms, *, agency=7, grade=3, minutes=40, before=None):
    return Visited(
        assessment_id=number,
        agency_id=agency,
        grade=grade,
        minutes=minutes,
        needed=20,
        forms=tuple(forms),
        before=before,
    )


def kinds(visits):
    return [(each.kind, each.staff_id or each.agency_id) for each in signals(visits)]


def varied(number, who, **more):
    """Return a form unlike every other one."""
    unlike = {"memory": number % 5, "vision": number // 5 % 5, "hearing": who}
    return form(number, who, **unlike, **more)


def test_the_weight_goes_from_best_to_worst():
    scale = make.scale()
    assert weight_of(scale, make.intact()) == 0
    assert weight_of(scale, make.answers()) == 1


def test_a_heavy_hand_is_measured_against_the_other_scorer_of_the_same_visit():
    visits = [
        visit(n, [varied(n, A, weight=0.6 + n % 2 / 100), varied(n, B, weight=0.5)])
        for n in range(12)
    ]
    heavy, light = scorers(visits)
    assert heavy.bias == pytest.approx(0.105)
    assert light.bias == pytest.approx(-0.105)
    assert kinds(visits) == [(DRIFT, A), (DRIFT, B)]
    assert kinds(visits[:9]) == []  # too few to say anything


def test_a_gap_that_chance_explains_is_no_signal():
    weights = [0.9, 0.1] * 6 + [0.9, 0.9]
    visits = [
        visit(n, [varied(n, A, weight=weight), varied(n, B, weight=0.5)])
        for n, weight in enumerate(weights)
    ]
    assert scorers(visits)[0].bias == pytest.approx(0.057, abs=0.001)
    assert kinds(visits) == []


def test_short_visits():
    visits = [
        visit(n, [varied(n, A), varied(n, B)], minutes=19 if n < 2 else 20) for n in range(10)
    ]
    assert [each.short for each in scorers(visits)] == [2, 2]
    assert kinds(visits) == [(SHORT, A), (SHORT, B)]
    assert kinds([*visits, visit(99, [varied(99, A), varied(99, B)])]) == []


def test_answers_that_come_again_and_again():
    visits = [visit(n, [form(n, A), varied(n, B)]) for n in range(3)]
    assert [each.alike for each in scorers(visits)] == [3, 0]
    assert kinds(visits) == [(ALIKE, A)]
    assert kinds(visits[:2]) == []


def test_an_agency_that_finds_everybody_heavier():
    usual = [visit(n, [varied(n, C)], agency=8, grade=3, before=2 + n % 2) for n in range(40)]
    heavy = [visit(100 + n, [varied(n, B)], agency=9, grade=4, before=3) for n in range(12)]
    assert [(each.agency_id, each.heavier) for each in upgrades(usual + heavy)] == [
        (8, 20),
        (9, 12),
    ]
    assert (UPGRADES, 9) in kinds(usual + heavy)
    assert (UPGRADES, 8) not in kinds(usual + heavy)
    assert not [each for each in kinds(heavy) if each[0] == UPGRADES]  # nobody to compare with


def test_kappa_of_every_item_over_both_forms():
    scale = make.scale()
    found = kappas(scale, [visit(n, [form(n, A), form(n, B, memory=n)]) for n in range(4)])
    assert list(found) == list(scale.items)
    assert found["memory"].kappa == 0  # one of them always says 0
    assert found["vision"].kappa is None
    assert (found["bathing"].weights, found["memory"].weights) == ("plain", "quadratic")


def test_what_was_raised_in_the_discussion():
    visits = [visit(1, [form(1, A, grade=2), form(1, B, grade=3)], grade=3)]
    assert [each.raised for each in scorers(visits)] == [1, 0]
