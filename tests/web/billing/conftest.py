"""A site with October's visits of two providers, taken as far as each test needs it."""

import pytest
import time_machine

from tests.support.factories import billing_desk as desk
from tests.support.factories.billing import KNOWN


@pytest.fixture(autouse=True)
def november():
    """Hold the clock on the day October is settled, ticking."""
    with time_machine.travel(KNOWN, tick=True) as traveller:
        yield traveller


@pytest.fixture
def world(site):
    """Give the site and the ids of what is in it; nothing is settled yet."""
    ids = desk.october()
    desk.accounts(site, ids)
    ids.site = site
    return ids


@pytest.fixture
def settled(world):
    """Settle October."""
    desk.settle(world)
    return world


@pytest.fixture
def stated(settled):
    """Make the statements."""
    desk.state(settled)
    return settled


@pytest.fixture
def approved(stated):
    """Have all three parties sign, and the lead approve."""
    desk.sign(stated)
    desk.approve(stated)
    return stated


@pytest.fixture
def drafted(approved):
    """Draft the payment order."""
    desk.draft(approved)
    return approved
