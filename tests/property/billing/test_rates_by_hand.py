"""The columns agree with the law done by hand, on thousands of random months."""

import pytest

from billing.rules.rate import rate
from tests.support.law_by_hand import pay_by_hand
from tests.support.lines import lines_of
from tests.support.random_months import chance_of, random_rows, random_tariff

NAMES = ("asked_fen", "allowed_fen", "within_cap_fen", "fund_fen", "person_fen")


def by_columns(rows, tariff):
    found = rate(lines_of(rows), tariff).select("line_id", *NAMES)
    return found.rows_by_key("line_id", named=True, unique=True)


@pytest.mark.parametrize("hundred", range(20))
def test_columns_and_hand_agree(hundred):
    for seed in range(hundred * 100, hundred * 100 + 100):
        chance = chance_of(seed)
        tariff, rows = random_tariff(chance), random_rows(chance)
        assert by_columns(rows, tariff) == pay_by_hand(rows, tariff.pack), f"seed {seed}"


def test_they_agree_on_a_month_of_many_people():
    chance = chance_of(450_000)
    tariff = random_tariff(chance)
    many = [row for person in range(300) for row in random_rows(chance, person=person)]
    rows = [{**row, "line_id": number} for number, row in enumerate(many)]
    assert by_columns(rows, tariff) == pay_by_hand(rows, tariff.pack)
