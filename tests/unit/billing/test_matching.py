"""The bank's results beside the lines of its file: told once, to the 分, and all of an order."""

from datetime import date

import pytest

from billing.payments import matching
from billing.payments.bank import BankLine
from billing.payments.matching import Result
from billing.payments.transfers import Transfer
from ltc.shared.errors import BadInput

DAY = date(2023, 11, 6)
PROVIDER, PERSON, AGAIN, OTHER = 1, 2, 3, 4
SENT = {
    PROVIDER: Transfer(
        BankLine("职工", "护理站", "6222", 640_00, ""), provider_id=9, fund="employee"
    ),
    PERSON: Transfer(BankLine("职工", "张秀英", "6217", 40_00, ""), person_id=5),
    AGAIN: Transfer(BankLine("居民", "张秀英", "6217", 1, ""), person_id=5),
    OTHER: Transfer(BankLine("职工", "李建国", "6218", 80_00, ""), person_id=6),
}


def told(number: int, **changed) -> Result:
    """Return a line told as paid, as it was sent."""
    line = SENT[number].line
    about = {"account": line.account, "fen": line.amount_fen, "result": "paid", "day": DAY}
    return Result(number, **{**about, "reference": "B1", **changed})


def back(number: int, **changed) -> Result:
    return told(number, result="returned", **{"why": "closed", **changed})


ALL = [told(number) for number in SENT]


def fields(results, *, paid=False):
    found = matching.faults(results, SENT, paid=paid)
    return [found[each].field if each in found else "" for each in results]


def test_every_line_told_as_it_was_sent_has_no_fault():
    assert fields(ALL) == [""] * 4


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"fen": 640_01}, "amount"),
        ({"fen": 639_99}, "amount"),
        ({"account": "62220"}, "account"),
        ({"result": "returned"}, "why"),
    ],
)
def test_one_line_told_wrongly_holds_its_whole_order(changed, field):
    results = [told(PROVIDER, **changed), *ALL[1:]]
    assert fields(results) == [field, "order", "order", "order"]
    said = matching.faults(results, SENT, paid=False)[ALL[1]]
    assert "缺第1行" in said.zh
    assert "760.01" in said.zh


def test_a_line_of_no_order_is_told_and_the_others_stand():
    assert fields([*ALL, Result(7, "1", 5, "paid", DAY, "B1")]) == [*[""] * 4, "number"]


def test_a_line_told_twice_is_told_by_neither():
    assert fields([*ALL, told(OTHER)]) == ["order", "order", "order", "number", "number"]


def test_an_account_with_the_banks_spaces_is_the_same_account():
    assert fields([told(PROVIDER, account="62 22"), *ALL[1:]]) == [""] * 4


def test_what_came_back_from_a_provider_is_told_with_its_fund():
    assert fields([back(PROVIDER), *ALL[1:]]) == [""] * 4
    assert fields([back(PROVIDER)], paid=True) == [""]
    ((whose, fund, said),) = matching.providers_back([back(PROVIDER), *ALL[1:]], SENT)
    assert (whose, fund, said.number) == (9, "employee", PROVIDER)


def test_a_person_comes_back_whole_or_not_at_all():
    results = [ALL[0], back(PERSON), told(AGAIN), back(OTHER)]
    assert fields(results) == ["order", "result", "order", "order"]
    assert fields([back(PERSON)], paid=True) == ["result"]
    whole = [ALL[0], back(PERSON), back(AGAIN), told(OTHER)]
    assert fields(whole) == [""] * 4
    assert [whose for whose, _said in matching.people_back(whole, SENT)] == [5]


def test_nothing_paid_at_all_is_no_fault():
    results = [back(number) for number in SENT]
    assert (fields(results), matching.nothing_paid(results)) == ([""] * 4, True)


def test_of_a_paid_order_a_part_may_be_told():
    assert fields([told(PERSON)], paid=True) == [""]


def test_an_order_is_paid_on_one_day_under_one_reference():
    assert matching.one_payment([*ALL[:3], back(OTHER, reference="R")]) == (DAY, "B1")
    with pytest.raises(BadInput):
        matching.one_payment([*ALL[:3], told(OTHER, reference="B2")])
