"""A payment to a provider that came back, from its notice to what the provider reads."""

import pytest

from billing.models import PaymentLine
from billing.payees import returns
from billing.payments import services as payments
from billing.payments.returned import WHY, Back
from ltc.db import unit_of_work
from tests.support.browser import SIZES, access_findings, looked_at, overflow
from tests.support.factories import billing_desk as make
from tests.support.factories.base import stored
from tests.support.factories.billing import KNOWN

pytestmark = pytest.mark.browser


@pytest.fixture
def paid(site, live_site):
    """Give ``(address, ids, payment)`` of a month that is paid."""
    ids = make.october()
    make.accounts(site, ids)
    for step in (make.settle, make.state, make.sign, make.approve, make.draft, make.approve_order):
        step(ids)
    officer = make.as_user(ids, "officer")
    with unit_of_work():
        payments.mark_paid(ids.order, KNOWN.date(), "B-1", scope=officer, at=KNOWN)
    line = next(each for each in stored(PaymentLine) if each.provider_id == ids.near)
    return live_site(site.app), ids, returns.Paid(ids.order, ids.near, line.insurance)


def noticed(ids, payment: returns.Paid) -> int:
    """Record the bank's notice; return what waits for another person."""
    back = Back(came_on=KNOWN.date(), why="closed", bank_reference="退7")
    with unit_of_work():
        return returns.propose(payment, back, scope=make.as_user(ids, "officer"), at=KNOWN).id


@pytest.mark.parametrize("width", SIZES)
def test_pages_of_a_returned_payment_fit(paid, signed_in, picture, width):
    address, ids, payment = paid
    order = f"/desk/payments/{ids.order}"
    new = f"/desk/payee-returns/new/{ids.order}/{ids.near}/{payment.insurance}"
    page = signed_in(address, "officer", width)
    found = looked_at(page, address, [order, new], picture, "returned-new")
    waits = noticed(ids, payment)
    page = signed_in(address, "lead", width)
    paths = [order, "/desk/returns/", f"/desk/payee-returns/{waits}/confirm"]
    found |= looked_at(page, address, paths, picture, "returned-waits")
    with unit_of_work():
        returns.confirm(waits, "退7", scope=make.as_user(ids, "lead"), at=KNOWN)
    found |= looked_at(page, address, [*paths, "/desk/payees/"], picture, "returned-done")
    page = signed_in(address, "near", width)
    assert found | looked_at(page, address, ["/desk/statements/"], picture, "returned-near") == {}


def test_a_notice_is_recorded_by_keyboard_alone(paid, signed_in, picture):
    address, ids, payment = paid
    page = signed_in(address, "officer", 360)
    page.goto(f"{address}/desk/payee-returns/new/{ids.order}/{ids.near}/{payment.insurance}")
    page.locator("#bank_reference").press("Enter")
    page.locator(".summary-bad:focus").wait_for()
    assert [*access_findings(page), overflow(page)] == [0]
    picture(page, "returned-wrong")
    offered = page.locator("#why input").evaluate_all("all => all.map(one => one.value)")
    assert offered == list(WHY)
    page.locator("#came_on").fill("2023-11-03")
    page.locator("#why input").first.press("Space")
    page.locator("#bank_reference").type("退7")
    page.keyboard.press("Enter")
    page.get_by_text("退回待确认").first.wait_for()
