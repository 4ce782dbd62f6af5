"""Payment orders: made by one, approved by another, exported, paid; each with its right."""

import pytest

from billing.models import PaymentOrder
from tests.support.factories import billing_desk as desk
from tests.support.factories.base import stored
from tests.support.web import post

PATH = "/desk/payments"
PAID = {"paid_on": "2023-11-03", "bank_reference": "B20231103001"}


def order() -> PaymentOrder:
    (found,) = stored(PaymentOrder)
    return found


def test_the_board_offers_the_draft_with_its_sum(approved):
    page = approved.site.signed_in("officer").get("/desk/months/2111/2023-10").text
    assert "向2个账户付款，共640.00元" in page
    made = post(approved.site.signed_in("officer"), f"{PATH}/draft/{approved.settlement}")
    assert made.status_code == 303
    assert (order().state, order().total_fen) == ("drafted", 640_00)


@pytest.mark.parametrize("name", ["operator", "near", "auditor", "system"])
def test_others_draft_nothing(approved, name):
    client = approved.site.signed_in(name)
    assert post(client, f"{PATH}/draft/{approved.settlement}").status_code == 403
    assert stored(PaymentOrder) == []


def test_another_area_neither_sees_nor_drafts(drafted):
    client = drafted.site.signed_in("elsewhere")
    assert client.get(f"{PATH}/{drafted.order}").status_code == 404
    assert post(client, f"{PATH}/draft/{drafted.settlement}").status_code == 404


def test_whoever_drafted_does_not_approve(approved):
    approved.users["officer"] = approved.site.account("both", "bureau_officer", "bureau_lead")
    desk.draft(approved)
    path = f"{PATH}/{approved.order}/approve"
    assert post(approved.site.signed_in("both"), path).status_code == 403
    assert order().state == "drafted"
    assert post(approved.site.signed_in("lead"), path).status_code == 303
    assert order().state == "approved"


@pytest.mark.parametrize("act", ["approve", "file"])
def test_approval_and_export_ask_for_the_password_again(drafted, november, act):
    client = drafted.site.signed_in("lead")
    november.shift(600)
    answer = post(client, f"{PATH}/{drafted.order}/{act}")
    assert answer.headers["Location"].startswith("/step-up")
    assert order().state == "drafted"


def test_the_banks_file_comes_after_approval_only(drafted):
    client = drafted.site.signed_in("lead")
    assert post(client, f"{PATH}/{drafted.order}/file").status_code == 409
    post(client, f"{PATH}/{drafted.order}/approve")
    answer = post(client, f"{PATH}/{drafted.order}/file")
    assert answer.mimetype == "text/csv"
    assert "近邻护理站" in answer.data.decode("utf-8-sig")
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_account_numbers_are_masked_on_the_page(drafted):
    page = drafted.site.signed_in("auditor").get(f"{PATH}/{drafted.order}").text
    assert "3334" in page
    assert "6222021001112223334" not in page


def test_a_bad_answer_of_the_bank_keeps_what_was_typed(drafted):
    post(drafted.site.signed_in("lead"), f"{PATH}/{drafted.order}/approve")
    client = drafted.site.signed_in("officer")
    answer = post(client, f"{PATH}/{drafted.order}/paid", {**PAID, "paid_on": "2023-11-30"})
    assert answer.status_code == 422
    assert "该日期不能晚于今天" in answer.text
    assert "B20231103001" in answer.text
    assert order().state == "approved"


def test_a_paid_order_is_in_the_books_and_closes_the_month(drafted):
    lead, officer = drafted.site.signed_in("lead"), drafted.site.signed_in("officer")
    post(lead, f"{PATH}/{drafted.order}/approve")
    assert post(officer, f"{PATH}/{drafted.order}/paid", PAID).status_code == 303
    assert order().state == "paid"
    assert "第" in officer.get(f"{PATH}/{drafted.order}").text
    assert post(officer, f"/desk/months/{drafted.settlement}/close").status_code == 403
    assert post(lead, f"/desk/months/{drafted.settlement}/close").status_code == 303
    assert "已关账" in officer.get("/desk/months/").text


def test_the_page_offers_to_withdraw_whom_it_concerns(drafted):
    path = f"{PATH}/{drafted.order}"
    officer, lead = drafted.site.signed_in("officer"), drafted.site.signed_in("lead")
    for client in (officer, lead):
        assert f"{path}/withdraw" in client.get(path).text
    post(lead, f"{path}/approve")
    assert f"{path}/withdraw" not in officer.get(path).text
    assert f"{path}/withdraw" in lead.get(path).text
    post(lead, f"{path}/file")
    assert f"{path}/withdraw" not in lead.get(path).text
    assert f"{path}/unpaid" in officer.get(path).text


def test_an_order_that_the_bank_did_not_pay_is_withdrawn_by_two_people(drafted):
    path = f"{PATH}/{drafted.order}"
    officer, lead = drafted.site.signed_in("officer"), drafted.site.signed_in("lead")
    post(lead, f"{path}/approve")
    post(lead, f"{path}/file")
    refused = post(lead, f"{path}/withdraw", {"why": "银行系统故障"})
    assert refused.status_code == 422
    assert "银行系统故障" in refused.text
    assert post(officer, f"{path}/unpaid", {"document": ""}).status_code == 422
    assert post(officer, f"{path}/unpaid", {"document": "答复1"}).status_code == 303
    assert post(officer, f"{path}/withdraw", {"why": "x"}).status_code == 422
    assert post(lead, f"{path}/withdraw", {"why": "银行系统故障"}).status_code == 303
    page = lead.get(path).text
    for words in ("已撤回", "银行系统故障", "答复1"):
        assert words in page
    board = officer.get("/desk/months/2111/2023-10").text
    assert "向2个账户付款，共640.00元" in board


@pytest.mark.parametrize("act", ["withdraw", "unpaid"])
def test_others_withdraw_nothing(drafted, act):
    path = f"{PATH}/{drafted.order}/{act}"
    for name in ("operator", "near", "auditor", "system"):
        assert post(drafted.site.signed_in(name), path, {"why": "x"}).status_code == 403
    assert post(drafted.site.signed_in("elsewhere"), path, {"why": "x"}).status_code == 404
    assert order().state == "drafted"


def test_an_order_beyond_the_cash_says_so_and_is_refused(drafted):
    client = drafted.site.signed_in("lead")
    assert "职工基金账上的存款不够" in client.get(f"{PATH}/{drafted.order}").text
    income = desk.Income("2111", "employee", "income.fiscal", 1_00, desk.oct_(10), "A1")
    with desk.unit_of_work():
        desk.ledger.record_income(income, scope=desk.OFFICER, at=desk.KNOWN)
    answer = post(client, f"{PATH}/{drafted.order}/approve", follow_redirects=True)
    assert "请先在基金账登记已到账的收入" in answer.text
    assert order().state == "drafted"
