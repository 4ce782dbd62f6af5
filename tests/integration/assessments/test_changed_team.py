"""A team that changed between two hours: only who scores now counts, and only by an appointment."""

from datetime import timedelta

import pytest

from assessments import queries, services
from assessments.models import Assessor, ScoreForm
from ltc.db import read_only, session, unit_of_work
from ltc.shared.errors import BadInput, Conflict
from tests.support.crowd import at_once
from tests.support.factories import assessments as make
from tests.support.factories import base

NEXT_DAY = make.VISIT_AT + timedelta(days=1)


@pytest.fixture
def begun(agency):
    """Give a visit that has begun."""
    with unit_of_work():
        made = make.dispatched(agency)
        make.reach("start", made, agency)
        return made


def save(begun, agency, answers):
    with unit_of_work():
        content = services.FormContent(answers=answers)
        scope = agency.scope(agency.assessor)
        services.save_form(begun.id, content, scope=scope, at=make.VISIT_AT)


def put_off(begun, agency, why="老人去医院"):
    with unit_of_work():
        services.reschedule(begun.id, why, scope=agency.desk, at=make.VISIT_AT)


def another_assessor(agency):
    with unit_of_work():
        other = base.staff(agency.organisation, "assessor")
        agency.scopes[other.id] = base.of_staff(other, "assessor")
        agency.assessor = other


def agree(begun, agency, answers):
    with unit_of_work():
        settled = services.Agreement(answers=answers, discussion="讨论后一致")
        at = NEXT_DAY + timedelta(hours=1)
        return services.agree(begun.id, settled, scope=agency.scope(agency.expert), at=at)


@pytest.mark.parametrize("draft", [{"eating": 0}, make.answers()], ids=["begun", "whole"])
def test_the_draft_of_a_removed_scorer_settles_nothing(begun, agency, draft):
    save(begun, agency, draft)
    put_off(begun, agency)
    another_assessor(agency)
    with unit_of_work():
        make.reach("score", begun, agency, first=make.intact(), at=NEXT_DAY)
    with read_only():
        given = queries.forms(queries.assessment(begun.id, scope=agency.desk))
        assert {form.staff_id for form in given} == {agency.assessor.id, agency.expert.id}
    with pytest.raises(BadInput, match="both scored"):
        agree(begun, agency, make.answers())
    assert agree(begun, agency, make.intact()).grade == 0
    assert sum(form.sealed_at is None for form in base.stored(ScoreForm)) == 1


def test_nothing_is_settled_unless_every_scorer_of_the_team_has_sealed(begun, agency):
    with unit_of_work():
        make.score(begun, agency.assessor, make.answers(), agency=agency, at=make.VISIT_AT)
        make.score(begun, agency.expert, make.answers(), agency=agency, at=make.VISIT_AT)
        late = base.staff(agency.organisation, "expert")
        added = {"staff_id": late.id, "agency_id": agency.organisation.id, "work": "expert"}
        session().add(Assessor(assessment_id=begun.id, **added))
    with pytest.raises(Conflict, match="all are sealed"):
        agree(begun, agency, make.answers())


def test_a_visit_that_was_put_off_begins_only_at_a_new_hour(begun, agency):
    put_off(begun, agency)
    with pytest.raises(Conflict, match="no hour"), unit_of_work():
        make.start(begun, agency, make.VISIT_AT)
    with unit_of_work():
        make.reach("start", begun, agency, at=NEXT_DAY)


@pytest.mark.parametrize("trial", range(3))
def test_saving_while_sealing_is_refused_or_comes_first(begun, agency, trial):
    save(begun, agency, make.answers())
    scope = agency.scope(agency.assessor)
    content = services.FormContent(answers=make.answers(eating=5))
    ended = at_once(
        lambda: services.save_form(begun.id, content, scope=scope, at=make.VISIT_AT),
        lambda: services.seal_form(begun.id, scope=scope, at=make.VISIT_AT),
    )
    (form,) = base.stored(ScoreForm)
    assert ended in (["done", "done"], ["done", "refused"])
    assert form.sealed_at
    assert form.answers["eating"] == (5 if ended[1] == "done" else 0)
