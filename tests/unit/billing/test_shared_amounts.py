"""Of what the fund pays, the person's part: exact in a month, whatever lines it is made of."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.rules.reasons import BIT
from billing.rules.tariff import Tariff
from ltc.policy.load import load_pack
from ltc.shared.errors import PolicyGap
from tests.support.lines import LINE, rated
from tests.support.tariffs import tiny_pack

KAIFENG = Tariff(load_pack("kaifeng"))
SHARED = BIT["benefit.to_person"]


def months(*prices: int, mode: str = "family", tariff: Tariff = KAIFENG) -> list[dict]:
    rows = [
        {
            **LINE,
            "line_id": number,
            "day": date(2023, 3, 1 + number),
            "mode": mode,
            "grade": "severe_1",
            "insurance": "resident",
            "price_fen": price,
        }
        for number, price in enumerate(prices)
    ]
    return rated(tariff, *rows)


def test_many_lines_come_to_the_same_halves_as_one():
    lines = months(*[60_01] * 9)
    assert sum(line["fund_fen"] for line in lines) == 540_00
    assert sum(line["to_person_fen"] for line in lines) == 270_00
    assert all(line["reasons"] & SHARED for line in lines)


def test_what_nobody_shares_has_no_part_and_no_reason():
    (line,) = months(100_00, mode="home")
    assert (line["to_person_fen"], line["reasons"] & SHARED) == (0, 0)


@given(st.lists(st.integers(0, 200_00), min_size=1, max_size=20))
def test_both_parts_make_the_whole_and_neither_passes_its_own(prices):
    lines = months(*prices)
    theirs = [line["to_person_fen"] for line in lines]
    assert all(0 <= part <= line["fund_fen"] for part, line in zip(theirs, lines, strict=True))
    fund = sum(line["fund_fen"] for line in lines)
    assert sum(theirs) == (fund + 1) // 2
    assert sum(theirs) <= 270_00


def test_a_pack_that_gives_the_person_more_than_it_pays_is_a_gap():
    pack = tiny_pack(
        benefit_shape={"home": "daily_amount"},
        benefit_daily_amount=30_00,
        benefit_daily_to_person=30_01,
    )
    with pytest.raises(PolicyGap, match=r"30\.01 of 30\.00"):
        rated(Tariff(pack), LINE)
