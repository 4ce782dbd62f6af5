"""Pages of assessments that are over, and of those that others may not look into yet."""

import pytest

from assessments import services
from ltc.db import unit_of_work
from ltc.shared import clock
from tests.support.factories import assessments as make
from tests.support.factories import base
from tests.support.web import Site


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
