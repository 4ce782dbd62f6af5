"""Where an application stands, as its family sees it: always one present step, in order."""

from datetime import date
from itertools import product

import pytest

from assessments.rules.process import STATES
from assessments.rules.progress import DONE, NEXT, NOW, STEPS, Way, steps
from ltc.case.rules.states import OPEN


@pytest.mark.parametrize(
    ("application", "assessment", "now"),
    [
        ("submitted", "", "accept"),
        ("returned", "", "accept"),
        ("accepted", "", "visit"),
        ("assessing", "scheduled", "visit"),
        ("assessing", "on_site", "visit"),
        ("assessing", "sealed", "conclude"),
        ("assessing", "compared", "conclude"),
        ("concluded", "confirmed", "publish"),
        ("concluded", "published", "publish"),
        ("concluded", "disputed", "publish"),
    ],
)
def test_the_present_step(application, assessment, now):
    found = steps(Way(application=application, assessment=assessment))
    assert [step.code for step in found if step.stands == NOW] == [now]


def test_below_benefit_level_nothing_is_published():
    found = steps(Way(application="concluded", assessment="confirmed", benefit=False))
    assert [step.code for step in found] == [each for each in STEPS if each != "publish"]
    assert found[-1].stands == NOW


def test_delivered_means_all_is_done_with_its_day():
    day = date(2023, 10, 20)
    found = steps(Way(application="closed", delivered=True, days=(("deliver", day),)))
    assert {step.stands for step in found} == {DONE}
    assert found[-1].on == day


@pytest.mark.parametrize("application", ["refused", "withdrawn", "closed"])
def test_a_way_that_ended_early_shows_no_steps(application):
    assert steps(Way(application=application)) == ()


def test_whatever_the_states_the_line_is_in_order():
    order = {DONE: 0, NOW: 1, NEXT: 2}
    for application, assessment, benefit in product(OPEN, (*STATES, ""), (True, False)):
        found = steps(Way(application=application, assessment=assessment, benefit=benefit))
        stands = [order[step.stands] for step in found]
        assert stands == sorted(stands)
        assert stands.count(1) == 1
