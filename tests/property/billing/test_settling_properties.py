"""What must hold whatever the month: nothing lost, neither order nor batches matter."""

import pytest

from billing.rules.rate import rate
from tests.support.lines import lines_of
from tests.support.random_months import chance_of, random_rows, random_tariff

EXACT = {"unit_fen": 1, "mode": "half_up", "stage": "month"}
seeds = pytest.mark.parametrize("seed", range(40))


def answers(rows, tariff):
    return rate(lines_of(rows), tariff).sort("line_id")


def total(rows, tariff, name="fund_fen"):
    return answers(rows, tariff)[name].sum()


@seeds
def test_each_step_of_the_staircase_goes_down_and_nothing_is_lost(seed):
    chance = chance_of(seed)
    for row in answers(random_rows(chance), random_tariff(chance)).to_dicts():
        fund, within, allowed = row["fund_fen"], row["within_cap_fen"], row["allowed_fen"]
        assert row["asked_fen"] == fund + row["person_fen"]
        assert 0 <= fund <= within <= allowed <= row["asked_fen"]


@seeds
def test_nobodys_month_goes_over_the_limit(seed):
    chance = chance_of(seed)
    tariff = random_tariff(chance, benefit_monthly_cap={"severe_1": 99_99})
    rows = random_rows(chance, grade="severe_1", person=1)
    limits = tariff.pack["benefit.monthly_cap"]
    limited = tariff.pack["benefit.cap_applies_to"].on(rows[0]["day"]) if rows else "gross"
    name = {"gross": "within_cap_fen", "fund": "fund_fen"}[limited]
    for month in {row["day"].month for row in rows}:
        mine = [row for row in rows if row["day"].month == month]
        assert total(mine, tariff, name) <= max(limits.on(row["day"])["severe_1"] for row in mine)


@seeds
def test_the_order_of_rows_changes_nothing(seed):
    chance = chance_of(seed)
    tariff, rows = random_tariff(chance), random_rows(chance)
    assert answers(chance.sample(rows, len(rows)), tariff).equals(answers(rows, tariff))


@seeds
def test_two_groups_of_people_settle_apart_as_together(seed):
    chance = chance_of(seed)
    tariff, rows = random_tariff(chance), random_rows(chance)
    some = [row for row in rows if row["person"] <= 2]
    others = [row for row in rows if row["person"] > 2]
    assert total(some, tariff) + total(others, tariff) == total(rows, tariff)


@seeds
def test_one_more_visit_never_lowers_what_counts(seed):
    chance = chance_of(seed)
    tariff = random_tariff(chance, benefit_cap_applies_to="gross")
    rows = random_rows(chance)
    for left_out in rows[::7]:
        fewer = [row for row in rows if row is not left_out]
        before = total(fewer, tariff, "within_cap_fen")
        assert before <= total(rows, tariff, "within_cap_fen")


@seeds
def test_one_more_visit_of_the_same_mode_never_lowers_pay_where_the_month_is_rounded(seed):
    chance = chance_of(seed)
    fixed = {"settlement_rounding": EXACT, "benefit_cap_applies_to": "gross"}
    tariff = random_tariff(chance, **fixed)
    rows = random_rows(chance, mode="home", grade="severe_1")
    for number in range(0, len(rows), 7):
        if len(tariff.pack["benefit.ratio"].change_days()) == 2:
            assert total(rows[:number] + rows[number + 1 :], tariff) <= total(rows, tariff)


@seeds
def test_splitting_a_line_moves_no_fen_where_the_month_is_rounded(seed):
    chance = chance_of(seed)
    tariff = random_tariff(chance, settlement_rounding=EXACT)
    rows = random_rows(chance, quantity_milli=1000, planned_minutes=None, seconds=None)
    halves = []
    for row in rows:
        part = chance.randint(0, row["price_fen"])
        halves += [{**row, "price_fen": part}, {**row, "price_fen": row["price_fen"] - part}]
    halves = [{**row, "line_id": number} for number, row in enumerate(halves)]
    assert total(halves, tariff) == total(rows, tariff)


@seeds
def test_a_doubled_price_doubles_what_no_limit_touches(seed):
    chance = chance_of(seed)
    high = {"severe_1": 10**9, "severe_2": 10**9, "severe_3": 10**9}
    tariff = random_tariff(
        chance, benefit_monthly_cap=high, settlement_rounding={**EXACT, "stage": "line"}
    )
    rows = random_rows(chance, price_fen=60_00, quantity_milli=1000, seconds=None, mode="home")
    changes = (
        tariff.pack["benefit.monthly_cap"].change_days()
        | tariff.pack["benefit.ratio"].change_days()
    )
    if len(changes) == 2:
        double = [{**row, "price_fen": 120_00} for row in rows]
        assert total(double, tariff) == 2 * total(rows, tariff)


def test_no_visits_pay_nothing():
    assert total([], random_tariff(chance_of(0))) == 0
