"""Reading what devices sent; the devices themselves: ``ltc.devices``."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from ltc.audit.plain import PlainRow
from ltc.db import session, table_of
from ltc.devices.models import Device
from ltc.scope import Scope
from providers.visits.models import SyncItem

_SHOWN = 200
# Built once: every sync begins with these.
_KNOWN_OR_HELD = sa.select(SyncItem).where(
    sa.or_(
        SyncItem.id.in_(sa.bindparam("ids", expanding=True)),
        sa.and_(SyncItem.device == sa.bindparam("device"), SyncItem.state == "held"),
    )
)

# An item has no seal, so it can go past the object layer, which would cost three times as much.
_INSERT_ITEM = sa.insert(table_of(SyncItem))
_WRITE_RECEIPT = sa.update(table_of(SyncItem)).where(SyncItem.id == sa.bindparam("item"))
_ITEM_COLUMNS = tuple(table_of(SyncItem).columns.keys())


def insert_item(item: SyncItem | PlainRow) -> None:
    """Write a new item as it stands; it stays outside the session."""
    values = {name: getattr(item, name) for name in _ITEM_COLUMNS}
    session().connection().execute(_INSERT_ITEM, values)


def write_receipts(items: Sequence[SyncItem]) -> None:
    """Write the receipts of items that are there already, all at once."""
    if items:
        rows = [{"item": item.id, "receipt": item.receipt} for item in items]
        session().connection().execute(_WRITE_RECEIPT, rows)


def items_known_or_held(device_id: str, item_ids: Sequence[str]) -> dict[str, SyncItem]:
    """Return the items already here under these ids, and what waits for a gap to close."""
    given = {"ids": list(item_ids), "device": device_id}
    return {item.id: item for item in session().scalars(_KNOWN_OR_HELD, given)}


def seq_taken(device_id: str, seqs: Sequence[int]) -> set[int]:
    """Return which numbers of a device are taken already."""
    statement = sa.select(SyncItem.seq).where(SyncItem.device == device_id, SyncItem.seq.in_(seqs))
    return set(session().scalars(statement))


def stored_like(item: SyncItem) -> SyncItem | None:
    """Return another item of this worker that said the same of the same visit and was stored."""
    return session().scalar(
        sa.select(SyncItem)
        .where(
            SyncItem.visit_id == item.visit_id,
            SyncItem.kind == item.kind,
            SyncItem.payload_hash == item.payload_hash,
            SyncItem.staff_id == item.staff_id,
            SyncItem.state == "stored",
            SyncItem.id != item.id,
        )
        .limit(1)
    )


def wrong_tries(visit_id: int) -> int:
    """Count the confirmations of a visit that did not fit."""
    statement = sa.select(sa.func.count()).where(
        SyncItem.visit_id == visit_id, SyncItem.kind == "confirm", SyncItem.state == "parked"
    )
    return session().scalar(statement) or 0


def waiting(*, scope: Scope) -> Sequence[SyncItem]:
    """Return what is held or parked, oldest first: gaps and refusals that a supervisor must see."""
    # By way of the devices: what waits is found by device and state among millions of items.
    own = scope.narrow(sa.select(Device.id), Device)
    statement = scope.narrow(sa.select(SyncItem), SyncItem).where(SyncItem.device.in_(own))
    return (
        session()
        .scalars(
            statement.where(SyncItem.state.in_(("held", "parked")))
            .order_by(SyncItem.device, SyncItem.seq)
            .limit(_SHOWN)
        )
        .all()
    )


def items_of_visit(visit_id: int, *, scope: Scope) -> Sequence[SyncItem]:
    """Return what devices said about a visit, oldest first."""
    statement = scope.narrow(sa.select(SyncItem), SyncItem)
    return (
        session()
        .scalars(
            statement.where(SyncItem.visit_id == visit_id).order_by(
                SyncItem.received_at, SyncItem.seq
            )
        )
        .all()
    )


def numbers_waiting(device_id: str) -> Sequence[int]:
    """Return the numbers that a locked device has waiting, in order."""
    return (
        session()
        .scalars(
            sa.select(SyncItem.seq)
            .where(SyncItem.device == device_id, SyncItem.state == "held")
            .order_by(SyncItem.seq)
        )
        .all()
    )
