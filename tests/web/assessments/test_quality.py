"""Quality on the pages: figures with their table, a signal that opens a review, blind scoring."""

from datetime import date

import pytest

from assessments.quality.models import BlindSample, BlindScore, GoldCase, QualityReview
from ltc.db import unit_of_work
from ltc.shared import clock
from tests.support.factories import assessments as make
from tests.support.factories import base
from tests.support.statements import counted
from tests.support.web import Site, post

MOST = 8


@pytest.fixture
def quality(site: Site):
    """Give a site with twelve concluded visits of one agency, and another agency."""
    clock.start_at(base.at(date(2023, 10, 30)))
    for name, role in (("officer", "bureau_officer"), ("lead", "bureau_lead")):
        site.account(name, role)
    with unit_of_work():
        site.agency, site.other = make.Agency(), make.Agency()
        for number in range(12):
            visit = make.dispatched(site.agency)
            given = make.answers(memory=number % 5, vision=number % 4)
            lighter = {**given, "walking": 15, "transfer": 15}
            make.reach("confirm", visit, site.agency, first=given, second=lighter)
    for name, agency, member, role in (
        ("assessor", site.agency, site.agency.assessor, "assessor"),
        ("expert", site.other, site.other.expert, "assessment_expert"),
        ("second", site.other, site.other.confirmer, "assessment_expert"),
    ):
        site.account(name, role, organisation_id=agency.organisation.id, staff_id=member.id)
    return site


def test_the_figures_and_a_review_from_signal_to_outcome(quality):
    officer = quality.signed_in("officer")
    shown = officer.get("/desk/quality/").text
    assert "评分偏重或偏轻" in shown
    assert quality.agency.assessor.name in shown
    said = {"kind": "drift", "staff_id": str(quality.agency.assessor.id)}
    said |= {"first": "2023-08-01", "last": "2023-10-30"}
    review = post(officer, "/desk/quality/open", said).location
    assessor = quality.signed_in("assessor")
    assert post(assessor, f"{review}/answer", {"text": ""}).status_code == 422
    assert post(assessor, f"{review}/answer", {"text": "老人能走"}).status_code == 303
    assert "老人能走" in officer.get(review).text
    done = {"outcome": "explained", "text": "说明属实"}
    assert post(assessor, f"{review}/close", done).status_code == 403
    assert post(officer, f"{review}/close", done).status_code == 303
    assert base.stored(QualityReview)[0].state == "closed"


def test_a_button_with_a_broken_period_opens_nothing(quality):
    officer = quality.signed_in("officer")
    said = {"kind": "drift", "staff_id": "9" * 40, "first": "x", "last": "2023-10-30"}
    assert post(officer, "/desk/quality/open", said).status_code == 422
    assert base.stored(QualityReview) == []


def test_a_sample_from_the_plan_to_a_sealed_form(quality):
    officer, lead = quality.signed_in("officer"), quality.signed_in("lead")
    plan = {"first_day": "2023-10-01", "last_day": "2023-10-30", "size": "4"}
    sample = post(officer, "/desk/quality/samples/new", plan).location
    assert post(officer, f"{sample}/draw").status_code == 403
    assert post(lead, f"{sample}/draw").status_code == 303
    assert base.stored(BlindSample)[0].seed in lead.get(sample).text
    task = base.stored(BlindScore)[0]
    name = "expert" if task.staff_id == quality.other.expert.id else "second"
    client = quality.signed_in(name)
    page = f"/desk/quality/tasks/{task.id}"
    shown = client.get(page).text
    assert "V-20231012-01" in shown
    assert "张秀英" not in shown
    half = {"memory": "1"}
    refused = post(client, page, half)
    assert refused.status_code == 422
    whole = {key: str(value) for key, value in make.intact().items()}
    assert post(client, page, whole).status_code == 303
    assert post(client, page, whole).status_code == 409
    assert "不同" in lead.get(sample).text


def test_a_gold_case_hides_its_answers_until_it_is_scored(quality):
    officer, assessor = quality.signed_in("officer"), quality.signed_in("assessor")
    whole = {key: str(value) for key, value in make.answers().items()}
    told = {"title": "案例一", "story": "长期卧床", **whole}
    assert post(officer, "/desk/quality/samples/gold/new", told).status_code == 303
    page = f"/desk/quality/tasks/gold/{base.stored(GoldCase)[0].id}"
    assert "标准答案" not in assessor.get(page).text
    assert post(assessor, page, whole).status_code == 303
    assert "标准答案" in assessor.get(page).text
    assert "案例一" in officer.get("/desk/quality/samples/").text


def test_the_page_costs_the_same_few_statements(quality):
    officer = quality.signed_in("officer")
    officer.get("/desk/quality/")
    with counted() as sent:
        assert officer.get("/desk/quality/?months=12").status_code == 200
    assert len(sent) <= MOST, "\n".join(sent)
