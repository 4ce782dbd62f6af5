"""The desks' pages at three widths: reachable for all, nothing runs over the edge."""

from datetime import timedelta

import pytest

from ltc.app import create_app
from ltc.db import unit_of_work
from ltc.shared import clock
from providers.visits import services
from providers.visits.services import ManualEntry, Report
from tests.support.browser import SIZES, access_findings, overflow, sign_in
from tests.support.factories import base
from tests.support.factories import visits as make
from tests.support.web import Site

pytestmark = pytest.mark.browser
NINE = base.at(make.DAY, 9)
TEN = NINE + timedelta(minutes=60)
PAGES = {
    "desk": (
        "/desk/exceptions/",
        "/desk/visits/",
        "/desk/visits/1",
        "/desk/visits/2/manual",
        "/desk/devices/",
    ),
    "operator": ("/desk/home-keys/1",),
    "family": ("/visits/",),
}


@pytest.fixture
def address(sqlite_database, live_site):
    """Give the site with a visit that has everything: fixes, exceptions, changes, phone records."""
    site = Site(create_app())
    with unit_of_work():
        world = make.world()
        visit = make.visit(world)
        make.visit(world, hour=15)
        phone = make.device(world)
    with unit_of_work():
        fix = make.fix(NINE, north=0.003)
        item = make.item(1, "check_in", {"visit": visit.id, "fix": fix}, at=NINE)
        held = make.item(5, "note", {"visit": visit.id, "text": "到了"}, at=NINE)
        services.sync(phone.id, [item, held], scope=world.as_carer, at=NINE)
    with unit_of_work():
        report = Report(fix=make.fix(TEN, accuracy_m=80), device_at=TEN)
        services.check_out(visit.id, report, scope=world.as_carer, at=TEN)
        entry = ManualEntry(started_at=NINE, ended_at=TEN, reason="time_mistaken")
        services.enter_manually(visit.id, entry, scope=world.as_desk, at=TEN)
    clock.start_at(TEN + timedelta(days=1))
    house = {"organisation_id": world.provider.id}
    site.account("desk", "provider_desk", **house)
    site.account("operator", "operator")
    site.account("family", "family", person_id=world.person.id)
    return live_site(site.app)


@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_can_be_used(address, browser_page, picture, name, width):
    page = browser_page(width)
    sign_in(page, address, name)
    for path in PAGES[name]:
        page.goto(f"{address}{path}")
        picture(page, "visits" + path.replace("/", "-"))
        assert access_findings(page) == [], path
        assert overflow(page) == 0, path
