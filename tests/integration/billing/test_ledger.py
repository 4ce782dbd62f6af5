"""The books: balanced or refused, once by key, taken back by reversal, closed for good."""

from datetime import date

import pytest

from billing.ledger import checks, services
from billing.ledger.queries import balances
from billing.ledger.rules.entry import About, Entry, Income, Line, Unbalanced, pair
from ltc.db import read_only, unit_of_work
from ltc.shared.dates import Month
from ltc.shared.errors import BadInput, Conflict, Forbidden
from tests.support.factories import base
from tests.support.factories.billing import EVERYTHING, KNOWN, at

DAY = date(2023, 10, 8)
ABOUT = About("test", "1")


def entry(key: str = "k", fen: int = 100, **more) -> Entry:
    facts = {"posted_on": DAY, "lines": pair("cash.pool", "income.fiscal", fen), **more}
    return Entry(
        key=key, area_code="2111", insurance="employee", kind="income", about=ABOUT, **facts
    )


def post(made: Entry, scope=EVERYTHING) -> int:
    with unit_of_work():
        base.areas()
        return services.post(made, scope=scope, at=KNOWN).id


def cash() -> int:
    with read_only():
        found = {each.account: each.balance_fen for each in balances("2111", scope=EVERYTHING)}
    return found.get("cash.pool", 0)


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ((Line("cash.pool", 1),), "two lines"),
        ((Line("cash.pool", 5), Line("income.fiscal", -4)), "off by 1"),
    ],
)
def test_an_entry_that_does_not_balance_is_never_made(lines, why):
    with pytest.raises(Unbalanced, match=why):
        entry(lines=lines)


def test_an_empty_line_or_a_payable_of_nobody_is_never_made():
    with pytest.raises(Unbalanced, match="empty"):
        Line("cash.pool", 0)
    with pytest.raises(Unbalanced, match="needs provider"):
        Line("payable.provider", -5)
    with pytest.raises(TypeError):
        Line("cash.pool", 1.0)


def test_the_same_fact_twice_is_one_entry(database):
    assert post(entry()) == post(entry())
    assert cash() == 100
    with pytest.raises(Conflict, match="other content"):
        post(entry(fen=101))


def test_an_entry_and_its_reversal_are_nothing(database):
    number = post(entry())
    for _ in range(2):
        with unit_of_work():
            services.reverse(number, on=DAY, why="重复", scope=EVERYTHING, at=KNOWN)
    assert cash() == 0
    with read_only():
        assert list(checks.faults()) == []


def test_a_closed_month_takes_no_more_postings(database):
    post(entry())
    with unit_of_work():
        services.close_period("2111", Month(2023, 10), scope=EVERYTHING, at=KNOWN)
    with pytest.raises(Conflict, match="closed"):
        post(entry("later"))
    assert post(entry()) == 1
    with pytest.raises(Conflict, match="not over"), unit_of_work():
        services.close_period("2111", Month(2023, 11), scope=EVERYTHING, at=KNOWN)


def test_months_are_closed_in_order_and_what_lies_before_a_closed_one_is_closed(database):
    post(entry())
    then = at(date(2023, 12, 2))
    with pytest.raises(Conflict, match="close it first"), unit_of_work():
        services.close_period("2111", Month(2023, 11), scope=EVERYTHING, at=then)
    for month in (Month(2023, 10), Month(2023, 11)):
        with unit_of_work():
            services.close_period("2111", month, scope=EVERYTHING, at=then)
    with pytest.raises(Conflict, match="closed"):
        post(entry("earlier", posted_on=date(2023, 9, 30)))


def test_nobody_posts_to_another_areas_books(database):
    with pytest.raises(Forbidden):
        post(entry(), scope=base.desk("bureau_officer", "2112"))


def test_money_that_comes_in_needs_its_document(database):
    facts = ("2111", "employee", "income.medical_pool", 500_00, DAY)
    with pytest.raises(BadInput, match="document"):
        Income(*facts, "  ").entry()
    with unit_of_work():
        base.areas()
        for _ in range(2):
            services.record_income(Income(*facts, "盘财社〔2023〕15号"), scope=EVERYTHING, at=KNOWN)
    assert cash() == 500_00


def test_what_was_taken_back_can_be_entered_again(database):
    facts = Income("2111", "employee", "income.medical_pool", 500_00, DAY, "盘财社〔2023〕15号")
    with unit_of_work():
        base.areas()
        for _ in range(3):
            made = services.record_income(facts, scope=EVERYTHING, at=KNOWN)
            services.reverse(made.id, on=DAY, why="错", scope=EVERYTHING, at=KNOWN)
        for _ in range(2):
            services.record_income(facts, scope=EVERYTHING, at=KNOWN)
    assert cash() == 500_00
