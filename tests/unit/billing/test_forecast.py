"""The fund's outlook and report: sums that anybody can redo."""

from dataclasses import replace
from datetime import date

import pytest

from billing.forecast.rules import (
    Inputs,
    Paid,
    Period,
    PlanSum,
    Rate,
    outlook,
    part,
    report,
    reserve_tenths,
    runs_out,
)
from ltc.shared.dates import Month

NOV, DEC = Month(2023, 11), Month(2023, 12)


def inputs(**more) -> Inputs:
    facts = {
        "cash_fen": 1000_00,
        "owed_fen": 100_00,
        "rate": Rate(900_00, 3),
        "paid": {"home": Paid(1000_00, 800_00)},
        "plans": (),
        "income": {},
    }
    return Inputs(**{**facts, **more})


def plan(last=None, *, mode="home", fen=500_00) -> PlanSum:
    return PlanSum(mode, date(2023, 1, 1), last, 2, fen)


def test_the_reserve_is_cash_less_everything_owed():
    assert inputs().reserve_fen == 900_00
    assert inputs(owed_fen=1200_00).reserve_fen == -200_00


def test_a_plan_costs_the_part_that_the_fund_paid_lately():
    (month,) = outlook(inputs(plans=(plan(),)), [NOV])
    assert (month.plans, month.planned_fen, month.by_plan_fen) == (2, 500_00, 400_00)
    assert (month.by_rate_fen, month.expected_fen, month.left_fen) == (300_00, 400_00, 500_00)


@pytest.mark.parametrize(
    ("last", "counted"),
    [(date(2023, 10, 31), 0), (date(2023, 11, 1), 13_34), (date(2023, 11, 30), 400_00)],
)
def test_a_plan_counts_by_the_days_on_which_it_holds(last, counted):
    assert outlook(inputs(plans=(plan(last),)), [NOV])[0].by_plan_fen == counted


def test_plans_that_follow_one_another_cost_no_more_than_one():
    first, second = plan(date(2023, 11, 15)), replace(plan(), first_day=date(2023, 11, 16))
    assert outlook(inputs(plans=(first, second)), [NOV])[0].planned_fen == 500_00


def test_a_mode_never_settled_is_paid_like_all_modes_and_without_any_in_full():
    elsewhere = plan(mode="institution")
    assert outlook(inputs(plans=(elsewhere,)), [NOV])[0].by_plan_fen == 400_00
    assert outlook(inputs(plans=(elsewhere,), paid={}), [NOV])[0].by_plan_fen == 500_00


def test_the_larger_figure_is_taken_from_the_reserve_month_by_month():
    months = outlook(inputs(plans=(plan(date(2023, 11, 30)),)), [NOV, DEC])
    assert [each.expected_fen for each in months] == [400_00, 300_00]
    assert [each.left_fen for each in months] == [500_00, 200_00]


def test_last_years_income_is_told_apart():
    (month,) = outlook(inputs(income={Month(2022, 11): 50_00}), [NOV])
    assert (month.left_fen, month.left_with_income_fen) == (600_00, 650_00)


@pytest.mark.parametrize(
    ("cash", "month"),
    [(700_00, None), (699_99, DEC), (399_99, NOV)],
)
def test_the_first_month_that_is_not_covered(cash, month):
    assert runs_out(outlook(inputs(cash_fen=cash), [NOV, DEC])) == month


@pytest.mark.parametrize(
    ("reserve", "rate", "tenths"),
    [(900_00, 300_00, 30), (899_99, 300_00, 29), (-1, 300_00, 0), (900_00, 0, None)],
)
def test_months_of_reserve_are_cut_off_never_rounded_up(reserve, rate, tenths):
    assert reserve_tenths(reserve, rate) == tenths


def test_half_a_fen_goes_up():
    assert [part(fen, 1, 2) for fen in (0, 1, 2, 3)] == [0, 1, 1, 2]
    assert part(5, 1, 0) == 0
    assert Rate(0, 0).per_month_fen == 0


def test_a_report_ties_income_and_outgo_to_what_is_there():
    found = report(
        [
            Period("balance.opening", -100_00, 0),
            Period("benefit.home", 30_00, 40_00),
            Period("cash.pool", 90_00, 35_00),
            Period("income.fiscal", -20_00, -60_00),
            Period("payable.provider", 0, -15_00),
        ]
    )
    assert (found.opening_fen, found.income_fen, found.outgo_fen) == (90_00, 60_00, 40_00)
    assert found.closing_fen == found.net_fen == 110_00


def test_what_was_brought_forward_within_the_period_opens_it():
    found = report([Period("balance.opening", 0, -100_00), Period("cash.pool", 0, 100_00)])
    assert (found.opening_fen, found.closing_fen, found.net_fen) == (100_00, 100_00, 100_00)
