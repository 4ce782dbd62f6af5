"""The short way in for the usual batch: one check-in, next in order, from the carer's own phone.

It decides nothing by itself: the item is read, the fix judged, the visit moved on and the receipt
told by the functions that ``syncing`` and ``checking`` use.  Only the reading and writing is
shorter: two reads, and rows written past the object layer.  Whatever is not usual (an item that
waits, one that came before, another's phone, a refusal) raises; the unit then leaves no trace, and
the long way does the same batch again, which alone knows how to hold, park and answer again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ltc.audit import plain
from ltc.audit.services import record_row
from ltc.devices.items import Item, read_item
from ltc.scope import Scope
from ltc.shared.errors import Conflict
from ltc.shared.ids import parse_uuid
from providers.visits.acts import payloads
from providers.visits.acts.checking import begin, note
from providers.visits.acts.evidence import as_values
from providers.visits.acts.receipts import receipt, visit_facts
from providers.visits.acts.syncing import item_values
from providers.visits.models import Fix, SyncItem
from providers.visits.queries import devices, usual

_KIND = "check_in"


class Unusual(Conflict):
    """Not for the short way; nobody but the caller sees this."""


def looks_usual(items: object) -> bool:
    """Tell whether a batch is worth trying: one item that says it is a check-in."""
    if not isinstance(items, list) or len(items) != 1 or not isinstance(items[0], dict):
        return False
    return bool(items[0].get("kind") == _KIND)


def take_check_in(
    device_id: object, raw: Mapping[str, Any], *, scope: Scope, at: datetime
) -> dict[str, Any]:
    """Take in a check-in that is next in its phone's order; return its receipt."""
    identity = parse_uuid(device_id if isinstance(device_id, str) else "", field="device")
    item = read_item(raw, payloads.KINDS)
    payloads.check_fields(item)
    report = payloads.read_report(item, scope.actor.user_id)
    found = usual.phone_at_home(identity, payloads.visit_of(item.payload), scope=scope)
    if found is None or not _is_next(found.device, item, scope):
        raise _unusual()
    visit, device = found.there.visit, found.device
    seen = begin(found.there, report, scope=scope, at=at)
    fix: Any = plain.insert(Fix, as_values(seen, report, visit, kind="in", at=at))
    visit.version += 1
    device.move(last_seq=item.seq)
    _write(fix, visit, device)
    note("visit.check_in", visit, seen, scope, at)
    facts = visit_facts(visit, fix)
    told = receipt(item.id, item.seq, "stored", stated_hash=item.payload_hash, more=facts)
    kept = {"state": "stored", "visit_id": visit.id, "receipt": told}
    devices.insert_item(plain.PlainRow(SyncItem, item_values(item, device, at) | kept))
    return told


def _is_next(device: Any, item: Item, scope: Scope) -> bool:  # noqa: ANN401 - a plain row
    """Tell whether the item is whole, its phone is the sender's and in use, and nothing waits."""
    own = device.staff_id == scope.actor.staff_id and device.revoked_at is None
    next_in_order = item.is_whole and item.seq == device.last_seq + 1
    return own and next_in_order and not usual.has_items(device.id, item.id)


def _write(fix: plain.PlainRow, *changed: Any) -> None:
    record_row(fix, new=True)
    for row in changed:
        plain.update(row)
        record_row(row, new=False)


def _unusual() -> Unusual:
    return Unusual("this batch goes the long way", "本批记录按一般步骤处理")
