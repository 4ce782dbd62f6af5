"""Whatever is asked, every question gets an answer or an error of its own; sums hold in answers."""

import copy

import pytest

from ltc.shared.money import fen
from tests.support.asking import ask, line, question
from tests.support.random_months import chance_of

JUNK = [
    None, True, 0, -1, 1.5, 10**30, "", "x", "0", "1e9", "９", "\ud800", "9999-12-31", "0001-01-01",
    "2022-03", "9999-12", [], [None], [[]], {}, {"a": 1}, "home", "severe_1", "1.005",
]  # fmt: skip
STAY = {"kind": "hospital", "from": "2022-03-02"}
TABLE = {"pack": "panjin", "on": "2022-03-02", "grade": "severe_1", "mode": "home"}
PAID = {"pack": "national", "on": "2026-01-01", "category": "employee", "base": "8000.00"}
INSURED = {
    "pack": "panjin",
    "on": "2022-03-02",
    "insurance": "employee",
    "insured_from": "2020-01-01",
}
GOOD = [
    question(line("a"), line("b", day="2022-03-31"), events=[STAY]),
    question(line("a", minutes=60, planned_minutes=120), pack="hanzhong", mode="family"),
    question(events=[{"kind": "death", "on": "2022-03-01"}]),
    {"question": "standard", **TABLE},
    {"question": "contribution", **PAID},
    {"question": "entitlement", **INSURED},
]


def spoilt(chance, asked):
    """Return ``asked`` with junk in one place, somewhere down."""
    whole = place = copy.deepcopy(asked)
    while True:
        keys = list(range(len(place))) if isinstance(place, list) else list(place)
        key = chance.choice(keys)
        if isinstance(place[key], (dict, list)) and place[key] and chance.random() < 0.8:
            place = place[key]
            continue
        place[key] = chance.choice(JUNK)
        return whole


@pytest.mark.parametrize("seed", range(10))
def test_junk_anywhere_gets_an_answer_and_spoils_nothing_else(seed):
    chance = chance_of(seed)
    asked = [spoilt(chance, chance.choice(GOOD)) for _ in range(200)]
    answers = ask(*asked, *GOOD)
    assert len(answers) == 200 + len(GOOD)
    assert answers[200:] == ask(*GOOD)
    for answer in answers:
        assert ("error" in answer) != ("pack" in answer)


def test_sums_hold_in_every_answer():
    chance = chance_of(1)
    prices = [[f"{chance.randint(0, 90000) / 100:.2f}" for _ in range(9)] for _ in range(100)]
    asked = [
        question(
            *(
                line(str(at), day=f"2022-03-{at + 1:02d}", price=price)
                for at, price in enumerate(row)
            )
        )
        for row in prices
    ]
    for row, answer in zip(prices, ask(*asked), strict=True):
        for name in ("asked", "fund", "person"):
            assert fen(answer[name]) == sum(fen(each[name]) for each in answer["lines"])
        assert fen(answer["asked"]) == sum(map(fen, row))
        assert fen(answer["asked"]) == fen(answer["fund"]) + fen(answer["person"])
