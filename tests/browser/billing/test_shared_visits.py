"""A month in which a visit's amount is shared, at three widths: sound, and nothing overflows."""

import pytest
import time_machine

from tests.support.browser import SIZES, looked_at
from tests.support.factories import persons, shared
from tests.support.factories.shared import CITY, MARCH

pytestmark = pytest.mark.browser


@pytest.fixture
def served(site, live_site, monkeypatch):
    """Serve a month with its statement; everybody who looks at it has an account."""
    with time_machine.travel(persons.after(MARCH), tick=True):
        here = shared.march(monkeypatch)
        site.account("officer", "bureau_officer", area=CITY)
        site.account("desk", "provider_desk", area=CITY, organisation_id=here.provider)
        site.account("family", "family", area=CITY, person_id=here.person)
        statement = shared.stated(shared.settle().id)[0].id
        yield live_site(site.app), here, statement


@pytest.mark.parametrize("width", SIZES)
def test_pages_of_a_shared_month_fit(served, signed_in, picture, width):
    address, here, statement = served
    pages = {
        "officer": (f"/desk/months/{CITY}/2024-03", f"/desk/family-care/{here.person}"),
        "desk": (f"/desk/statements/{statement}", f"/desk/lines/{here.visits[0]}"),
        "family": ("/my/family-care/",),
    }
    found = {}
    for name, paths in pages.items():
        page = signed_in(address, name, width)
        found |= looked_at(page, address, paths, picture, f"shared-{name}")
    assert found == {}
