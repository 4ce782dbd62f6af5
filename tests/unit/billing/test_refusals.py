"""What the law refuses: nothing allowed, the reason named, nobody else's cap touched."""

from datetime import date

import polars as pl
import pytest

from billing.rules.columns import FLAGS
from billing.rules.rate import rate
from billing.rules.reasons import codes_of
from ltc.shared.errors import BadInput, PolicyGap, Unknown
from tests.support.lines import columns_of, lines_of, rated
from tests.support.tariffs import tiny_tariff


@pytest.mark.parametrize("flag", FLAGS, ids=lambda flag: flag.column)
def test_each_flag_refuses_alone(flag):
    [row] = rated(tiny_tariff(), {flag.column: flag.refuses})
    assert codes_of(row["reasons"]) == [flag.code]
    assert (row["allowed_fen"], row["fund_fen"], row["person_fen"]) == (0, 0, 100_00)


def test_all_reasons_are_named_at_once():
    [row] = rated(
        tiny_tariff(), {"dead": True, "hospital": True, "seconds": 60, "planned_minutes": 60}
    )
    assert codes_of(row["reasons"]) == ["visit.duration.short", "event.death", "event.hospital"]


def test_a_refused_line_spends_nothing_of_the_cap():
    rows = rated(
        tiny_tariff(benefit_monthly_cap={"severe_1": 100_00}),
        {"hospital": True},
        {"day": date(2022, 3, 3)},
    )
    assert columns_of(rows, "fund_fen") == [(0,), (80_00,)]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"grade": "moderate"}, "entitlement.grade"),
        ({"insurance": "resident"}, "entitlement.category"),
    ],
)
def test_who_is_not_entitled_is_not_paid_and_spends_nothing(row, code):
    refused, paid = rated(tiny_tariff(benefit_monthly_cap={"severe_1": 100_00}), row, {})
    assert codes_of(refused["reasons"]) == [code]
    assert (refused["allowed_fen"], refused["person_fen"], paid["fund_fen"]) == (0, 100_00, 80_00)


def test_an_entitled_grade_without_an_amount_is_a_gap():
    with pytest.raises(PolicyGap, match=r"benefit\.monthly_cap has no value for home, severe_1"):
        rated(tiny_tariff(benefit_monthly_cap={"severe_2": 1}), {})


def test_limits_of_part_months_by_the_day_are_not_guessed():
    with pytest.raises(PolicyGap, match="part of a month"):
        rated(tiny_tariff(benefit_part_month="by_day"), {})


def test_a_person_without_a_grade_must_be_refused_by_a_flag():
    [row] = rated(tiny_tariff(), {"grade": None, "entitled": False})
    assert (codes_of(row["reasons"]), row["fund_fen"]) == (["entitlement.none"], 0)
    with pytest.raises(ValueError, match="no mode, grade or insurance"):
        rated(tiny_tariff(), {"grade": None})


def test_lines_without_words_do_not_disturb_the_others():
    rows = rated(tiny_tariff(), {"mode": None, "entitled": False}, {}, {"person": 2})
    assert columns_of(rows, "fund_fen") == [(0,), (80_00,), (80_00,)]


def test_outside_the_pack_is_a_gap_not_zero():
    with pytest.raises(PolicyGap, match="2024-01-01"):
        rated(tiny_tariff(), {"day": date(2024, 1, 1)})


def test_an_unknown_word_names_the_known_ones():
    with pytest.raises(Unknown, match="known: home, institution"):
        rated(tiny_tariff(), {"mode": "moon"})


def test_words_may_come_as_places_in_the_packs_lists():
    frame = lines_of([{}, {"entitled": False}])
    frame = frame.with_columns(grade=pl.Series([3, -1]), insurance=pl.Series([0, 0]))
    rows = rate(frame, tiny_tariff()).sort("line_id")
    assert rows["grade"].to_list() == ["severe_1", None]
    assert rows["fund_fen"].to_list() == [80_00, 0]


def test_a_null_flag_or_a_missing_column_is_never_taken_for_yes():
    with pytest.raises(ValueError, match="nulls in hospital"):
        rated(tiny_tariff(), {"hospital": None})
    with pytest.raises(ValueError, match="lack the columns entitled"):
        rate(lines_of([{}]).drop("entitled"), tiny_tariff())


@pytest.mark.parametrize(
    "row",
    [
        {"price_fen": -1},
        {"quantity_milli": -1},
        {"price_fen": 2 * 10**12},
        {"price_fen": 10**12, "quantity_milli": 10**12},
    ],
)
def test_amounts_that_cannot_be_exact_are_refused(row):
    with pytest.raises(BadInput):
        rated(tiny_tariff(), row)


def test_no_lines_give_nothing():
    assert rated(tiny_tariff()) == []
