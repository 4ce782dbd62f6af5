"""Claims with both parts of the money, and the tokens of a provider's software, at three widths."""

import pytest

from tests.support.browser import SIZES, access_findings, looked_at, overflow
from tests.support.factories import billing_desk as make
from tests.support.factories import claims

pytestmark = pytest.mark.browser
NEW = "/desk/api-tokens/new"


@pytest.fixture
def claiming(site, live_site, tmp_path):
    """Give ``(address, ids)`` of a city that pays what providers claim."""
    ids = make.october()
    make.accounts(site, ids)
    with claims.paying_by_claims(tmp_path):
        yield live_site(site.app), ids


@pytest.mark.parametrize("width", SIZES)
def test_pages_of_a_claim_fit(claiming, signed_in, picture, width):
    address, ids = claiming
    draft = claims.drafted(ids.near)
    page = signed_in(address, "near", width)
    paths = ["/desk/claims/?month=2023-10", f"/desk/claim-book/{draft}"]
    found = looked_at(page, address, paths, picture, "claim-near")
    sent = claims.submitted(ids.far)
    page = signed_in(address, "operator", width)
    found |= looked_at(page, address, [f"/desk/claim-book/{sent}"], picture, "claim-first")
    claims.judge(sent, "first")
    page = signed_in(address, "officer", width)
    assert (
        found | looked_at(page, address, [f"/desk/claim-book/{sent}"], picture, "claim-two") == {}
    )


@pytest.mark.parametrize("width", SIZES)
def test_a_token_is_made_by_keyboard_alone(claiming, signed_in, picture, width):
    address, _ids = claiming
    page = signed_in(address, "near", width)
    assert looked_at(page, address, ["/desk/api-tokens/", NEW], picture, "token-new") == {}
    page.locator("#name").press("Enter")
    page.locator(".summary-bad:focus").wait_for()
    picture(page, "token-wrong")
    page.locator("#name").type("某某护理系统")
    page.locator("#last_day").fill("2024-05-31")
    page.locator("#last_day").press("Enter")
    page.locator("code").wait_for()
    assert [*access_findings(page), overflow(page)] == [0]
    picture(page, "token-shown")
    assert looked_at(page, address, ["/desk/api-tokens/"], picture, "token-made") == {}
    page = signed_in(address, "lead", width)
    assert looked_at(page, address, ["/desk/api-tokens/"], picture, "token-lead") == {}
