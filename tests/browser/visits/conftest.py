"""One visit for today, and the phone of its carer."""

import pytest

from ltc.app import create_app
from ltc.db import unit_of_work
from ltc.shared.clock import now, today
from tests.support.device import OFFLINE, set_up
from tests.support.factories import base
from tests.support.factories import visits as make
from tests.support.web import Site


@pytest.fixture
def street(sqlite_database, live_site):
    """Give the site with one visit for today; the clock stands at the real time."""
    site = Site(create_app())
    with unit_of_work():
        world = make.world()
        world.visit = make.visit(world, day=today(), planned_start=now())
        another = base.staff(world.provider)
    house = {"organisation_id": world.provider.id}
    site.account("carer", "carer", staff_id=world.carer.id, **house)
    site.account("other", "carer", staff_id=another.id, **house)
    world.address = live_site(site.app)
    return world


@pytest.fixture
def phone(street, browser_page):
    """Give ``open(place)``: a phone with its PIN set, at a place, with the day loaded."""

    def open_phone(place=None, allow=OFFLINE, **options):
        allowed = {"geolocation": place, "permissions": ["geolocation"]} if place else {}
        page = browser_page(360, allow=allow, has_touch=True, **allowed, **options)
        set_up(page, street.address, "/pwa/", "carer")
        page.get_by_role("button", name="张秀英").wait_for()
        return page

    return open_phone


@pytest.fixture
def stop(phone):
    """Give ``open(place)``: such a phone on the page of the visit."""

    def open_stop(place=None, **options):
        page = phone(place, **options)
        page.get_by_role("button", name="张秀英").tap()
        page.get_by_role("heading", name="张秀英").wait_for()
        return page

    return open_stop
