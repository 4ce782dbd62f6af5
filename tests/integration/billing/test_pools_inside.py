"""A county that is a pool of its own is settled by itself, and never by its city too."""

import shutil

import pytest

from billing.claims import filed
from billing.settlement import runs
from ltc.db import read_only, unit_of_work
from ltc.policy import load
from ltc.policy.load import pools_inside
from tests.support.factories import billing
from tests.support.factories import recoveries as make
from tests.support.factories.base import CITY, COUNTY
from tests.support.factories.billing import EVERYTHING, KNOWN, MONTH, oct_, settle
from tests.support.factories.claims import forget


@pytest.fixture
def county(database, tmp_path, monkeypatch):
    """Give the county of the tests a pack of its own."""
    place = shutil.copytree(load.pack_place("panjin"), tmp_path / "dawa") / "pack.yaml"
    text = place.read_text(encoding="utf-8").replace("id: panjin", "id: dawa")
    place.write_text(text.replace(f'"{CITY}"', f'"{COUNTY}"'), encoding="utf-8")
    monkeypatch.setenv("LTC_PACK_DIRS", str(tmp_path))
    forget()
    yield COUNTY
    monkeypatch.undo()
    forget()


def test_a_city_knows_the_pools_inside_it(county):
    assert pools_inside(CITY, oct_(1)) == (county,)
    assert pools_inside(county, oct_(1)) == ()


def test_a_visit_is_settled_by_the_pool_nearest_to_it(county):
    with unit_of_work():
        by, whose = billing.provider(), billing.person()
        visit = billing.visit(whose, by, oct_(3))
    runs.settle(county, MONTH, scope=EVERYTHING, at=KNOWN)
    assert settle().lines == 0
    assert make.paid_for(visit.id) == 80_00
    with read_only():
        for pool, found in ((county, [visit.id]), (CITY, [])):
            there = filed.verified(visit.provider_id, pool, MONTH, scope=EVERYTHING)
            assert [each.id for each in there] == found
