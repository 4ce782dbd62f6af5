"""A pack as lines for a terminal, and what differs between two packs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import zip_longest
from unicodedata import east_asian_width

from ltc.policy.describe import plain
from ltc.policy.lookup import WORD_KINDS, Dated, Grade, Pack, Row, Value, Word, last_day
from ltc.policy.read import CATEGORIES
from ltc.policy.units import UNITS
from ltc.shared.errors import PolicyGap

_CONFIDENCE = {
    "V": "V 原文",
    "T": "T 两处转录",
    "P": "P 转述",
    "G": "G 一般知识",
    "D": "D 推算或设定",
}
_UNKNOWN = "未公布 / not published"


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield rows as lines whose columns stand under each other on a terminal."""
    widths = [max(map(_width, column)) for column in zip_longest(*rows, fillvalue="")]
    for row in rows:
        cells = zip(row, widths[: len(row) - 1], strict=False)
        yield "  ".join([*(cell + " " * (wide - _width(cell)) for cell, wide in cells), row[-1]])


def _width(text: str) -> int:
    """Return how many places a text takes: a Chinese character takes two."""
    return sum(2 if east_asian_width(each) in "WF" else 1 for each in text)


def lines(pack: Pack, on: date | None = None) -> Iterator[str]:
    """Yield the pack as text; with ``on`` only the values of that day."""
    yield f"{pack.name} / {pack.name_en}（{pack.id}，{pack.version}，{pack.status}）"
    yield f"地区代码 / area: {pack.area_code or '—'}"
    yield f"起止 / days: {_span(pack.first_day, pack.last_day)}"
    yield f"指纹 / fingerprint: {pack.fingerprint}"
    if pack.base:
        yield f"沿用 / extends: {pack.base.name}（{pack.base.id}）"
    if pack.notes:
        yield f"说明 / notes: {pack.notes}"
    for kind in WORD_KINDS:
        yield from _word_lines(pack, kind)
    yield ""
    yield "参保类别 / categories"
    yield f"  {' '.join(CATEGORIES)}"
    yield ""
    yield f"参数 / parameters{f'（{on}）' if on else ''}"
    for name in pack.names():
        yield from _parameter_lines(pack, pack[name], on)
    yield ""
    yield "未纳入 / not modelled"
    yield from (f"  - {each}" for each in pack.not_modelled or ("—",))


def differences(one: Pack, other: Pack) -> Iterator[str]:
    """Yield what changed from ``one`` to ``other``, inherited parameters included."""
    yield from _changes("包 / pack", _head(one), _head(other))
    for kind in WORD_KINDS:
        yield from _changes(kind, _words(one, kind), _words(other, kind))
    for name in sorted({*one.names(), *other.names()}):
        yield from _changes(name, _rows(one, name), _rows(other, name))


def _word_lines(pack: Pack, kind: str) -> Iterator[str]:
    yield ""
    yield f"{WORD_KINDS[kind]} / {kind}"
    words: tuple[Word, ...] = pack.grades if kind == "grades" else pack.words[kind]
    if not words:
        yield "  —"
    width = max((len(word.code) for word in words), default=0)
    for word in words:
        yield f"  {word.code:<{width}}  {_word_text(word)}"


def _word_text(word: Word) -> str:
    text = f"{word.name} / {word.name_en}"
    if isinstance(word, Grade):
        national = "—" if word.national is None else word.national
        text += f"；国家标准 / national {national}{'（推定）' if word.assumption else ''}"
    return text


def _parameter_lines(pack: Pack, dated: Dated, on: date | None) -> Iterator[str]:
    """Yield a parameter's heading and its rows, or its one row or gap on a day."""
    origin = "" if dated.pack == pack.id else f"  [{dated.pack}]"
    yield f"  {dated.name}（{UNITS[dated.unit].name}）{dated.meaning}{origin}"
    if on is None:
        for at, row in enumerate(dated.rows):
            yield from _row_lines(dated, row, last_day(dated.rows, at))
        return
    try:
        row = dated.row_on(on)
        yield from _row_lines(dated, row, row.last_day)
    except PolicyGap as gap:
        yield f"    ✗ {gap.zh}"


def _row_lines(dated: Dated, row: Row, until: date | None) -> Iterator[str]:
    yield f"    {_span(row.first_day, until)}  {_value_text(dated, row)}"
    yield f"      {row.law}；可信度 / confidence {_CONFIDENCE[row.confidence]}{_published(row)}"
    if row.note:
        yield f"      {row.note}"


def _published(row: Row) -> str:
    """Say when the value was issued and posted, where that is later than it holds."""
    return f"；{row.posted} 公布 / posted" if row.posted else ""


def _value_text(dated: Dated, row: Row) -> str:
    if row.unknown:
        return _UNKNOWN
    if dated.unit == "catalogue":
        return f"{len(row.value)} 项 / services"
    return _flat(plain(row.value, dated.unit))


def _flat(value: Value) -> str:
    """Write a value on one line."""
    if isinstance(value, Mapping):
        return "，".join(f"{key} {_nested(each)}" for key, each in value.items())
    if isinstance(value, list):
        return " ".join(_nested(each) for each in value) or "—"
    if isinstance(value, bool):
        return "是 / yes" if value else "否 / no"
    return str(value)


def _nested(value: Value) -> str:
    return f"（{_flat(value)}）" if isinstance(value, Mapping | list) else _flat(value)


def _span(first: date, last: date | None) -> str:
    return f"{first} – {last or '…'}"


def _head(pack: Pack) -> dict[str, str]:
    return {
        "名称 / name": pack.name,
        "地区代码 / area": pack.area_code,
        "版本 / version": pack.version,
        "状态 / status": pack.status,
        "起止 / days": _span(pack.first_day, pack.last_day),
    }


def _words(pack: Pack, kind: str) -> dict[str, str]:
    return {word.code: _word_text(word) for word in pack.words[kind]}


def _rows(pack: Pack, name: str) -> dict[str, str]:
    """Return the rows of a parameter by their first days."""
    if name not in pack:
        return {}
    dated = pack[name]
    return {
        f"{row.first_day}": "；".join(_row_text(dated, row, last_day(dated.rows, at)))
        for at, row in enumerate(dated.rows)
    }


def _row_text(dated: Dated, row: Row, until: date | None) -> Iterator[str]:
    yield _flat(plain(row.value, dated.unit)) if not row.unknown else _UNKNOWN
    yield f"– {until or '…'}"
    yield row.law


def _changes(label: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    for key in sorted({*before, *after}):
        if key not in after:
            yield f"- {label} {key}: {before[key]}"
        elif key not in before:
            yield f"+ {label} {key}: {after[key]}"
        elif before[key] != after[key]:
            yield f"~ {label} {key}: {before[key]} → {after[key]}"
