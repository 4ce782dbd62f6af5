"""From the JSON that a device sent to typed values; what is not asked for is refused by name.

A client may state what it saw.  Distance, verdict, minutes, payable and the like are found out by
the server: a payload that brings them along is not understood, and so not applied.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ltc.shared.errors import BadInput, Unknown, shown
from ltc.shared.geo import number
from ltc.shared.ids import canonical_json, parse_uuid, sha256
from ltc.shared.json_values import check_keepable
from providers.visits.acts.reports import Confirmation, Report, Task, Why
from providers.visits.rules.exceptions import check_reason
from providers.visits.rules.moment import Anchor

KINDS = ("check_in", "check_out", "tasks", "confirm", "missed", "refused", "note")
LARGEST_NUMBER = 10**9
_FIELDS = {
    "check_in": {"visit", "fix", "why", "clock"},
    "check_out": {"visit", "fix", "why", "clock"},
    "tasks": {"visit", "tasks"},
    "confirm": {"visit", "how", "value", "by"},
    "missed": {"visit", "why"},
    "refused": {"visit", "why"},
    "note": {"visit", "text"},
}
_ITEM_FIELDS = frozenset({"id", "seq", "kind", "payload", "payload_hash", "device_time"})
_LARGEST_ID = 2**63 - 1
_HASH_SIGNS = frozenset("0123456789abcdef")
_HASH_LENGTH = 64
_MOST_TASKS = 60
_LONGEST_MEMO = 300
_LONGEST_NOTE = 1000
_LONGEST_NAME = 60
# Instants outside these years are no measurement of any phone.
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


def read_item(raw: Any) -> Item:  # noqa: ANN401 - anything that JSON can hold
    """Return an item, or refuse what cannot be one."""
    item = _object(raw, "item")
    check_keepable(item)
    _only(item, _ITEM_FIELDS, "item")
    payload = _object(item.get("payload"), "payload")
    kind = item.get("kind")
    if kind not in KINDS:
        raise Unknown.word("kind", kind, KINDS, field="kind", zh="记录类型")
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


def visit_of(payload: Mapping[str, Any]) -> int:
    """Return the visit that a payload speaks of."""
    return _whole(payload.get("visit"), "visit", _LARGEST_ID)


def check_fields(item: Item) -> None:
    """Refuse a payload that brings more than its kind may say."""
    _only(item.payload, _FIELDS[item.kind], "payload")


def read_report(item: Item, user_id: int) -> Report:
    """Return the evidence of a check-in or check-out."""
    fix = item.payload.get("fix")
    if fix is not None:
        instant(_object(fix, "fix").get("taken_at"), "fix.taken_at")
        if not isinstance(fix.get("mocked", False), bool):
            raise BadInput("must be true or false", "应为 true 或 false", field="fix.mocked")
    why = item.payload.get("why")
    return Report(
        fix=fix,
        device_at=item.device_at,
        anchor=_anchor(item.payload.get("clock")),
        why=None if why is None else read_why(why, user_id),
    )


def read_why(raw: Any, user_id: int) -> Why:  # noqa: ANN401 - from outside
    """Return a picked reason with its memo."""
    why = _object(raw, "why")
    _only(why, {"code", "memo"}, "why")
    code, memo = _text(why.get("code"), "code", _LONGEST_MEMO), why.get("memo") or ""
    found = Why(code, _text(memo, "memo", _LONGEST_MEMO), user_id)
    check_reason(found.code, found.memo)
    return found


def read_tasks(payload: Mapping[str, Any]) -> list[Task]:
    """Return the services that were given or not."""
    rows = payload.get("tasks")
    if not isinstance(rows, list) or not 0 < len(rows) <= _MOST_TASKS:
        raise BadInput("a list of tasks is needed", "应为项目列表", field="tasks")
    tasks = [_task(_object(row, "tasks")) for row in rows]
    if len({task.item for task in tasks}) < len(tasks):
        raise BadInput("a task stands there twice", "项目重复", field="tasks")
    return tasks


def read_confirmation(payload: Mapping[str, Any]) -> Confirmation:
    """Return how the recipient's side confirms."""
    return Confirmation(
        how=_text(payload.get("how"), "how", _LONGEST_NAME),
        value=payload.get("value"),
        by=_text(payload.get("by") or "", "by", _LONGEST_NAME),
    )


def read_note(payload: Mapping[str, Any]) -> str:
    """Return the words of a note."""
    text = _text(payload.get("text"), "text", _LONGEST_NOTE).strip()
    if not text:
        raise BadInput("the note is empty", "备注为空", field="text")
    return text


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


def _anchor(raw: Any) -> Anchor | None:  # noqa: ANN401 - from outside
    if raw is None:
        return None
    clock = _object(raw, "clock")
    _only(clock, {"last_server_time", "then_s", "now_s"}, "clock")
    heard = instant(clock.get("last_server_time"), "clock.last_server_time")
    if heard is None:
        raise BadInput("say when", "缺少上次服务器时间", field="clock.last_server_time")
    seconds = [
        number(clock.get(name), field=f"clock.{name}", low=0.0, high=float(LARGEST_NUMBER))
        for name in ("then_s", "now_s")
    ]
    return Anchor(heard, *seconds)


def _task(row: Mapping[str, Any]) -> Task:
    _only(row, {"item", "done", "why"}, "tasks")
    if not isinstance(row.get("done"), bool):
        raise BadInput("must be true or false", "应为 true 或 false", field="done")
    why = _text(row.get("why") or "", "why", _LONGEST_MEMO)
    return Task(item=_text(row.get("item"), "item", _LONGEST_NAME), done=row["done"], why=why)


def _object(value: Any, field: str) -> Mapping[str, Any]:  # noqa: ANN401 - from outside
    if not isinstance(value, dict):
        raise BadInput(
            f"must be a JSON object, not {shown(value)}",
            f"应为 JSON 对象，不能是 {shown(value)}",
            field=field,
        )
    return value


def _only(given: Mapping[str, Any], known: set[str] | frozenset[str], field: str) -> None:
    unknown = sorted(set(given) - known)
    if unknown:
        names = ", ".join(shown(name) for name in unknown[:5])
        raise BadInput(
            f"{field} holds no {names}; known: {', '.join(sorted(known))}",
            f"{field} 中不应有 {names}；可用：{'、'.join(sorted(known))}",
            field=field,
        )


def read_id(value: object) -> str:
    """Return an item's id as it was written; other ways to write the same UUID are refused."""
    found = parse_uuid(value if isinstance(value, str) else "")
    if found != value:
        raise BadInput("write the UUID in its usual form", "UUID 应为标准小写形式", field="id")
    return found


def read_seq(value: object) -> int:
    """Return an item's number in its device's sequence."""
    return _whole(value, "seq", LARGEST_NUMBER)


def _whole(value: object, field: str, most: int) -> int:
    if type(value) is not int or not 0 < value <= most:
        raise BadInput(
            f"{shown(value)} is not a whole number from 1",
            f"{shown(value)} 不是从 1 起的整数",
            field=field,
        )
    return value


def _text(value: object, field: str, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise BadInput(
            f"text of at most {longest} characters is needed",
            f"应为不超过 {longest} 字的文本",
            field=field,
        )
    return value
