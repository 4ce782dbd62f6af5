"""A death or a stay told after the visit was verified is put before the desks, and taken off."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from ltc import events
from ltc.addon import resolve
from ltc.audit.models import AuditRow
from ltc.case.services import record_event, reverse_event
from ltc.db import read_only, session, unit_of_work
from providers.visits import services
from providers.visits.addon import HANDLERS
from providers.visits.models import Visit, VisitException
from providers.visits.queries.desk import QueueFilter, queue
from tests.support.factories import base
from tests.support.factories import visits as make
from tests.support.factories.visits import DAY

LATE = base.at(DAY, 9) + timedelta(days=20)


@pytest.fixture
def verified(database):
    """Give a world with a visit that was verified, and the visits' reactions to the case."""
    for event, dotted in HANDLERS:
        events.on(event, resolve(dotted))
    with unit_of_work():
        made = make.world()
        made.visit = make.visit(made, state="verified", started_at=base.at(DAY, 9))
        made.visit.ended_at = made.visit.started_at + timedelta(hours=1)
        made.visit.place_ok, made.visit.verified_at = True, made.visit.ended_at
    yield made
    events.forget_handlers()


def told(world, kind: str, first, last=None):
    with unit_of_work():
        desk = base.desk("operator")
        return record_event(world.person.id, kind, first, last, "家属", scope=desk, at=LATE)


def taken_back(event) -> None:
    with unit_of_work():
        reverse_event(event.id, "登记有误", scope=base.desk("operator"), at=LATE)


def rows() -> list[tuple[str, str]]:
    return [(row.code, row.state) for row in base.stored(VisitException)]


NEWS = {
    "after_death": ("death", DAY - timedelta(days=1), None),
    "hospital_stay": ("hospital", DAY - timedelta(days=1), DAY + timedelta(days=1)),
}


@pytest.mark.parametrize("code", NEWS)
def test_the_desks_see_it_and_the_verification_stays(verified, code):
    told(verified, *NEWS[code])
    assert rows() == [(code, "open")]
    with read_only():
        for scope in (verified.as_desk, verified.as_operator):
            shown = queue(QueueFilter(), scope=scope)
            assert [row.exception.code for row in shown] == [code]
    assert [visit.state for visit in base.stored(Visit)] == ["verified"]


@pytest.mark.parametrize("code", NEWS)
def test_news_taken_back_close_it_and_news_again_open_it(verified, code):
    taken_back(told(verified, *NEWS[code]))
    assert rows() == [(code, "decided")]
    told(verified, *NEWS[code])
    assert rows() == [(code, "open")]


def test_the_persons_timeline_tells_it(verified):
    taken_back(told(verified, *NEWS["after_death"]))
    with read_only():
        statement = sa.select(AuditRow).where(AuditRow.act.startswith("visits."))
        found = session().scalars(statement.order_by(AuditRow.seq)).all()
    assert [row.act for row in found] == ["visits.doubted", "visits.cleared"]
    assert {row.person_id for row in found} == {verified.person.id}
    assert "1次，死亡后服务" in found[0].reason


def test_a_visit_before_the_death_is_left_alone(verified):
    told(verified, "death", DAY)
    told_about = [row for row in base.stored(AuditRow) if row.act.startswith("visits.")]
    assert (rows(), told_about) == ([], [])


def test_the_operator_decides_it_and_the_visit_no_longer_counts(verified):
    told(verified, *NEWS["after_death"])
    (row,) = base.stored(VisitException)
    with unit_of_work():
        decision = services.Decision(resolution="not_payable")
        services.decide_exception(row.id, decision, scope=verified.as_operator, at=LATE)
    assert [visit.state for visit in base.stored(Visit)] == ["ended"]
