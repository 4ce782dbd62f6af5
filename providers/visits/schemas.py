"""JSON Schemas of the visit API, for its OpenAPI description; words come from the rules."""

from __future__ import annotations

from ltc.devices.items import MOST_ITEMS
from ltc.devices.schemas import CLOCK, ITEM_HEAD, ITEM_MORE, receipt
from ltc.shared.geo import CRS_WORDS
from ltc.web.schema import ID, INSTANT, NUMBER, TEXT, UUID, Schema, only_object, or_null
from providers.visits.acts.payloads import KINDS
from providers.visits.acts.telling import FROM_THE_HOME
from providers.visits.locate import STATUSES
from providers.visits.rules.exceptions import REASONS
from providers.visits.rules.place import WORDS

_BOTH = only_object({"zh": TEXT, "en": TEXT})
_WHY = only_object({"code": {"enum": sorted(REASONS)}}, {"memo": TEXT})
_FIX = only_object(
    {},
    {
        "lat": NUMBER,
        "lon": NUMBER,
        "crs": {"enum": list(CRS_WORDS)},
        "accuracy_m": {"type": "number", "minimum": 0},
        "taken_at": INSTANT,
        "mocked": {"type": "boolean"},
        "status": {"enum": sorted(STATUSES)},
    },
)
_REPORT = only_object(
    {"visit": ID, "fix": or_null(_FIX)}, {"why": or_null(_WHY), "clock": or_null(CLOCK)}
)
_TASK = only_object({"item": TEXT, "done": {"type": "boolean"}}, {"why": TEXT})
PAYLOADS = {
    "check_in": _REPORT,
    "check_out": _REPORT,
    "tasks": only_object({"visit": ID, "tasks": {"type": "array", "items": _TASK}}),
    "confirm": only_object(
        {"visit": ID, "how": {"enum": list(FROM_THE_HOME)}, "value": {}}, {"by": TEXT}
    ),
    "missed": only_object({"visit": ID, "why": _WHY}),
    "refused": only_object({"visit": ID, "why": _WHY}),
    "note": only_object({"visit": ID, "text": TEXT}),
}
_ITEM = only_object(
    {
        **ITEM_HEAD,
        "kind": {"enum": list(KINDS)},
        "payload": {"anyOf": list(PAYLOADS.values())},
    },
    ITEM_MORE,
)
SYNC_BODY = only_object(
    {"device": UUID, "items": {"type": "array", "maxItems": MOST_ITEMS, "items": _ITEM}}
)
_VISIT = {
    "type": "object",
    "properties": {
        "id": ID,
        "state": TEXT,
        "place_ok": {"type": "boolean"},
        "verdict": {"enum": list(WORDS)},
        "distance_m": or_null(NUMBER),
        "because": {"type": "array", "items": _BOTH},
    },
}
SYNC_ANSWER = only_object(
    {
        "device": UUID,
        "receipts": {"type": "array", "items": receipt(visit=or_null(_VISIT))},
        "server_time": INSTANT,
    }
)
DAY_ANSWER = only_object(
    {"day": {"type": "string", "format": "date"}, "visits": {"type": "array", "items": {}}}
)
_STOP: Schema = {
    "type": "object",
    "required": ["visit", "day", "start", "minutes", "person", "address", "state", "items"],
}
BUNDLE_ANSWER = only_object(
    {
        "server_time": INSTANT,
        "stops": {"type": "array", "items": _STOP},
        "pay": {"type": "array", "items": {"type": "object"}},
        "states": {"type": "object"},
        "reasons": {"type": "array", "items": {"type": "array", "items": TEXT}},
    }
)
