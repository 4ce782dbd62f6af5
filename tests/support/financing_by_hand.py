"""Contributions and first days once more, from what the cities published and from nothing else.

Typed from the announcements, not from the packs, and worked out with exact fractions: the oracle
for ``ltc ask``.  Amounts are 元 as text; a rate is a fraction of the base.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

# (pack, a day, category) -> source -> 元 a year
YEARLY = {
    ("ningbo", "2022-06-01", "employee"): {"individual": "45", "pool": "45"},
    ("ningbo", "2022-06-01", "resident"): {"individual": "30", "finance": "60"},
    ("hangzhou", "2025-03-01", "flexible"): {"individual": "45", "pool": "45"},
    ("hangzhou", "2025-03-01", "resident"): {"individual": "30", "finance": "60"},
    ("suzhou", "2018-05-01", "employee"): {"individual": "0", "finance": "50", "pool": "70"},
    ("suzhou", "2018-05-01", "student"): {"individual": "0", "pool": "35"},
    ("suzhou", "2023-05-01", "employee"): {"individual": "24", "unit": "84"},
    ("suzhou", "2023-05-01", "retiree"): {"individual": "24", "pool": "84"},
    ("suzhou", "2023-05-01", "resident"): {"individual": "24", "pool": "30"},
    ("chengdu", "2022-08-01", "student"): {"individual": "10", "finance": "10"},
    ("qiqihar", "2018-05-01", "employee"): {"individual": "30", "pool": "30"},
    ("tianjin", "2021-05-01", "employee"): {"unit": "120", "individual": "120"},
    ("tianjin", "2024-05-01", "employee"): {"unit": "90", "individual": "90"},
    ("hanzhong", "2021-05-01", "employee"): {"individual": "50", "unit": "30", "finance": "20"},
    ("zaozhuang", "2023-12-01", "employee"): {"pool": "40", "individual": "48"},
    ("tangshan", "2021-05-01", "employee"): {"individual": "20", "finance": "40", "pool": "40"},
    ("dezhou", "2023-05-01", "resident"): {"pool": "20", "individual": "10", "finance": "5"},
    ("yangzhou", "2023-05-01", "resident"): {"individual": "20", "pool": "40", "finance": "20"},
    ("yangzhou", "2023-05-01", "student"): {"individual": "10", "pool": "20", "finance": "10"},
    ("shijingshan", "2021-05-01", "employee"): {"unit": "90", "individual": "90"},
    ("shijingshan", "2021-05-01", "resident"): {"finance": "90", "individual": "90"},
    ("chongqing", "2022-05-01", "flexible"): {"individual": "122"},
    ("chongqing", "2025-05-01", "retiree"): {"individual": "66", "pool": "66"},
}  # fmt: skip

# (pack, a day, category, age or None) -> source -> part of the base
RATED = {
    ("fuzhou", "2021-07-01", "employee", None): {"unit": "0.00125", "individual": "0.00125"},
    ("fuzhou", "2021-07-01", "flexible", None): {"unit": "0.00125", "individual": "0.00125"},
    ("fuzhou", "2021-07-01", "retiree", None): {"individual": "0.00125"},
    ("nanning", "2021-03-01", "employee", None): {"unit": "0.0015", "individual": "0.0015"},
    ("nanning", "2022-03-01", "flexible", None): {"individual": "0.003"},
    ("nanning", "2022-03-01", "retiree", None): {"individual": "0.0015"},
    ("chongqing", "2022-01-01", "employee", None): {"unit": "0.001", "individual": "0.001"},
    ("shenyang", "2026-01-01", "employee", None): {"unit": "0.0015", "individual": "0.0015"},
    ("chengdu", "2022-08-01", "employee", 40): {"unit": "0.002", "individual": "0.001"},
    ("chengdu", "2022-08-01", "employee", 41): {"unit": "0.002", "individual": "0.002"},
    ("qingdao", "2019-08-01", "employee", None): {"pool": "0.005", "individual": "0.002"},
}  # fmt: skip

# pack -> how its benefit begins, in the words of its announcement
BEGINS = {
    "chongqing": "the month after", "tianjin": "the month after", "changzhou": "the month after",
    "nantong": "the same month", "taizhou": "the day after", "tangshan": "the 1st or the 16th",
}  # fmt: skip


def part_by_hand(base_fen: int, rate: str) -> int:
    """Return a rate of a base in 分, a half rounded up."""
    exact = base_fen * Fraction(rate)
    whole = exact.numerator // exact.denominator
    return whole + (exact - whole >= Fraction(1, 2))


def first_day_by_hand(begins: str, concluded: date) -> date:
    """Walk forward day by day until the announcement's words come true."""
    if begins == "the same month":
        return concluded - timedelta(days=concluded.day - 1)
    wanted = {"the month after": (1,), "the 1st or the 16th": (1, 16)}.get(begins, range(1, 32))
    day = concluded + timedelta(days=1)
    while day.day not in wanted:
        day += timedelta(days=1)
    return day
