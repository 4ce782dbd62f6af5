"""What devices send: items with a number, a hash and a time, read strictly by name.

Knows no room's payloads: those are read by whoever gives an item its effect.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ltc.shared.errors import BadInput, Unknown, shown
from ltc.shared.ids import canonical_json, parse_uuid, sha256
from ltc.shared.json_values import check_keepable

LARGEST_NUMBER = 10**9
MOST_ITEMS = 500
_NEEDED = frozenset({"id", "seq", "kind", "payload", "payload_hash", "device_time"})
# What the house's own apps add: which version was changed, which app, its clocks, the chain.
_MORE = frozenset({"base_version", "form_version", "clock", "previous_hash"})
ITEM_FIELDS = _NEEDED | _MORE
_HASH_SIGNS = frozenset("0123456789abcdef")
_HASH_LENGTH = 64
# Instants outside these years are no measurement of any device.
_FIRST_YEAR, _LAST_YEAR = 2015, 2100


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a device's queue, sound in form; its payload is read when it is applied."""

    id: str
    seq: int
    kind: str
    payload: dict[str, Any]
    payload_hash: str
    device_at: datetime | None
    body_hash: str

    @property
    def is_whole(self) -> bool:
        """Tell whether the payload is the one that the device took the hash of."""
        return sha256(canonical_json(self.payload)) == self.payload_hash


def read_batch(raws: object) -> list[Any]:
    """Return the items of one request as they came, or refuse what is no list of them."""
    if not isinstance(raws, list) or len(raws) > MOST_ITEMS:
        raise BadInput(
            f"a list of at most {MOST_ITEMS} items is needed",
            f"应为不超过 {MOST_ITEMS} 条的列表",
            field="items",
        )
    return raws


def ids_in(raws: Sequence[Any]) -> list[str]:
    """Return the ids that a batch states and that can be ids; no other text reaches a query."""
    stated = (raw.get("id") for raw in raws if isinstance(raw, dict))
    return [each for each in stated if isinstance(each, str) and _is_id(each)]


def read_item(raw: Any, kinds: Sequence[str]) -> Item:  # noqa: ANN401 - anything that JSON can hold
    """Return an item, or refuse what cannot be one."""
    item = as_object(raw, "item")
    check_keepable(item)
    only(item, ITEM_FIELDS, "item")
    payload = as_object(item.get("payload"), "payload")
    kind = str(item.get("kind"))
    if kind not in kinds:
        raise Unknown.word("kind", kind, kinds, field="kind", zh="记录类型")
    stated = item.get("payload_hash")
    if not isinstance(stated, str) or len(stated) != _HASH_LENGTH or set(stated) - _HASH_SIGNS:
        raise BadInput("a SHA-256 in hex", "应为 SHA-256 十六进制摘要", field="payload_hash")
    return Item(
        id=read_id(item.get("id")),
        seq=read_seq(item.get("seq")),
        kind=kind,
        payload=dict(payload),
        payload_hash=stated,
        device_at=instant(item.get("device_time"), "device_time"),
        body_hash=hash_of(item),
    )


def hash_of(raw: object) -> str:
    """Return what is equal for equal bodies, whatever they hold."""
    return sha256(json.dumps(raw, sort_keys=True))


def instant(value: object, field: str) -> datetime | None:
    """Return an ISO 8601 instant with its offset; nothing where none is given."""
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.utcoffset() is None or not _FIRST_YEAR <= found.year < _LAST_YEAR:
        raise BadInput(
            f"{shown(value)} is not an instant such as 2026-10-08T09:00:05+08:00",
            f"{shown(value)} 不是带时区的时间，例如 2026-10-08T09:00:05+08:00",
            field=field,
        )
    return found


def as_object(value: Any, field: str) -> Mapping[str, Any]:  # noqa: ANN401 - from outside
    """Return a JSON object, or refuse what is none."""
    if not isinstance(value, dict):
        raise BadInput(
            f"must be a JSON object, not {shown(value)}",
            f"应为 JSON 对象，不能是 {shown(value)}",
            field=field,
        )
    return value


def only(given: Mapping[str, Any], known: set[str] | frozenset[str], field: str) -> None:
    """Refuse an object that holds more than the known names."""
    unknown = sorted(set(given) - known)
    if unknown:
        names = ", ".join(shown(name) for name in unknown[:5])
        raise BadInput(
            f"{field} holds no {names}; known: {', '.join(sorted(known))}",
            f"{field} 中不应有 {names}；可用：{'、'.join(sorted(known))}",
            field=field,
        )


def _is_id(text: str) -> bool:
    try:
        return read_id(text) == text
    except BadInput:
        return False


def read_id(value: object) -> str:
    """Return an item's id as it was written; other ways to write the same UUID are refused."""
    found = parse_uuid(value if isinstance(value, str) else "")
    if found != value:
        raise BadInput("write the UUID in its usual form", "UUID 应为标准小写形式", field="id")
    return found


def read_seq(value: object) -> int:
    """Return an item's number in its device's sequence."""
    return whole(value, "seq", LARGEST_NUMBER)


def whole(value: object, field: str, most: int) -> int:
    """Return a whole number from 1 to ``most``."""
    if type(value) is not int or not 0 < value <= most:
        raise BadInput(
            f"{shown(value)} is not a whole number from 1",
            f"{shown(value)} 不是从 1 起的整数",
            field=field,
        )
    return value


def text(value: object, field: str, longest: int) -> str:
    """Return a text that is not too long."""
    if not isinstance(value, str) or len(value) > longest:
        raise BadInput(
            f"text of at most {longest} characters is needed",
            f"应为不超过 {longest} 字的文本",
            field=field,
        )
    return value
