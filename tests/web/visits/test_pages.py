"""The pages of phone, desk and family: they open for whom they should, and do what they say."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from ltc.db import read_only, session, unit_of_work
from providers.visits.models import Visit, VisitException
from providers.visits.services import Report, check_in, check_out
from tests.support.factories import visits as make
from tests.support.web import post
from tests.web.visits.conftest import NINE, later

TEN = NINE + timedelta(minutes=60)
PAGES = {
    "/api/v1/visits/bundle": ("carer",),
    "/desk/exceptions/": ("desk", "operator"),
    "/desk/visits/": ("desk", "operator"),
    "/desk/visits/{visit}": ("desk", "operator"),
    "/desk/visits/{visit}/manual": ("desk",),
    "/desk/devices/": ("desk",),
    "/desk/home-keys/{person}": ("operator",),
    "/visits/": ("family",),
}


def path_of(street, path):
    return path.format(visit=street.world.visit.id, person=street.world.person.id)


def with_exception(street):
    """Give the visit without a fix at the check-in; return its exception's id."""
    scope, visit_id = street.world.as_carer, street.world.visit.id
    with unit_of_work():
        check_in(visit_id, Report(fix=None), scope=scope, at=NINE)
    with unit_of_work():
        report = Report(fix=make.fix(TEN), device_at=TEN)
        check_out(visit_id, report, scope=scope, at=TEN)
    later(61)
    with read_only():
        return session().scalar(sa.select(VisitException.id))


def exception(exception_id):
    with read_only():
        return session().get(VisitException, exception_id)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_opens_for_whom_it_should(street, path):
    with_exception(street)
    for name in ("carer", "desk", "operator", "family"):
        expected = 200 if name in PAGES[path] else 403
        answer = street.browser(name).get(path_of(street, path))
        assert answer.status_code == expected, (name, answer.text[:500])


@pytest.mark.parametrize("path", [p for p in PAGES if "{visit}" in p and "desk" in p])
def test_another_provider_finds_nothing(street, path):
    assert street.browser("other.desk").get(path_of(street, path)).status_code == 404


def test_the_queue_says_who_what_and_when(street):
    with_exception(street)
    page = street.browser("desk").get("/desk/exceptions/").text
    for word in ("张秀英", "无定位", "须更正", "护理机构", "还有"):
        assert word in page
    assert "没有符合条件的异常" in street.browser("other.desk").get("/desk/exceptions/").text


def test_an_exception_is_explained_by_one_and_decided_by_another(street):
    row = with_exception(street)
    explain = {"reason": "phone_broken", "memo": ""}
    answer = post(street.browser("desk"), f"/desk/exceptions/{row}/explain", explain)
    assert answer.status_code == 303
    decide = {"resolution": "not_proved", "memo": ""}
    own = post(street.browser("desk"), f"/desk/exceptions/{row}/decide", decide)
    assert own.status_code == 422
    assert "回避" in own.text
    assert exception(row).state == "explained"
    answer = post(street.browser("desk.two"), f"/desk/exceptions/{row}/decide", decide)
    assert answer.status_code == 303
    assert (exception(row).state, exception(row).accepted) == ("decided", False)


def test_words_alone_do_not_close_what_needs_proof(street):
    row = with_exception(street)
    decide = {"resolution": "proof_accepted", "memo": ""}
    answer = post(street.browser("desk"), f"/desk/exceptions/{row}/decide", decide)
    assert answer.status_code == 422
    assert "尚无独立证明" in answer.text


def test_the_operator_calls_back_and_then_another_accepts_the_proof(street):
    row, visit_id = with_exception(street), street.world.visit.id
    operator = street.browser("operator")
    answer = post(operator, f"/desk/visits/{visit_id}/call-back", {"given_by": "儿子"})
    assert answer.status_code == 303
    path, chosen = f"/desk/exceptions/{row}/decide", {"resolution": "proof_accepted"}
    own = post(operator, path, chosen)
    assert (own.status_code, "回访人" in own.text) == (422, True)
    assert post(street.browser("desk"), path, chosen).status_code == 303
    with read_only():
        assert session().get(Visit, visit_id).state == "verified"


def test_an_entry_by_hand_shows_the_budget_and_is_marked(street):
    later(180)
    path = f"/desk/visits/{street.world.visit.id}/manual"
    page = street.browser("desk").get(path).text
    assert "补登额度" in page
    times = {"started_at": "2023-10-10T09:00", "ended_at": "2023-10-10T10:00"}
    entry = {**times, "reason": "phone_broken", "memo": ""}
    assert post(street.browser("desk"), path, entry).status_code == 303
    page = street.browser("desk").get(f"/desk/visits/{street.world.visit.id}").text
    for word in ("补登", "人工更改", "手机故障或没电"):
        assert word in page


def test_a_bad_entry_keeps_what_was_typed(street):
    later(180)
    path = f"/desk/visits/{street.world.visit.id}/manual"
    times = {"started_at": "2023-10-10T10:00", "ended_at": "2023-10-10T09:00"}
    answer = post(street.browser("desk"), path, {**times, "reason": "forgot", "memo": ""})
    assert answer.status_code == 422
    assert "结束时间须晚于开始时间" in answer.text
    assert "2023-10-10T10:00" in answer.text


def test_the_family_says_no_and_the_operator_has_a_case(street):
    visit_id = street.world.visit.id
    with_exception(street)
    answer = post(street.browser("family"), f"/visits/{visit_id}/no")
    assert answer.status_code == 303
    page = street.browser("operator").get("/desk/exceptions/?owner=operator").text
    assert "参保人否认" in page


def test_the_map_is_drawn_from_own_data(street):
    with_exception(street)
    page = street.browser("desk").get(f"/desk/visits/{street.world.visit.id}").text
    assert re.search(r'<svg class="evidence-map"', page)
    assert (
        len(re.findall(r'class="ring-', page)) == 2
    )  # the home's radius, the check-out's accuracy
    assert "http" not in re.search(r"<svg class=\"evidence-map\".*?</svg>", page, re.DOTALL)[0]


def test_reading_a_visit_leaves_an_audit_row(street):
    street.browser("operator").get(f"/desk/visits/{street.world.visit.id}")
    with read_only():
        acts = session().execute(sa.text("SELECT act FROM audit_row")).scalars().all()
    assert "person.read" in acts


def test_the_carer_sees_why_pay_is_held_and_who_must_act(street):
    with_exception(street)
    (row,) = street.browser("carer").get("/api/v1/visits/bundle").json["pay"]
    assert row["pay"]["words"] == "暂缓支付"
    assert "无定位：由护理机构处理" in row["pay"]["why"][0]


@pytest.mark.parametrize("app", ["phone", "tablet"])
def test_an_app_installs_under_its_own_name(street, app):
    found = street.browser("carer").get(f"/pwa/{app}.webmanifest").json
    page = street.browser("carer").get(found["start_url"]).text
    assert f"/pwa/{app}.webmanifest" in page
    assert found["start_url"] in street.browser("carer").get("/pwa/worker.js").text
    assert street.browser("carer").get("/pwa/nothing.webmanifest").status_code == 404
