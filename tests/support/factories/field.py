"""What an assessor's tablet sends, as the tablet makes it."""

from datetime import datetime
from typing import Any

from assessments.field import bundle
from assessments.models import Assessment
from ltc.devices.models import Device
from ltc.devices.services import register_device
from ltc.scope import Scope
from ltc.shared.ids import canonical_json, new_id, sha256
from tests.support.factories import assessments as make
from tests.support.factories import base

STROKES = {"who": "guardian", "name": "李建国", "how": "strokes", "strokes": [[[1, 2], [30, 40]]]}


def tablet(scope: Scope) -> Device:
    """Register a tablet to whoever the scope is."""
    return register_device(new_id(), "平板", scope=scope, at=base.AT)


def item(seq: int, kind: str, payload: dict, *, at: datetime | None = None, **changes: Any) -> dict:
    """Return an item as a tablet sends it."""
    made = {
        "id": new_id(),
        "seq": seq,
        "kind": kind,
        "payload": payload,
        "payload_hash": sha256(canonical_json(payload)),
        "device_time": (at or make.VISIT_AT).isoformat(),
    }
    return {**made, **changes}


def start(assessment: Assessment, **changes: Any) -> dict:
    """Return how a visit began."""
    facts = {
        "assessment": assessment.id,
        "guardian": "李建国",
        "identity_checked": True,
        "video_reference": "V-01",
        "place": {"lat": 41.1246, "lon": 122.0704, "crs": "wgs84", "accuracy_m": 20},
        "consent": STROKES,
    }
    return {**facts, **changes}


def form(assessment: Assessment, **changes: Any) -> dict:
    """Return a sealed form with the worst answer everywhere (grade 5)."""
    packed = bundle.packed(make.scale())
    facts = {
        "assessment": assessment.id,
        "form": new_id(),
        "scale": make.SCALE,
        "scale_hash": packed["hash"],
        "signature": packed["signature"],
        "answers": make.answers(),
        "notes": {"eating": "鼻饲"},
        "not_answered": {},
        "signatures": [STROKES],
        "shown_grade": 5,
    }
    return {**facts, **changes}
