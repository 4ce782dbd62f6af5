"""Whose a device is: nothing that it sends counts for anybody but its owner."""

from __future__ import annotations

from datetime import datetime

from ltc.audit.services import record
from ltc.devices.models import Device
from ltc.devices.receipts import Held
from ltc.scope import Scope


def not_his(device: Device | None, scope: Scope, at: datetime) -> Held | None:
    """Say why nothing of a batch is applied: the device is unknown, revoked, or another's."""
    if device is None:
        return _held("device_unknown", "this device is not registered", "设备尚未登记，请先登记")
    if device.staff_id != scope.actor.staff_id:
        record(act="device.foreign_batch", about=device, actor=scope.actor, at=at)
        return _held(
            "other_person",
            "this device's records are another person's; he must sign in himself",
            "本设备的记录属于另一位工作人员，须由其本人登录后上传；记录已保留",
        )
    if device.revoked_at is not None:
        return _held("device_revoked", "this device was revoked", "该设备已停用，请联系机构")
    return None


def _held(code: str, en: str, zh: str) -> Held:
    fault = Held(en, zh, field="device")
    fault.code = code
    return fault
