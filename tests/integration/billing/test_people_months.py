"""A month pays people too: days of family care by the pack's rules, in lines and in the books."""

from datetime import date, timedelta

import pytest

from billing import checks
from billing.ledger.queries import balances
from billing.models import Settlement, SettlementNote
from billing.persons import care
from billing.persons.models import PersonLine
from billing.settlement import runs
from ltc.db import read_only, unit_of_work
from ltc.shared.dates import Month
from ltc.shared.money import yuan
from tests.support.asking import ask
from tests.support.factories import billing, persons
from tests.support.factories.base import stored
from tests.support.factories.billing import EVERYTHING, KNOWN, MONTH, oct_
from tests.support.factories.elsewhere import pool

CHONGQING, HANZHONG = "50", "6107"
OF_HANZHONG = Month(2022, 10)
THEN = billing.at(date(2022, 11, 3))


def settle(area=CHONGQING, month=MONTH, at=KNOWN) -> Settlement:
    return runs.settle(area, month, scope=EVERYTHING, at=at)


def lines() -> list[tuple]:
    return [
        (each.kind, str(each.first_day), str(each.last_day), each.days, each.fund_fen)
        for each in stored(PersonLine)
    ]


def test_days_of_family_care_are_paid_to_the_person(database, monkeypatch):
    with unit_of_work():
        pool(CHONGQING, "chongqing", monkeypatch)
        persons.family_care(billing.person(), oct_(11))
    done = settle()
    assert lines() == [(0, "2023-10-11", "2023-10-31", 21, 840_00)]
    assert (done.lines, done.people_lines, done.people_fund_fen) == (0, 1, 840_00)
    with read_only():
        found = {b.account: b.balance_fen for b in balances(CHONGQING, scope=EVERYTHING)}
    assert found == {"benefit.family": 840_00, "payable.person": -840_00}
    assert list(checks.faults()) == []


def asked(events: list[dict], mode: str, pack: str, days, month: Month, **line) -> dict:
    """Ask the pack about the same days as a person would."""
    told = {"insurance": "retiree", "grade": "severe_1"}
    question = {"question": "benefit", "pack": pack, "month": str(month), "mode": mode}
    dated = [{"day": str(day), "item": "care", "unit": "day", **line} for day in days]
    (answer,) = ask({**question, "person": told, "lines": dated, "events": events})
    assert "error" not in answer, answer
    return answer


def test_a_stay_and_a_death_stop_the_days_as_the_question_says(database, monkeypatch):
    with unit_of_work():
        pool(CHONGQING, "chongqing", monkeypatch)
        whose = billing.person()
        persons.family_care(whose, date(2023, 9, 1))
        billing.event(whose, "hospital", oct_(5), oct_(9))
        billing.event(whose, "death", oct_(20))
    events = [
        {"kind": "hospital", "from": "2023-10-05", "to": "2023-10-09"},
        {"kind": "death", "on": "2023-10-20"},
    ]
    days = [oct_(day) for day in range(1, 32)]
    answer = asked(events, "family", "chongqing", days, MONTH)
    done = settle()
    assert answer["payees"] == {"person": yuan(done.people_fund_fen)} == {"person": "680.00"}
    assert [each[1:] for each in lines()] == [
        ("2023-10-01", "2023-10-05", 5, 200_00),
        ("2023-10-06", "2023-10-08", 3, 0),
        ("2023-10-09", "2023-10-20", 12, 480_00),
        ("2023-10-21", "2023-10-31", 11, 0),
    ]


@pytest.mark.parametrize(("cost", "paid"), [(450_00, 450_00), (450_01, 450_00), (300_00, 300_00)])
def test_costs_are_paid_up_to_the_limit_of_a_month(database, monkeypatch, cost, paid):
    with unit_of_work():
        pool(HANZHONG, "hanzhong", monkeypatch)
        whose = billing.person(first_day=date(2022, 1, 1))
        persons.family_care(whose, date(2022, 9, 1), monthly_fen=cost)
    done = settle(HANZHONG, OF_HANZHONG, THEN)
    assert done.people_fund_fen == paid
    assert sum(each.asked_fen for each in stored(PersonLine)) == cost
    assert list(checks.faults()) == []


def test_after_a_death_the_cost_of_the_rest_is_not_asked_to_the_fund(database, monkeypatch):
    with unit_of_work():
        pool(HANZHONG, "hanzhong", monkeypatch)
        whose = billing.person(first_day=date(2022, 1, 1))
        persons.family_care(whose, date(2022, 9, 1), monthly_fen=310_00)
        billing.event(whose, "death", date(2022, 10, 10))
    days = [date(2022, 10, 1) + timedelta(days=day) for day in range(31)]
    events = [{"kind": "death", "on": "2022-10-10"}]
    answer = asked(events, "family", "hanzhong", days, OF_HANZHONG, price="10.00")
    done = settle(HANZHONG, OF_HANZHONG, THEN)
    assert answer["payees"] == {"person": yuan(done.people_fund_fen)} == {"person": "100.00"}


def test_care_that_the_pack_pays_no_more_is_told(database, monkeypatch):
    with unit_of_work():
        pool(CHONGQING, "chongqing", monkeypatch)
        persons.family_care(billing.person(), date(2023, 10, 1))
    done = settle(month=Month(2024, 3), at=billing.at(date(2024, 4, 2)))
    assert (done.people_lines, done.people_hash) == (None, None)
    (told,) = [each.facts for each in stored(SettlementNote) if each.kind == "family_care"]
    assert told == {"unpaid": 1, "both": 0}


def test_a_day_is_paid_to_the_institution_or_for_family_care(database, monkeypatch):
    with unit_of_work():
        pool(CHONGQING, "chongqing", monkeypatch)
        by, other = (billing.provider(area_code=CHONGQING) for _ in range(2))
        twice, one_by_one = billing.person(), billing.person()
        persons.family_care(twice, oct_(1))
        ended = persons.family_care(one_by_one, oct_(1)).id
        care.end(ended, oct_(15), "入住机构", scope=EVERYTHING, at=KNOWN)
        for day in range(1, 32):
            billing.visit(twice, by, oct_(day), mode="institution")
            if day > 15:
                billing.visit(one_by_one, other, oct_(day), mode="institution")
    done = settle()
    assert [each[1:] for each in lines()] == [
        ("2023-10-01", "2023-10-31", 31, 0),
        ("2023-10-01", "2023-10-15", 15, 600_00),
    ]
    assert (done.fund_fen, done.people_fund_fen) == ((31 + 16) * 50_00, 600_00)
    assert list(checks.faults()) == []


def test_both_engines_and_a_finished_run_give_one_hash(database, monkeypatch):
    with unit_of_work():
        pool(CHONGQING, "chongqing", monkeypatch)
        for number in range(3):
            persons.family_care(billing.person(id=100 + number), oct_(1 + number))
    assert settle().people_hash == HASH


HASH = "4321709a3572b47088e272a2e276348145973ca0b46a58c8c5990ab0628ded72"
