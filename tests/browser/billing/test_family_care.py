"""What is paid to people, in a browser at three widths: all is sound and nothing overflows."""

import pytest

from billing.payments.returned import Back
from billing.persons import refunds
from ltc.db import unit_of_work
from tests.support.browser import SIZES, looked_at
from tests.support.factories import billing, persons
from tests.support.factories.elsewhere import pool

pytestmark = pytest.mark.browser
CITY = "50"


@pytest.fixture
def people(site, live_site, monkeypatch):
    """Give ``(address, pages by who opens them)`` of a pool whose payment to a person came back."""
    with unit_of_work():
        pool(CITY, "chongqing", monkeypatch)
        made = billing.person()
        persons.family_care(made, billing.oct_(1))
        persons.account(made)
    order, at = persons.paid(CITY, billing.MONTH), persons.after(billing.MONTH)
    back = Back(came_on=at.date(), why="closed", bank_reference="退1")
    with unit_of_work():
        refunds.returned(order, made.id, back, scope=persons.scope(CITY), at=at)
    site.account("officer", "bureau_officer", area=CITY)
    site.account("family", "family", area=CITY, person_id=made.id)
    person = f"/desk/family-care/{made.id}"
    desk = ["/desk/family-care/", *(person + act for act in ("", "/register", "/propose"))]
    desk += [f"/desk/payments/{order}", f"/desk/months/{CITY}/2023-10", "/desk/deposits/new"]
    return live_site(site.app), {"officer": desk, "family": ["/my/family-care/"]}


@pytest.mark.parametrize("width", SIZES)
def test_the_pages_of_family_care_fit(people, signed_in, picture, width):
    address, pages = people
    found = {}
    for name, paths in pages.items():
        page = signed_in(address, name, width)
        found |= looked_at(page, address, paths, picture, f"family-care-{name}")
    assert found == {}
