"""The family chooses who comes: who is offered, why others are not, and what is kept of it."""

from datetime import date

import pytest
import sqlalchemy as sa

from ltc.audit.models import AuditRow
from ltc.db import unit_of_work
from ltc.outbox.models import Message
from providers.models import Agreement, Assignment
from tests.support.factories import providers as make
from tests.support.factories.base import stored
from tests.support.web import post

PATH = "/my/provider/"


@pytest.fixture
def family(world):
    """Give the browser of the family whose plan waits."""
    world.site.account("family", "family", person_id=world.person)
    return world.site.signed_in("family")


def change(world, provider_id: int, **values) -> None:
    with unit_of_work() as opened:
        chosen = sa.update(Agreement).where(Agreement.provider_id == provider_id)
        opened.execute(chosen.values(values))


def test_providers_are_told_with_distance_places_and_services_nearest_first(world, family):
    assert "待您选择护理机构" in family.get("/").text
    page = family.get(PATH).text
    assert page.index("近邻护理站") < page.index("远山护理院")
    for said in ("139米", "10人（已服务0人）", "居家上门护理", "选这家"):
        assert said in page


def test_who_cannot_come_says_why_and_cannot_be_chosen(world, family):
    change(world, world.far, capacity=0)
    page = family.get(PATH).text
    assert "在服务人数已满（0/0）" in page
    assert f"/my/provider/{world.plan}/{world.far}" not in page
    assert post(family, f"{PATH}{world.plan}/{world.far}").status_code == 409
    assert stored(Assignment) == []


def test_who_has_no_agreement_is_not_on_the_list(world, family):
    change(world, world.far, last_day=date(2023, 9, 30))
    assert "远山护理院" not in family.get(PATH).text


def test_the_choice_is_kept_as_the_persons_own_and_the_provider_is_told(world, family):
    assert post(family, f"{PATH}{world.plan}/{world.far}").status_code == 303
    (made,) = stored(Assignment)
    assert (made.provider_id, made.free_choice) == (world.far, True)
    (row,) = [each for each in stored(AuditRow) if each.act == "assignment.propose"]
    assert (row.roles, row.after["free_choice"]) == ("family", True)
    assert [m.organisation_id for m in stored(Message) if m.subject == "新派单"] == [world.far]
    page = family.get(PATH).text
    assert "您自己选的" in page
    assert "选这家" not in page
    assert post(family, f"{PATH}{world.plan}/{world.near}").status_code == 409


def test_who_was_declined_chooses_again_and_reads_why(world, family):
    post(family, f"{PATH}{world.plan}/{world.far}")
    desk = world.site.signed_in("far")
    (made,) = stored(Assignment)
    post(desk, f"/desk/assignments/{made.id}/decline", {"why": "路太远"})
    page = family.get(PATH).text
    assert "该机构已谢绝本计划：路太远" in page
    assert post(family, f"{PATH}{world.plan}/{world.near}").status_code == 303


def test_nobody_chooses_for_another_family(world, family):
    with unit_of_work():
        other = make.plan().id
    assert post(family, f"{PATH}{other}/{world.far}").status_code == 404
    assert f"{PATH}{other}/" not in family.get(PATH).text
    assert stored(Assignment) == []
