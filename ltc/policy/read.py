"""From the records of a pack's files to values: head, words, sources, parameters.

Knows which keys each record has; finds no files and keeps nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from ltc.policy.lookup import WORD_KINDS, Dated, Grade, Row, Source, Value, Word
from ltc.policy.sheet import CODE, Sheet
from ltc.policy.strict_yaml import Node
from ltc.policy.units import UNITS, Dimension, leaves, read_value
from ltc.shared.errors import shown

# V verbatim in the source, T two transcriptions, P partial or secondary, G from memory,
# D derived or chosen by us.
CONFIDENCES = ("V", "T", "P", "G", "D")
STATUSES = ("active", "draft")
_PROVISIONAL = "（暂定）"
WORD_DIMENSIONS = {kind.removesuffix("s"): kind for kind in WORD_KINDS}
CATEGORIES = ("employee", "flexible", "retiree", "resident", "student")
FIXED_DIMENSIONS = {
    "category": CATEGORIES,
    "source": ("unit", "individual", "pool", "finance", "lottery", "donation"),
    "setting": ("town", "default", "village"),
    "occasion": ("first", "review", "extended"),
    "place": ("home", "institution"),
    "outcome": ("passed", "failed", "same", "different"),
    "payer": ("fund", "operator", "applicant", "others", "nobody"),
}
HEAD_NEEDS = (
    *("id", "name", "name_en", "area_code", "version", "status"),
    *("valid_from", "not_modelled"),
)
HEAD_MAY = ("extends", "valid_to", "notes")
WORD_NEEDS, WORD_MAY = ("code", "name", "name_en"), ("note",)
GRADE_NEEDS, GRADE_MAY = (*WORD_NEEDS, "severity", "national"), (*WORD_MAY, "assumption", "group")
SOURCE_NEEDS, SOURCE_MAY = ("title", "confidence"), ("number", "link", "date", "posted", "note")
PARAMETER_NEEDS, PARAMETER_MAY = ("meaning", "unit", "values"), ("by", "options", "note")
ROW_NEEDS = ("from", "law")
ROW_MAY = (
    *("to", "value", "unknown", "article", "confidence"),
    *("issued", "posted", "assumption", "back_dated", "note"),
)


@dataclass(frozen=True, slots=True)
class Head:
    """What ``pack.yaml`` says about the pack as a whole."""

    id: str
    name: str
    name_en: str
    area_code: str
    version: str
    status: str
    first_day: date
    last_day: date | None
    extends: str
    not_modelled: tuple[str, ...]
    notes: str

    def covers(self, day: date) -> bool:
        """Tell whether the pack is in force on ``day``."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, slots=True)
class Known:
    """What the records of a topic file may refer to."""

    pack: str
    words: Mapping[str, tuple[Word, ...]]
    sources: Mapping[str, Source]


def read_head(sheet: Sheet, node: Node) -> Head:
    """Read ``pack.yaml``."""
    record = sheet.record(node, HEAD_NEEDS, HEAD_MAY)
    for key, each in record.items():
        sheet.place(key, each)
    missing = [{"text": each} for each in sheet.entries(record.get("not_modelled"))]
    head = Head(
        id=sheet.code(record, "id"),
        name=sheet.text(record, "name"),
        name_en=sheet.text(record, "name_en"),
        area_code=_area_code(sheet, record),
        version=sheet.text(record, "version"),
        status=sheet.one_of(record, "status", STATUSES),
        first_day=sheet.day(record, "valid_from") or date.min,
        last_day=sheet.day(record, "valid_to"),
        extends=sheet.code(record, "extends"),
        not_modelled=tuple(sheet.text(each, "text") for each in missing),
        notes=sheet.text(record, "notes"),
    )
    if head.last_day and head.last_day < head.first_day:
        sheet.fault(record["valid_to"], "ends before it begins", "valid_to 早于 valid_from")
    return head


def _area_code(sheet: Sheet, record: Mapping[str, Node]) -> str:
    """Read the digits that areas of this pack begin with; null for a frame without an area."""
    node = record.get("area_code")
    if node is None or node.value is None:
        return ""
    text = sheet.text(record, "area_code")
    if text and not (text.isascii() and text.isdigit()):
        en = 'area_code must be digits in quotes, such as "2111"'
        sheet.fault(node, en, 'area_code 应为加引号的行政区划代码，如 "2111"')
    return text


def read_words(sheet: Sheet, node: Node | None) -> dict[str, tuple[Word, ...]]:
    """Read ``words.yaml``: the kinds of word that the pack defines itself."""
    if node is None:
        return {}
    record = sheet.record(node, (), WORD_KINDS)
    words = {
        kind: tuple(_word(sheet, kind, each) for each in sheet.entries(record[kind]))
        for kind in record
    }
    for kind, node_of_kind in record.items():
        codes = [word.code for word in words[kind]]
        sheet.place(kind, node_of_kind)
        for at, code in enumerate(codes):
            sheet.place(f"{kind}.{code}", sheet.entries(node_of_kind)[at])
            if code in codes[:at]:
                repeated = sheet.entries(node_of_kind)[at]
                sheet.fault(repeated, f"{kind}: {code} twice", f"{kind} 中 {code} 重复")
    return words


def _word(sheet: Sheet, kind: str, node: Node) -> Word:
    if kind == "grades":
        return _grade(sheet, node)
    record = sheet.record(node, WORD_NEEDS, WORD_MAY)
    return Word(
        sheet.code(record, "code"),
        sheet.text(record, "name"),
        sheet.text(record, "name_en"),
        sheet.text(record, "note"),
    )


def _grade(sheet: Sheet, node: Node) -> Grade:
    record = sheet.record(node, GRADE_NEEDS, GRADE_MAY)
    return Grade(
        code=sheet.code(record, "code"),
        name=sheet.text(record, "name"),
        name_en=sheet.text(record, "name_en"),
        note=sheet.text(record, "note"),
        severity=sheet.whole(record, "severity") or 0,
        national=sheet.whole(record, "national"),
        assumption=sheet.flag(record, "assumption"),
        group=sheet.code(record, "group"),
    )


def read_sources(sheet: Sheet, node: Node | None) -> dict[str, Source]:
    """Read ``sources.yaml``: every document once, by its short id."""
    if node is None:
        return {}
    if not isinstance(node.value, dict):
        sheet.fault(node, "expected one entry per document", "此处应按文件逐条列出来源")
        return {}
    for key, entry in node.value.items():
        sheet.place(key, entry)
    return {key: _source(sheet, key, entry) for key, entry in node.value.items()}


def _source(sheet: Sheet, key: str, node: Node) -> Source:
    if not CODE.fullmatch(key):
        sheet.fault(node, f"{shown(key)} must be a plain word", f"来源代码 {shown(key)} 应为英文词")
    record = sheet.record(node, SOURCE_NEEDS, SOURCE_MAY)
    return Source(
        id=key,
        title=sheet.text(record, "title"),
        confidence=sheet.one_of(record, "confidence", CONFIDENCES),
        number=sheet.text(record, "number"),
        link=sheet.text(record, "link"),
        issued=sheet.day(record, "date"),
        posted=sheet.day(record, "posted"),
        note=sheet.text(record, "note"),
    )


def read_topic(sheet: Sheet, node: Node, topic: str, known: Known) -> dict[str, Dated]:
    """Read a topic file: its parameters, named ``topic.key``."""
    if not isinstance(node.value, dict):
        sheet.fault(node, "expected one entry per parameter", "此处应按参数逐条列出")
        return {}
    found = {}
    for key, entry in node.value.items():
        if not CODE.fullmatch(key):
            sheet.fault(entry, f"{shown(key)} must be a plain word", f"参数名 {key} 应为英文词")
        found[f"{topic}.{key}"] = _parameter(sheet, f"{topic}.{key}", entry, known)
    return found


def _parameter(sheet: Sheet, name: str, node: Node, known: Known) -> Dated:
    """Read one parameter with its rows."""
    found_before = len(sheet.faults)
    record = sheet.record(node, PARAMETER_NEEDS, PARAMETER_MAY)
    options = _options(sheet, record.get("options"))
    dated = Dated(
        name=name,
        pack=known.pack,
        meaning=sheet.text(record, "meaning"),
        unit=sheet.one_of(record, "unit", UNITS),
        rows=(),
        by=_by(sheet, record.get("by")),
        options=options,
        note=sheet.text(record, "note"),
        file=sheet.file,
        line=node.line,
    )
    nodes = sheet.entries(record.get("values"))
    if record.get("values") and record["values"].value == []:
        sheet.fault(record["values"], "give one row or more", "values 至少要有一行")
    if len(sheet.faults) > found_before:
        return dated  # unit or levels may be unreadable: the rows would only add noise
    rows = tuple(_row(sheet, each, dated, known) for each in nodes)
    _check_days(sheet, rows)
    return replace(dated, rows=rows)


def _by(sheet: Sheet, node: Node | None) -> tuple[str, ...]:
    """Read the levels of keys that the value has."""
    names = (*WORD_DIMENSIONS, *FIXED_DIMENSIONS)
    return tuple(sheet.one_of({"by": each}, "by", names) for each in sheet.entries(node))


def _options(sheet: Sheet, node: Node | None) -> dict[str, str]:
    """Read the words that a switch may take, each with what it means."""
    if node is None:
        return {}
    if not isinstance(node.value, dict):
        sheet.fault(node, "expected a word and its meaning", "此处应逐条写“词: 含义”")
        return {}
    return {key: sheet.text(node.value, key) for key in node.value}


def _row(sheet: Sheet, node: Node, dated: Dated, known: Known) -> Row:
    """Read one row: a value, the days it holds, and its law."""
    record = sheet.record(node, ROW_NEEDS, ROW_MAY)
    source = _law(sheet, record, known)
    assumption = sheet.flag(record, "assumption")
    article = sheet.text(record, "article")
    return Row(
        value=_value(sheet, node, record, dated, known),
        first_day=sheet.day(record, "from") or date.min,
        last_day=sheet.day(record, "to"),
        law=source.citation + article + (_PROVISIONAL if assumption else ""),
        source=source.id,
        confidence=sheet.one_of(record, "confidence", CONFIDENCES) or source.confidence,
        issued=sheet.day(record, "issued") or source.issued,
        posted=sheet.day(record, "posted") or source.posted,
        assumption=assumption,
        unknown=sheet.flag(record, "unknown"),
        back_dated=sheet.flag(record, "back_dated"),
        note=sheet.text(record, "note"),
        line=node.line,
    )


def _law(sheet: Sheet, record: Mapping[str, Node], known: Known) -> Source:
    """Return the document that a row rests on."""
    law = sheet.text(record, "law")
    if law and law not in known.sources:
        ids = ", ".join(known.sources)
        en = f"law {shown(law)} is not in sources.yaml: add the document there; known: {ids}"
        zh = f"law {shown(law)} 不在 sources.yaml 中：请改成其中的代码，或在那里加上这份文件"
        sheet.fault(record["law"], en, f"{zh}；可用：{ids}")
    return known.sources.get(law) or Source(law, "", "")


def _value(
    sheet: Sheet, node: Node, record: Mapping[str, Node], dated: Dated, known: Known
) -> Value:
    """Read a row's value; exactly one of ``value`` and ``unknown: true`` stands there."""
    unknown = sheet.flag(record, "unknown")
    if unknown == ("value" in record):
        en, zh = "give either value or unknown: true", "value 与 unknown: true 二者必居其一"
        sheet.fault(node, en, zh)
        return None
    if unknown:
        return None
    levels = [
        Dimension(name, _dimension_words(name, known), own=name in WORD_DIMENSIONS)
        for name in dated.by
    ]
    value = read_value(sheet, record["value"], UNITS[dated.unit], levels)
    for leaf in leaves(value, len(levels)) if dated.options else ():
        if leaf not in dated.options:
            words = ", ".join(dated.options)
            en = f"{shown(leaf)} is not one of the options: {words}"
            sheet.fault(record["value"], en, f"{shown(leaf)} 不在 options 之内：{words}")
    return value


def read_other_value(sheet: Sheet, node: Node, dated: Dated, known: Known) -> Value:
    """Read another value for a parameter that is there: same unit, levels and options."""
    return _value(sheet, node, {"value": node}, dated, known)


def _dimension_words(name: str, known: Known) -> tuple[str, ...]:
    if name in WORD_DIMENSIONS:
        return tuple(word.code for word in known.words.get(WORD_DIMENSIONS[name], ()))
    return FIXED_DIMENSIONS[name]


def _check_days(sheet: Sheet, rows: tuple[Row, ...]) -> None:
    """Refuse rows out of order and rows that overlap, unless back-dated openly."""
    rows = tuple(row for row in rows if row.first_day > date.min)  # the others are told already
    for row in rows:
        if row.last_day and row.last_day < row.first_day:
            en = f"ends on {row.last_day}, before it begins"
            sheet.fault(row.line, en, f"结束日 {row.last_day} 早于起始日 {row.first_day}")
        if row.back_dated and row.known_from <= row.first_day:
            en = "back_dated needs issued or posted after from"
            sheet.fault(row.line, en, "back_dated（追溯）须有晚于 from 的 issued 或 posted")
    for before, row in pairwise(rows):
        if row.back_dated and row.first_day >= before.first_day:
            continue
        if row.first_day <= before.first_day:
            en = f"days out of order: {row.first_day} after {before.first_day}"
            sheet.fault(row.line, en, f"日期顺序有误：{row.first_day} 排在 {before.first_day} 之后")
        elif before.last_day and row.first_day <= before.last_day:
            en = f"overlaps the row before, which ends on {before.last_day}"
            zh = f"与上一行重叠：上一行到 {before.last_day} 才结束，请把它的 to 提前"
            sheet.fault(row.line, en, f"{zh}（后来公布、追溯的写 back_dated: true）")
