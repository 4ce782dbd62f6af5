"""A site with a carer, two people at the provider's desk, an operator and a family."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from ltc.db import unit_of_work
from ltc.shared import clock
from tests.support.factories import base
from tests.support.factories import visits as make
from tests.support.web import Site

NINE = base.at(make.DAY, 9)


@dataclass
class Street:
    """The site, who is who, and a browser for each."""

    site: Site
    world: make.World
    clients: dict[str, FlaskClient] = field(default_factory=dict)

    def browser(self, name: str) -> FlaskClient:
        """Give the browser in which somebody is signed in."""
        if name not in self.clients:
            self.clients[name] = self.site.signed_in(name)
        return self.clients[name]


def set_clock(instant):
    """Let the site's clock run on from an instant."""
    clock.start_at(instant)


@pytest.fixture
def street(site: Site) -> Street:
    """Give the site at nine on the day of the visit."""
    set_clock(NINE)
    with unit_of_work():
        world = make.world()
        world.visit = make.visit(world)
    provider = {"organisation_id": world.provider.id}
    site.account("carer", "carer", staff_id=world.carer.id, **provider)
    site.account("desk", "provider_desk", **provider)
    site.account("desk.two", "provider_desk", **provider)
    site.account("operator", "operator")
    site.account("family", "family", person_id=world.person.id)
    with unit_of_work():
        other = base.organisation("care_provider")
    site.account("other.desk", "provider_desk", organisation_id=other.id)
    return Street(site, world)


def later(minutes: int) -> None:
    """Move the site's clock on from nine."""
    set_clock(NINE + timedelta(minutes=minutes))
