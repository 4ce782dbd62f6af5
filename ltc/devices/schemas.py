"""JSON Schemas that every device meets: itself, and the session in which it sends."""

from __future__ import annotations

from typing import Any

from ltc.devices.items import LARGEST_NUMBER

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
ID: Schema = {"type": "integer", "minimum": 1}
UUID: Schema = {"type": "string", "format": "uuid"}
HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
NUMBER: Schema = {"type": "number"}


def only_object(needed: dict[str, Schema], more: dict[str, Schema] | None = None) -> Schema:
    """Return the schema of an object that holds nothing else."""
    return {
        "type": "object",
        "required": sorted(needed),
        "properties": {**needed, **(more or {})},
        "additionalProperties": False,
    }


def or_null(schema: Schema) -> Schema:
    """Return a schema that also takes nothing."""
    return {"oneOf": [schema, {"type": "null"}]}


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
SESSION_ANSWER = only_object(
    {
        "csrf": TEXT,
        "user": only_object({"id": ID, "name": TEXT, "roles": {"type": "array", "items": TEXT}}),
        "devices": {"type": "array", "items": DEVICE_ANSWER},
        "server_time": INSTANT,
    }
)
