"""Tracing money: from a number to its page, and everything behind one visit."""

from ltc.audit.models import AuditRow
from ltc.db import unit_of_work
from tests.support.factories import billing
from tests.support.factories import billing_desk as desk
from tests.support.factories.base import stored
from tests.support.factories.billing import LATER, oct_
from tests.support.web import post

PATH = "/desk/trace"


def test_the_whole_chain_is_on_one_page(drafted):
    desk.income(drafted)
    post(drafted.site.signed_in("lead"), f"/desk/payments/{drafted.order}/approve")
    page = drafted.site.signed_in("auditor").get(f"{PATH}/visits/{drafted.visits[0]}").text
    for told in (
        f"/desk/payments/{drafted.order}",
        f"/desk/statements/{drafted.statements[drafted.near]}",
        "/desk/months/2111/2023-10",
        "/desk/fund/entries/",
        "基金按 80% 支付",
        f"/desk/visits/{drafted.visits[0]}",
        "重度失能一级",
        "盘锦市长期护理保险政策公告",
    ):
        assert told in page


def test_a_number_leads_to_its_page(drafted):
    client = drafted.site.signed_in("auditor")
    for kind, number, path in (
        ("visit", 7, "/desk/trace/visits/7"),
        ("statement", 7, "/desk/statements/7"),
        ("payment", 7, "/desk/payments/7"),
        ("entry", 7, "/desk/fund/entries/7"),
    ):
        answer = client.get(f"{PATH}/?kind={kind}&number={number}")
        assert answer.headers["Location"].endswith(path)


def test_an_operator_is_offered_no_door_that_is_closed_to_it(settled):
    client = settled.site.signed_in("operator")
    page = client.get(f"{PATH}/").text
    assert 'value="visit"' in page
    assert 'value="entry"' not in page
    assert client.get(f"{PATH}/?kind=entry&number=1").status_code == 422
    chain = client.get(f"{PATH}/visits/{settled.visits[0]}").text
    assert "/desk/fund/" not in chain


def test_junk_is_refused_beside_its_box(settled):
    answer = settled.site.signed_in("auditor").get(f"{PATH}/?kind=visit&number=abc")
    assert answer.status_code == 422
    assert "请填1到" in answer.text


def test_foreign_visits_cannot_be_traced(settled):
    path = f"{PATH}/visits/{settled.visits[0]}"
    assert settled.site.signed_in("elsewhere").get(path).status_code == 404
    assert settled.site.signed_in("near").get(path).status_code == 403


def test_tracing_leaves_a_row(settled):
    settled.site.signed_in("auditor").get(f"{PATH}/visits/{settled.visits[0]}")
    assert [each.person_id for each in stored(AuditRow) if each.act == "trace.read"] == [
        settled.person
    ]


def test_a_correction_leads_to_both_months(drafted):
    with unit_of_work() as opened:
        whose = opened.get(billing.Person, drafted.person)
        billing.event(whose, "death", oct_(3), recorded_at=LATER.replace(day=1))
    billing.settle(billing.MONTH.next(), at_=LATER)
    page = drafted.site.signed_in("auditor").get(f"{PATH}/visits/{drafted.visits[4]}").text
    for told in ("/desk/months/2111/2023-10", "/desk/months/2111/2023-11", "冲回"):
        assert told in page
    assert f"/desk/payments/{drafted.order}" in page
