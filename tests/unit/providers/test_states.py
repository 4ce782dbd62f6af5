"""How agreements, certificates, staff and suspensions stand on a day: both sides of every edge."""

from datetime import date

import pytest

from ltc.shared.errors import Conflict
from providers.rules import states

FIRST, LAST = date(2023, 1, 1), date(2023, 12, 31)


@pytest.mark.parametrize(
    ("on", "stands"),
    [
        (date(2022, 12, 31), "waiting"),
        (date(2023, 1, 1), "in_force"),
        (date(2023, 10, 31), "in_force"),
        (date(2023, 11, 1), "expiring"),
        (date(2023, 12, 31), "expiring"),
        (date(2024, 1, 1), "lapsed"),
    ],
)
def test_an_agreement_in_force_on_its_days(on, stands):
    assert states.agreement_on("in_force", FIRST, LAST, on) == stands


def test_days_say_nothing_of_an_agreement_that_is_not_in_force():
    assert states.agreement_on("applied", FIRST, LAST, date(2030, 1, 1)) == "applied"


@pytest.mark.parametrize(
    ("on", "stands"),
    [
        (date(2022, 12, 31), "not_yet"),
        (date(2023, 1, 1), "valid"),
        (date(2023, 10, 31), "valid"),
        (date(2023, 11, 1), "expiring"),
        (date(2023, 12, 31), "expiring"),
        (date(2024, 1, 1), "lapsed"),
    ],
)
def test_a_certificate_on_its_days(on, stands):
    assert states.certificate_on(FIRST, LAST, on) == stands


@pytest.mark.parametrize(
    ("state", "last_day", "suspended", "stands"),
    [
        ("active", date(2023, 12, 9), False, "active"),
        ("active", date(2023, 12, 8), False, "expiring"),
        ("active", date(2023, 10, 9), False, "expiring"),
        ("active", date(2023, 10, 8), False, "uncertified"),
        ("active", None, False, "uncertified"),
        ("active", date(2030, 1, 1), True, "suspended"),
        ("left", date(2030, 1, 1), True, "left"),
    ],
)
def test_a_member_of_staff(state, last_day, suspended, stands):
    on = date(2023, 10, 9)
    assert states.member_on(state, last_day, on, suspended=suspended) == stands


@pytest.mark.parametrize(
    ("last_day", "on", "stands"),
    [
        (LAST, date(2022, 12, 31), "coming"),
        (LAST, FIRST, "holding"),
        (LAST, LAST, "holding"),
        (LAST, date(2024, 1, 1), "over"),
        (None, date(2099, 1, 1), "holding"),
    ],
)
def test_a_suspension_on_its_days(last_day, on, stands):
    assert states.suspension_on(FIRST, last_day, on) == stands


def test_every_state_has_a_name_and_a_refusal_says_it():
    assert set(states.AGREEMENT) | set(states.ASSIGNMENT) <= set(states.NAMES)
    with pytest.raises(Conflict) as refused:
        states.step(states.AGREEMENT, "applied", "signed")
    assert "“待审核”" in refused.value.zh
    assert "“已签订”" in refused.value.zh
