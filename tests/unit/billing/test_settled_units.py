"""Visits of a settlement, which tell only their mode, under laws that count hours or days."""

from datetime import date

import pytest

from billing.rules.tariff import Tariff
from ltc.policy.load import load_pack
from ltc.shared.errors import BadInput
from tests.support.lines import columns_of, rated


def settled(pack, *visits):
    rows = rated(Tariff(load_pack(pack)), *visits)
    return columns_of(rows, "asked_fen", "fund_fen", "person_fen")


def test_hours_are_the_minutes_delivered():
    visit = {"day": date(2025, 3, 3), "grade": "severe_2", "price_fen": 90_00, "seconds": 5400}
    assert settled("hangzhou", visit) == [(90_00, 90_00, 0)]


def test_the_month_pays_so_many_hours():
    day = {"day": date(2025, 3, 3), "grade": "severe_2", "price_fen": 600_00, "seconds": 36_000}
    visits = [{**day, "started": at} for at in range(3)]
    assert settled("hangzhou", *visits)[2] == (600_00, 300_00, 300_00)


def test_two_visits_of_a_day_are_one_day():
    visit = {"day": date(2023, 3, 3), "price_fen": 20_00, "started": 0}
    assert settled("huaian", visit, {**visit, "started": 1}) == [
        (30_00, 30_00, 0),
        (20_00, 0, 20_00),
    ]


def test_a_law_that_asks_who_came_says_so():
    with pytest.raises(BadInput, match="carer is missing"):
        settled("yixing", {"day": date(2022, 3, 3)})
