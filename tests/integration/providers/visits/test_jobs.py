"""The scheduled work of visits, each in units of its own."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from ltc.db import session, unit_of_work
from ltc.scope import Scope
from ltc.shared import clock
from providers.visits import jobs, services
from providers.visits.models import Visit, VisitException
from providers.visits.services import BulkVisit, Report, Why
from tests.support.factories import base
from tests.support.factories import visits as make

BEGIN = base.at(make.DAY, 9)
END = BEGIN + timedelta(minutes=60)
NEXT = make.DAY + timedelta(days=1)


@pytest.fixture
def world(database):
    with unit_of_work():
        made = make.world()
        made.visit = make.visit(made)
    clock.start_at(base.at(NEXT, 9))
    return made


def test_the_night_goes_over_the_day_before(world):
    with unit_of_work():
        make.visit(world, hour=15)
        given = BulkVisit(
            visit_id=world.visit.id,
            started_at=BEGIN,
            ended_at=END,
            fix_in=make.fix(BEGIN),
            fix_out=make.fix(END, accuracy_m=30.0),
        )
        services.log_many([given], scope=Scope.everything("test"), at=END)
    assert jobs.go_over_yesterday(NEXT) == 1
    with unit_of_work():
        assert session().get(Visit, world.visit.id).state == "verified"
        assert session().scalars(sa.select(VisitException.code)).all() == ["missed_check_in"]


def test_overdue_exceptions_are_paid_provisionally(world):
    weak = Report(fix=make.fix(BEGIN, accuracy_m=450), why=Why("no_signal", by=501))
    with unit_of_work():
        services.check_in(world.visit.id, weak, scope=world.as_carer, at=BEGIN)
    with unit_of_work():
        services.check_out(world.visit.id, Report(fix=make.fix(END)), scope=world.as_carer, at=END)
    assert jobs.pay_overdue(make.DAY + timedelta(days=7)) == 0
    assert jobs.pay_overdue(make.DAY + timedelta(days=8)) == 1
    with unit_of_work():
        assert session().get(Visit, world.visit.id).provisional


def test_the_month_to_come_is_planned_once(world):
    assert jobs.plan_next_month(base.ON) == 8
    assert jobs.plan_next_month(base.ON) == 0
