"""The fund's books: who sees them, entering an income, taking it back, closing."""

import pytest

from billing.ledger.models import ClosedPeriod, LedgerEntry
from tests.support.factories import billing_desk as desk
from tests.support.factories.base import stored
from tests.support.web import post

PATH = "/desk/fund"
MONEY = {
    "insurance": "employee",
    "source": "income.medical_pool",
    "amount": "5000000",
    "received_on": "2023-10-10",
    "document": "盘财〔2023〕7号",
    "memo": "十月划转",
}


@pytest.mark.parametrize("name", ["near", "operator", "system"])
def test_only_bureau_and_auditor_see_the_books(world, name):
    client = world.site.signed_in(name)
    for path in ("/", "/journal", "/income"):
        assert client.get(PATH + path).status_code == 403


def test_an_income_is_entered_once_by_its_document(world):
    client = world.site.signed_in("officer")
    for _again in range(2):
        assert post(client, f"{PATH}/income", MONEY).status_code == 303
    assert len(stored(LedgerEntry)) == 1
    page = client.get(f"{PATH}/").text
    assert page.count("5,000,000.00") >= 3


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"document": ""}, "请填写“凭据文号”"),
        ({"amount": "12.345"}, "12.345"),
        ({"amount": "0"}, "金额应大于零"),
        ({"received_on": "2023-11-30"}, "到账日期不能晚于今天"),
        ({"source": "cash.pool"}, "请从列表中选择"),
        ({"insurance": ""}, "请选择“险种”"),
    ],
)
def test_a_bad_income_keeps_what_was_typed(world, changes, told):
    answer = post(world.site.signed_in("officer"), f"{PATH}/income", {**MONEY, **changes})
    assert answer.status_code == 422
    assert told in answer.text
    assert "十月划转" in answer.text
    assert stored(LedgerEntry) == []


def test_whoever_entered_it_does_not_take_it_back(world):
    world.users["officer"] = world.site.account("both", "bureau_officer", "bureau_lead")
    desk.income(world)
    path = f"{PATH}/entries/{world.income}/reverse"
    form = {"on": "2023-11-02", "why": "文号有误"}
    same = post(world.site.signed_in("both"), path, form)
    assert (same.status_code, "录入人不能冲销" in same.text) == (422, True)
    assert post(world.site.signed_in("lead"), path, form).status_code == 303
    twice = post(world.site.signed_in("lead"), path, form)
    assert "该笔记账已经冲销" in twice.text
    assert sorted(each.kind for each in stored(LedgerEntry)) == ["income", "reversal"]


def test_taking_back_asks_for_the_password_before_anything_is_typed(world, november):
    desk.income(world)
    client = world.site.signed_in("lead")
    november.shift(600)
    answer = client.get(f"{PATH}/entries/{world.income}/reverse")
    assert answer.headers["Location"].startswith("/step-up")


def test_what_a_settlement_posted_is_not_taken_back_by_hand(settled):
    (entry, *_others) = [each for each in stored(LedgerEntry) if each.kind == "benefits"]
    form = {"on": "2023-11-02", "why": "试试"}
    client = settled.site.signed_in("lead")
    assert post(client, f"{PATH}/entries/{entry.id}/reverse", form).status_code == 422
    assert {each.kind for each in stored(LedgerEntry)} == {"benefits"}


def test_the_day_of_a_reversal_is_checked_beside_its_box(world):
    desk.income(world)
    path = f"{PATH}/entries/{world.income}/reverse"
    answer = post(world.site.signed_in("lead"), path, {"on": "2023-10-01", "why": "文号有误"})
    assert "冲销日期应在原记账日期之后" in answer.text
    assert "文号有误" in answer.text


def test_a_month_of_the_books_is_closed_by_the_lead(world):
    path = f"{PATH}/close/2023-09"
    assert post(world.site.signed_in("officer"), path).status_code == 403
    assert post(world.site.signed_in("lead"), path).status_code == 303
    assert [each.month for each in stored(ClosedPeriod)] == ["2023-09"]
    late = {**MONEY, "received_on": "2023-09-20"}
    answer = post(world.site.signed_in("officer"), f"{PATH}/income", late)
    assert "的账已关闭" in answer.text


def test_the_journal_finds_entries(settled):
    desk.income(settled)
    client = settled.site.signed_in("auditor")
    assert client.get(f"{PATH}/journal").text.count(f"{PATH}/entries/") == 3
    assert client.get(f"{PATH}/journal?kind=income").text.count(f"{PATH}/entries/") == 1
    assert client.get(f"{PATH}/journal?insurance=resident").text.count(f"{PATH}/entries/") == 1
    assert "没有符合条件" in client.get(f"{PATH}/journal?month=2023-08").text
    assert client.get(f"{PATH}/journal?month=junk&after=junk").status_code == 200


def test_a_posting_leads_to_its_lines(settled):
    (entry, *_others) = [each for each in stored(LedgerEntry) if each.kind == "benefits"]
    page = settled.site.signed_in("auditor").get(f"{PATH}/entries/{entry.id}").text
    assert f"settlement={settled.settlement}&amp;provider={settled.near}" in page
