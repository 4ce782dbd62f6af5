"""JSON Schemas of the tablets' API, for its OpenAPI description."""

from __future__ import annotations

from assessments.field.payloads import KINDS
from ltc.devices.items import MOST_ITEMS
from ltc.devices.schemas import ITEM_HEAD, ITEM_MORE, receipt
from ltc.web.schema import INSTANT, UUID, only_object, or_null

_ITEM = only_object(
    {**ITEM_HEAD, "kind": {"enum": list(KINDS)}, "payload": {"type": "object"}}, ITEM_MORE
)
SYNC_BODY = only_object(
    {"device": UUID, "items": {"type": "array", "maxItems": MOST_ITEMS, "items": _ITEM}}
)
SYNC_ANSWER = only_object(
    {
        "device": UUID,
        "receipts": {"type": "array", "items": receipt(assessment=or_null({"type": "object"}))},
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
