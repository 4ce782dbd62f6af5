"""Receipts of visits: what a phone is told about each item, with the visit as it stands then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ltc.devices import receipts
from ltc.devices.receipts import Held, damaged, gap, reused, seq_used
from ltc.shared.clock import iso
from ltc.shared.errors import LtcError
from ltc.shared.reasons import Reason
from providers.visits.models import Fix, Visit

__all__ = ["Held", "damaged", "gap", "iso", "receipt", "reused", "seq_used", "visit_facts"]


def receipt(
    identity: object,
    seq: object,
    state: str,
    *,
    why: LtcError | None = None,
    stated_hash: str = "",
    more: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return what the device is told about one item."""
    told = receipts.receipt(identity, seq, state, why=why, stated_hash=stated_hash)
    return {**told, "visit": dict(more) if more else None}


def visit_facts(visit: Visit, fix: Fix | None) -> dict[str, Any]:
    """Return what the phone shows of the visit after its item was applied."""
    facts: dict[str, Any] = {"id": visit.id, "state": visit.state, "place_ok": visit.place_ok}
    if fix is not None:
        reasons = [Reason.from_row(row) for row in fix.reasons]
        facts["verdict"] = fix.verdict
        facts["distance_m"] = None if fix.distance_mm is None else round(fix.distance_mm / 1000, 1)
        facts["because"] = [{"zh": each.text("zh"), "en": each.text("en")} for each in reasons]
    return facts
