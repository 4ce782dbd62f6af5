"""Spot checks: of what exists, by who may, once where once is enough."""

import pytest
import sqlalchemy as sa

from ltc.case import services as cases
from ltc.db import session, unit_of_work
from ltc.oversight import services
from ltc.oversight.queries import counting
from ltc.shared.errors import BadInput, Conflict, Forbidden, NotFound
from providers.visits.models import VisitException
from tests.support.factories import base, case
from tests.support.factories import oversight as make


@pytest.fixture
def opened(database):
    """Keep one unit of work open for the whole test."""
    with unit_of_work():
        yield


def check(about_id: int, *, scope, kind="visit", how="call_back", result="confirmed", note=""):
    new = services.NewCheck(about_kind=kind, about_id=about_id, how=how, result=result, note=note)
    return services.record_check(new, scope=scope, at=base.AT)


def test_a_call_back_knows_its_visit_and_its_operator(opened):
    contract = make.contract()
    visit = make.visit()
    made = check(visit.id, scope=make.operator_scope(contract.operator_id))
    assert (made.person_id, made.provider_id) == (visit.person_id, visit.provider_id)
    assert (made.operator_id, made.by_bureau) == (contract.operator_id, False)


def test_a_check_by_the_bureau_belongs_to_the_operator_of_the_area(opened):
    contract = make.contract()
    made = check(make.visit().id, scope=make.bureau_scope())
    assert (made.operator_id, made.by_bureau) == (contract.operator_id, True)


@pytest.mark.parametrize("state", ["planned", "missed", "voided"])
def test_only_visits_that_were_given_are_checked(opened, state):
    with pytest.raises(Conflict):
        check(make.visit(state=state).id, scope=make.bureau_scope())


def test_a_visit_of_another_area_is_not_there(opened):
    visit = make.visit()
    elsewhere = base.desk("operator", area=base.OTHER_COUNTY)
    with pytest.raises(NotFound):
        check(visit.id, scope=elsewhere)


def test_a_denial_needs_words(opened):
    with pytest.raises(BadInput):
        check(make.visit().id, scope=make.bureau_scope(), result="denied")


def test_a_denial_opens_again_what_was_decided_for_the_visit(opened):
    visit, scope = make.visit(), make.bureau_scope()
    check(visit.id, scope=scope, result="denied", note="家属称无人上门")
    row = session().scalars(sa.select(VisitException).where(VisitException.code == "denied")).one()
    row.state, row.accepted, row.resolution_code = "decided", True, "confirmed"
    visit.confirmed_how = "account"
    check(visit.id, scope=scope, how="on_site", result="denied", note="家属当面否认")
    assert (row.state, row.accepted, visit.confirmed_how) == ("open", None, "")


def test_a_denial_becomes_an_exception_of_the_visit_once(opened):
    visit = make.visit()
    for _ in range(2):
        check(visit.id, scope=make.bureau_scope(), result="denied", note="家属称当日无人上门")
    rows = session().scalars(sa.select(VisitException).where(VisitException.code == "denied")).all()
    assert [(each.visit_id, each.owner_role) for each in rows] == [(visit.id, "operator")]
    assert rows[0].facts == {"spot_check": 1}


def decided_application(scope):
    applied = case.application(case.person())
    cases.accept_application(applied.id, scope=scope, at=base.AT)
    return applied


def test_the_bureau_reviews_a_decision_once(opened):
    contract = make.contract()
    applied = decided_application(make.operator_scope(contract.operator_id))
    lead = make.bureau_scope("bureau_lead")
    made = check(applied.id, scope=lead, kind="application", how="review", result="upheld")
    assert made.operator_id == contract.operator_id
    with pytest.raises(Conflict, match="already"):
        check(applied.id, scope=lead, kind="application", how="review", result="upheld")


def test_nobody_reviews_what_he_decided(database):
    lead = make.bureau_scope("bureau_lead")
    with unit_of_work():
        applied = decided_application(lead)
    with unit_of_work(), pytest.raises(Forbidden):
        check(applied.id, scope=lead, kind="application", how="review", result="upheld")


def test_an_operator_does_not_review(opened):
    contract = make.contract()
    desk = make.operator_scope(contract.operator_id)
    applied = decided_application(desk)
    with pytest.raises(Forbidden):
        check(applied.id, scope=desk, kind="application", how="review", result="upheld")


def test_what_is_undecided_is_not_reviewed(opened):
    applied = case.application(case.person())
    with pytest.raises(Conflict):
        check(
            applied.id,
            scope=make.bureau_scope(),
            kind="application",
            how="review",
            result="upheld",
        )


def test_the_list_offers_what_nobody_looked_at(opened):
    seen, unseen = make.visit(), make.visit()
    scope = make.bureau_scope()
    check(seen.id, scope=scope)
    assert [each.id for each in counting.to_check(seen.day, scope=scope)] == [unseen.id]
