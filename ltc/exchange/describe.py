"""The tables of ``docs/exchange.md``, written from the layouts: every field, unit and code."""

from __future__ import annotations

from collections.abc import Iterator

from ltc.exchange.layout import KINDS, Field, Layout
from ltc.exchange.layouts import LAYOUTS


def described() -> str:
    """Return every layout as Markdown."""
    parts = [_kinds(), *(_layout(layout) for layout in LAYOUTS.values())]
    return "\n\n".join(parts)


def _kinds() -> str:
    rows = [f"| {zh} | {how} | {column} |" for zh, how, column in KINDS.values()]
    return "\n".join(["| 类型 | CSV 写法 | Parquet 类型 |", "|---|---|---|", *rows])


def _layout(layout: Layout) -> str:
    way_in = "可导入。" if layout.exported else "只导入。"
    kind = way_in if layout.importable else f"只导出：{layout.not_importable}"
    head = ["| 字段 | 含义 | 类型 | 单位 | 代码或取值 | 说明 |", "|---|---|---|---|---|---|"]
    rows = [_row(field) for field in layout.fields]
    title = f"### {layout.name}：{layout.zh}"
    return "\n".join([title, "", f"{layout.about}{kind}", "", *head, *rows])


def _row(field: Field) -> str:
    cells = (
        f"`{field.name}`",
        field.zh,
        KINDS[field.kind][0],
        field.unit,
        _values(field),
        "；".join(_notes(field)),
    )
    return "| " + " | ".join(cells) + " |"


def _values(field: Field) -> str:
    if field.codes:
        return " ".join(f"`{code}`" for code in field.codes)
    if field.refers:
        return f"{field.refers} 的 `id`"
    return field.words


def _notes(field: Field) -> Iterator[str]:
    if field.required:
        yield "必填"
    if field.personal:
        yield "个人信息"
    if field.ours:
        yield "由本系统得出，导入时不读"
    if field.kind == "text" and not field.codes and not field.ours:
        yield f"至多 {field.most} 字"
