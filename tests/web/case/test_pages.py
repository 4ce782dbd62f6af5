"""Pages of the person's file: find, register, read, events, plans."""

import re

import pytest

from ltc.app import create_app
from ltc.audit.models import AuditRow
from ltc.case.models import CaseEvent, Person, Plan
from ltc.case.plan.rules import Most
from ltc.db import unit_of_work
from ltc.shared import clock
from providers.models import AgreedPrice
from tests.support.factories import base, case
from tests.support.factories.providers import provider
from tests.support.web import Site, post

NEW = {
    "name": "王桂兰",
    "category": "retiree",
    "insured_from": "2012-03-01",
    "area_code": base.TOWN,
    "address": "某村3号",
    "phone": "13812345678",
    "lat": "41.13",
    "lon": "122.08",
}


@pytest.fixture
def desk(site: Site):
    """Give the operator's browser on 9 October 2023, with one determined person."""
    site.account("operator", "operator")
    site.account("officer", "bureau_officer")
    clock.start_at(base.AT)
    with unit_of_work():
        site.person = case.person().id
    return site.signed_in("operator")


def determined(site):
    from ltc.case import queries

    with unit_of_work():
        case.determination(queries.person(site.person, scope=base.desk()), national=4)


def test_a_person_is_registered_and_found(site, desk):
    number = base.id_number()
    answer = post(desk, "/desk/people/new", {**NEW, "id_number": number.lower()})
    assert answer.status_code == 303, answer.text
    page = desk.get(answer.location).text
    assert "王桂兰" in page
    assert number not in page
    assert f"{number[0]}{'*' * 16}{number[-1]}" in page
    assert "13812345678" not in page
    assert "王桂兰" in desk.get("/desk/people/?q=王桂").text
    assert "王桂兰" in desk.get(f"/desk/people/?q={number}").text
    assert "没有找到" in desk.get("/desk/people/?q=不存在").text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id_number": "211102194005120019"}, "身份证号码有误"),
        ({"area_code": "3301"}, "请从列表中选择"),
        ({"name": ""}, "请填写“姓名”"),
        ({"lat": "x"}, "经纬度应为两个数字"),
        ({"insured_from": "2030-01-01"}, "参保日期不能晚于今天"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(site, desk, changes, words):
    number = base.id_number()
    answer = post(desk, "/desk/people/new", {**NEW, "id_number": number, **changes})
    assert answer.status_code == 422
    assert words in answer.text
    assert "某村3号" in answer.text
    assert len(base.stored(Person)) == 1


def test_a_second_file_is_refused_kindly(site, desk):
    number = base.stored(Person)[0].id_number
    answer = post(desk, "/desk/people/new", {**NEW, "id_number": number})
    assert answer.status_code == 422
    assert "已有档案，不必重复登记" in answer.text


def test_reading_a_record_leaves_a_row(site, desk):
    determined(site)
    page = desk.get(f"/desk/people/{site.person}").text
    assert "正在享受待遇" in page
    assert "待遇认定" in page
    (row,) = [row for row in base.stored(AuditRow) if row.act == "person.read"]
    assert row.person_id == site.person


def test_who_may_not_see_the_person_gets_nothing(site, desk):
    site.account("far", "operator", area=base.OTHER_COUNTY)
    far = site.signed_in("far")
    for path in ("", "/contact", "/events/new"):
        assert far.get(f"/desk/people/{site.person}{path}").status_code == 404
    assert "张秀英" not in far.get("/desk/people/").text


def test_an_event_is_recorded_and_taken_back_by_another_desk(site, desk):
    facts = {"kind": "hospital", "first_day": "2023-10-01", "last_day": "", "source": "医院"}
    answer = post(desk, f"/desk/people/{site.person}/events/new", facts)
    assert answer.status_code == 303
    (event,) = base.stored(CaseEvent)
    assert post(desk, f"/desk/people/events/{event.id}/reverse", {"note": "x"}).status_code == 403
    officer = site.signed_in("officer")
    assert "住院" in officer.get(f"/desk/people/events/{event.id}/reverse").text
    done = post(officer, f"/desk/people/events/{event.id}/reverse", {"note": "重复登记"})
    assert done.status_code == 303
    assert "已撤销" in officer.get(done.location).text


def test_a_plan_is_drafted_line_by_line_and_confirmed(site, desk):
    determined(site)
    draft = {"mode": "home", "first_day": "2023-10-09"}
    shown = post(desk, f"/desk/plans/new/{site.person}", draft).location
    line = {
        "item": "sponge_bath",
        "times_per_month": "8",
        "minutes": "30",
        "qualification": "care_worker",
        "price_fen": "60.00",
    }
    assert post(desk, f"{shown}/add", line).status_code == 303
    page = desk.get(shown).text
    assert re.search(r"480\.00元 / 2,010\.00元", page)
    done = post(desk, f"{shown}/confirm", {"how": "signature", "by": "李建国"})
    assert done.status_code == 303, done.text
    (plan,) = base.stored(Plan)
    assert (plan.state, plan.confirmed_how) == ("confirmed", "signature")
    assert "已确认" in desk.get("/desk/plans/?state=confirmed").text


def test_a_service_without_a_price_takes_the_agreed_one(site, desk):
    determined(site)
    draft = {"mode": "home", "first_day": "2023-10-09"}
    shown = post(desk, f"/desk/plans/new/{site.person}", draft).location
    line = {"item": "sponge_bath", "times_per_month": "1", "minutes": "30"}
    line["qualification"] = "care_worker"
    refused = post(desk, f"{shown}/add", line)
    assert refused.status_code == 422
    assert "没有协议价格" in refused.text
    with unit_of_work():
        provider(items=("sponge_bath",))
    assert "协议价" in desk.get(f"{shown}/add").text
    assert post(desk, f"{shown}/add", line).status_code == 303
    assert base.stored(Plan)[0].planned_fen == base.stored(AgreedPrice)[0].price_fen


def test_the_family_confirms_with_its_own_account(site, desk):
    determined(site)
    with unit_of_work():
        from ltc.case import queries

        made = case.plan(queries.person(site.person, scope=base.desk()), confirmed=False)
    site.account("family", "family", person_id=site.person)
    family = site.signed_in("family")
    assert "温水擦浴" in family.get(f"/my/plan/{made.id}").text
    answer = post(family, f"/my/plan/{made.id}/confirm", {"how": "account", "by": "张秀英"})
    assert answer.status_code == 303
    assert base.stored(Plan)[0].confirmed_how == "account"
    assert family.get(f"/my/plan/{made.id + 1}").status_code == 404


def test_the_record_speaks_english_too(site, desk):
    determined(site)
    desk.get("/language/en")
    page = desk.get(f"/desk/people/{site.person}").text
    assert "Determinations" in page
    assert "Severe level 2" in page


def test_the_record_stands_without_the_rooms_above(sqlite_database):
    alone = Site(create_app(addons=["case"]))
    alone.account("operator", "operator")
    with unit_of_work():
        person = case.person()
    clock.start_at(base.AT)
    page = alone.signed_in("operator").get(f"/desk/people/{person.id}")
    assert page.status_code == 200
    assert "失能等级评估" not in page.text


@pytest.mark.parametrize(
    ("most", "told"),
    [
        (Most("minutes", "month", 2700), "0分钟 / 45小时"),
        (Most("visits", "week", 5), "0次 / 5次"),
    ],
)
def test_a_plan_paid_by_units_shows_how_many(site, desk, monkeypatch, most, told):
    determined(site)
    monkeypatch.setattr("ltc.case.views.plans.most_units", lambda *_pack, **_words: most)
    draft = {"mode": "home", "first_day": "2023-10-10"}
    page = desk.get(post(desk, f"/desk/plans/new/{site.person}", draft).location).text
    assert told in page
    assert ("每周计划用量" in page) is (most.period == "week")
