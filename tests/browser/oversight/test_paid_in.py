"""What a finding takes back, in a browser: who repays it, and that the bank has it."""

from datetime import date

import pytest
import time_machine

from ltc.db import unit_of_work
from tests.support.browser import SIZES, looked_at, sign_in
from tests.support.factories import billing, recoveries
from tests.support.factories.billing import KNOWN, MONTH

pytestmark = pytest.mark.browser


@pytest.fixture
def taken(site, live_site):
    """Give ``(address, finding)`` of a decision that takes a paid visit's money back."""
    at = billing.at(date(2023, 11, 20))
    with time_machine.travel(at, tick=True):
        with unit_of_work():
            seen = recoveries.verified(billing.person(), billing.provider(), billing.oct_(20))
        recoveries.settled(MONTH, KNOWN)
        finding = recoveries.decided(seen, 80_00, at)
        for name in ("officer", "lead"):
            site.account(name, f"bureau_{name}")
        site.account("desk", "provider_desk", organisation_id=seen.provider_id)
        yield live_site(site.app), f"/desk/findings/{finding}"


@pytest.mark.parametrize("width", SIZES)
def test_pages_of_what_is_taken_back_fit(taken, browser_page, picture, width):
    address, path = taken
    found = {}
    for name, paths in {"officer": [path, f"{path}/paid-in"], "desk": [path]}.items():
        page = browser_page(width)
        sign_in(page, address, name)
        found |= looked_at(page, address, paths, picture, f"taken-{name}")
    assert found == {}


def test_money_paid_in_is_recorded_by_keyboard_alone(taken, browser_page, picture):
    address, path = taken
    page = browser_page(360, allow=("status of 422",))
    sign_in(page, address, "officer")
    page.goto(f"{address}{path}/paid-in")
    page.locator("#text").press("Enter")
    page.locator(".summary-bad:focus").wait_for()
    picture(page, "taken-wrong")
    page.locator("#text").type("流水20231120")
    page.keyboard.press("Enter")
    page.get_by_text("追回已入账").first.wait_for()
