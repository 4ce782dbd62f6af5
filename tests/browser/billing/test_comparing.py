"""Two cities laid beside each other, by keyboard alone."""

import pytest

from tests.support.browser import access_findings

pytestmark = pytest.mark.browser


def test_two_cities_are_compared_by_keyboard_alone(browser_page, unsettled):
    page = browser_page(1280)
    page.goto(f"{unsettled}/packs/compare?one=panjin")
    page.locator("#compare-other").focus()
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#compare-other option:checked").inner_text()
    page.keyboard.press("Tab")
    page.locator("#compare-other-on").fill("2022-12-31")
    page.keyboard.press("Enter")
    page.wait_for_url("**other_on=2022-12-31")
    heads = page.locator("thead").first.inner_text()
    assert "盘锦" in heads
    assert chosen in heads
    assert access_findings(page) == []
