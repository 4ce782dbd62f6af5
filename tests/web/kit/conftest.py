"""The small site of the page kit, and one with lists made by Flask-AppBuilder."""

import pytest
from flask import g, request

from ltc.app import create_app
from ltc.db import unit_of_work
from ltc.directory.models import Area, Organisation
from ltc.scope import Actor
from tests.support.gallery import make_app
from tests.support.lists import OrganisationList


@pytest.fixture
def kit_site():
    """Give the small site around the page kit."""
    return make_app()


@pytest.fixture
def visitor(kit_site):
    """Give a client of that site."""
    return kit_site.test_client()


def organisation(number: int, area: str) -> Organisation:
    """Return a made-up provider."""
    name = f"机构{number}在{area}"
    code = f"91211100MA{number:08d}"
    return Organisation(kind="care_provider", name=name, credit_code=code, area_code=area)


def city(code: str, name: str, lat: float) -> Area:
    """Return a city of 辽宁."""
    return Area(code=code, name=name, level="city", parent_code="21", lat=lat)


@pytest.fixture
def list_site(sqlite_database):
    """Give a real site with one more list; ``site.actor`` is who is signed in."""
    with unit_of_work() as opened:
        opened.add(Area(code="21", name="辽宁省", level="province", lat=41.3))
        opened.flush()
        opened.add_all(city(code, name, lat) for code, name, lat in CITIES)
        opened.flush()
        opened.add_all(organisation(n, code) for n, (code, *_) in enumerate(CITIES))
    site = create_app(addons=[])
    site.extensions["ltc_permissions"] |= {
        "area.list": ("bureau_officer", "auditor"),
        "area.change": ("bureau_officer",),
        "organisations.see": ("bureau_officer",),
    }
    site.config["WTF_CSRF_ENABLED"] = False
    site.actor = Actor(1, "张敏", frozenset({"bureau_officer"}))
    site.before_request(lambda: sign_in(site.actor))
    with site.app_context():
        site.appbuilder.add_view_no_menu(OrganisationList)
    return site


# By latitude, which no list shows, the province comes between its cities; by code it does not.
CITIES = (("2111", "盘锦市", 41.4), ("2102", "大连市", 38.9))


def sign_in(actor: Actor | None) -> None:
    """Make this request one of ``actor``, whose area is 盘锦; the code list is the province's."""
    area = "21" if request.path.startswith("/desk/areas") else "2111"
    g.ltc_actor, g.ltc_area = actor, area
