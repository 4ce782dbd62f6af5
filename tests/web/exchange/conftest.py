"""A site in December 2023 with a month that was lived through, and the desks' accounts."""

import pytest
import time_machine

from tests.support.factories import base, exchange


@pytest.fixture(autouse=True)
def december():
    """Hold the clock, ticking."""
    with time_machine.travel(exchange.LATER, tick=True) as traveller:
        yield traveller


@pytest.fixture
def desk(site):
    """Give the site, and accounts of the bureau, the auditor and a provider."""
    exchange.lived_month()
    for name, role in (("officer", "bureau_officer"), ("eye", "auditor"), ("agent", "operator")):
        site.account(name, role, area=base.CITY)
    return site
