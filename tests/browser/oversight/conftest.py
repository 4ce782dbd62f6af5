"""A served site with one of everything that oversight and administration show."""

import pytest

from tests.support.browser import sign_in
from tests.support.factories import oversight_desk


@pytest.fixture
def house(site):
    """Give what is in the house, with the three administrators."""
    made = oversight_desk.build(site)
    oversight_desk.fill(made)
    for name in ("system", "security", "audit"):
        made.account = site.account(name, f"{name}_admin")
    return made


@pytest.fixture
def signed_in(browser_page, house, live_site):
    """Give ``(name, width) -> page`` signed in; ``page.go(path)`` opens a page of the site."""
    address = live_site(house.site.app)

    def open_page(name, width=1280):
        page = browser_page(width, allow=("status of 422",))
        sign_in(page, address, name)
        page.go = lambda path: page.goto(address + path)
        return page

    return open_page
