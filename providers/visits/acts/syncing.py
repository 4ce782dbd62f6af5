"""Taking in what devices did while nobody listened: each item once, in order, one by one.

A device only appends facts.  Its items are applied in the order of their numbers; what comes
early is held until the gap closes.  A bad item is parked with its reason and blocks nothing.  The
same bytes a thousand times have one effect and one receipt.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ltc.audit.attempts import attempt
from ltc.audit.services import record
from ltc.db import session
from ltc.devices import services as device_services
from ltc.devices.items import Item, hash_of, ids_in, read_batch, read_id, read_item, read_seq
from ltc.devices.models import Device
from ltc.devices.owning import not_his
from ltc.devices.queries import device_to_sync
from ltc.scope import Scope
from ltc.shared.errors import BadInput, Conflict, LtcError, NotFound
from ltc.shared.ids import parse_uuid
from providers.visits.acts import payloads, telling
from providers.visits.acts.checking import Checked, check_in, check_out
from providers.visits.acts.receipts import (
    Held,
    damaged,
    gap,
    receipt,
    reused,
    seq_used,
    visit_facts,
)
from providers.visits.acts.verifying import together
from providers.visits.models import Fix, SyncItem, Visit
from providers.visits.queries import devices, log
from providers.visits.queries.log import in_hand

_UNREAD = "?"
_KEPT_OF_JUNK = 4000


def sync(device_id: object, items: object, *, scope: Scope, at: datetime) -> list[dict[str, Any]]:
    """Take in a batch from a device and return one receipt for each item, in the order given."""
    batch = read_batch(items)
    identity = parse_uuid(device_id if isinstance(device_id, str) else "", field="device")
    device = device_to_sync(identity)
    fault = not_his(device, scope, at)
    if device is None or fault is not None:
        return [_unseen(raw, fault) for raw in batch]
    known = devices.items_known_or_held(device.id, ids_in(batch))
    queue = _Queue(device, known, scope, at, device.last_seq)
    with together(scope=scope, at=at):
        taken = queue.take_all(batch)
        with in_hand(queue.visits_named(), scope=scope):
            queue.drain()
    device.last_seq = queue.last_seq
    queue.tell_effects()
    session().flush()
    return [queue.told(each) for each in taken]


def skip_gap(device_id: str, *, scope: Scope, at: datetime) -> Device:
    """Go on without the numbers that never came; what waits is applied at the owner's next sync."""
    return device_services.skip_gap(device_id, devices.numbers_waiting, scope=scope, at=at)


def _unseen(raw: object, fault: LtcError | None) -> dict[str, Any]:
    item = raw if isinstance(raw, dict) else {}
    identity = item.get("id") if isinstance(item.get("id"), str) else None
    seq = item.get("seq") if type(item.get("seq")) is int else None
    return receipt(identity, seq, "held" if isinstance(fault, Held) else "parked", why=fault)


@dataclass(frozen=True, slots=True)
class _Done:
    """A visit after an item was applied, and the fix that the item brought, if it did."""

    visit: Visit
    fix: Fix | None
    stands: tuple[str, bool] = ("", False)  # as the first receipt told it


@dataclass(slots=True)
class _Queue:
    """One device's items while its batch is taken in; ``known`` also holds what waits."""

    device: Device
    known: dict[str, SyncItem]
    scope: Scope
    at: datetime
    last_seq: int  # the device's, as this batch moves it on; written once at the end
    fresh: dict[str, SyncItem] = field(default_factory=dict)
    lost: dict[str, dict[str, Any]] = field(default_factory=dict)
    effects: list[tuple[SyncItem, _Done]] = field(default_factory=list)

    def take_all(self, items: Sequence[object]) -> list[SyncItem | dict[str, Any]]:
        """Note every item before any is applied; an answer is a row, or a receipt without one."""
        return [self._take(raw) for raw in items]

    def visits_named(self) -> list[int]:
        """Return the ids of visits that what waits to be applied speaks of."""
        named = {_visit_named(row) for row in self._held()}
        return sorted(each for each in named if each is not None)

    def drain(self) -> None:
        """Apply what is late or next in order, again and again; keep the rest."""
        for row in [row for row in self.fresh.values() if row.seq <= self.last_seq]:
            self._apply(row)  # late: the desk let the queue go on without it
        waiting = {row.seq: row for row in self._held()}
        while self.last_seq + 1 in waiting:
            self._apply(waiting.pop(self.last_seq + 1))
        for row in list(self.fresh.values()):
            self._keep(row)

    def _held(self) -> list[SyncItem]:
        """Return what this device has waiting, and what has just come."""
        mine = (row for row in self.known.values() if row.device == self.device.id)
        return [row for row in mine if row.state == "held"]

    def told(self, taken: SyncItem | dict[str, Any]) -> dict[str, Any]:
        """Return the receipt of what was taken in."""
        if isinstance(taken, SyncItem):
            return self.lost.get(taken.id, taken.receipt)
        return taken

    def tell_effects(self) -> None:
        """Write the receipts of what was applied, as the visits stand in the end."""
        moved = [each for each in self.effects if each[1].stands != _standing(each[1].visit)]
        for row, done in moved:
            row.receipt = self._tell(row, "stored", more=visit_facts(done.visit, done.fix))
        devices.write_receipts([row for row, _done in moved])

    def _take(self, raw: object) -> SyncItem | dict[str, Any]:
        try:
            item = read_item(raw, payloads.KINDS)
        except LtcError as fault:
            return self._take_unreadable(raw, fault)
        there = self.known.get(item.id)
        if there is not None:
            return self._again(there, item)
        if self._is_used(item.seq):
            return self._refusal(item, seq_used(item.seq))
        row = self._row(item)
        waits = gap(item.seq) if item.is_whole else damaged()
        row.receipt = self._tell(row, "held", waits)
        self.known[item.id] = row
        return row

    def _again(self, there: SyncItem, item: Item) -> SyncItem | dict[str, Any]:
        """The same bytes get the same receipt; a damaged copy gives way to the sound one."""
        if there.device == self.device.id and there.body_hash == item.body_hash:
            return there
        stated = ("damaged", item.seq, item.payload_hash)
        mends = (there.receipt["code"], there.seq, there.payload_hash) == stated
        if not mends or there.device != self.device.id or not item.is_whole:
            return self._refusal(item, reused())
        there.payload, there.body_hash, there.kind = item.payload, item.body_hash, item.kind
        there.device_time = item.device_at
        there.receipt = self._tell(there, "held", gap(item.seq))
        if there.seq <= self.last_seq:
            self._apply(there)
        return there

    def _take_unreadable(self, raw: object, fault: LtcError) -> SyncItem | dict[str, Any]:
        """Park what cannot be read, under its number if it has one, so that the queue goes on."""
        try:
            given: Mapping[str, Any] = raw if isinstance(raw, dict) else {}
            identity, seq = read_id(given.get("id")), read_seq(given.get("seq"))
        except LtcError:
            return {**_unseen(raw, fault), "status": fault.status}
        body = hash_of(raw)
        there = self.known.get(identity)
        if there is not None:
            same = there.device == self.device.id and there.body_hash == body
            return there if same else receipt(identity, seq, "parked", why=reused())
        if self._is_used(seq):
            return receipt(identity, seq, "parked", why=seq_used(seq))
        kept = {"unread": json.dumps(raw)[:_KEPT_OF_JUNK]}
        row = self._row(Item(identity, seq, _UNREAD, kept, "", None, body))
        row.receipt = self._tell(row, "held", fault)
        self.known[identity] = row
        return row

    def _is_used(self, seq: int) -> bool:
        """Tell whether another item of this device has the number."""
        if any(r.seq == seq for r in self.known.values() if r.device == self.device.id):
            return True
        # A number that is still to come can only be among those that wait.
        return seq <= self.last_seq and bool(devices.seq_taken(self.device.id, [seq]))

    def _row(self, item: Item) -> SyncItem:
        row = SyncItem(**item_values(item, self.device, self.at), state="held")
        self.fresh[row.id] = row
        return row

    def _apply(self, row: SyncItem) -> None:
        """Give an item its effect and keep it, both or neither; else park it with the reason."""
        self.last_seq = max(self.last_seq, row.seq)
        try:
            with attempt():
                done = self._act(row)
                row.state, row.visit_id = "stored", done.visit.id
                row.receipt = self._tell(row, "stored", more=visit_facts(done.visit, done.fix))
                self._write(row)
        except (LtcError, sa.exc.IntegrityError) as fault:
            self._park(row, fault if isinstance(fault, LtcError) else reused())
            self._keep(row)
        else:
            self.effects.append((row, done))

    def _write(self, row: SyncItem) -> None:
        session().flush()
        if row.id in self.fresh:
            devices.insert_item(row)
        self.fresh.pop(row.id, None)

    def _keep(self, row: SyncItem) -> None:
        """Write an item that has no effect; whoever lost the race for its id hears that."""
        try:
            with attempt():
                self._write(row)
        except sa.exc.IntegrityError:
            del self.fresh[row.id]
            lost = receipt(row.id, row.seq, "parked", why=reused(), stated_hash=row.payload_hash)
            self.lost[row.id] = lost

    def _act(self, row: SyncItem) -> _Done:
        if row.kind == _UNREAD:
            raise _said_before(row.receipt)
        item = Item(
            row.id,
            row.seq,
            row.kind,
            row.payload,
            row.payload_hash,
            row.device_time,
            row.body_hash,
        )
        if row.receipt["code"] == "damaged":
            raise damaged()
        payloads.check_fields(item)
        visit_id = payloads.visit_of(item.payload)
        done = _ACTS[item.kind](item, visit_id, self.scope, row.received_at)
        visit, fix = (done.visit, done.fix) if isinstance(done, Checked) else (done, None)
        return _Done(visit, fix, _standing(visit))

    def _park(self, row: SyncItem, fault: LtcError) -> None:
        said_before = None
        if not isinstance(fault, NotFound) and row.kind != _UNREAD:
            row.visit_id = _visit_named(row)
            said_before = devices.stored_like(row) if isinstance(fault, Conflict) else None
        row.state = "already" if said_before is not None else "parked"
        why = None if said_before is not None else fault
        more = said_before.receipt["visit"] if said_before is not None else None
        row.receipt = self._tell(row, row.state, why, more)

    def _refusal(self, item: Item, fault: LtcError) -> dict[str, Any]:
        return receipt(item.id, item.seq, "parked", why=fault, stated_hash=item.payload_hash)

    @staticmethod
    def _tell(
        row: SyncItem,
        state: str,
        why: LtcError | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        return receipt(row.id, row.seq, state, why=why, stated_hash=row.payload_hash, more=more)


def _visit_named(row: SyncItem) -> int | None:
    """Return the id that an item gives as its visit's, if it can be one."""
    named = row.payload.get("visit")
    return named if type(named) is int and 0 < named < 2**63 else None


def item_values(item: Item, device: Any, at: datetime) -> dict[str, Any]:  # noqa: ANN401 - or plain
    """Return what is kept of an item before anything came of it, by column."""
    return {
        "id": item.id,
        "device": device.id,
        "seq": item.seq,
        "kind": item.kind,
        "staff_id": device.staff_id,
        "organisation_id": device.organisation_id,
        "area_code": device.area_code,
        "payload": item.payload,
        "payload_hash": item.payload_hash,
        "body_hash": item.body_hash,
        "device_time": item.device_at,
        "received_at": at,
    }


def _standing(visit: Visit) -> tuple[str, bool]:
    """Return what a receipt tells of a visit and a later item may change."""
    return visit.state, visit.place_ok


def _note(item: Item, visit_id: int, scope: Scope, at: datetime) -> Visit:
    """Keep a note with the visit; the item itself is the record."""
    payloads.read_note(item.payload)
    visit = log.visit(visit_id, scope=scope)
    record(act="visit.note", about=visit, actor=scope.actor, at=at, after={"item": item.id})
    return visit


def _said_before(told: Mapping[str, Any]) -> BadInput:
    """Return the refusal of an unreadable item as it was told when it came."""
    fault = BadInput(told["reason"]["en"], told["reason"]["zh"], field=told["field"])
    fault.code = told["code"]
    return fault


_Act = Callable[[Item, int, Scope, datetime], Visit | Checked]
_ACTS: dict[str, _Act] = {
    "check_in": lambda item, visit, scope, at: check_in(
        visit, payloads.read_report(item, scope.actor.user_id), scope=scope, at=at
    ),
    "check_out": lambda item, visit, scope, at: check_out(
        visit, payloads.read_report(item, scope.actor.user_id), scope=scope, at=at
    ),
    "tasks": lambda item, visit, scope, at: telling.log_tasks(
        visit, payloads.read_tasks(item.payload), scope=scope, at=at
    ),
    "confirm": lambda item, visit, scope, at: telling.confirm(
        visit, payloads.read_confirmation(item.payload), scope=scope, at=at
    ),
    "missed": lambda item, visit, scope, at: telling.log_missed(
        visit,
        payloads.read_why(item.payload.get("why"), scope.actor.user_id),
        scope=scope,
        at=at,
    ),
    "refused": lambda item, visit, scope, at: telling.log_refused(
        visit,
        payloads.read_why(item.payload.get("why"), scope.actor.user_id),
        scope=scope,
        at=at,
    ),
    "note": _note,
}
