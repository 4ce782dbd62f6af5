"""保证金和周转金 on their desk: typed amounts, two people, the bank's word."""

import pytest

from billing.deposits.models import FundDecision
from billing.ledger.models import LedgerEntry
from tests.support.factories import billing_desk as desk
from tests.support.factories.base import stored
from tests.support.web import post

PATH = "/desk/deposits"


@pytest.fixture
def settled(settled):
    """Let the fund have cash to prepay."""
    desk.income(settled)
    return settled


def typed(world, **more) -> dict:
    facts = {"kind": "prepay", "insurance": "employee", "amount": "1,000.00", "grade": "A级"}
    return {**facts, "provider_id": str(world.near), "basis": "信用评价通报〔2023〕1号", **more}


def draft(world, **more):
    return post(world.site.signed_in("officer"), f"{PATH}/new", typed(world, **more))


@pytest.mark.parametrize("name", ["near", "operator", "system"])
def test_only_bureau_and_auditor_see_it(world, name):
    assert world.site.signed_in(name).get(f"{PATH}/").status_code == 403


def test_working_capital_goes_its_way_from_draft_to_books(settled):
    assert draft(settled).status_code == 303
    (row,) = stored(FundDecision)
    page = f"{PATH}/{row.id}"
    assert post(settled.site.signed_in("officer"), f"{page}/approve").status_code == 403
    assert post(settled.site.signed_in("lead"), f"{page}/approve").status_code == 303
    client = settled.site.signed_in("officer")
    assert "待银行办理" in client.get(page).text
    bad = post(client, f"{page}/bank", {"paid_on": "2023-12-01", "bank_reference": "B-1"})
    assert (bad.status_code, "不能晚于今天" in bad.text) == (422, True)
    word = {"paid_on": "2023-11-03", "bank_reference": "B-1"}
    assert post(client, f"{page}/bank", word).status_code == 303
    assert [each.kind for each in stored(LedgerEntry)].count("prepay") == 1
    page = client.get(f"{PATH}/").text
    assert page.count("1,000.00") == 2
    assert "近邻护理站" in page
    assert "预付周转金" in client.get("/desk/fund/journal").text


def test_bad_drafts_are_told_beside_their_boxes(settled):
    for more, told in (
        ({"amount": "0"}, "金额应大于零"),
        ({"basis": ""}, "请填写“依据”"),
        ({"grade": ""}, "请写明考核得分或信用等级"),
        ({"kind": "release"}, "最多 0.00 元"),
        ({"provider_id": "999"}, "请从列表中选择"),
        ({"kind": "operator"}, "类型与办理事项不符"),
    ):
        answer = draft(settled, **more)
        assert answer.status_code == 422
        assert told in answer.text
    assert stored(FundDecision) == []


def test_a_draft_is_turned_down_with_a_reason_and_not_found_elsewhere(settled):
    draft(settled)
    (row,) = stored(FundDecision)
    client = settled.site.signed_in("lead")
    assert post(client, f"{PATH}/{row.id}/refuse", {"why": ""}).status_code == 422
    assert post(client, f"{PATH}/{row.id}/refuse", {"why": "金额有误"}).status_code == 303
    assert "已退回" in client.get(f"{PATH}/{row.id}").text
    assert settled.site.signed_in("elsewhere").get(f"{PATH}/{row.id}").status_code == 404
