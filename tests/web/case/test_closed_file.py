"""A file that is closed to a provider says why, and says nothing to who never worked on it."""

from datetime import date

import pytest

from ltc.db import unit_of_work
from ltc.directory.models import Area, Party
from tests.support.factories import base, case

PATH = "/desk/people/{}"


@pytest.fixture
def files(site):
    """Give one person's number and the accounts of two providers; one has worked for the person."""
    with unit_of_work():
        person = case.person().id
        ours, other = base.organisation("care_provider").id, base.organisation("care_provider").id
    site.account("ours", "provider_desk", organisation_id=ours)
    site.account("other", "provider_desk", organisation_id=other)
    return site, person, ours


def worked(person: int, provider: int, last_day: date | None) -> None:
    with unit_of_work() as opened:
        facts = {"why": "assignment:1", "first_day": date(2023, 1, 1), "last_day": last_day}
        opened.add(Party(person_id=person, organisation_id=provider, **facts))


def test_work_that_ended_is_said_plainly(files):
    site, person, ours = files
    worked(person, ours, date(2023, 10, 12))
    answer = site.signed_in("ours").get(PATH.format(person))
    assert answer.status_code == 404
    assert "服务已于2023年10月12日结束" in answer.text
    assert "张" not in answer.text


def test_a_person_who_moved_away_is_said_plainly(files):
    site, person, ours = files
    worked(person, ours, None)
    with unit_of_work() as opened:
        opened.add(Area(code="2102", name="大连市", level="city"))
        opened.flush()
        opened.get(case.Person, person).area_code = "2102"
    answer = site.signed_in("ours").get(PATH.format(person))
    assert answer.status_code == 404
    assert "档案由转入地管理" in answer.text
    assert "2102" not in answer.text


def test_a_stranger_learns_nothing(files):
    site, person, ours = files
    worked(person, ours, date(2023, 10, 12))
    client = site.signed_in("other")
    there, absent = client.get(PATH.format(person)), client.get(PATH.format(987_654))
    assert there.status_code == absent.status_code == 404
    assert "结束" not in there.text
    assert "没有该参保人" in there.text
    assert "没有该参保人" in absent.text
