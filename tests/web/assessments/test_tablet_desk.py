"""The desk's page of tablets: what it says, who may open it, and what its buttons do."""

import pytest

from assessments.field import services
from ltc.db import unit_of_work
from ltc.shared import clock
from tests.support.factories import assessments as make
from tests.support.factories import base, field
from tests.support.statements import counted
from tests.support.web import post

PATH = "/desk/tablets/"
MOST = 8


@pytest.fixture
def street(site):
    """Give an agency whose assessor's tablet has one refused and one early record."""
    clock.start_at(make.VISIT_AT)
    with unit_of_work():
        agency, other = make.Agency(), make.Agency()
        made = make.dispatched(agency)
        make.reach("schedule", made, agency)
        scope = agency.scope(agency.assessor)
        site.tablet = field.tablet(scope).id
        refused = field.item(1, "start", field.start(made, identity_checked="yes"))
        early = field.item(3, "form", field.form(made))
        services.sync(site.tablet, [refused, early], scope=scope, at=make.VISIT_AT)
        site.assessment, site.assessor = made.id, agency.assessor.name
    site.account("agency", "assessment_desk", organisation_id=agency.organisation.id)
    site.account("other", "assessment_desk", organisation_id=other.organisation.id)
    return site


def test_the_page_says_whose_what_why_and_what_to_do(street):
    page = street.signed_in("agency").get(PATH).text
    link = f'href="/desk/assessments/{street.assessment}"'
    for word in (
        street.assessor,
        link,
        "现场开始",
        "评分表",
        "第 3 号之前",
        "按原因更正",
        "未采用",
    ):
        assert word in page, word
    assert page.count(f"/desk/tablets/{street.tablet}/skip") == 1
    assert "鼻饲" not in page


def test_the_home_counts_what_waits_and_only_there(street):
    assert "平板上传未采用" in street.signed_in("agency").get("/").text
    assert "平板上传未采用" not in street.signed_in("other").get("/").text


def test_a_page_of_it_costs_few_statements(street):
    client = street.signed_in("agency")
    client.get(PATH)
    with counted() as sent:
        assert client.get(PATH).status_code == 200
    assert len(sent) <= MOST, "\n".join(sent)


def test_another_agency_sees_nothing_and_finds_no_tablet(street):
    client = street.signed_in("other")
    assert street.assessor not in client.get(PATH).text
    for act in ("skip", "revoke"):
        assert post(client, f"{PATH}{street.tablet}/{act}").status_code == 404


@pytest.mark.parametrize("role", ["assessor", "assessment_expert", "operator", "provider_desk"])
def test_only_the_agency_s_desk_opens_it(street, role):
    street.account("somebody", role)
    client = street.signed_in("somebody")
    assert client.get(PATH).status_code == 403
    assert post(client, f"{PATH}{street.tablet}/skip").status_code == 403


def test_skip_and_revoke_from_the_page(street):
    client = street.signed_in("agency")
    answer = post(client, f"{PATH}{street.tablet}/skip", follow_redirects=True)
    assert "下次同步时将继续处理后面的记录" in answer.text
    answer = post(client, f"{PATH}{street.tablet}/revoke", follow_redirects=True)
    assert "平板已停用" in answer.text
    assert f"{street.tablet}/" not in answer.text


def test_every_record_has_its_place_on_some_page(street):
    with unit_of_work():
        agency = make.Agency()
        scope = agency.scope(agency.assessor)
        junk = [field.item(seq, "start", {"n": seq}) for seq in range(1, 28)]
        services.sync(field.tablet(scope).id, junk, scope=scope, at=base.AT)
    street.account("long", "assessment_desk", organisation_id=agency.organisation.id)
    client = street.signed_in("long")
    pages = [client.get(PATH + query).text for query in ("", "?after=2")]
    assert [page.count("没有对应的本机构评估") for page in pages] == [25, 2]
