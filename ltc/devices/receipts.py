"""Receipts: what a device is told about each item it sent, stored with the item.

``stored``  it is here and has had its effect.
``already`` another item said the same before; nothing was done twice.
``held``    it is here, or must be sent again, and has had no effect yet: ``code`` says why.
``parked``  it is refused for good, with the reason; a person looks at it.
"""

from __future__ import annotations

from typing import Any

from ltc.shared.errors import Conflict, LtcError

_CONFLICT = 422


class Held(Conflict):
    """Not applied, and to be sent again when its cause is gone."""

    code = "held"


class KeyReused(Conflict):
    """The same id with another body: never applied, whoever sends it."""

    status = _CONFLICT
    code = "conflict"


class Damaged(Conflict):
    """The payload is not the one that the device took the hash of."""

    status = _CONFLICT
    code = "damaged"


def gap(number: int) -> Held:
    """Return why item ``number`` waits: one before it has not come."""
    fault = Held(
        f"an item before number {number} of this device has not come",
        f"本设备第 {number} 号之前还有记录未到，到齐后自动处理",
        field="seq",
    )
    fault.code = "gap"
    return fault


def reused() -> KeyReused:
    """Return the refusal of an id that stands for another body."""
    return KeyReused(
        "this id came with another body before",
        "同一编号此前已提交过不同内容，本条未采用",
        field="id",
    )


def seq_used(number: int) -> KeyReused:
    """Return the refusal of a number that another item has."""
    fault = KeyReused(
        f"number {number} belongs to another item", f"第 {number} 号已有另一条记录", field="seq"
    )
    fault.code = "seq_used"
    return fault


def damaged() -> Damaged:
    """Return the refusal of a payload that was changed on the way."""
    return Damaged(
        "the payload does not fit its hash; send it again",
        "内容与摘要不符，可能在传输中损坏，请重新发送",
        field="payload_hash",
    )


def receipt(
    identity: object,
    seq: object,
    state: str,
    *,
    why: LtcError | None = None,
    stated_hash: str = "",
) -> dict[str, Any]:
    """Return what the device is told about one item."""
    return {
        "id": identity,
        "seq": seq,
        "state": state,
        "hash": stated_hash,
        "code": why.code if why else None,
        "field": why.field if why else None,
        "status": why.status if why else 200,
        "reason": {"zh": why.zh, "en": why.en} if why else None,
    }
