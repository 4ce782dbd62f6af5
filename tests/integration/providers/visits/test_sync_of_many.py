"""A batch of many items: its visits are read once, and each item still sees what came before it."""

from datetime import timedelta

import pytest

from ltc.db import session, unit_of_work
from ltc.devices.models import Device
from providers.visits.models import Visit
from providers.visits.services import sync
from tests.support.factories import base
from tests.support.factories import visits as make
from tests.support.statements import counted

BEGIN = base.at(make.DAY, 9)
LATER = base.at(make.DAY, 13)
NOON = base.at(make.DAY, 12)
EVENING = base.at(make.DAY, 18)


@pytest.fixture
def world(database):
    with unit_of_work():
        made = make.world()
        made.visits = [make.visit(made), make.visit(made, hour=13)]
        made.device = make.device(made)
    return made


def send(world, items):
    with unit_of_work():
        receipts = sync(world.device.id, items, scope=world.as_carer, at=EVENING)
    return [(each["state"], each["code"]) for each in receipts]


def begin(world, number, seq, at):
    payload = {"visit": world.visits[number].id, "fix": make.fix(at)}
    return make.item(seq, "check_in", payload, at=at)


def done(visit, seq):
    tasks = {"visit": visit.id, "tasks": [{"item": visit.item, "done": True}]}
    return make.item(seq, "tasks", tasks, at=BEGIN + timedelta(hours=1))


def test_a_batch_reads_its_visits_once(world):
    first = make.whole_visit(world.visits[0], 1, BEGIN)
    middle = [done(world.visits[0], seq) for seq in (3, 4)]
    items = [*first, *middle, *make.whole_visit(world.visits[1], 5, LATER)]
    with counted() as sent:
        assert send(world, items) == [("stored", None)] * 6
    flat = [each.replace("\n", "") for each in sent]
    for once in ("FROM visit JOIN person", "FROM plan_item", "UPDATE device", "UPDATE sync_item"):
        assert sum(once in each for each in flat) == 1, once


def test_a_second_visit_waits_until_the_first_has_ended(world):
    in_first, out_first = make.whole_visit(world.visits[0], 1, BEGIN)
    too_early = begin(world, 1, 2, BEGIN + timedelta(minutes=20))
    ended = {**out_first, "seq": 3}
    items = [in_first, too_early, ended, begin(world, 1, 4, LATER)]
    assert send(world, items) == [
        ("stored", None),
        ("parked", "conflict"),
        ("stored", None),
        ("stored", None),
    ]


def test_a_visit_that_is_not_in_the_batch_is_still_seen_to_be_open(world):
    assert send(world, [begin(world, 0, 1, BEGIN)]) == [("stored", None)]
    assert send(world, [begin(world, 1, 2, LATER)]) == [("parked", "conflict")]


def test_after_a_parked_item_the_next_ones_find_the_visit_as_it_was(world):
    in_first, out_first = make.whole_visit(world.visits[0], 2, BEGIN)
    nothing = {"visit": world.visits[0].id, "tasks": [{"item": "no_such_service", "done": True}]}
    parked = [make.item(seq, "tasks", nothing, at=NOON) for seq in (1, 4)]
    receipts = send(world, [parked[0], in_first, out_first, parked[1]])
    assert [state for state, _code in receipts] == ["parked", "stored", "stored", "parked"]
    with unit_of_work():
        assert session().get(Visit, world.visits[0].id).ended_at is not None
        assert session().get(Device, world.device.id).last_seq == 4
