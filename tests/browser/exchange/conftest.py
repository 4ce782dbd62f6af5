"""A served site with a month to export, and an officer who does it."""

import pytest
import time_machine

from tests.support.browser import sign_in
from tests.support.factories import base, exchange


@pytest.fixture
def officer(site, browser_page, live_site):
    """Give ``(width) -> page`` in which an officer is signed in; ``page.go`` opens a page."""
    with time_machine.travel(exchange.LATER, tick=True):
        exchange.lived_month()
        site.account("officer", "bureau_officer", area=base.CITY)
        address = live_site(site.app)

        def open_page(width=1280):
            page = browser_page(width, accept_downloads=True)
            sign_in(page, address, "officer")
            page.go = lambda path: page.goto(address + path)
            return page

        yield open_page
