"""Sync: each item once and in order; a bad one blocks nothing; another's bundle is not applied."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from ltc.db import session, unit_of_work
from ltc.devices.services import register_device
from ltc.shared.errors import BadInput, Conflict
from ltc.shared.ids import new_id
from providers.visits.models import Fix, SyncItem, Visit
from providers.visits.services import revoke_device, skip_gap, sync
from tests.support.factories import base
from tests.support.factories import visits as make

BEGIN = base.at(make.DAY, 9)
NOON = base.at(make.DAY, 12)


@pytest.fixture
def world(database):
    with unit_of_work():
        made = make.world()
        made.visit = make.visit(made)
        made.device = make.device(made)
    return made


def send(world, items, *, scope=None, device=None, at=NOON):
    with unit_of_work():
        return sync(device or world.device.id, items, scope=scope or world.as_carer, at=at)


def states(receipts):
    return [(each["state"], each["code"]) for each in receipts]


def stored(model):
    with unit_of_work():
        return session().scalar(sa.select(sa.func.count()).select_from(model))


def visit_of(world):
    with unit_of_work():
        return session().get(Visit, world.visit.id)


def test_a_whole_visit_in_one_bundle(world):
    receipts = send(world, make.whole_visit(world.visit, 1, BEGIN))
    assert states(receipts) == [("stored", None), ("stored", None)]
    assert receipts[0]["visit"]["verdict"] in ("in", "weak")
    assert visit_of(world).state in ("ended", "verified")


@pytest.mark.parametrize("bad", ["\ud800", "a\x00b"])
def test_an_id_that_no_database_can_hold_blocks_nothing(world, bad):
    items = make.whole_visit(world.visit, 1, BEGIN)
    receipts = send(world, [{**items[0], "id": bad}, *items])
    assert [each["state"] for each in receipts] == ["parked", "stored", "stored"]


def test_the_same_bytes_have_one_effect_and_one_receipt(world):
    items = make.whole_visit(world.visit, 1, BEGIN)
    first = send(world, items)
    for hours in range(5):
        assert send(world, items, at=NOON + timedelta(hours=hours)) == first
    assert (stored(Fix), stored(SyncItem)) == (2, 2)


def test_the_same_id_with_another_body_is_refused(world):
    items = make.whole_visit(world.visit, 1, BEGIN)
    send(world, items)
    other = {**make.item(1, "note", {"visit": world.visit.id, "text": "x"}, at=BEGIN)}
    other["id"] = items[0]["id"]
    (receipt,) = send(world, [other])
    assert (receipt["state"], receipt["code"], receipt["status"]) == ("parked", "conflict", 422)
    assert send(world, items)[0]["state"] == "stored"


def test_what_comes_early_is_held_until_the_gap_closes(world):
    check_in, check_out = make.whole_visit(world.visit, 1, BEGIN)
    assert states(send(world, [check_out])) == [("held", "gap")]
    assert visit_of(world).state == "planned"
    assert states(send(world, [check_in])) == [("stored", None)]
    assert states(send(world, [check_out])) == [("stored", None)]
    assert visit_of(world).ended_at is not None


def test_a_bad_item_is_parked_and_blocks_nothing(world):
    check_in, check_out = make.whole_visit(world.visit, 2, BEGIN)
    bad = make.item(1, "check_in", {"visit": world.visit.id, "distance": 3}, at=BEGIN)
    receipts = send(world, [bad, check_in, check_out])
    assert states(receipts) == [("parked", "bad_input"), ("stored", None), ("stored", None)]
    assert "distance" in receipts[0]["reason"]["en"]
    assert receipts[0]["reason"]["zh"]


UNREADABLE = {
    "no object": 7,
    "nothing": {},
    "no id": {"seq": 1},
    "an unknown kind": {"id": new_id(), "seq": 1, "kind": "pay_me", "payload": {}},
    "a payload that is none": {"id": new_id(), "seq": 1, "kind": "note", "payload": []},
    "another field": {"id": new_id(), "seq": 1, "verdict": "in"},
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_parked_with_the_same_receipt_again(world, name):
    first = send(world, [UNREADABLE[name]])
    assert first[0]["state"] == "parked"
    assert first[0]["status"] == 422
    assert send(world, [UNREADABLE[name]]) == first


def test_an_unreadable_item_with_a_number_does_not_stop_the_next(world):
    check_in, _ = make.whole_visit(world.visit, 2, BEGIN)
    bad = {"id": new_id(), "seq": 1, "kind": "pay_me", "payload": {}}
    assert states(send(world, [bad, check_in])) == [("parked", "unknown_word"), ("stored", None)]


def test_a_damaged_payload_gives_way_to_the_sound_one(world):
    (sound, _) = make.whole_visit(world.visit, 1, BEGIN)
    damaged = {**sound, "payload": {**sound["payload"], "visit": 99}}
    assert states(send(world, [damaged])) == [("parked", "damaged")]
    assert states(send(world, [sound])) == [("stored", None)]
    assert states(send(world, [damaged])) == [("parked", "conflict")]


def test_a_bundle_made_as_another_is_held_and_not_applied(world):
    with unit_of_work():
        other = base.staff(world.provider)
    items = make.whole_visit(world.visit, 1, BEGIN)
    theirs = base.of_staff(other, "carer")
    assert states(send(world, items, scope=theirs)) == [("held", "other_person")] * 2
    assert (visit_of(world).state, stored(SyncItem)) == ("planned", 0)
    assert states(send(world, items)) == [("stored", None)] * 2


def test_an_unknown_or_revoked_device_is_held(world):
    items = make.whole_visit(world.visit, 1, BEGIN)
    assert states(send(world, items, device=new_id())) == [("held", "device_unknown")] * 2
    with unit_of_work():
        revoke_device(world.device.id, scope=world.as_desk, at=NOON)
    assert states(send(world, items)) == [("held", "device_revoked")] * 2


def test_only_a_revoked_device_hears_that_it_was_revoked(world):
    with unit_of_work():
        stranger = make._scope("carer", world, base.staff(world.provider), 777)
        with pytest.raises(Conflict) as another:
            register_device(world.device.id, "手机", scope=stranger, at=NOON)
        revoke_device(world.device.id, scope=world.as_desk, at=NOON)
        with pytest.raises(Conflict) as revoked:
            register_device(world.device.id, "手机", scope=world.as_carer, at=NOON)
    assert (another.value.code, revoked.value.code) == ("conflict", "device_revoked")


def test_two_phones_that_say_the_same_count_once(world):
    with unit_of_work():
        second = make.device(world)
    items = make.whole_visit(world.visit, 1, BEGIN)
    again = [{**item, "id": new_id()} for item in items]
    assert states(send(world, items)) == [("stored", None)] * 2
    assert states(send(world, again, device=second.id)) == [("already", None)] * 2
    assert stored(Fix) == 2


def test_a_number_stands_for_one_item(world):
    note = {"visit": world.visit.id, "text": "到了"}
    send(world, [make.item(1, "note", note, at=BEGIN)])
    (receipt,) = send(world, [make.item(1, "note", note, at=BEGIN)])
    assert (receipt["state"], receipt["code"]) == ("parked", "seq_used")


def test_no_step_is_skipped(world):
    _, check_out = make.whole_visit(world.visit, 0, BEGIN)
    assert states(send(world, [check_out])) == [("parked", "conflict")]
    assert visit_of(world).state == "planned"


def test_a_carer_reports_nothing_of_anothers_visit(world):
    with unit_of_work():
        other = base.staff(world.provider)
        theirs = make.visit(world, carer_id=other.id, hour=15)
    items = [
        make.item(1, "check_in", {"visit": theirs.id, "fix": make.fix(BEGIN)}, at=BEGIN),
        make.item(2, "missed", {"visit": theirs.id, "why": {"code": "forgot"}}, at=BEGIN),
        make.item(3, "note", {"visit": theirs.id, "text": "x"}, at=BEGIN),
    ]
    assert states(send(world, items)) == [("parked", "not_found")] * 3


def test_five_wrong_pins_are_enough(world):
    send(world, make.whole_visit(world.visit, 1, BEGIN)[:1])
    wrong = {"visit": world.visit.id, "how": "recipient_pin", "value": "0000"}
    tries = [make.item(seq, "confirm", wrong, at=BEGIN) for seq in range(2, 8)]
    found = states(send(world, tries))
    assert found == [("parked", "bad_input")] * 5 + [("parked", "conflict")]


def test_the_desk_lets_a_queue_go_on_over_a_gap(world):
    items = make.whole_visit(world.visit, 5, BEGIN)
    assert states(send(world, items)) == [("held", "gap")] * 2
    with unit_of_work():
        skip_gap(world.device.id, scope=world.as_desk, at=NOON)
    assert states(send(world, items)) == [("stored", None)] * 2


def test_a_late_number_is_still_taken_in(world):
    note = make.item(3, "note", {"visit": world.visit.id, "text": "晚到"}, at=BEGIN)
    send(world, make.whole_visit(world.visit, 5, BEGIN))
    with unit_of_work():
        skip_gap(world.device.id, scope=world.as_desk, at=NOON)
    assert states(send(world, [note])) == [("stored", None)]


@pytest.mark.parametrize("items", [None, {}, [1] * 501])
def test_a_bundle_must_be_a_list_of_at_most_500(world, items):
    with pytest.raises(BadInput):
        send(world, items)
