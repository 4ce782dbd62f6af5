"""JSON Schemas of the tablets' API, for its OpenAPI description."""

from __future__ import annotations

from assessments.field.payloads import KINDS
from ltc.devices.items import MOST_ITEMS
from ltc.devices.schemas import ITEM_HEAD, ITEM_MORE
from ltc.web.schema import INSTANT, TEXT, UUID, Schema, only_object, or_null

_ITEM = only_object(
    {**ITEM_HEAD, "kind": {"enum": list(KINDS)}, "payload": {"type": "object"}}, ITEM_MORE
)
SYNC_BODY = only_object(
    {"device": UUID, "items": {"type": "array", "maxItems": MOST_ITEMS, "items": _ITEM}}
)
_RECEIPT: Schema = {
    "type": "object",
    "required": ["id", "seq", "state", "reason", "assessment"],
    "properties": {
        "id": or_null(TEXT),
        "seq": or_null({"type": "integer"}),
        "state": {"enum": ["stored", "already", "held", "parked"]},
        "hash": TEXT,
        "code": or_null(TEXT),
        "field": or_null(TEXT),
        "status": {"type": "integer"},
        "reason": or_null(only_object({"zh": TEXT, "en": TEXT})),
        "assessment": or_null({"type": "object"}),
    },
}
SYNC_ANSWER = only_object(
    {
        "device": UUID,
        "receipts": {"type": "array", "items": _RECEIPT},
        "server_time": INSTANT,
    }
)
BUNDLE_ANSWER = only_object(
    {
        "server_time": INSTANT,
        "tasks": {"type": "array", "items": {"type": "object"}},
        "scales": {"type": "object"},
    }
)
