"""What a provider's own software sends: read by the stages of a claim's file.  Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from billing.claims.rules import stages
from billing.claims.rules.stages import ENVELOPE, FILE, LINE_HEAD, MOST_ROWS, Fault, Wanted

FIELDS = ("environment", "area", "month", "key", "insist", "lines")
LONGEST_KEY, _SHOWN = 64, 40
_AREA = re.compile(r"[0-9]{1,12}", re.ASCII)
_KEY = re.compile(r"[A-Za-z0-9._:-]+", re.ASCII)
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])", re.ASCII)

Body = Mapping[str, Any]


class Sent(NamedTuple):
    """A claim as a program sent it, sound up to the lists of words."""

    area: str  # of the pool; empty for the provider's own
    month: str
    key: str
    insist: bool
    lines: list[Wanted]


def first_stages(body: Body, environment: str, *, keyed: bool) -> list[Fault]:
    """Return all faults of the first of stages 0 to 3 that has some."""
    faults = list(_shape(body.get("lines"))) or list(_envelope(body, environment, keyed=keyed))
    if faults:
        return faults
    rows = _rows(body["lines"])
    return stages.syntax_faults(rows) or stages.code_faults(rows)


def read(body: Body) -> Sent:
    """Return what a body without faults says."""
    return Sent(
        body.get("area") or "",
        body["month"],
        body.get("key") or "",
        bool(body.get("insist")),
        stages.read_lines(_rows(body["lines"])),
    )


def canonical(sent: Sent) -> str:
    """Return the one text of what is claimed: the same claim sent again has the same one."""
    return json.dumps([sent.area, sent.month, sent.insist, sent.lines])


def _shape(lines: object) -> Iterator[Fault]:
    """Stage 0: a list of lines, each an object with the three known names."""
    if not isinstance(lines, list) or not lines:
        yield Fault(FILE, "E1", None, "lines 应为至少一行的列表", "lines is a list of one or more")
        return
    if len(lines) > MOST_ROWS:
        zh = f"一次最多 {MOST_ROWS} 行，收到 {len(lines)} 行，请分几次申报"
        en = f"at most {MOST_ROWS} lines at once, there are {len(lines)}; claim in parts"
        yield Fault(FILE, "E1", None, zh, en)
        return
    known = ", ".join(LINE_HEAD)
    for at, line in enumerate(lines, start=1):
        if not isinstance(line, dict) or set(line) - set(LINE_HEAD):
            zh, en = f"每行应为对象，字段为 {known}", f"a line is an object with {known}"
            yield Fault(FILE, "E2", at, zh, en)


def _envelope(body: Body, environment: str, *, keyed: bool) -> Iterator[Fault]:
    """Stage 1: for which system, pool and month, and under which key."""
    told, month, area = body.get("environment"), body.get("month"), body.get("area") or ""
    if told != environment:
        zh = f"本系统是 {environment}，environment 应写 {environment}"
        yield Fault(ENVELOPE, "E4", None, zh, f"this system is {environment}; say so")
    if not isinstance(month, str) or not _MONTH.fullmatch(month):
        yield Fault(ENVELOPE, "E2", None, "月份应写成 2023-10 这样", "a month is like 2023-10")
    if not isinstance(area, str) or (area and not _AREA.fullmatch(area)):
        yield Fault(ENVELOPE, "E2", None, "area 应为区划代码", "area is the code of an area")
    if not isinstance(body.get("insist", False), bool):
        yield Fault(ENVELOPE, "E2", None, "insist 应为 true 或 false", "insist is true or false")
    if keyed and not _is_key(body.get("key")):
        zh = f"key 由发送方自编，不超过{LONGEST_KEY}位字母、数字或 ._:-，同一份申报重发时不变"
        en = f"key is your own, up to {LONGEST_KEY} of letters, digits or ._:-; keep it on a retry"
        yield Fault(ENVELOPE, "E1", None, zh, en)


def _is_key(key: object) -> bool:
    return isinstance(key, str) and len(key) <= LONGEST_KEY and bool(_KEY.fullmatch(key))


def _rows(lines: list[dict[str, Any]]) -> list[list[str]]:
    """Return the cells that the same lines have in a file; a number is a JSON number."""
    return [[_cell(line.get("kind"), str), *_numbers(line)] for line in lines]


def _numbers(line: Mapping[str, Any]) -> list[str]:
    return [_cell(line.get("visit"), int), _cell(line.get("prior"), int)]


def _cell(value: object, wanted: type) -> str:
    """Return a cell; what is of another kind is written so that its stage refuses it."""
    if value is None:
        return ""
    return str(value) if type(value) is wanted else json.dumps(value)[:_SHOWN]
