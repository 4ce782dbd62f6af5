"""Pages of assessments that are over, and of those that others may not look into yet."""

from datetime import date

import pytest

from assessments import services
from ltc.db import unit_of_work
from ltc.shared import clock
from tests.support.factories import assessments as make
from tests.support.factories import base
from tests.support.web import Site, post


@pytest.fixture
def desk(site: Site):
    """Give a site with an operator and an agency on the day of the visit."""
    site.account("operator", "operator")
    clock.start_at(make.VISIT_AT)
    with unit_of_work():
        base.areas()
        site.agency = make.Agency()
    return site


def brought(site, state):
    with unit_of_work():
        made = make.dispatched(site.agency)
        make.reach(state, made, site.agency)
        return made


def test_the_forms_of_a_visit_that_was_revoked_are_refused_in_words(desk):
    made, agency = brought(desk, "start"), desk.agency
    with unit_of_work():
        begun = services.FormContent(answers={"eating": 0})
        scope = agency.scope(agency.assessor)
        services.save_form(made.id, begun, scope=scope, at=make.VISIT_AT)
        services.revoke(made.id, "误派", scope=base.desk(), at=make.VISIT_AT)
    answer = desk.signed_in("operator").get(f"/desk/visit/{made.id}/forms")
    assert answer.status_code == 409
    assert "全部评分表封存以后才能比对" in answer.text


def test_an_agency_still_reads_its_own_assessment_after_the_letter(desk):
    made, other = brought(desk, "deliver"), make_other()
    for name, agency in (("agency", desk.agency), ("other", other)):
        of = {"organisation_id": agency.organisation.id}
        desk.account(name, "assessment_desk", **of)
    agency, stranger = desk.signed_in("agency"), desk.signed_in("other")
    listed = agency.get("/desk/assessments/?state=delivered").text
    assert f'href="/desk/assessments/{made.id}"' in listed
    for path in (f"/desk/assessments/{made.id}", f"/desk/visit/{made.id}/forms"):
        assert agency.get(path).status_code == 200
        assert stranger.get(path).status_code == 404
    assert post(agency, f"/desk/assessments/{made.id}/report").status_code == 303


def make_other():
    with unit_of_work():
        return make.Agency()


def test_who_reviews_sees_nothing_of_the_first_assessment(desk):
    made, other = brought(desk, "deliver"), make_other()
    asked = services.NewAppeal(
        assessment_id=made.id, person_id=made.person_id, made_by_name="李建国", text="评得太轻"
    )
    at = base.at(date(2023, 10, 26))
    with unit_of_work():
        family = base.of_person(made.person_id)
        appeal = services.ask_review(asked, scope=family, at=at)
        review = services.open_review(appeal.id, other.organisation.id, scope=base.desk(), at=at)
        services.schedule(review.id, at, other.seats, scope=other.desk, at=at)
    of = {"organisation_id": other.organisation.id}
    desk.account("scorer", "assessor", staff_id=other.assessor.id, **of)
    desk.account("agency", "assessment_desk", **of)
    for who in (desk.signed_in("scorer"), desk.signed_in("agency")):
        assert who.get(f"/desk/assessments/{review.id}").status_code == 200
        for path in (f"/desk/assessments/{made.id}", f"/desk/visit/{made.id}/forms"):
            assert who.get(path).status_code == 404


def test_delivered_assessments_are_listed_newest_first_and_page_by_page(desk, monkeypatch):
    older, newer = brought(desk, "deliver"), brought(desk, "deliver")
    monkeypatch.setattr("assessments.queries.PAGE", 1)
    monkeypatch.setattr("assessments.views.desk.PAGE", 1)
    site = desk.signed_in("operator")
    first = site.get("/desk/assessments/?state=delivered").text
    rest = site.get(f"/desk/assessments/?state=delivered&after=9999-12-31.{newer.id}").text
    for page, shown, hidden in ((first, newer, older), (rest, older, newer)):
        assert f'href="/desk/assessments/{shown.id}"' in page
        assert f'href="/desk/assessments/{hidden.id}"' not in page
    assert f"after=9999-12-31.{newer.id}" in first
