"""Any question to any shipped pack in its own words: an answer that adds up, or a named gap."""

from datetime import timedelta
from decimal import Decimal

import pytest

from ltc.policy.load import load_pack, pack_names
from tests.support.asking import ask
from tests.support.random_months import chance_of

CODES = {"policy_gap", "bad_input", "unknown_word"}


def random_question(chance, pack):
    """Return a month of some lines in the pack's words, on a day after it begins."""
    day = pack.first_day + timedelta(days=chance.randint(0, 1500))
    codes = {kind: [word.code for word in words] for kind, words in pack.words.items()}
    person = {
        "insurance": chance.choice(["employee", "retiree", "resident"]),
        "grade": pack.grades[-1 - chance.randint(0, 2)].code,
        "traits": [trait for trait in codes["traits"] if chance.random() < 0.3],
        "home_months": chance.randint(0, 8),
        "incentive": chance.choice(["hours", "cash"]),
    }
    lines = [_line(chance, codes, day) for _ in range(chance.randint(0, 4))]
    asked = {"question": "benefit", "pack": pack.id, "month": str(day)[:7], "person": person}
    return {**asked, "mode": chance.choice(codes["modes"]), "lines": lines}


def _line(chance, codes, day):
    price = {"price": chance.choice(["0.00", "33.33", "95.00", "2000.00"])}
    return {
        "day": str(day),
        "item": chance.choice(codes["items"][:6]),
        "unit": chance.choice(codes["units"]),
        "carer": chance.choice(codes["carers"]),
        "quantity": chance.choice(["0", "1", "2.5", "31"]),
        "minutes": chance.choice([30, 60, 150]),
        **(price if chance.random() < 0.7 else {}),
    }


def adds_up(answer):
    """Tell whether an answer's sums hold, line by line and payee by payee."""
    lines = [{name: Decimal(each[name]) for name in ("asked", "fund", "person")}
             for each in answer["lines"]]  # fmt: skip
    fund = sum(each["fund"] for each in lines)
    return (
        all(each["asked"] == each["fund"] + each["person"] for each in lines)
        and all(min(each.values()) >= 0 for each in lines)
        and all("{" not in reason["text"] for each in answer["lines"] for reason in each["reasons"])
        and Decimal(answer["fund"]) == fund == sum(map(Decimal, answer["payees"].values()))
    )


@pytest.mark.parametrize("name", pack_names())
def test_an_answer_adds_up_or_its_gap_is_named(name):
    pack, chance = load_pack(name), chance_of(20_231)
    asked = [random_question(chance, pack) for _ in range(60)]
    for question, answer in zip(asked, ask(*asked), strict=True):
        if "error" in answer:
            assert answer["error"]["code"] in CODES, question
        else:
            assert adds_up(answer), question
