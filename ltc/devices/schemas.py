"""JSON Schemas that every device meets: itself, and the session in which it sends."""

from __future__ import annotations

from ltc.devices.items import LARGEST_NUMBER
from ltc.web.schema import HASH, ID, INSTANT, NUMBER, TEXT, UUID, Schema, only_object, or_null

DEVICE_BODY = only_object({"device": UUID}, {"name": TEXT})
DEVICE_ANSWER = only_object({"device": UUID, "last_seq": {"type": "integer"}})
KEY_ANSWER = only_object(
    {"device": UUID, "last_seq": {"type": "integer"}, "key_part": HASH, "server_time": INSTANT}
)
ITEM_HEAD: dict[str, Schema] = {
    "id": UUID,
    "seq": {"type": "integer", "minimum": 1, "maximum": LARGEST_NUMBER},
    "payload_hash": HASH,
    "device_time": INSTANT,
}
CLOCK = only_object({"last_server_time": INSTANT, "then_s": NUMBER, "now_s": NUMBER})
ITEM_MORE: dict[str, Schema] = {
    "base_version": ID,
    "form_version": {"type": "integer"},
    "clock": or_null(CLOCK),
    "previous_hash": TEXT,
}
_RECEIPT: dict[str, Schema] = {
    "id": or_null(TEXT),
    "seq": or_null({"type": "integer"}),
    "state": {"enum": ["stored", "already", "held", "parked"]},
    "hash": TEXT,
    "code": or_null(TEXT),
    "field": or_null(TEXT),
    "status": {"type": "integer"},
    "reason": or_null(only_object({"zh": TEXT, "en": TEXT})),
}
SESSION_ANSWER = only_object(
    {
        "csrf": TEXT,
        "user": only_object({"id": ID, "name": TEXT, "roles": {"type": "array", "items": TEXT}}),
        "devices": {"type": "array", "items": DEVICE_ANSWER},
        "server_time": INSTANT,
    }
)


def receipt(**more: Schema) -> Schema:
    """Return the schema of one receipt, with what a room's own items add to it."""
    return {
        "type": "object",
        "required": ["id", "seq", "state", "reason"],
        "properties": {**_RECEIPT, **more},
    }
