"""Phones and tablets that may sync: registered by their owner, revoked by the desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from ltc.audit.services import record
from ltc.db import session
from ltc.devices import queries
from ltc.devices.models import Device
from ltc.directory.queries import staff_member
from ltc.scope import Scope
from ltc.shared.errors import BadInput, Conflict, Forbidden
from ltc.shared.ids import parse_uuid

MOST_DEVICES = 5
_LONGEST_NAME = 60


def register_device(device_id: str, name: str, *, scope: Scope, at: datetime) -> Device:
    """Register the phone in use to whoever is signed in; the same again is the same device."""
    staff_id = scope.actor.staff_id
    if staff_id is None:
        raise Forbidden("only staff register devices", "只有工作人员可以登记设备")
    identity = parse_uuid(device_id, field="device")
    there = queries.device_to_sync(identity)
    if there is not None:
        _check_own(there, staff_id)
        return there
    if len(queries.devices_of(staff_id, scope=scope)) >= MOST_DEVICES:
        raise BadInput(
            "too many devices; have an old one revoked",
            "登记的设备过多，请机构停用旧设备",
            field="device",
        )
    return _register(identity, staff_id, name, scope=scope, at=at)


def revoke_device(device_id: str, *, scope: Scope, at: datetime) -> Device:
    """Stop a lost or replaced device; what it sends from now on is held and not applied."""
    found = queries.device(device_id, scope=scope, lock=True)
    if found.revoked_at is None:
        found.revoked_at = at
        record(act="device.revoke", about=found, actor=scope.actor, at=at)
    return found


def skip_gap(
    device_id: str,
    waiting_of: Callable[[str], Sequence[int]],
    *,
    scope: Scope,
    at: datetime,
) -> Device:
    """Go on without the numbers that never came; what waits is applied at the owner's next sync.

    ``waiting_of`` is the room's: the numbers that a locked device has waiting, in order.
    """
    found = queries.device(device_id, scope=scope, lock=True)
    waiting = waiting_of(found.id)
    if not waiting:
        raise Conflict("nothing waits on this device", "该设备没有等待处理的记录", field="device")
    before = {"last_seq": found.last_seq}
    found.last_seq = waiting[0] - 1
    after = {"last_seq": found.last_seq, "waiting": len(waiting)}
    record(act="device.skip_gap", about=found, actor=scope.actor, at=at, before=before, after=after)
    return found


def _check_own(device: Device, staff_id: int) -> None:
    """Refuse another's device; one that was revoked hears so by a code, and destroys its key."""
    if device.staff_id != staff_id:
        raise Conflict(
            "this device belongs to somebody else", "该设备已登记给他人，请联系机构", field="device"
        )
    if device.revoked_at is not None:
        fault = Conflict("this device was revoked", "该设备已停用，请联系机构", field="device")
        fault.code = "device_revoked"
        raise fault


def _register(identity: str, staff_id: int, name: str, *, scope: Scope, at: datetime) -> Device:
    member = staff_member(staff_id, scope=scope)
    made = Device(
        id=identity,
        staff_id=member.id,
        organisation_id=member.organisation_id,
        area_code=member.area_code,
        name=name.strip()[:_LONGEST_NAME],
        registered_at=at,
    )
    session().add(made)
    session().flush()
    record(act="device.register", about=made, actor=scope.actor, at=at, after={"name": made.name})
    return made
