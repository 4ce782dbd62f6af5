"""From two sealed forms to a conclusion: agreed, graded by the system, confirmed by two experts."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from assessments import queries, services
from assessments.models import Assessment, Confirmation, ScoreForm
from ltc.audit.models import AuditRow
from ltc.case.models import Application
from ltc.db import engine, read_only, unit_of_work
from ltc.shared.errors import BadInput, Conflict, Forbidden
from tests.support.factories import assessments as make
from tests.support.factories import base

FIRST = make.answers(memory=2)
SECOND = make.answers(memory=2, eating=5)


@pytest.fixture
def sealed(agency):
    """Give an assessment with two sealed forms that differ in one item."""
    with unit_of_work():
        made = make.dispatched(agency)
        make.reach("score", made, agency, first=FIRST, second=SECOND)
        return made


def agree(sealed, agency, answers=SECOND, discussion="看了进食过程", *, member=None, **changes):
    agreement = services.Agreement(answers=answers, discussion=discussion, **changes)
    with unit_of_work():
        scope = agency.scope(member or agency.expert)
        return services.agree(sealed.id, agreement, scope=scope, at=make.VISIT_AT)


def confirm(sealed, agency, member, *, grade=5, user_of=None):
    scope = agency.scope(member)
    with unit_of_work():
        return services.confirm(
            sealed.id, scope=user_of or scope, at=make.VISIT_AT, seen_grade=grade
        )


def test_the_grade_comes_from_the_agreed_answers(sealed, agency):
    found = agree(sealed, agency)
    assert (found.state, found.grade) == ("compared", 5)
    assert found.result["totals"] == {"adl": 5, "cognition": 2, "senses": 0}
    forms = base.stored(ScoreForm)
    assert sorted(form.kind for form in forms) == ["agreed", "own", "own"]
    (agreed,) = (form for form in forms if form.kind == "agreed")
    assert (agreed.answers, agreed.sealed_at) == (SECOND, make.VISIT_AT)


def test_what_both_scored_alike_cannot_be_changed(sealed, agency):
    with pytest.raises(BadInput, match="both scored 0") as refusal:
        agree(sealed, agency, {**SECOND, "dressing": 10})
    assert refusal.value.field == "dressing"


def test_differences_are_explained(sealed, agency):
    with pytest.raises(BadInput) as refusal:
        agree(sealed, agency, discussion="  ")
    assert refusal.value.field == "discussion"


@pytest.mark.parametrize(
    "answers", [{"eating": 5}, {**SECOND, "grade": 0}, {**SECOND, "eating": 3}]
)
def test_an_incomplete_or_invented_answer_is_refused(sealed, agency, answers):
    with pytest.raises(BadInput):
        agree(sealed, agency, answers)


def test_an_expert_of_the_visit_settles_it(sealed, agency):
    for member in (agency.assessor, agency.confirmer):
        with pytest.raises(Forbidden):
            agree(sealed, agency, member=member)
    agree(sealed, agency)
    with pytest.raises(Conflict):
        agree(sealed, agency)


def test_a_short_visit_needs_a_word(agency):
    with unit_of_work():
        made = make.dispatched(agency)
        make.reach("start", made, agency)
        for member in (agency.assessor, agency.expert):
            at = make.VISIT_AT + timedelta(minutes=19)
            make.score(made, member, FIRST, agency=agency, at=at)
    with pytest.raises(Conflict, match="19 minutes") as refusal:
        agree(made, agency, FIRST)
    assert refusal.value.field == "short_because"
    assert agree(made, agency, FIRST, short_because="老人昏睡，全程卧床").state == "compared"


def test_two_different_experts_confirm(sealed, agency):
    agree(sealed, agency)
    assert confirm(sealed, agency, agency.expert).state == "compared"
    done = confirm(sealed, agency, agency.confirmer)
    assert (done.state, done.concluded_on) == ("confirmed", make.VISIT_AT.date())
    assert base.stored(Application)[0].state == "concluded"
    acts = [row.act for row in base.stored(AuditRow) if row.about_kind == "assessment"]
    assert acts[-3:] == [
        "assessment.confirm_one",
        "assessment.confirm_one",
        "assessment.confirm",
    ]


def test_one_person_is_never_two(sealed, agency):
    agree(sealed, agency)
    confirm(sealed, agency, agency.expert)
    with pytest.raises(Conflict, match="confirmed this already"):
        confirm(sealed, agency, agency.expert)
    same_account = agency.scope(agency.expert).actor
    other_hat = agency.scope(agency.confirmer)
    from dataclasses import replace

    actor = replace(same_account, staff_id=agency.confirmer.id)
    with pytest.raises(Conflict, match="confirmed this already"):
        confirm(sealed, agency, agency.confirmer, user_of=replace(other_hat, actor=actor))


def test_an_assessor_does_not_confirm_and_nothing_is_confirmed_early(sealed, agency):
    with pytest.raises(Conflict, match="waiting"):
        confirm(sealed, agency, agency.expert)
    agree(sealed, agency)
    with pytest.raises(Forbidden):
        confirm(sealed, agency, agency.assessor)


def test_the_grade_confirmed_is_the_grade_seen(sealed, agency):
    agree(sealed, agency)
    with pytest.raises(Conflict, match="has changed"):
        confirm(sealed, agency, agency.expert, grade=4)


def test_confirmations_are_for_ever(sealed, agency):
    agree(sealed, agency)
    confirm(sealed, agency, agency.expert)
    statement = sa.update(Confirmation).values(grade=0)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), engine().begin() as connection:
        connection.execute(statement)


def test_a_confirmed_conclusion_is_not_revoked(sealed, agency):
    agree(sealed, agency)
    for member in (agency.expert, agency.confirmer):
        confirm(sealed, agency, member)
    with pytest.raises(Conflict, match="review"), unit_of_work():
        services.revoke(sealed.id, "想重来", scope=base.desk(), at=make.VISIT_AT)


def test_the_differences_are_laid_side_by_side(sealed, agency):
    from assessments.rules.agreement import compare

    with read_only():
        found = queries.assessment(sealed.id, scope=agency.desk)
        given = [form.answers for form in queries.forms(found)]
    differing = [each.item.key for each in compare(make.scale(), given) if each.differs]
    assert differing == ["eating"]
    assert base.stored(Assessment)[0].grade is None
