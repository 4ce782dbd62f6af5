"""Random months of random people, drawn from the amounts and days that try the rules."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from billing.rules.tariff import Tariff
from tests.support.lines import LINE
from tests.support.tariffs import GRADES, tiny_tariff

_CAPS_LATER = {"severe_1": 250_00, "severe_2": 90_00, "severe_3": 0}
_CHANGES = [
    {},
    {"benefit.monthly_cap": {date(2022, 3, 16): _CAPS_LATER}},
    {"benefit.ratio": {date(2022, 3, 10): {"home": Decimal("0.333333"), "institution": 1}}},
]
_RATIOS = [Decimal("0.8"), Decimal("0.75"), Decimal("0.5"), Decimal("0.85"), Decimal("0.001")]


def chance_of(seed: int) -> random.Random:
    """Return the chance that ``seed`` stands for: the same in every run."""
    return random.Random(seed)


def random_tariff(chance: random.Random, **numbers: Any) -> Tariff:
    """Return a tariff with small caps, so that they are reached, and odd ratios."""
    caps = {grade: chance.choice([0, 1, 99_99, 200_00, 1000_00]) for grade in GRADES[1:]}
    drawn = {
        "benefit_monthly_cap": caps,
        "benefit_ratio": {mode: chance.choice(_RATIOS) for mode in ("home", "institution")},
        "benefit_cap_applies_to": chance.choice(["gross", "fund"]),
        "settlement_rounding": {
            "unit_fen": chance.choice([1, 1, 10, 100]),
            "mode": chance.choice(["half_up", "half_even", "up", "down"]),
            "stage": "line",
        },
    }
    return tiny_tariff(chance.choice(_CHANGES), **{**drawn, **numbers})


def random_rows(chance: random.Random, *, most: int = 30, **fixed: Any) -> list[dict[str, Any]]:
    """Return rows of some people over two months; ``fixed`` holds for all of them."""
    return [
        {**LINE, "line_id": at, **_row(chance), **fixed} for at in range(chance.randint(0, most))
    ]


def _row(chance: random.Random) -> dict[str, Any]:
    planned = chance.choice([None, 45, 60, 120])
    row = {
        "person": chance.randint(1, 4),
        "day": date(2022, 3, 1) + timedelta(days=chance.randint(0, 45)),
        "started": chance.randint(0, 3),
        "mode": chance.choice(["home", "institution"]),
        "grade": chance.choice(GRADES),
        "price_fen": chance.choice([0, 1, 5, 33_33, 60_00, chance.randint(0, 300_00)]),
        "quantity_milli": chance.choice([1000, 1000, 1500, 333, 0]),
        "planned_minutes": planned,
        "seconds": planned and chance.choice([planned * 60, planned * 30, planned * 54 - 1, 0]),
    }
    if chance.random() < 0.15:
        row[chance.choice(["hospital", "dead", "suspended", "overlap_carer"])] = True
    return row
