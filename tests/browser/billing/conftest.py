"""A served site with an approved October, its payment drafted, and browsers signed in."""

import pytest
import time_machine

from tests.support.browser import sign_in
from tests.support.factories import billing_desk as make
from tests.support.factories.billing import KNOWN


@pytest.fixture(autouse=True)
def november():
    """Hold the clock on the day October is settled, ticking."""
    with time_machine.travel(KNOWN, tick=True):
        yield


@pytest.fixture
def desk(site, live_site):
    """Give ``(address, ids)`` of a site that has one of everything this room shows."""
    ids = make.october()
    make.accounts(site, ids)
    make.income(ids)
    make.settle(ids)
    make.state(ids)
    make.dispute(ids)
    return live_site(site.app), ids


@pytest.fixture
def unsettled(site, live_site):
    """Give the address of a site whose October waits to be settled."""
    make.accounts(site, make.october())
    return live_site(site.app)


@pytest.fixture
def signed_in(browser_page):
    """Give ``(address, name, width) -> page`` signed in."""

    def open_page(address, name, width=1280):
        page = browser_page(width, allow=("status of 422",))
        sign_in(page, address, name)
        return page

    return open_page
