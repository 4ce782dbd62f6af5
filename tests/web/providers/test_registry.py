"""The register of providers: who sees which line, and what the boxes over it do."""

from ltc.db import unit_of_work
from ltc.outbox.models import Message
from providers.models import Suspension
from tests.support.factories import base
from tests.support.factories.base import stored
from tests.support.web import post

PATH = "/desk/providers"


def test_an_office_sees_its_providers_with_their_state(world):
    page = world.site.signed_in("operator").get(f"{PATH}/").text
    assert "近邻护理站" in page
    assert "远山护理院" in page
    assert "协议生效" in page


def test_another_area_sees_none_of_them(world):
    page = world.site.signed_in("elsewhere").get(f"{PATH}/")
    assert "近邻护理站" not in page.text


def test_a_provider_is_led_to_its_own_page_and_sees_no_other(world):
    client = world.site.signed_in("near")
    assert client.get(f"{PATH}/").status_code == 403
    assert client.get(f"{PATH}/mine").headers["Location"].endswith(f"/{world.near}")
    assert "近邻护理站" in client.get(f"{PATH}/{world.near}").text
    assert client.get(f"{PATH}/{world.far}").status_code == 404


def test_the_boxes_narrow_the_list(world):
    client = world.site.signed_in("officer")
    assert "远山护理院" not in client.get(f"{PATH}/?name=近邻").text
    assert "没有符合条件的机构" in client.get(f"{PATH}/?state=suspended").text
    assert "近邻护理站" in client.get(f"{PATH}/?state=no-such&page=x").text


def test_the_map_shows_each_provider_by_name(world):
    page = world.site.signed_in("officer").get(f"{PATH}/").text
    assert page.count("<title>近邻护理站</title>") == 1


def test_a_suspension_is_recorded_told_and_lifted(world):
    client = world.site.signed_in("officer")
    form = {"first_day": "2023-10-09", "last_day": "", "why": "检查发现记录不实"}
    assert post(client, f"{PATH}/{world.near}/suspend", form).status_code == 303
    (made,) = stored(Suspension)
    assert (made.provider_id, made.last_day) == (world.near, None)
    assert "检查发现记录不实" in client.get(f"{PATH}/{world.near}").text
    lift = {"last_day": "2023-10-20", "why": "整改完成"}
    assert post(client, f"{PATH}/suspensions/{made.id}/lift", lift).status_code == 303
    assert str(stored(Suspension)[0].last_day) == "2023-10-20"


def test_only_the_bureau_suspends(world):
    for name in ("operator", "near", "auditor"):
        client = world.site.signed_in(name)
        assert post(client, f"{PATH}/{world.near}/suspend", {}).status_code == 403


def test_bad_days_keep_what_was_typed(world):
    client = world.site.signed_in("officer")
    form = {"first_day": "2023-10-20", "last_day": "2023-10-09", "why": "检查发现记录不实"}
    answer = post(client, f"{PATH}/{world.near}/suspend", form)
    assert answer.status_code == 422
    assert "起止日期颠倒" in answer.text
    assert "检查发现记录不实" in answer.text
    assert not stored(Suspension)


def test_staff_of_another_provider_cannot_be_suspended_here(world):
    client = world.site.signed_in("officer")
    form = {"staff_id": str(world.carer), "first_day": "2023-10-09", "why": "核查"}
    answer = post(client, f"{PATH}/{world.far}/suspend", form)
    assert answer.status_code == 422
    assert "请从列表中选择" in answer.text


def test_the_operator_is_asked_to_find_others_for_whom_a_suspended_provider_serves(world):
    with unit_of_work():
        office = base.organisation("operator", base.CITY)
    desk = world.site.signed_in("operator")
    chosen = {"way": "chosen", "provider_id": str(world.near)}
    assert post(desk, f"/desk/assignments/plans/{world.plan}", chosen).status_code == 303
    form = {"first_day": "2023-10-10", "last_day": "2023-12-31", "why": "现场检查发现虚记服务"}
    for house in (world.near, world.far):
        lead = world.site.signed_in("lead")
        assert post(lead, f"{PATH}/{house}/suspend", form).status_code == 303
    (told,) = [each for each in stored(Message) if each.subject.endswith("请办理转派")]
    assert told.organisation_id == office.id
    assert "近邻护理站自2023年10月10日起暂停服务，有1人在其服务中" in told.body
