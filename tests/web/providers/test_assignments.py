"""The assignment desk: from a plan that waits to a provider that serves, with every refusal."""

import pytest
import sqlalchemy as sa

from ltc.audit.models import AuditRow
from ltc.case.models import Person
from ltc.db import unit_of_work
from ltc.outbox.models import Message
from providers.models import Agreement, Assignment
from tests.support.factories.base import stored
from tests.support.web import post

PATH = "/desk/assignments"


@pytest.fixture
def proposed(world):
    """Give the id of the plan's assignment to the nearest provider."""
    office = world.site.signed_in("operator")
    answer = post(office, f"{PATH}/plans/{world.plan}", {"way": "nearest"})
    assert answer.status_code == 303, answer.text
    return int(answer.headers["Location"].rsplit("/", 1)[1])


def test_a_waiting_plan_is_listed_with_its_way_on(world):
    page = world.site.signed_in("operator").get(f"{PATH}/").text
    assert "张秀英" in page
    assert f"{PATH}/plans/{world.plan}" in page


def test_candidates_show_distance_and_every_reason_in_plain_chinese(world):
    with unit_of_work() as opened:
        changes = {"capacity": 0, "modes": ["institution"]}
        opened.execute(
            sa.update(Agreement).where(Agreement.provider_id == world.far).values(changes)
        )
    page = world.site.signed_in("operator").get(f"{PATH}/plans/{world.plan}").text
    assert "139米" in page
    assert "在服务人数已满（0/0）" in page
    assert "协议不含“居家上门护理”服务方式" in page


def test_the_nearest_is_proposed_and_told(world, proposed):
    (made,) = stored(Assignment)
    assert (made.id, made.provider_id, made.free_choice) == (proposed, world.near, False)
    assert [each.organisation_id for each in stored(Message) if each.subject == "新派单"] == [
        world.near
    ]


def test_the_person_s_own_choice_comes_first(world):
    office = world.site.signed_in("operator")
    form = {"way": "chosen", "provider_id": str(world.far)}
    assert post(office, f"{PATH}/plans/{world.plan}", form).status_code == 303
    (made,) = stored(Assignment)
    assert (made.provider_id, made.free_choice) == (world.far, True)


def test_a_choice_needs_a_name(world):
    office = world.site.signed_in("operator")
    answer = post(office, f"{PATH}/plans/{world.plan}", {"way": "chosen"})
    assert answer.status_code == 422
    assert "请选择参保人指定的机构" in answer.text


def test_a_plan_is_not_proposed_twice(world, proposed):
    office = world.site.signed_in("operator")
    answer = post(office, f"{PATH}/plans/{world.plan}", {"way": "nearest"})
    assert answer.status_code == 422
    assert "不必重复派单" in answer.text
    assert len(stored(Assignment)) == 1


def test_only_the_provider_asked_sees_and_answers(world, proposed):
    other = world.site.signed_in("far")
    assert other.get(f"{PATH}/{proposed}").status_code == 404
    form = {"first_day": "2023-10-10", "carer_id": ""}
    assert post(other, f"{PATH}/{proposed}/accept", form).status_code == 404
    assert post(world.site.signed_in("operator"), f"{PATH}/{proposed}/accept").status_code == 403
    assert "张秀英" not in other.get(f"{PATH}/?state=all").text


def test_the_provider_accepts_with_carer_and_day(world, proposed):
    desk = world.site.signed_in("near")
    assert "张秀英" in desk.get(f"{PATH}/").text
    form = {"first_day": "2023-10-10", "carer_id": str(world.carer)}
    assert post(desk, f"{PATH}/{proposed}/accept", form).status_code == 303
    (made,) = stored(Assignment)
    assert (made.state, made.carer_id, str(made.first_day)) == (
        "active",
        world.carer,
        "2023-10-10",
    )
    assert "周护理" in desk.get(f"{PATH}/{proposed}").text


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"first_day": "2023-10-01"}, "开始日期不能早于今天"),
        ({"first_day": "2024-10-01"}, "应在护理计划期内"),
        ({"carer_id": "999999"}, "请从列表中选择"),
        ({"first_day": ""}, "请填写“开始服务日期”"),
    ],
)
def test_an_impossible_start_is_refused(world, proposed, changes, told):
    with unit_of_work() as opened:
        opened.execute(sa.text("UPDATE plan SET last_day = '2023-12-31'"))
    form = {"first_day": "2023-10-10", "carer_id": str(world.carer), **changes}
    answer = post(world.site.signed_in("near"), f"{PATH}/{proposed}/accept", form)
    assert answer.status_code == 422
    assert told in answer.text
    assert stored(Assignment)[0].state == "proposed"


def test_a_decline_needs_its_reason_and_frees_the_plan(world, proposed):
    desk = world.site.signed_in("near")
    assert post(desk, f"{PATH}/{proposed}/decline", {"why": " "}).status_code == 422
    assert post(desk, f"{PATH}/{proposed}/decline", {"why": "近期人手不足"}).status_code == 303
    page = world.site.signed_in("operator").get(f"{PATH}/plans/{world.plan}").text
    assert "该机构已谢绝本计划：近期人手不足" in page
    assert "1次" in world.site.signed_in("operator").get(f"{PATH}/").text


def test_the_reading_of_a_case_is_noted_and_ends_with_the_assignment(world, proposed):
    desk = world.site.signed_in("near")
    assert "兴隆台区某村12号" in desk.get(f"{PATH}/{proposed}").text
    reads = [row for row in stored(AuditRow) if row.act == "person.read"]
    assert [row.person_id for row in reads] == [world.person]
    post(desk, f"{PATH}/{proposed}/decline", {"why": "近期人手不足"})
    assert "兴隆台区某村12号" not in desk.get(f"{PATH}/{proposed}").text
    assert len(stored(Person)) == 1


def test_another_provider_takes_over(world, proposed):
    desk = world.site.signed_in("near")
    post(desk, f"{PATH}/{proposed}/accept", {"first_day": "2023-10-09", "carer_id": ""})
    office = world.site.signed_in("operator")
    form = {"provider_id": str(world.far), "why": "参保人要求"}
    assert post(office, f"{PATH}/{proposed}/transfer", form).status_code == 303
    old, new = stored(Assignment)
    assert (old.state, new.state, new.provider_id) == ("transferred", "proposed", world.far)


def test_another_area_s_office_reaches_nothing(world, proposed):
    office = world.site.signed_in("elsewhere")
    assert office.get(f"{PATH}/{proposed}").status_code == 404
    assert office.get(f"{PATH}/plans/{world.plan}").status_code == 404
    assert "张秀英" not in office.get(f"{PATH}/?state=all").text
