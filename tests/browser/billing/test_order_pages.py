"""A payment order taken back, and a payment that the bank returned: sound at three widths."""

import pytest

from billing.payments import services as payments
from billing.payments import withdrawing
from billing.payments.returned import Back
from billing.persons import returns
from ltc.db import unit_of_work
from tests.support.browser import SIZES, looked_at
from tests.support.factories import billing, persons
from tests.support.factories import billing_desk as make
from tests.support.factories.billing import KNOWN, MONTH
from tests.support.factories.elsewhere import pool

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", SIZES)
def test_an_order_that_went_out_and_came_back(site, live_site, signed_in, picture, width):
    ids = make.october()
    make.accounts(site, ids)
    for step in (make.settle, make.state, make.sign, make.approve, make.draft, make.approve_order):
        step(ids)
    officer, lead = make.as_user(ids, "officer"), make.as_user(ids, "lead")
    with unit_of_work():
        payments.bank_file_of(ids.order, scope=officer, at=KNOWN)
    path, address = f"/desk/payments/{ids.order}", live_site(site.app)
    desk = signed_in(address, "officer", width)
    assert looked_at(desk, address, [path, f"{path}/unpaid"], picture, "order-file") == {}
    with unit_of_work():
        withdrawing.record_unpaid(ids.order, "银行答复〔2023〕1号", scope=officer, at=KNOWN)
    desk = signed_in(address, "lead", width)
    assert looked_at(desk, address, [path, f"{path}/withdraw"], picture, "order-no") == {}
    with unit_of_work():
        withdrawing.withdraw(ids.order, "银行系统故障，未付款", scope=lead, at=KNOWN)
    assert looked_at(desk, address, [path, "/desk/payments/"], picture, "order-back") == {}


@pytest.mark.parametrize("width", SIZES)
def test_a_return_waits_for_the_second_person(
    site, live_site, signed_in, picture, monkeypatch, width
):
    with unit_of_work():
        pool("50", "chongqing", monkeypatch)
        whose = billing.person()
        persons.family_care(whose, billing.oct_(1))
        persons.account(whose)
    site.account("lead", "bureau_lead", area="50")
    order, at = persons.paid("50", MONTH), persons.after(MONTH)
    back = Back(came_on=at.date(), why="closed", bank_reference="退1")
    with unit_of_work():
        waits = returns.propose(order, whose.id, back, scope=persons.scope("50"), at=at).id
    paths = [f"/desk/payments/{order}", "/desk/returns/", f"/desk/returns/{waits}/confirm"]
    address = live_site(site.app)
    page = signed_in(address, "lead", width)
    assert looked_at(page, address, paths, picture, "order-return") == {}
