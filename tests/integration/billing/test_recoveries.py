"""A visit's money is taken back once: by a finding, by a correction, or by both together."""

from datetime import date

import pytest

from billing import checks
from ltc.db import unit_of_work
from ltc.shared.dates import Month
from ltc.shared.errors import Conflict
from tests.support.factories import billing
from tests.support.factories import recoveries as make
from tests.support.factories.billing import KNOWN, LATER, MONTH, oct_

EIGHTY = 80_00
MID_NOVEMBER = billing.at(date(2023, 11, 20))
JANUARY = billing.at(date(2024, 1, 5))


@pytest.fixture
def visit(database):
    """Give a visit of October that the fund paid 80 元 for."""
    with unit_of_work():
        by, whose = billing.provider(), billing.person()
        made = make.verified(whose, by, oct_(20))
        make.verified(whose, by, oct_(3))
    make.settled(MONTH, KNOWN)
    return made


def sound() -> None:
    """The books are silent, and no more was taken back than paid."""
    assert list(checks.faults()) == []


def by_a_death(visit, at) -> None:
    with unit_of_work():
        billing.event_of(visit, "death", oct_(12), at)


WAYS = {"void": make.void, "death": by_a_death}


@pytest.mark.parametrize("how", [None, "offset", "cash"])
@pytest.mark.parametrize("late", WAYS)
def test_what_a_finding_took_back_is_given_back_when_the_line_is(visit, late, how):
    finding = make.decided(visit, EIGHTY, MID_NOVEMBER)
    if how:
        make.collect(finding, how, MID_NOVEMBER)
    WAYS[late](visit, LATER)
    make.settled(MONTH.next(), LATER)
    assert (make.paid_for(visit.id), make.taken_back()) == (0, 0)
    assert make.balances()["benefit.home"] == EIGHTY
    sound()


def test_a_part_that_was_taken_back_is_given_back_too(visit):
    make.decided(visit, 50_00, MID_NOVEMBER)
    by_a_death(visit, LATER)
    make.settled(MONTH.next(), LATER)
    assert make.taken_back() == 0
    sound()


def test_voided_first_leaves_nothing_to_take_back(visit):
    make.void(visit, LATER)
    billing.settle(MONTH.next(), at_=LATER)
    with pytest.raises(Conflict, match=r"0\.00"):
        make.decided(visit, 1, LATER)
    sound()


def test_a_correction_that_was_wrong_brings_the_recovery_back(visit):
    finding = make.decided(visit, EIGHTY, MID_NOVEMBER)
    make.collect(finding, "offset", MID_NOVEMBER)
    with unit_of_work():
        wrong = billing.event_of(visit, "death", oct_(12), LATER)
    make.settled(MONTH.next(), LATER)
    with unit_of_work():
        billing.event_of(visit, "death", oct_(12), JANUARY, reverses_id=wrong.id)
    make.settled(Month(2023, 12), JANUARY)
    assert (make.paid_for(visit.id), make.taken_back()) == (EIGHTY, EIGHTY)
    make.collect(finding, "cash", JANUARY)
    assert make.balances().get("receivable.recovery", 0) == 0
    sound()


def test_a_lifted_finding_gives_everything_back_once(visit):
    finding = make.decided(visit, EIGHTY, MID_NOVEMBER)
    make.collect(finding, "offset", MID_NOVEMBER)
    make.lift(finding, MID_NOVEMBER)
    with pytest.raises(Conflict):
        make.lift(finding, MID_NOVEMBER)
    assert make.taken_back() == 0
    make.decided(visit, EIGHTY, LATER)  # a new finding may take it back
    make.void(visit, LATER)
    make.settled(MONTH.next(), LATER)
    assert make.balances()["benefit.home"] == EIGHTY
    sound()
