"""The short way of a check-in leaves what the long way leaves, and makes way for it otherwise."""

from contextlib import suppress

import pytest
import sqlalchemy as sa

from ltc.audit.checks import seal_faults
from ltc.audit.models import AuditHead, AuditRow, RowSeal
from ltc.db import is_postgres, session, table_of, unit_of_work
from ltc.devices.models import Device
from ltc.shared.errors import LtcError
from providers.visits.api import _take_in
from providers.visits.models import Fix, SyncItem, Visit
from providers.visits.services import looks_usual, revoke_device, sync, take_check_in
from tests.support.factories import base
from tests.support.factories import visits as make
from tests.support.statements import counted

BEGIN = base.at(make.DAY, 9)
MOST = 11
KINDS = (Visit, Device, Fix, SyncItem, AuditRow, AuditHead, RowSeal)


class Undone(Exception):
    """Ends a unit so that nothing of it stays."""


@pytest.fixture
def world(database):
    with unit_of_work():
        made = make.world()
        made.visit = make.visit(made)
        made.device = make.device(made)
    return made


def check_in(world, seq=1, **changes):
    payload = {"visit": world.visit.id, "fix": make.fix(BEGIN), **changes}
    return make.item(seq, "check_in", payload, at=BEGIN)


def short(world, item):
    return take_check_in(world.device.id, item, scope=world.as_carer, at=BEGIN)


def long(world, item):
    return sync(world.device.id, [item], scope=world.as_carer, at=BEGIN)[0]


def left_by(way, world, item):
    """Go one way up to the commit; return the receipt and all rows, and leave nothing."""
    with suppress(Undone), unit_of_work() as opened:
        told = way(world, item)
        opened.flush()
        for act in opened.info["before_commit"]:
            act(opened)
        left = {kind.__tablename__: rows_of(kind) for kind in KINDS}
        raise Undone
    return told, left


def rows_of(kind):
    table = table_of(kind)
    rows = session().connection().execute(sa.select(table).order_by(*table.primary_key)).mappings()
    return [dict(row) for row in rows]


FIXES = {
    "at home": make.fix(BEGIN),
    "far away": make.fix(BEGIN, north=make.FAR_NORTH),
    "of another datum": make.fix(BEGIN, crs="gcj02"),
    "none": None,
    "refused by the phone": {"status": "denied"},
}


@pytest.mark.parametrize("name", FIXES)
def test_both_ways_leave_the_same(world, name):
    item = check_in(world, fix=FIXES[name])
    (told, left), (told_long, left_long) = left_by(short, world, item), left_by(long, world, item)
    assert told == told_long
    if is_postgres():  # a number that was drawn stays drawn, so the fix has another and its seal
        for rows in (left, left_long):
            rows["fix"] = [{**row, "id": 0} for row in rows["fix"]]
            rows["row_seal"] = [row for row in rows["row_seal"] if row["table_name"] != "fix"]
            rows["audit_head"] = [(row["seq"], row["hash"]) for row in rows["audit_head"]]
    assert left == left_long


def test_what_the_short_way_leaves_is_sealed(world):
    with unit_of_work():
        assert short(world, check_in(world))["state"] == "stored"
    with unit_of_work():
        assert list(seal_faults()) == []
        assert session().get(Visit, world.visit.id).state == "started"


def test_the_short_way_needs_few_statements(world):
    with counted() as seen, unit_of_work():
        short(world, check_in(world))
    assert len(seen) <= MOST, "\n".join(seen)


UNUSUAL = {
    "an early number": lambda world: check_in(world, seq=2),
    "a damaged payload": lambda world: {**check_in(world), "payload_hash": "0" * 64},
    "a verdict of its own": lambda world: check_in(world, verdict="in"),
    "a visit that is not there": lambda world: check_in(world, visit=10**9),
    "no number": lambda world: {**check_in(world), "seq": None},
}


@pytest.mark.parametrize("name", UNUSUAL)
def test_what_is_not_usual_goes_the_long_way(world, name):
    item = UNUSUAL[name](world)
    with pytest.raises(LtcError), unit_of_work():
        short(world, item)
    told = taken(world, item)
    assert told["state"] in ("held", "parked")
    with unit_of_work():
        assert long(world, item) == told


def taken(world, item, scope=None):
    return _take_in(world.device.id, [item], scope=scope or world.as_carer, at=BEGIN)[0]


def test_the_same_item_again_gets_the_same_receipt(world):
    item = check_in(world)
    assert [taken(world, item) for _ in range(3)] == [taken(world, item)] * 3
    with unit_of_work():
        assert len(rows_of(Fix)) == len(rows_of(SyncItem)) == 1


def test_what_waits_is_applied_with_the_number_that_was_missing(world):
    note = make.item(2, "note", {"visit": world.visit.id, "text": "到了"}, at=BEGIN)
    assert taken(world, note)["state"] == "held"
    assert taken(world, check_in(world))["state"] == "stored"
    with unit_of_work():
        assert [row["state"] for row in rows_of(SyncItem)] == ["stored", "stored"]


def test_a_second_open_visit_is_parked(world):
    with unit_of_work():
        other = make.visit(world, hour=12)
    assert taken(world, check_in(world))["state"] == "stored"
    told = taken(world, check_in(world, seq=2, visit=other.id))
    assert (told["state"], told["code"]) == ("parked", "conflict")


def test_a_revoked_phone_is_told_so(world):
    with unit_of_work():
        revoke_device(world.device.id, scope=world.as_desk, at=BEGIN)
    assert taken(world, check_in(world))["code"] == "device_revoked"


def test_another_carers_phone_is_not_applied(world):
    with unit_of_work():
        other = base.staff(world.provider)
    stranger = make._scope("carer", world, other, 777)
    assert taken(world, check_in(world), stranger)["code"] == "other_person"


@pytest.mark.parametrize("items", [None, [], {}, [7], [{}], [{"kind": "note"}], [{}, {}]])
def test_only_one_check_in_is_worth_trying(items):
    assert not looks_usual(items)
