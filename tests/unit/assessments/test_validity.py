"""How long does a conclusion hold?"""

from datetime import date

import pytest

from assessments.rules.validity import expiring_from, holds_on, last_valid_day
from ltc.policy.load import load_pack
from ltc.shared.errors import BadInput
from tests.support.law_of_numbers import law

FIRST = date(2024, 3, 1)


@pytest.mark.parametrize(
    ("first_day", "months", "last_day"),
    [
        (date(2024, 3, 1), 24, date(2026, 2, 28)),
        (date(2024, 3, 1), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 27)),
        (date(2024, 1, 31), 1, date(2024, 2, 28)),
        (date(2023, 12, 15), 6, date(2024, 6, 14)),
    ],
)
def test_the_last_day(first_day, months, last_day):
    assert last_valid_day(first_day, months, severe=True, law=law()) == last_day


@pytest.mark.parametrize("pack", [law(), load_pack("national")], ids=["numbers", "national"])
def test_a_severe_grade_holds_at_most_24_months(pack):
    assert last_valid_day(FIRST, 24, severe=True, law=pack) == date(2026, 2, 28)
    with pytest.raises(BadInput, match="at most 24 months, not 25") as refused:
        last_valid_day(FIRST, 25, severe=True, law=pack)
    assert refused.value.field == "months"
    assert last_valid_day(FIRST, 25, severe=False, law=pack) == date(2026, 3, 31)


def test_the_maximum_is_the_packs():
    with pytest.raises(BadInput):
        last_valid_day(FIRST, 13, severe=True, law=law(severe_validity_months=12))


@pytest.mark.parametrize("months", [0, -1])
def test_nothing_holds_for_no_time(months):
    with pytest.raises(BadInput):
        last_valid_day(FIRST, months, severe=False, law=law())


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2024, 2, 29), False),
        (date(2024, 3, 1), True),
        (date(2026, 2, 28), True),
        (date(2026, 3, 1), False),
    ],
)
def test_both_ends_are_included(day, holds):
    assert holds_on(day, FIRST, date(2026, 2, 28)) == holds


def test_the_warning_comes_ahead_of_the_last_day():
    assert expiring_from(date(2026, 2, 28), law=law()) == date(2025, 12, 30)
    assert expiring_from(date(2026, 2, 28), law=law(expiry_lead_days=0)) == date(2026, 2, 28)
