"""The audit trail on pages: auditors in their area, the audit administrator without contents."""

import pytest
import sqlalchemy as sa

from ltc.db import engine, unit_of_work
from tests.support.factories import base, case
from tests.support.web import post


@pytest.fixture
def house(site):
    """Give a site with a person registered in the county and one in the other."""
    with unit_of_work():
        case.person(name="甲某某")
        case.person(name="乙某某", area_code=base.OTHER_COUNTY)
    site.account("auditor", "auditor", area=base.COUNTY)
    site.account("audit", "audit_admin")
    return site


def test_an_auditor_reads_what_was_done_in_his_area(house):
    page = house.signed_in("auditor").get("/desk/trail/?act=person").text
    assert "甲某某" in page
    assert "乙某某" not in page


def test_the_audit_administrator_sees_who_and_when_but_not_what(house):
    page = house.signed_in("audit").get("/desk/trail/?act=person").text
    assert page.count("person.register") == 2
    assert "甲某某" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("about_kind=person&about_id=1", True),
        ("about_kind=person&about_id=99", False),
        ("first_day=2023-10-09&last_day=2023-10-09", True),
        ("first_day=2023-10-10", False),
        ("user_id=1", False),
    ],
)
def test_it_is_searched_by_record_day_and_account(house, query, found):
    page = house.signed_in("auditor").get(f"/desk/trail/?act=person&{query}").text
    assert ("person.register" in page) is found


def test_a_day_that_is_none_is_told(house):
    answer = house.signed_in("auditor").get("/desk/trail/?first_day=tomorrow")
    assert "不是日期" in answer.text


def test_a_sound_trail_is_told_to_be_sound(house):
    answer = post(house.signed_in("audit"), "/desk/trail/verify")
    assert "没有发现改动" in answer.text


def test_a_row_that_was_touched_is_found_with_its_place(house):
    with engine().begin() as connection:
        connection.execute(sa.text("DROP TRIGGER audit_row_refuse_update"))
        connection.execute(sa.text("UPDATE audit_row SET actor_name = 'nobody' WHERE seq = 1"))
    answer = post(house.signed_in("audit"), "/desk/trail/verify")
    assert "audit row 1 was changed" in answer.text


def test_looking_is_not_checking(house):
    page = house.signed_in("audit").get("/desk/trail/verify").text
    assert "没有发现改动" not in page
