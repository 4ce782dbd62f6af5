"""An office of a county reads what the pool settled for its own people, and settles nothing."""

import pytest

from ltc.db import unit_of_work
from ltc.directory.models import Area
from tests.support.factories.base import CITY, COUNTY
from tests.support.web import post

BOARD, LINES, OCTOBER = "/desk/months/", "/desk/lines/", "/desk/months/2111/2023-10"
OTHER = f"{CITY}81"


@pytest.fixture
def counties(settled):
    """Give accounts of the people's county, and of another one of the same pool."""
    with unit_of_work() as opened:
        opened.add(Area(code=OTHER, name="另一县", level="county", parent_code=CITY))
    settled.site.account("county", "bureau_officer", area=COUNTY)
    settled.site.account("neighbour", "bureau_officer", area=OTHER)
    return settled


def test_the_board_shows_the_part_of_its_people_and_no_act(counties):
    page = counties.site.signed_in("county").get(BOARD).text
    assert "640.00" in page
    assert "只供查看" in page
    assert "冻结并计算" not in page
    assert "640.00" not in counties.site.signed_in("neighbour").get(BOARD).text


def test_its_peoples_lines_are_seen_and_no_others(counties):
    path = f"{LINES}{counties.visits[0]}"
    assert counties.site.signed_in("county").get(path).status_code == 200
    assert "近邻护理站" in counties.site.signed_in("county").get(LINES).text
    neighbour = counties.site.signed_in("neighbour")
    assert neighbour.get(path).status_code == 404
    assert "近邻护理站" not in neighbour.get(LINES).text


def test_it_settles_nothing_of_the_pool(counties):
    client = counties.site.signed_in("county")
    assert post(client, f"{OCTOBER}/settle").status_code in (403, 404)
    assert post(client, f"/desk/months/{counties.settlement}/statements").status_code == 404


def test_the_person_s_record_shows_the_months(counties):
    page = counties.site.signed_in("county").get(f"/desk/people/{counties.person}").text
    assert "2023年10月" in page
