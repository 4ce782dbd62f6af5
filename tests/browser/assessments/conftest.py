"""A served site with an application and an assessment in every state that has a page."""

import pytest
import time_machine

from assessments import queries, services
from assessments.field.services import sync
from assessments.services import NewAppeal
from ltc.case import queries as cases
from ltc.case import services as case_services
from ltc.db import unit_of_work
from ltc.devices.services import revoke_device
from tests.support.browser import sign_in
from tests.support.factories import assessments as make
from tests.support.factories import base, case, field

NOW = base.at(make.VISIT_AT.date(), 15)
OPERATOR = base.desk()


@pytest.fixture(autouse=True)
def afternoon():
    """Hold the clock on the afternoon of the visits, ticking."""
    with time_machine.travel(NOW, tick=True):
        yield


def assessed(agency, state, name):
    """Write an assessment of somebody, brought to a state; return its id."""
    made = make.dispatched(agency, make.accepted(case.person(name=name)))
    first, second = make.answers(memory=2), make.answers(memory=2, eating=5, dressing=5)
    if state != "dispatch":
        make.reach(state, made, agency, first=first, second=second)
    return made


def world() -> dict:
    """Write people in every state; return their ids and the agency."""
    base.areas()
    agency = make.Agency()
    ids = {"agency": agency}
    waiting = case.person(name="王䶮")
    ids["submitted"] = case.application(waiting).id
    ids["waiting"] = waiting.id
    returned = case.application(case.person(name="刘㛃"))
    case_services.return_application(returned.id, "缺诊断书", scope=OPERATOR, at=base.AT)
    ids["returned"] = returned.person_id
    ids["accepted"] = make.accepted(case.person(name="陈淑芬")).id
    for step in ("dispatch", "schedule", "start", "score", "agree", "publish"):
        ids[step] = assessed(agency, step, f"老人{len(ids)}").id
    services.save_form(
        ids["start"],
        services.FormContent(answers=make.answers()),
        scope=agency.scope(agency.expert),
        at=make.VISIT_AT,
    )
    records_of_a_tablet(agency, ids["schedule"])
    ids |= objected(ids["publish"]) | entitled()
    return ids


def records_of_a_tablet(agency, assessment_id: int) -> None:
    """Have one record refused and one wait for a number that did not come; another is revoked."""
    scope, made = agency.scope(agency.assessor), queries.assessment(assessment_id, scope=OPERATOR)
    refused = field.item(1, "start", field.start(made, identity_checked="yes"))
    early = field.item(3, "form", field.form(made))
    sync(field.tablet(scope).id, [refused, early], scope=scope, at=make.VISIT_AT)
    lost = field.tablet(agency.scope(agency.expert))
    revoke_device(lost.id, scope=agency.desk, at=make.VISIT_AT)


def objected(assessment_id: int) -> dict:
    """Have somebody object to a published conclusion."""
    found = queries.assessment(assessment_id, scope=OPERATOR)
    appeal = services.object_to(
        NewAppeal(
            assessment_id=found.id,
            person_id=found.person_id,
            made_by_name="王某",
            text="看见老人自己上街",
        ),
        scope=OPERATOR,
        at=make.VISIT_AT,
    )
    return {"appeal": appeal.id}


def entitled() -> dict:
    """Write somebody with a delivered conclusion, a plan to confirm and a stay in hospital."""
    made = make.dispatched(agency := make.Agency(), make.accepted(case.person(name="赵玉兰")))
    make.reach("deliver", made, agency, first=make.answers(memory=2, communication=2))
    person = cases.person(made.person_id, scope=OPERATOR)
    case_services.record_event(
        person.id, "hospital", base.ON, None, "医院", scope=OPERATOR, at=base.at(base.ON, 12)
    )
    plan = case.plan(person, first_day=base.date(2023, 11, 1), confirmed=False)
    return {"person": person.id, "plan": plan.id, "delivered": made.id}


@pytest.fixture
def desk(site, live_site):
    """Give ``(address, ids)`` of the site."""
    with unit_of_work():
        ids = world()
    agency = ids.pop("agency")
    of = {"organisation_id": agency.organisation.id}
    site.account("operator", "operator")
    site.account("officer", "bureau_officer")
    site.account("agency", "assessment_desk", **of)
    site.account("expert", "assessment_expert", staff_id=agency.expert.id, **of)
    site.account("assessor", "assessor", staff_id=agency.assessor.id, **of)
    site.account("family", "family", person_id=ids["person"])
    site.account("kin", "family", person_id=ids["returned"])
    return live_site(site.app), ids


@pytest.fixture
def signed_in(browser_page, desk):
    """Give ``(name, width) -> page`` signed in."""
    address, _ids = desk

    def open_page(name, width):
        page = browser_page(width, allow=("status of 422",))
        sign_in(page, address, name)
        return page

    return open_page
