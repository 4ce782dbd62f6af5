"""On site: who may begin, one's own form only, sealed for ever."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from assessments import queries, services
from assessments.models import Assessment, ScoreForm
from ltc.case.models import HomePoint
from ltc.db import engine, read_only, unit_of_work
from ltc.shared.errors import BadInput, Conflict, Forbidden, NotFound, Unknown
from ltc.shared.ids import new_id
from tests.support.factories import assessments as make
from tests.support.factories import base

AT = make.VISIT_AT


@pytest.fixture
def given(agency):
    """Give an assessment with its team and hour."""
    with unit_of_work():
        made = make.dispatched(agency)
        make.reach("schedule", made, agency)
        return made


def begin(given, agency, **changes):
    with unit_of_work():
        return make.start(given, agency, AT, **changes)


def save(given, agency, member, answers, *, form_id="", at=AT):
    content = services.FormContent(answers=answers, id=form_id)
    with unit_of_work():
        return services.save_form(given.id, content, scope=agency.scope(member), at=at)


def seal(given, agency, member, at=AT):
    with unit_of_work():
        return services.seal_form(given.id, scope=agency.scope(member), at=at)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"guardian": " "}, "guardians"),
        ({"identity_checked": False}, "identity"),
        ({"video_reference": ""}, "recording"),
    ],
)
def test_the_visit_begins_only_with_everything_there(given, agency, changes, text):
    with pytest.raises(Conflict, match=text):
        begin(given, agency, **changes)
    assert base.stored(Assessment)[0].state == "scheduled"


def test_all_that_is_missing_is_named_at_once(given, agency):
    with pytest.raises(Conflict) as refusal:
        begin(given, agency, guardian="", identity_checked=False, video_reference="")
    assert refusal.value.zh.count("；") == 2


def test_the_fix_bears_witness_and_does_not_move_the_home(given, agency):
    begin(given, agency)
    points = base.stored(HomePoint)
    assert [point.source for point in points] == ["address", "assessor"]
    assert points[1].raw["accuracy_m"] == 20


def test_a_fix_without_a_datum_is_refused(given, agency):
    with pytest.raises(BadInput, match="no crs"):
        begin(given, agency, place={"lat": 41.1, "lon": 122.1})


def test_who_is_not_on_the_team_does_nothing(given, agency):
    with unit_of_work():
        other = base.staff(agency.organisation, "expert")
    stranger = base.of_staff(other, "assessment_expert")
    start = services.SiteStart(guardian="李", identity_checked=True, video_reference="V")
    with pytest.raises(NotFound), unit_of_work():
        services.start_on_site(given.id, start, scope=stranger, at=AT)
    with pytest.raises(Forbidden), unit_of_work():
        services.start_on_site(given.id, start, scope=agency.desk, at=AT)


def test_nobody_scores_before_the_visit(given, agency):
    with pytest.raises(Conflict, match="visit goes on"):
        save(given, agency, agency.assessor, {"eating": 0})


def test_a_draft_grows_and_keeps_its_device_made_id(given, agency):
    begin(given, agency)
    form_id = new_id()
    save(given, agency, agency.assessor, {"eating": 0}, form_id=form_id)
    save(given, agency, agency.assessor, {"eating": 5, "stairs": 10}, form_id=form_id)
    (form,) = base.stored(ScoreForm)
    assert (form.id, form.answers) == (form_id, {"eating": 5, "stairs": 10})
    with pytest.raises(Conflict, match="another form"):
        save(given, agency, agency.assessor, {"eating": 5}, form_id=new_id())
    with pytest.raises(Conflict, match="another visit"):
        save(given, agency, agency.expert, {"eating": 5}, form_id=form_id)


@pytest.mark.parametrize(
    ("answers", "error"),
    [({"eating": 7}, BadInput), ({"grade": 5}, Unknown), ({"eating": "5"}, BadInput)],
)
def test_illegal_points_totals_and_grades_are_refused(given, agency, answers, error):
    begin(given, agency)
    with pytest.raises(error):
        save(given, agency, agency.assessor, answers)


def test_an_unfinished_form_cannot_be_sealed(given, agency):
    begin(given, agency)
    with pytest.raises(Conflict, match="no form"):
        seal(given, agency, agency.assessor)
    save(given, agency, agency.assessor, {"eating": 0})
    with pytest.raises(BadInput, match="missing"):
        seal(given, agency, agency.assessor)


def test_a_sealed_form_never_changes(given, agency):
    begin(given, agency)
    save(given, agency, agency.assessor, make.answers())
    form = seal(given, agency, agency.assessor)
    assert (form.result["grade"], len(form.content_hash)) == (5, 64)
    for again in (
        lambda: save(given, agency, agency.assessor, make.intact()),
        lambda: seal(given, agency, agency.assessor),
    ):
        with pytest.raises(Conflict, match="sealed"):
            again()
    statement = sa.update(ScoreForm).values(content_hash="x")
    with pytest.raises(sa.exc.DBAPIError), engine().begin() as connection:
        connection.execute(statement)


def test_neither_scorer_sees_the_other_before_both_sealed(given, agency):
    begin(given, agency)
    save(given, agency, agency.assessor, make.answers())
    seal(given, agency, agency.assessor)
    expert = agency.scope(agency.expert)
    with read_only():
        assert queries.own_form(given.id, agency.assessor.id, scope=expert) is None
        for scope in (expert, agency.desk, base.desk()):
            with pytest.raises(Conflict, match="all are sealed"):
                queries.forms(queries.assessment(given.id, scope=scope))
    save(given, agency, agency.expert, make.answers(eating=5))
    seal(given, agency, agency.expert, AT + timedelta(minutes=45))
    with read_only():
        found = queries.assessment(given.id, scope=expert)
        assert (found.state, found.on_site_minutes) == ("sealed", 45)
        assert [form.answers["eating"] for form in queries.forms(found)] == [0, 5]


def test_a_confirmer_does_not_score(given, agency):
    begin(given, agency)
    with pytest.raises(Forbidden):
        save(given, agency, agency.confirmer, {"eating": 0})


def test_a_visit_goes_back_to_the_calendar_until_a_form_is_sealed(given, agency):
    begin(given, agency)
    with unit_of_work():
        services.reschedule(given.id, "老人住院", scope=agency.desk, at=AT)
    assert base.stored(Assessment)[0].scheduled_at is None
    with unit_of_work():
        make.reach("start", given, agency)
    save(given, agency, agency.assessor, make.answers())
    seal(given, agency, agency.assessor)
    with pytest.raises(Conflict, match="taken back"), unit_of_work():
        services.reschedule(given.id, "再改期", scope=agency.desk, at=AT)


def test_who_was_recused_since_cannot_begin(given, agency):
    with unit_of_work():
        services.recuse(agency.assessor.id, given.person_id, "邻居", scope=base.desk(), at=base.AT)
    with pytest.raises(Conflict, match="stand back"):
        begin(given, agency)
