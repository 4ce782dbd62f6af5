"""A served site with providers on a map, a plan that waits, and browsers signed in."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from ltc.db import unit_of_work
from ltc.directory.models import Area, Certificate
from ltc.scope import Scope
from providers import services
from providers.assignment import services as assignments
from tests.support.browser import sign_in
from tests.support.factories import providers as make
from tests.support.factories.base import AT, COUNTY, staff

NOW = datetime(2023, 10, 9, 1, tzinfo=UTC)
RING = [[121.9, 41.1], [122.2, 41.08], [122.3, 41.3], [122.0, 41.35], [121.9, 41.1]]
EVERYTHING = Scope.everything("test")


@pytest.fixture(autouse=True)
def monday():
    """Hold the clock on the Monday after the holiday week, ticking."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def desk(site, live_site):
    """Give ``(address, ids)`` of a site that has one of everything this room shows."""
    with unit_of_work() as opened:
        near = make.provider(
            name="兴隆台区近邻护理站", lat=41.201, lon=122.071, phone="0427-2801234"
        )
        far = make.provider(name="远山护理院", lat=41.3, lon=122.2, capacity=0)
        opened.get(Area, COUNTY).boundary = [RING]
        nurse = staff(near, "nurse", name="吴㛃")
        opened.query(Certificate).filter_by(staff_id=nurse.id).update(
            {"last_day": date(2023, 11, 20)}
        )
        services.suspend(
            far.id, first_day=NOW.date(), last_day=None, why="检查", scope=EVERYTHING, at=AT
        )
        made = assignments.propose(make.plan().id, scope=EVERYTHING, at=AT)
        waiting = make.plan(name="王䶮")
        ids = {"near": near.id, "nurse": nurse.id, "assignment": made.id, "plan": waiting.id}
    site.account("officer", "bureau_officer")
    site.account("near", "provider_desk", organisation_id=ids["near"])
    return live_site(site.app), ids


@pytest.fixture
def signed_in(browser_page, desk):
    """Give ``(name, width) -> page`` signed in."""
    address, _ids = desk

    def open_page(name, width):
        page = browser_page(width, allow=("status of 422",))
        sign_in(page, address, name)
        return page

    return open_page
