"""A what-if's answer as a table to take away: XLSX with a sheet for each grouping, or one CSV."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ltc.shared.money import yuan
from ltc.shared.tabular import Cell, Column, Sheet, csv_rows, safe_text, write_xlsx

GROUPS = {"grade": "失能等级", "mode": "服务方式", "area": "地区", "provider": "机构"}
_MONTHS = ("month", "lines", "asked_fen", "before_fen", "after_fen")
_AMOUNTS = ("before_fen", "after_fen", "gained_fen", "lost_fen")
_COUNTS = ("persons", "gaining", "losing")
HEADINGS = {
    "month": "月份",
    "lines": "明细",
    "asked_fen": "申报（元）",
    "before_fen": "现行规则基金支付（元）",
    "after_fen": "假设规则基金支付（元）",
    "gained_fen": "增加（元）",
    "lost_fen": "减少（元）",
    "persons": "人数",
    "gaining": "基金支付增加的人数",
    "losing": "基金支付减少的人数",
}
Said = Callable[[str], str]


def workbook(answer: Mapping[str, Any], said: Said) -> bytes:
    """Return the answer as XLSX; ``said`` gives headings in the reader's language."""
    out = io.BytesIO()
    write_xlsx(out, _sheets(answer, said))
    return out.getvalue()


def _sheets(answer: Mapping[str, Any], said: Said) -> Iterator[Sheet]:
    about = _about(answer, said)
    yield Sheet(
        said("各月"), _columns(_MONTHS, said), list(_cells(answer["months"], _MONTHS)), about
    )
    for key, title in GROUPS.items():
        names = ("name", *_COUNTS, *_AMOUNTS)
        columns = [Column(said(title)), *_columns(names[1:], said)]
        yield Sheet(said(title), columns, list(_cells(answer[key], names)))
    columns = [Column(said(each)) for each in ("参数", "适用", "现行", "假设")]
    rows = [
        (each["meaning"], each["place"], each["before"], each["after"])
        for each in answer["changes"]
    ]
    yield Sheet(said("改动"), columns, rows)


def _about(answer: Mapping[str, Any], said: Said) -> list[str]:
    packs = " → ".join(
        f"{answer[each]['name']} {answer[each]['version']} {answer[each]['fingerprint'][:16]}"
        for each in ("before", "after")
    )
    return [packs, said("测算结果，不入账；与结算用同一套规则")]


def _columns(names: Sequence[str], said: Said) -> list[Column]:
    return [Column(said(HEADINGS[name]), _kind(name)) for name in names]


def _kind(name: str) -> str:
    if name.endswith("_fen"):
        return "money"
    return "text" if name == "month" else "number"


def _cells(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> Iterator[list[Cell]]:
    for row in rows:
        yield [row[name] for name in names]


def table(answer: Mapping[str, Any], said: Said) -> bytes:
    """Return the groupings as one CSV: what a row is about stands in its first two columns."""
    out, names = io.StringIO(newline=""), (*_COUNTS, *_AMOUNTS)
    writer = csv_rows(out)
    writer.writerow([said("分组"), said("名称"), *(said(HEADINGS[name]) for name in names)])
    for key, title in GROUPS.items():
        for row in answer[key]:
            cells = [yuan(row[name]) if name.endswith("_fen") else row[name] for name in names]
            writer.writerow([said(title), safe_text(row["name"]), *cells])
    return out.getvalue().encode()
