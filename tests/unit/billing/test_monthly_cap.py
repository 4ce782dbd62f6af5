"""A limit a month: chronological, the line that crosses it is paid in part."""

from datetime import date

import pytest

from billing.rules.reasons import codes_of
from tests.support.lines import columns_of, rated
from tests.support.tariffs import tiny_tariff

MARCH = [{"day": date(2022, 3, day), "price_fen": 1000_00} for day in (1, 2, 3, 4)]
SMALL = {"severe_1": 10_00}


def test_the_line_that_crosses_the_cap_is_paid_in_part():
    rows = rated(tiny_tariff(), *MARCH)
    assert columns_of(rows, "within_cap_fen", "fund_fen", "person_fen") == [
        (1000_00, 800_00, 200_00),
        (1000_00, 800_00, 200_00),
        (200_00, 160_00, 840_00),
        (0, 0, 1000_00),
    ]
    assert [codes_of(row["reasons"])[1:] for row in rows] == [
        [], [], ["benefit.cap"], ["benefit.cap_used"],
    ]  # fmt: skip


def test_the_order_is_day_then_time_then_number_whatever_the_order_of_rows():
    late = {"day": date(2022, 3, 5), "started": 1}
    rows = rated(
        tiny_tariff(benefit_monthly_cap=SMALL),
        {**late, "started": 9, "price_fen": 5_00},
        {**late, "price_fen": 6_00},
        {"day": date(2022, 3, 4), "started": 99, "price_fen": 4_00},
        {**late, "price_fen": 1_00},
    )
    assert columns_of(rows, "within_cap_fen") == [(0,), (6_00,), (4_00,), (0,)]


@pytest.mark.parametrize(("asked", "within"), [(9_99, 9_99), (10_00, 10_00), (10_01, 10_00)])
def test_both_sides_of_the_cap(asked, within):
    [row] = rated(tiny_tariff(benefit_monthly_cap=SMALL), {"price_fen": asked})
    assert row["within_cap_fen"] == within
    assert ("benefit.cap" in codes_of(row["reasons"])) == (asked > 10_00)


def test_people_and_months_have_caps_of_their_own():
    rows = rated(
        tiny_tariff(benefit_monthly_cap=SMALL),
        {"price_fen": 10_00},
        {"price_fen": 10_00, "person": 2},
        {"price_fen": 10_00, "day": date(2022, 4, 1)},
        {"price_fen": 10_00, "day": date(2023, 3, 2)},
    )
    assert columns_of(rows, "within_cap_fen") == [(10_00,)] * 4


def test_where_the_cap_limits_the_fund_the_share_comes_first():
    tariff = tiny_tariff(benefit_monthly_cap=SMALL, benefit_cap_applies_to="fund")
    rows = rated(tariff, {"price_fen": 10_00}, {"price_fen": 5_00}, {"price_fen": 1_00})
    assert columns_of(rows, "within_cap_fen", "fund_fen", "person_fen") == [
        (10_00, 8_00, 2_00),
        (5_00, 2_00, 3_00),
        (1_00, 0, 1_00),
    ]


def test_a_cap_that_changes_in_mid_month_judges_each_line_by_its_day():
    rise = {"benefit.monthly_cap": {date(2022, 3, 16): {"severe_1": 15_00}}}
    fall = {"benefit.monthly_cap": {date(2022, 3, 16): {"severe_1": 7_00}}}
    rows = [{"day": date(2022, 3, day), "price_fen": 6_00} for day in (1, 15, 16, 17)]
    risen = rated(tiny_tariff(rise, benefit_monthly_cap=SMALL), *rows)
    fallen = rated(tiny_tariff(fall, benefit_monthly_cap=SMALL), *rows)
    assert columns_of(risen, "within_cap_fen") == [(6_00,), (4_00,), (5_00,), (0,)]
    assert columns_of(fallen, "within_cap_fen") == [(6_00,), (4_00,), (0,), (0,)]


def test_a_grade_that_changes_in_mid_month_takes_along_what_was_used():
    caps = {"severe_1": 10_00, "severe_2": 4_00}
    days = [(1, "severe_2"), (2, "severe_1"), (3, "severe_2"), (4, "severe_1")]
    rows = [{"day": date(2022, 3, day), "grade": grade, "price_fen": 4_00} for day, grade in days]
    assert columns_of(rated(tiny_tariff(benefit_monthly_cap=caps), *rows), "within_cap_fen") == [
        (4_00,), (4_00,), (0,), (2_00,),
    ]  # fmt: skip
