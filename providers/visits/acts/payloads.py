"""From the JSON that a device sent to typed values; what is not asked for is refused by name.

A client may state what it saw.  Distance, verdict, minutes, payable and the like are found out by
the server: a payload that brings them along is not understood, and so not applied.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ltc.devices.items import (
    LARGEST_NUMBER,
    Item,
    as_object,
    instant,
    only,
    text,
    whole,
)
from ltc.shared.errors import BadInput
from ltc.shared.geo import number
from providers.visits.acts.reports import Confirmation, Report, Task, Why
from providers.visits.rules.exceptions import check_reason
from providers.visits.rules.moment import Anchor

KINDS = ("check_in", "check_out", "tasks", "confirm", "missed", "refused", "note")
_FIELDS = {
    "check_in": {"visit", "fix", "why", "clock"},
    "check_out": {"visit", "fix", "why", "clock"},
    "tasks": {"visit", "tasks"},
    "confirm": {"visit", "how", "value", "by"},
    "missed": {"visit", "why"},
    "refused": {"visit", "why"},
    "note": {"visit", "text"},
}
_LARGEST_ID = 2**63 - 1
_MOST_TASKS = 60
_LONGEST_MEMO = 300
_LONGEST_NOTE = 1000
_LONGEST_NAME = 60


def visit_of(payload: Mapping[str, Any]) -> int:
    """Return the visit that a payload speaks of."""
    return whole(payload.get("visit"), "visit", _LARGEST_ID)


def check_fields(item: Item) -> None:
    """Refuse a payload that brings more than its kind may say."""
    only(item.payload, _FIELDS[item.kind], "payload")


def read_report(item: Item, user_id: int) -> Report:
    """Return the evidence of a check-in or check-out."""
    fix = item.payload.get("fix")
    if fix is not None:
        instant(as_object(fix, "fix").get("taken_at"), "fix.taken_at")
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
    why = as_object(raw, "why")
    only(why, {"code", "memo"}, "why")
    code, memo = text(why.get("code"), "code", _LONGEST_MEMO), why.get("memo") or ""
    found = Why(code, text(memo, "memo", _LONGEST_MEMO), user_id)
    check_reason(found.code, found.memo)
    return found


def read_tasks(payload: Mapping[str, Any]) -> list[Task]:
    """Return the services that were given or not."""
    rows = payload.get("tasks")
    if not isinstance(rows, list) or not 0 < len(rows) <= _MOST_TASKS:
        raise BadInput("a list of tasks is needed", "应为项目列表", field="tasks")
    tasks = [_task(as_object(row, "tasks")) for row in rows]
    if len({task.item for task in tasks}) < len(tasks):
        raise BadInput("a task stands there twice", "项目重复", field="tasks")
    return tasks


def read_confirmation(payload: Mapping[str, Any]) -> Confirmation:
    """Return how the recipient's side confirms."""
    return Confirmation(
        how=text(payload.get("how"), "how", _LONGEST_NAME),
        value=payload.get("value"),
        by=text(payload.get("by") or "", "by", _LONGEST_NAME),
    )


def read_note(payload: Mapping[str, Any]) -> str:
    """Return the words of a note."""
    words = text(payload.get("text"), "text", _LONGEST_NOTE).strip()
    if not words:
        raise BadInput("the note is empty", "备注为空", field="text")
    return words


def _anchor(raw: Any) -> Anchor | None:  # noqa: ANN401 - from outside
    if raw is None:
        return None
    clock = as_object(raw, "clock")
    only(clock, {"last_server_time", "then_s", "now_s"}, "clock")
    heard = instant(clock.get("last_server_time"), "clock.last_server_time")
    if heard is None:
        raise BadInput("say when", "缺少上次服务器时间", field="clock.last_server_time")
    seconds = [
        number(clock.get(name), field=f"clock.{name}", low=0.0, high=float(LARGEST_NUMBER))
        for name in ("then_s", "now_s")
    ]
    return Anchor(heard, *seconds)


def _task(row: Mapping[str, Any]) -> Task:
    only(row, {"item", "done", "why"}, "tasks")
    if not isinstance(row.get("done"), bool):
        raise BadInput("must be true or false", "应为 true 或 false", field="done")
    why = text(row.get("why") or "", "why", _LONGEST_MEMO)
    return Task(item=text(row.get("item"), "item", _LONGEST_NAME), done=row["done"], why=why)
