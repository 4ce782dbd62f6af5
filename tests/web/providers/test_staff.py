"""Staff with certificates: who may change them, what is warned of, what is refused."""

import pytest

from ltc.db import unit_of_work
from ltc.directory.models import Certificate, Staff
from tests.support.factories.base import stored
from tests.support.web import post

PATH = "/desk/carers"
NEW = {"name": "吴㛃", "work": "nurse", "sex": "F", "phone": "13912345678", "address": ""}
PAPER = {
    "kind": "nurse",
    "number": "202311000123",
    "first_day": "2021-11-01",
    "last_day": "2023-11-20",
}


@pytest.fixture
def desk(world):
    """Give the near provider's browser."""
    return world.site.signed_in("near")


@pytest.fixture
def nurse(world, desk):
    """Give the id of a nurse without a certificate."""
    answer = post(desk, f"{PATH}/add", NEW)
    assert answer.status_code == 303, answer.text
    return int(answer.headers["Location"].rsplit("/", 1)[1])


def test_without_a_certificate_there_is_a_warning(desk, nurse):
    assert "没有有效证书" in desk.get(f"{PATH}/{nurse}").text
    assert "吴㛃" in desk.get(f"{PATH}/?state=uncertified").text


def test_a_certificate_near_its_end_is_on_the_list_of_warnings(desk, nurse):
    assert post(desk, f"{PATH}/{nurse}/certificates", PAPER).status_code == 303
    assert "吴㛃" in desk.get(f"{PATH}/?state=expiring").text
    assert "吴㛃" not in desk.get(f"{PATH}/?state=uncertified").text
    assert "证书即将到期" in desk.get(f"{PATH}/{nurse}").text


def test_one_certificate_is_not_noted_for_two(world, desk, nurse):
    post(desk, f"{PATH}/{nurse}/certificates", PAPER)
    answer = post(desk, f"{PATH}/{world.carer}/certificates", PAPER)
    assert answer.status_code == 422
    assert "已有登记" in answer.text
    assert "202311000123" in answer.text
    assert sum(each.number == PAPER["number"] for each in stored(Certificate)) == 1


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": " "}, "请填写“姓名”"),
        ({"phone": "123"}, "电话号码有误"),
        ({"work": "boss"}, "请从列表中选择"),
    ],
)
def test_bad_input_is_refused_and_kept(desk, changes, told):
    answer = post(desk, f"{PATH}/add", {**NEW, "address": "某路9号", **changes})
    assert answer.status_code == 422
    assert told in answer.text
    assert "某路9号" in answer.text


def test_another_provider_s_staff_is_out_of_reach(world, nurse):
    other = world.site.signed_in("far")
    assert other.get(f"{PATH}/{nurse}").status_code == 404
    assert post(other, f"{PATH}/{nurse}/certificates", PAPER).status_code == 404
    assert post(other, f"{PATH}/{nurse}/leave", {"why": "不属于本机构"}).status_code == 404
    assert "吴㛃" not in other.get(f"{PATH}/").text


def test_an_office_sees_all_but_changes_nothing(world, nurse):
    office = world.site.signed_in("operator")
    page = office.get(f"{PATH}/").text
    assert "吴㛃" in page
    assert "周护理" in page
    assert "吴㛃" not in office.get(f"{PATH}/?provider={world.far}").text
    assert post(office, f"{PATH}/add", NEW).status_code == 403


def test_who_has_left_stays_on_record(desk, nurse):
    assert post(desk, f"{PATH}/{nurse}/leave", {"why": "合同期满"}).status_code == 303
    assert "吴㛃" in desk.get(f"{PATH}/?state=left").text
    again = post(desk, f"{PATH}/{nurse}/leave", {"why": "合同期满"})
    assert again.status_code == 422
    assert next(each for each in stored(Staff) if each.id == nurse).state == "left"


def test_rare_characters_are_found_again(desk, nurse):
    assert "吴㛃" in desk.get(f"{PATH}/?name=㛃").text
    with unit_of_work() as opened:
        assert opened.get(Staff, nurse).name == "吴㛃"
