"""A site with October's visits of two providers, and one account for each role concerned."""

from datetime import date
from types import SimpleNamespace

import pytest
import time_machine

from billing.settlement import services as settlement_services
from billing.statements import services as statements
from ltc.db import unit_of_work
from ltc.scope import Scope
from tests.support.factories import base, billing
from tests.support.factories.billing import KNOWN, LEAD, OFFICER, OPERATOR, oct_


@pytest.fixture(autouse=True)
def november():
    """Hold the clock on the day October is settled, ticking."""
    with time_machine.travel(KNOWN, tick=True):
        yield


@pytest.fixture
def world(site):
    """Give the site and the ids of what is in it; nothing is settled yet."""
    with unit_of_work():
        near, far = billing.provider(name="近邻护理站"), billing.provider(name="远山护理院")
        whose, other = billing.person(), billing.person(insurance="resident")
        visits = [billing.visit(whose, near, oct_(day)).id for day in range(1, 6)]
        away = [billing.visit(other, far, oct_(day), hour=14).id for day in range(1, 4)]
        dead = billing.person(first_day=date(2023, 1, 1))
        billing.event(dead, "death", oct_(2))
        late = billing.visit(dead, near, oct_(9)).id
        ids = SimpleNamespace(
            near=near[0].id, far=far[0].id, person=whose.id, visits=visits, away=away, late=late
        )
    for name, role in (
        ("operator", "operator"),
        ("officer", "bureau_officer"),
        ("officer2", "bureau_officer"),
        ("lead", "bureau_lead"),
        ("auditor", "auditor"),
        ("system", "system_admin"),
    ):
        setattr(ids, name, site.account(name, role))
    site.account("near", "provider_desk", organisation_id=ids.near)
    site.account("far", "provider_desk", organisation_id=ids.far)
    site.account("elsewhere", "bureau_officer", area="2102")
    ids.site = site
    return ids


@pytest.fixture
def settled(world):
    """Settle October by the first officer; return the world with the settlement's id."""
    scope = Scope(base.actor("bureau_officer"), area=base.CITY)
    world.settlement = billing.runs.settle(base.CITY, billing.MONTH, scope=scope, at=KNOWN).id
    return world


@pytest.fixture
def stated(settled):
    """Make the statements; give their ids by provider."""
    with unit_of_work():
        made = statements.make_statements(settled.settlement, scope=OFFICER, at=KNOWN)
    settled.statements = {each.provider_id: each.id for each in made}
    return settled


@pytest.fixture
def approved(stated):
    """Have all three parties sign, and the lead approve."""
    with unit_of_work():
        for each in statements.queries.statements(scope=billing.EVERYTHING):
            whose = Scope(base.actor("provider_desk"), "2111", organisation_id=each.provider_id)
            for scope in (whose, OPERATOR, OFFICER):
                statements.sign(each.id, each.content_hash, scope=scope, at=KNOWN)
        settlement_services.approve(stated.settlement, scope=LEAD, at=KNOWN)
    return stated
