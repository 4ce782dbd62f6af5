"""The agency's desk over its tablets: it sees its own, lets queues go on, and stops lost ones."""

import pytest
import sqlalchemy as sa

from assessments.field import queries, services
from ltc.audit.models import AuditRow
from ltc.db import read_only, session, unit_of_work
from ltc.devices.services import revoke_device
from ltc.shared.errors import Conflict, NotFound
from tests.integration.assessments.test_field import LATER, World, states
from tests.support.factories import assessments as make
from tests.support.factories import field


@pytest.fixture
def world(database):
    with unit_of_work():
        return World()


def waiting(scope):
    """Return what a desk is told of each item: state, kind, step, and whose home."""
    with read_only():
        rows = queries.not_taken(scope=scope)
    return [(r.item.state, r.item.kind, r.next_step, r.person_name is not None) for r in rows]


def to_settle(scope):
    with read_only():
        return queries.count_to_settle(scope=scope)


def test_a_held_item_names_its_assessment_before_it_is_applied(world):
    world.send(world.visit()[1])
    assert waiting(world.agency.desk) == [("held", "form", "wait", True)]
    assert to_settle(world.agency.desk) == 1


def test_a_parked_item_is_kept_and_counts_until_the_scores_are_sealed(world):
    world.send(*world.visit(scale_hash="0" * 64))
    assert waiting(world.agency.desk) == [("parked", "form", "correct", True)]
    world.send(field.item(3, "form", field.form(world.assessment)))
    world.send(*world.visit(), who=1)
    assert world.now().state == "sealed"
    assert waiting(world.agency.desk) == [("parked", "form", "kept", True)]
    assert to_settle(world.agency.desk) == 0


def test_an_assessment_out_of_reach_is_not_told(world):
    with unit_of_work():
        other = make.Agency()
        scope = other.scope(other.assessor)
        items = [field.item(1, "start", field.start(world.assessment))]
        services.sync(field.tablet(scope).id, items, scope=scope, at=LATER)
    assert waiting(other.desk) == [("parked", "start", "ask", False)]
    assert (waiting(world.agency.desk), to_settle(other.desk)) == ([], 0)


def test_the_desk_sees_its_own_tablets_and_when_they_last_sent(world):
    with unit_of_work():
        stranger = make.Agency()
        revoke_device(world.tablets[1].id, scope=world.agency.desk, at=LATER)
    world.send(*world.visit())
    with read_only():
        found = queries.tablets(scope=world.agency.desk)
        assert queries.tablets(scope=stranger.desk) == []
    assert [(each.device.id, each.last_at) for each in found] == [
        (world.tablets[0].id, LATER),
        (world.tablets[1].id, None),
    ]


def test_the_desk_lets_a_queue_go_on_over_a_gap(world):
    start, form = world.visit()
    early = {**start, "seq": 2}, {**form, "seq": 3}
    assert states(world.send(*early)) == [("held", "gap")] * 2
    with unit_of_work():
        services.skip_gap(world.tablets[0].id, scope=world.agency.desk, at=LATER)
    assert states(world.send(*early)) == [("stored", None)] * 2
    assert waiting(world.agency.desk) == []
    with read_only():
        row = session().scalar(sa.select(AuditRow).where(AuditRow.act == "device.skip_gap"))
    assert row.after == {"last_seq": 1, "waiting": 2}


def test_another_agency_can_neither_skip_nor_revoke(world):
    world.send(world.visit()[1])
    with unit_of_work():
        other = make.Agency()
    for act in (services.skip_gap, revoke_device):
        with pytest.raises(NotFound), unit_of_work():
            act(world.tablets[0].id, scope=other.desk, at=LATER)


def test_without_a_gap_there_is_nothing_to_skip(world):
    with pytest.raises(Conflict, match="nothing waits"), unit_of_work():
        services.skip_gap(world.tablets[0].id, scope=world.agency.desk, at=LATER)


def test_a_revoked_tablet_s_items_wait_no_longer(world):
    world.send(world.visit()[1])
    with unit_of_work():
        revoke_device(world.tablets[0].id, scope=world.agency.desk, at=LATER)
    assert waiting(world.agency.desk) == [("held", "form", "send_anew", True)]
    assert to_settle(world.agency.desk) == 1
