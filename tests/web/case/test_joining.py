"""Families open a file and an account by themselves, or get an account at the window."""

import pytest

from ltc.case.models import Person
from ltc.db import unit_of_work
from ltc.security.models import Account
from ltc.shared import clock
from tests.support.factories import base, case
from tests.support.web import Site, post

NEW = {
    "name": "王桂兰",
    "category": "retiree",
    "insured_from": "2012-03-01",
    "area_code": base.TOWN,
    "address": "某村3号",
    "phone": "13904270001",
    "login_name": "wang.guilan",
    "password": "plain-words-42",
    "agreed": "y",
}


@pytest.fixture
def door(site: Site):
    """Give a stranger's browser."""
    clock.start_at(base.AT)
    with unit_of_work():
        base.areas()
    return site.client()


def test_a_family_joins_and_signs_in(site, door):
    assert "登记并开户" in door.get("/").text
    answer = post(door, "/join/", {**NEW, "id_number": base.id_number()})
    assert answer.status_code == 303, answer.text
    (account,) = base.stored(Account)
    assert account.person_id == base.stored(Person)[0].id
    family = site.signed_in("wang.guilan")
    assert "开始自评" in family.get("/my/case/").text
    assert family.get("/desk/people/").status_code == 403


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"agreed": ""}, "请勾选"),
        ({"password": "short"}, "密码至少 10 位"),
        ({"login_name": "王"}, "登录名为"),
        ({"id_number": "211102194005120019"}, "身份证号码有误"),
    ],
)
def test_what_is_wrong_leaves_neither_file_nor_account(door, changes, words):
    answer = post(door, "/join/", {**NEW, "id_number": base.id_number(), **changes})
    assert answer.status_code == 422
    assert words in answer.text
    assert base.stored(Person) == []
    assert base.stored(Account) == []


def test_nobody_joins_for_somebody_who_has_a_file(door):
    number = base.id_number()
    with unit_of_work():
        case.person(id_number=number)
    answer = post(door, "/join/", {**NEW, "id_number": number})
    assert answer.status_code == 422
    assert "已有档案" in answer.text
    assert base.stored(Account) == []


def test_too_many_tries_from_one_place_must_wait(door):
    for _ in range(5):
        post(door, "/join/", {**NEW, "id_number": base.id_number(), "password": "short"})
    answer = post(door, "/join/", {**NEW, "id_number": base.id_number()})
    assert answer.status_code == 422
    assert "登记过于频繁" in answer.text
    assert base.stored(Person) == []


def test_the_window_opens_an_account_in_its_area_only(site, door):
    with unit_of_work():
        person = case.person()
    site.account("operator", "operator")
    site.account("far", "operator", area=base.OTHER_COUNTY)
    login = {"login_name": "li.jianguo", "password": "plain-words-42"}
    path = f"/desk/people/{person.id}/account"
    assert post(site.signed_in("far"), path, login).status_code == 404
    assert post(site.signed_in("operator"), path, login).status_code == 303
    assert "张秀英" in site.signed_in("li.jianguo").get("/my/case/").text
    assert post(site.signed_in("operator"), path, login).status_code == 422
