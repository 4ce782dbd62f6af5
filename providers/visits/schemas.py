"""JSON Schemas of the visit API, for its OpenAPI description; words come from the rules."""

from __future__ import annotations

from typing import Any

from ltc.shared.geo import CRS_WORDS
from providers.visits.acts.payloads import KINDS, LARGEST_NUMBER
from providers.visits.acts.syncing import MOST_ITEMS
from providers.visits.acts.telling import FROM_THE_HOME
from providers.visits.locate import STATUSES
from providers.visits.rules.exceptions import REASONS
from providers.visits.rules.place import WORDS

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_INSTANT: Schema = {"type": "string", "format": "date-time"}
_ID: Schema = {"type": "integer", "minimum": 1}
_UUID: Schema = {"type": "string", "format": "uuid"}
_HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_NUMBER: Schema = {"type": "number"}


def _object(needed: dict[str, Schema], more: dict[str, Schema] | None = None) -> Schema:
    """Return the schema of an object that holds nothing else."""
    return {
        "type": "object",
        "required": sorted(needed),
        "properties": {**needed, **(more or {})},
        "additionalProperties": False,
    }


def _or_null(schema: Schema) -> Schema:
    return {"oneOf": [schema, {"type": "null"}]}


_BOTH = _object({"zh": _TEXT, "en": _TEXT})
_WHY = _object({"code": {"enum": sorted(REASONS)}}, {"memo": _TEXT})
_FIX = _object(
    {},
    {
        "lat": _NUMBER,
        "lon": _NUMBER,
        "crs": {"enum": list(CRS_WORDS)},
        "accuracy_m": {"type": "number", "minimum": 0},
        "taken_at": _INSTANT,
        "mocked": {"type": "boolean"},
        "status": {"enum": sorted(STATUSES)},
    },
)
_CLOCK = _object({"last_server_time": _INSTANT, "then_s": _NUMBER, "now_s": _NUMBER})
_REPORT = _object(
    {"visit": _ID, "fix": _or_null(_FIX)}, {"why": _or_null(_WHY), "clock": _or_null(_CLOCK)}
)
_TASK = _object({"item": _TEXT, "done": {"type": "boolean"}}, {"why": _TEXT})
PAYLOADS = {
    "check_in": _REPORT,
    "check_out": _REPORT,
    "tasks": _object({"visit": _ID, "tasks": {"type": "array", "items": _TASK}}),
    "confirm": _object(
        {"visit": _ID, "how": {"enum": list(FROM_THE_HOME)}, "value": {}}, {"by": _TEXT}
    ),
    "missed": _object({"visit": _ID, "why": _WHY}),
    "refused": _object({"visit": _ID, "why": _WHY}),
    "note": _object({"visit": _ID, "text": _TEXT}),
}
_ITEM = _object(
    {
        "id": _UUID,
        "seq": {"type": "integer", "minimum": 1, "maximum": LARGEST_NUMBER},
        "kind": {"enum": list(KINDS)},
        "payload": {"anyOf": list(PAYLOADS.values())},
        "payload_hash": _HASH,
        "device_time": _INSTANT,
    }
)
SYNC_BODY = _object(
    {"device": _UUID, "items": {"type": "array", "maxItems": MOST_ITEMS, "items": _ITEM}}
)
_VISIT = {
    "type": "object",
    "properties": {
        "id": _ID,
        "state": _TEXT,
        "place_ok": {"type": "boolean"},
        "verdict": {"enum": list(WORDS)},
        "distance_m": _or_null(_NUMBER),
        "because": {"type": "array", "items": _BOTH},
    },
}
_RECEIPT = {
    "type": "object",
    "required": ["id", "seq", "state", "reason"],
    "properties": {
        "id": _or_null(_TEXT),
        "seq": _or_null({"type": "integer"}),
        "state": {"enum": ["stored", "already", "held", "parked"]},
        "hash": _TEXT,
        "code": _or_null(_TEXT),
        "field": _or_null(_TEXT),
        "status": {"type": "integer"},
        "reason": _or_null(_BOTH),
        "visit": _or_null(_VISIT),
    },
}
SYNC_ANSWER = _object(
    {
        "device": _UUID,
        "receipts": {"type": "array", "items": _RECEIPT},
        "server_time": _INSTANT,
    }
)
DEVICE_BODY = _object({"device": _UUID}, {"name": _TEXT})
DEVICE_ANSWER = _object({"device": _UUID, "last_seq": {"type": "integer"}})
SESSION_ANSWER = _object(
    {
        "csrf": _TEXT,
        "user": _object({"id": _ID, "name": _TEXT, "roles": {"type": "array", "items": _TEXT}}),
        "devices": {"type": "array", "items": DEVICE_ANSWER},
        "server_time": _INSTANT,
    }
)
DAY_ANSWER = _object(
    {"day": {"type": "string", "format": "date"}, "visits": {"type": "array", "items": {}}}
)
