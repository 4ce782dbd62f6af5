"""A site with two providers, a plan that waits, and one account for each role concerned."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
import time_machine

from ltc.db import unit_of_work
from tests.support.factories import providers as make
from tests.support.factories.base import staff as member

NOW = datetime(2023, 10, 9, 1, tzinfo=UTC)
NEAR, FAR = {"lat": 41.201, "lon": 122.071}, {"lat": 41.3, "lon": 122.2}


@pytest.fixture(autouse=True)
def monday():
    """Hold the clock on the Monday after the holiday week, ticking."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def world(site):
    """Give the site and the ids of what is in it."""
    with unit_of_work():
        near = make.provider(name="近邻护理站", **NEAR)
        far = make.provider(name="远山护理院", **FAR)
        carer = member(near, name="周护理")
        plan = make.plan()
        ids = SimpleNamespace(
            near=near.id, far=far.id, carer=carer.id, plan=plan.id, person=plan.person_id
        )
    site.account("operator", "operator")
    site.account("officer", "bureau_officer")
    site.account("lead", "bureau_lead")
    site.account("auditor", "auditor")
    site.account("near", "provider_desk", organisation_id=ids.near)
    site.account("far", "provider_desk", organisation_id=ids.far)
    site.account("elsewhere", "operator", area="2102")
    ids.site = site
    ids.day = date(2023, 10, 9)
    return ids
