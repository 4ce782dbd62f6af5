"""Who must stand back, left or lost the certificate does nothing more, however late it is known."""

from datetime import date, timedelta

import pytest

from assessments import services
from assessments.models import Assessment
from ltc.db import session, unit_of_work
from ltc.directory.models import Certificate
from ltc.directory.services import end_staff
from ltc.shared.errors import Conflict
from tests.support.factories import assessments as make
from tests.support.factories import base

LATER = make.VISIT_AT + timedelta(hours=2)


@pytest.fixture
def agency(sqlite_database):
    with unit_of_work():
        base.areas()
        return make.Agency()


def brought(agency, step):
    with unit_of_work():
        made = make.dispatched(agency)
        make.reach(step, made, agency)
        return made


def recused(about, agency, member):
    with unit_of_work():
        person_id, at = about.person_id, make.VISIT_AT
        services.recuse(member.id, person_id, "儿媳", scope=agency.desk, at=at)


def left(_about, agency, member):
    with unit_of_work():
        end_staff(member.id, "离职", scope=agency.desk, at=make.VISIT_AT)


def expired(_about, _agency, member):
    with unit_of_work():
        held = session().query(Certificate).filter_by(staff_id=member.id).one()
        held.last_day = make.VISIT_AT.date() - timedelta(days=1)


NEWS = pytest.mark.parametrize("news", [recused, left, expired])


def confirm(about, agency, member):
    with unit_of_work():
        return make.confirm(about, agency, member, LATER)


@NEWS
def test_such_an_expert_does_not_confirm(agency, news):
    made = brought(agency, "agree")
    news(made, agency, agency.confirmer)
    with pytest.raises(Conflict):
        confirm(made, agency, agency.confirmer)
    assert confirm(made, agency, agency.expert).state == "compared"


@NEWS
def test_such_a_scorer_neither_saves_nor_seals(agency, news):
    made = brought(agency, "start")
    scope = agency.scope(agency.assessor)
    content = services.FormContent(answers=make.answers())
    with unit_of_work():
        services.save_form(made.id, content, scope=scope, at=make.VISIT_AT)
    news(made, agency, agency.assessor)
    with pytest.raises(Conflict), unit_of_work():
        services.save_form(made.id, content, scope=scope, at=make.VISIT_AT)
    with pytest.raises(Conflict), unit_of_work():
        services.seal_form(made.id, scope=scope, at=make.VISIT_AT)


@NEWS
def test_no_visit_begins_with_such_a_scorer(agency, news):
    made = brought(agency, "schedule")
    news(made, agency, agency.assessor)
    with pytest.raises(Conflict), unit_of_work():
        make.start(made, agency, make.VISIT_AT)
    assert base.stored(Assessment)[0].state == "scheduled"


@pytest.mark.parametrize("step", ["score", "agree"])
def test_a_scorer_who_is_kin_spoils_what_he_scored(agency, step):
    made = brought(agency, step)
    recused(made, agency, agency.assessor)
    settled = services.Agreement(answers=make.answers())
    acts = {
        "score": lambda: services.agree(
            made.id, settled, scope=agency.scope(agency.expert), at=LATER
        ),
        "agree": lambda: make.confirm(made, agency, agency.confirmer, LATER),
    }
    with pytest.raises(Conflict, match="stand back"), unit_of_work():
        acts[step]()
    with unit_of_work():
        services.revoke(made.id, "评估员系亲属", scope=agency.desk, at=LATER)


def test_an_expert_who_confirmed_before_he_was_known_as_kin_spoils_it_too(agency):
    made = brought(agency, "agree")
    confirm(made, agency, agency.confirmer)
    recused(made, agency, agency.confirmer)
    with pytest.raises(Conflict, match="stand back"):
        confirm(made, agency, agency.expert)


def test_what_he_sealed_before_he_left_stands(agency):
    made = brought(agency, "score")
    left(made, agency, agency.assessor)
    settled = services.Agreement(answers=make.answers())
    with unit_of_work():
        scope = agency.scope(agency.expert)
        assert services.agree(made.id, settled, scope=scope, at=LATER).grade == 5
    for member in (agency.expert, agency.confirmer):
        done = confirm(made, agency, member)
    assert (done.state, done.concluded_on) == ("confirmed", date(2023, 10, 12))
