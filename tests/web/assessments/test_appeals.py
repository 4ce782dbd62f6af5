"""Objections, reviews, refusals and papers on the pages."""

from datetime import date

import pytest

from assessments.models import Assessment
from ltc.case import queries as cases
from ltc.case.models import Appeal, Application
from ltc.db import unit_of_work
from ltc.shared import clock
from tests.support.factories import assessments as make
from tests.support.factories import base, case
from tests.support.web import Site, post

MILDER = make.answers(memory=2, communication=2)


@pytest.fixture
def desk(site: Site):
    """Give a site with an agency and another one."""
    for name, role in (("operator", "operator"), ("officer", "bureau_officer")):
        site.account(name, role)
    clock.start_at(make.VISIT_AT)
    with unit_of_work():
        base.areas()
        site.agency, site.other = make.Agency(), make.Agency()
    return site


def brought(site, state):
    with unit_of_work():
        made = make.dispatched(site.agency)
        make.reach(state, made, site.agency, first=MILDER)
    site.account("family", "family", person_id=made.person_id)
    return made


def test_an_objection_goes_through_the_desks(desk):
    made = brought(desk, "publish")
    operator, officer = desk.signed_in("operator"), desk.signed_in("officer")
    said = {"made_by_name": "王某", "text": "看见老人自己上街"}
    shown = post(operator, f"/desk/appeals/new/{made.id}", said).location
    assert "看见老人自己上街" in operator.get(shown).text
    answer = {"upheld": "yes", "text": "情况属实"}
    assert post(operator, f"{shown}/answer", answer).status_code == 403
    assert post(officer, f"{shown}/answer", answer).status_code == 303
    form = operator.get(f"{shown}/review").text
    assert desk.other.organisation.name in form
    assert desk.agency.organisation.name not in form
    chosen = {"agency_id": str(desk.other.organisation.id)}
    assert post(operator, f"{shown}/review", chosen).status_code == 303
    review = base.stored(Assessment)[-1]
    assert review.kind == "review"
    assert f'href="/desk/assessments/{review.id}"' in officer.get(shown).text
    assert base.stored(Appeal)[0].state == "reviewing"


def test_the_family_asks_for_a_review_while_it_may(desk):
    made = brought(desk, "deliver")
    clock.start_at(base.at(date(2023, 10, 25)))
    family = desk.signed_in("family")
    assert "还有9天" in family.get("/my/case/").text
    said = {"made_by_name": "李建国", "text": "评得太轻"}
    assert post(family, f"/my/case/review/{made.id}", said).status_code == 303
    again = post(family, f"/my/case/review/{made.id}", said)
    assert again.status_code == 422
    assert post(family, f"/my/case/review/{made.id + 9}", said).status_code == 404


def test_a_request_for_review_takes_no_answer(desk):
    made = brought(desk, "deliver")
    clock.start_at(base.at(date(2023, 10, 25)))
    said = {"made_by_name": "李建国", "text": "评得太轻"}
    post(desk.signed_in("family"), f"/my/case/review/{made.id}", said)
    officer, asked = desk.signed_in("officer"), base.stored(Appeal)[0]
    told = post(officer, f"/desk/appeals/{asked.id}/answer", {"upheld": "no", "text": "维持"})
    assert "请派往另一家评估机构复评" in told.text
    assert base.stored(Appeal)[0].state == "open"


def test_a_refusal_reaches_the_family_with_its_reasons(desk):
    with unit_of_work():
        application = case.application(case.person())
    desk.account("family", "family", person_id=application.person_id)
    operator, family = desk.signed_in("operator"), desk.signed_in("family")
    path = f"/desk/applications/{application.id}/refuse"
    assert post(operator, path, {"ground": "not_insured", "note": " "}).status_code == 422
    assert post(operator, path, {"ground": "weather", "note": "雨"}).status_code == 422
    assert post(operator, path, {"ground": "not_insured", "note": "查无记录"}).status_code == 303
    assert "未参加长期护理保险：查无记录" in family.get("/my/case/").text


def test_returned_and_handed_in_again_by_the_family(desk):
    with unit_of_work():
        application = case.application(case.person())
    desk.account("family", "family", person_id=application.person_id)
    operator, family = desk.signed_in("operator"), desk.signed_in("family")
    post(operator, f"/desk/applications/{application.id}/return", {"note": "缺诊断书"})
    assert "缺诊断书" in family.get("/my/case/").text
    path = f"/my/case/resubmit/{application.id}"
    assert post(family, path, {"note": "已补诊断书"}).status_code == 303
    assert base.stored(Application)[0].state == "submitted"
    assert post(family, f"/my/case/withdraw/{application.id}").status_code == 303
    assert base.stored(Application)[0].state == "withdrawn"


def test_a_stale_page_does_not_accept(desk):
    with unit_of_work():
        application = case.application(case.person())
    path = f"/desk/applications/{application.id}/accept"
    operator = desk.signed_in("operator")
    assert post(operator, path, {"version": "7"}).status_code == 409
    assert post(operator, path, {"version": "1"}).status_code == 303
    assert post(operator, path, {"version": "1"}).status_code == 409


def test_the_auditor_reads_and_changes_nothing(desk):
    made = brought(desk, "publish")
    desk.account("auditor", "auditor")
    auditor = desk.signed_in("auditor")
    page = auditor.get(f"/desk/assessments/{made.id}").text
    assert "137****0001" in page
    assert "13700000001" not in page
    for act in ("publish", "deliver"):
        assert post(auditor, f"/desk/publications/{made.id}/{act}").status_code == 403


def test_stored_reasons_still_speak(desk):
    made = brought(desk, "agree")
    operator = desk.signed_in("operator")
    chinese = operator.get(f"/desk/assessments/{made.id}").text
    assert "日常生活活动能力得分 0（满分 100）" in chinese
    operator.get("/language/en")
    assert (
        "activities of daily living: 0 of 100 points"
        in operator.get(f"/desk/assessments/{made.id}").text
    )


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("operator", "/desk/assessments/{0}/report"),
        ("operator", "/desk/assessments/{0}/letter"),
        ("operator", "/desk/applications/{1}/receipt"),
        ("family", "/my/case/letter/{2}"),
        ("family", "/my/case/receipt/{1}"),
    ],
)
def test_papers_are_handed_out(desk, who, path):
    made = brought(desk, "deliver")
    clock.start_at(base.at(date(2023, 10, 25)))
    with unit_of_work():
        determination = cases.determination_from(made.id, scope=base.desk()).id
    client = desk.signed_in(who)
    given = post(client, path.format(made.id, made.application_id, determination))
    assert given.status_code == 303
    assert client.get(given.location).data.startswith(b"%PDF")
