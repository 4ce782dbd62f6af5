"""A visit's length: both sides of both edges."""

import pytest

from billing.rules.reasons import codes_of
from tests.support.lines import rated
from tests.support.tariffs import tiny_tariff

SHORT, PARTIAL = "visit.duration.short", "visit.duration.partial"


@pytest.mark.parametrize(
    ("seconds", "allowed", "code"),
    [
        (0, 0, SHORT),
        (59 * 60 + 59, 0, SHORT),
        (60 * 60, 50_00, PARTIAL),
        (107 * 60 + 59, 89_17, PARTIAL),
        (108 * 60, 100_00, None),
        (120 * 60, 100_00, None),
        (300 * 60, 100_00, None),
    ],
)
def test_of_two_hours_planned(seconds, allowed, code):
    [row] = rated(tiny_tariff(), {"seconds": seconds, "planned_minutes": 120})
    assert row["allowed_fen"] == allowed
    found = [code for code in codes_of(row["reasons"]) if code.startswith("visit.duration")]
    assert found == ([code] if code else [])


@pytest.mark.parametrize(("seconds", "planned"), [(None, 120), (60, None), (None, None), (60, 0)])
def test_without_both_times_the_length_is_not_judged(seconds, planned):
    [row] = rated(tiny_tariff(), {"seconds": seconds, "planned_minutes": planned})
    assert row["allowed_fen"] == 100_00


def test_only_what_counts_spends_the_cap():
    half = {"seconds": 3600, "planned_minutes": 120}
    rows = rated(tiny_tariff(benefit_monthly_cap={"severe_1": 75_00}), half, half)
    assert [row["within_cap_fen"] for row in rows] == [50_00, 25_00]
