"""Taking in what tablets did while nobody listened: each item once, in order, one by one.

What comes early is held until the gap closes.  A bad item is parked whole with its reason and
blocks nothing.  The same bytes a thousand times have one effect and one receipt; the same id with
another body is refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa

from assessments.field import acts, payloads, queries
from assessments.field.models import FieldItem
from assessments.field.moment import happened_at
from ltc.audit.attempts import attempt
from ltc.db import session
from ltc.devices import items as sent
from ltc.devices import receipts
from ltc.devices import services as device_services
from ltc.devices.models import Device
from ltc.devices.owning import not_his
from ltc.devices.queries import device_to_sync
from ltc.devices.receipts import Held
from ltc.scope import Scope
from ltc.shared.errors import LtcError
from ltc.shared.ids import parse_uuid

Receipt = dict[str, Any]
_ACTS: dict[str, Callable[..., dict[str, Any] | acts.Already]] = {
    "start": acts.begin,
    "form": acts.seal,
}


def sync(device_id: object, raws: object, *, scope: Scope, at: datetime) -> list[Receipt]:
    """Take in a batch from a tablet and return one receipt for each item, in the order given."""
    batch = sent.read_batch(raws)
    identity = parse_uuid(device_id if isinstance(device_id, str) else "", field="device")
    device = device_to_sync(identity)
    fault = not_his(device, scope, at)
    if device is None or fault is not None:
        return [_unseen(raw, fault) for raw in batch]
    queue = _Queue(device, scope, at, queries.known_or_held(device.id, sent.ids_in(batch)))
    taken = [queue.take(raw) for raw in batch]
    queue.drain()
    return [each.receipt if isinstance(each, FieldItem) else each for each in taken]


def skip_gap(device_id: str, *, scope: Scope, at: datetime) -> Device:
    """Let a tablet's queue go on without the numbers that never came."""
    return device_services.skip_gap(device_id, queries.numbers_waiting, scope=scope, at=at)


@dataclass(slots=True)
class _Queue:
    """One tablet's items while its batch is taken in; ``known`` also holds what waits."""

    device: Device
    scope: Scope
    at: datetime
    known: dict[str, FieldItem] = field(default_factory=dict)

    def take(self, raw: object) -> FieldItem | Receipt:
        """Note an item; an answer is its row, or a receipt where there is none."""
        try:
            given: Mapping[str, Any] = raw if isinstance(raw, dict) else {}
            identity, seq = sent.read_id(given.get("id")), sent.read_seq(given.get("seq"))
        except LtcError as fault:
            return _unseen(raw, fault)
        there, body_hash = self.known.get(identity), sent.hash_of(raw)
        if there is not None:
            same = there.device == self.device.id and there.body_hash == body_hash
            return there if same else _told(identity, seq, "parked", receipts.reused())
        if queries.number_taken(self.device.id, seq):
            return _told(identity, seq, "parked", receipts.seq_used(seq))
        return self._keep(self._row(identity, seq, given, body_hash))

    def drain(self) -> None:
        """Apply what is next in order, again and again; the rest waits."""
        waiting = sorted(
            (row for row in self.known.values() if row.state == "held"), key=lambda row: row.seq
        )
        for row in waiting:
            if row.device == self.device.id and row.seq <= self.device.last_seq + 1:
                self.device.last_seq = max(self.device.last_seq, row.seq)
                self._apply(row)
        session().flush()

    def _row(self, identity: str, seq: int, raw: Mapping[str, Any], body_hash: str) -> FieldItem:
        kind, assessment_id = payloads.named_by(raw)
        return FieldItem(
            id=identity,
            device=self.device.id,
            seq=seq,
            kind=kind,
            staff_id=self.device.staff_id,
            organisation_id=self.device.organisation_id,
            area_code=self.device.area_code,
            assessment_id=assessment_id,
            body=json.dumps(raw, ensure_ascii=True),
            body_hash=body_hash,
            received_at=self.at,
            state="held",
            receipt=_told(identity, seq, "held", receipts.gap(seq)),
        )

    def _keep(self, row: FieldItem) -> FieldItem | Receipt:
        """Write a new item; whoever lost the race for its id hears that."""
        try:
            with attempt():
                session().add(row)
                session().flush()
        except sa.exc.IntegrityError:
            return _told(row.id, row.seq, "parked", receipts.reused())
        self.known[row.id] = row
        return row

    def _apply(self, row: FieldItem) -> None:
        """Give an item its effect, or park it as it came with the reason."""
        try:
            act = self._read(row)
            with attempt():
                effect = act(scope=self.scope)
        except LtcError as fault:
            row.state, row.receipt = "parked", self._receipt(row, "parked", fault)
            return
        if isinstance(effect, acts.Already):
            row.state, row.receipt = "already", self._receipt(row, "already", effect)
            return
        row.state = "stored"
        row.receipt = {**self._receipt(row, "stored", None), "assessment": effect}

    def _read(self, row: FieldItem) -> Callable[..., dict[str, Any] | acts.Already]:
        """Note what an item is about, also if it is parked; return the act that it asks for."""
        raw = json.loads(row.body)
        item = sent.read_item(raw, payloads.KINDS)
        row.device_time = item.device_at
        if not item.is_whole:
            raise receipts.damaged()
        heard = payloads.read_heard(raw.get("clock"))
        happened = happened_at(row.received_at, item.device_at, heard)
        return partial(_ACTS[item.kind], item.payload, at=happened)

    @staticmethod
    def _receipt(row: FieldItem, state: str, why: LtcError | None) -> Receipt:
        return _told(row.id, row.seq, state, why, row.body_hash)


def _told(
    identity: object, seq: object, state: str, why: LtcError | None, body_hash: str = ""
) -> Receipt:
    told = receipts.receipt(identity, seq, state, why=why, stated_hash=body_hash)
    return {**told, "assessment": None}


def _unseen(raw: object, fault: LtcError | None) -> Receipt:
    item = raw if isinstance(raw, dict) else {}
    identity = item.get("id") if isinstance(item.get("id"), str) else None
    seq = item.get("seq") if type(item.get("seq")) is int else None
    return _told(identity, seq, "held" if isinstance(fault, Held) else "parked", fault)
