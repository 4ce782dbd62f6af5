"""The traps that cost money in other systems: floats, half-even, rounding sums, negatives."""

from decimal import Decimal

import pytest

from ltc.shared.errors import PolicyGap
from tests.support.lines import columns_of, rated
from tests.support.tariffs import tiny_tariff

RATIO = {"home": Decimal("0.5")}


@pytest.mark.parametrize(("fen", "fund"), [(1, 1), (3, 2), (5, 3), (7, 4), (2, 1)])
def test_half_a_fen_goes_up_at_every_odd_amount(fen, fund):
    [row] = rated(tiny_tariff(benefit_ratio=RATIO), {"price_fen": fen})
    assert (row["fund_fen"], row["person_fen"]) == (fund, fen - fund)


def test_what_floats_get_wrong():
    # 1.005 × 100, 0.285 × 100 and 2.675 × 100 are below the half as floats.
    tariff = tiny_tariff(
        benefit_ratio={"home": Decimal("0.15")}, benefit_monthly_cap={"severe_1": 10**11}
    )
    rows = rated(
        tariff, *({"price_fen": fen, "person": fen} for fen in (10, 670, 1790, 9_007_199_250))
    )
    assert columns_of(rows, "fund_fen") == [(2,), (101,), (269,), (1_351_079_888,)]


def test_each_line_is_rounded_not_the_sum():
    rows = rated(tiny_tariff(benefit_ratio=RATIO), *[{"price_fen": 1}] * 10)
    assert sum(row["fund_fen"] for row in rows) == 10
    assert sum(row["person_fen"] for row in rows) == 0


@pytest.mark.parametrize(
    ("stage", "funds"), [("day", [1, 0, 1]), ("month", [1, 0, 1]), ("line", [1] * 3)]
)
def test_the_stage_of_rounding_comes_from_the_pack(stage, funds):
    rounding = {"unit_fen": 1, "mode": "half_up", "stage": stage}
    rows = rated(
        tiny_tariff(benefit_ratio=RATIO, settlement_rounding=rounding), *[{"price_fen": 1}] * 3
    )
    assert [row["fund_fen"] for row in rows] == funds


@pytest.mark.parametrize(
    ("mode", "funds"),
    [("half_up", [1, 2, 3]), ("half_even", [0, 2, 2]), ("down", [0, 1, 2]), ("up", [1, 2, 3])],
)
def test_the_mode_of_rounding_comes_from_the_pack(mode, funds):
    rounding = {"unit_fen": 1, "mode": mode, "stage": "line"}
    tariff = tiny_tariff(benefit_ratio=RATIO, settlement_rounding=rounding)
    rows = rated(tariff, *({"price_fen": fen} for fen in (1, 3, 5)))
    assert [row["fund_fen"] for row in rows] == funds


def test_a_share_rounded_to_a_coarse_unit_never_exceeds_the_bill():
    rounding = {"unit_fen": 100, "mode": "up", "stage": "line"}
    rows = rated(tiny_tariff(settlement_rounding=rounding), {"price_fen": 60}, {"price_fen": 150})
    assert columns_of(rows, "fund_fen", "person_fen") == [(60, 0), (150, 0)]


def test_rounding_that_cannot_be_exact_is_refused():
    rounding = {"unit_fen": 10, "mode": "half_up", "stage": "month"}
    with pytest.raises(PolicyGap, match="rounding"):
        rated(tiny_tariff(settlement_rounding=rounding), {})


@pytest.mark.parametrize(("milli", "asked"), [(1500, 50_00), (1, 3), (333, 11_10), (2000, 66_66)])
def test_a_part_of_a_unit_is_asked_in_whole_fen(milli, asked):
    [row] = rated(tiny_tariff(), {"price_fen": 33_33, "quantity_milli": milli})
    assert row["asked_fen"] == asked
