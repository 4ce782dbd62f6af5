"""Reading devices."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from ltc.db import session, the_one
from ltc.devices.models import Device
from ltc.scope import Scope

_SHOWN = 200
# Built once: every sync begins with it.
_DEVICE = sa.select(Device).where(Device.id == sa.bindparam("device")).with_for_update()


def device_to_sync(device_id: str) -> Device | None:
    """Lock a device, whoever it belongs to; the caller compares its owner with who sends."""
    return session().scalar(_DEVICE, {"device": device_id})


def device(device_id: str, *, scope: Scope, lock: bool = False) -> Device:
    """Return one device that ``scope`` may see."""
    statement = scope.narrow(sa.select(Device), Device).where(Device.id == device_id)
    return the_one(statement, "device", "设备", lock=lock)


def devices_of(staff_id: int, *, scope: Scope) -> Sequence[Device]:
    """Return the devices in use of a staff member, newest first."""
    statement = scope.narrow(sa.select(Device), Device)
    return (
        session()
        .scalars(
            statement.where(Device.staff_id == staff_id, Device.revoked_at.is_(None)).order_by(
                Device.registered_at.desc()
            )
        )
        .all()
    )


def devices(*, scope: Scope) -> Sequence[Device]:
    """Return the devices of an organisation, newest first."""
    statement = scope.narrow(sa.select(Device), Device)
    return (
        session()
        .scalars(statement.order_by(Device.registered_at.desc(), Device.id).limit(_SHOWN))
        .all()
    )
