"""What the value of a parameter may be, by its ``unit``.  Amounts become whole 分 here.

Knows how a value is written, not what it means: meaning is the rule's business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ltc.policy.lookup import Value
from ltc.policy.sheet import CODE, Sheet
from ltc.policy.strict_yaml import Node
from ltc.shared.errors import shown
from ltc.shared.money import FEN_PER_YUAN

_CENTS = -2
_ROUNDING_MODES = ("half_up", "half_even", "down", "up")
_NATIONAL_CODE = re.compile(r"[A-Z0-9]{17}")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit, its name for people and the reader of one value."""

    name: str
    name_en: str
    read: Callable[[Sheet, Node], Value]


@dataclass(frozen=True, slots=True)
class Dimension:
    """One level of keys of a value, such as grades, with the words that may stand there."""

    name: str
    words: tuple[str, ...]
    own: bool = False

    @property
    def way_out(self) -> tuple[str, str]:
        """Say where a new word is to be added, if a pack may have words of its own here."""
        if not self.own:
            return "", ""
        return "; add a new one to words.yaml", "；要用新词请先写进 words.yaml"


def read_value(sheet: Sheet, node: Node, unit: Unit, levels: Sequence[Dimension]) -> Value:
    """Read a value whose keys are the words of ``levels``, outermost first."""
    if not levels:
        return unit.read(sheet, node)
    if not isinstance(node.value, dict) or not node.value:
        en = f"expected one entry for each {levels[0].name}"
        sheet.fault(node, en, f"此处应按 {levels[0].name} 分别取值")
        return {}
    read = {}
    for key, entry in node.value.items():
        if key not in levels[0].words:
            known = ", ".join(levels[0].words)
            more, also = levels[0].way_out
            en = f"unknown {levels[0].name} {shown(key)}; known: {known}{more}"
            zh = f"未知的 {levels[0].name} {shown(key)}；可用：{known}"
            sheet.fault(entry, en, zh + also)
        read[key] = read_value(sheet, entry, unit, levels[1:])
    return read


def leaves(value: Value, depth: int) -> list[Value]:
    """Return the single values below ``depth`` levels of keys; a list gives its items."""
    if depth == 0 or not isinstance(value, dict):
        return list(value) if isinstance(value, list) else [value]
    return [leaf for each in value.values() for leaf in leaves(each, depth - 1)]


def _amount(sheet: Sheet, node: Node) -> int:
    """Read 元 with two decimals as whole 分."""
    value = node.value
    if isinstance(value, Decimal) and value.as_tuple().exponent == _CENTS and value >= 0:
        return int(value * FEN_PER_YUAN)
    en = f"an amount in 元 has two decimals, such as 2150.00, not {_said(value)}"
    zh = "金额以元计，须写两位小数，如 2150.00"
    sheet.fault(node, en, f"{zh}（不带引号、符号和单位，不小于零）；现为 {_said(value)}")
    return 0


def _share(sheet: Sheet, node: Node) -> Decimal:
    """Read a part of one, such as 0.70."""
    value = node.value
    if isinstance(value, Decimal | int) and not isinstance(value, bool) and 0 <= value <= 1:
        return Decimal(value)
    en = f"a share lies between 0 and 1, such as 0.70, not {_said(value)}"
    sheet.fault(node, en, f"比例应在 0 与 1 之间，七成写 0.70；现为 {_said(value)}")
    return Decimal(0)


def _whole(sheet: Sheet, node: Node) -> int:
    value = node.value
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    en = f"expected a whole number, not {_said(value)}"
    sheet.fault(node, en, f"应为不小于零的整数；现为 {_said(value)}")
    return 0


def _measure(sheet: Sheet, node: Node) -> Decimal:
    value = node.value
    if isinstance(value, Decimal | int) and not isinstance(value, bool) and value >= 0:
        return Decimal(value)
    sheet.fault(node, f"expected a number, not {_said(value)}", f"应为数字；现为 {_said(value)}")
    return Decimal(0)


def _word(sheet: Sheet, node: Node) -> str:
    if isinstance(node.value, str) and CODE.fullmatch(node.value):
        return node.value
    en = f"expected a plain word, not {_said(node.value)}"
    sheet.fault(node, en, f"应为英文词（字母、数字和 _ . -）；现为 {_said(node.value)}")
    return ""


def _words(sheet: Sheet, node: Node) -> list[str]:
    words = [_word(sheet, each) for each in sheet.entries(node)]
    for word in words:
        if words.count(word) > 1:
            sheet.fault(node, f"{shown(word)} stands there twice", f"{shown(word)} 重复")
            break
    return words


def _text(sheet: Sheet, node: Node) -> str:
    return sheet.text({"value": node}, "value")


def _yes_no(sheet: Sheet, node: Node) -> bool:
    return sheet.flag({"value": node}, "value")


def _day(sheet: Sheet, node: Node) -> date:
    return sheet.day({"value": node}, "value") or date.min


def _rounding(sheet: Sheet, node: Node) -> dict[str, Any]:
    """Read how amounts are rounded: to what, in which direction, at which step."""
    record = sheet.record(node, ("unit_fen", "mode", "stage"))
    unit_fen = sheet.whole(record, "unit_fen")
    if record and not unit_fen:
        sheet.fault(node, "unit_fen must be 1 or more", "unit_fen 须为不小于 1 的整数（分）")
    mode = sheet.one_of(record, "mode", _ROUNDING_MODES)
    stage = sheet.one_of(record, "stage", ("line", "day", "month"))
    return {"unit_fen": unit_fen, "mode": mode, "stage": stage}


def _catalogue(sheet: Sheet, node: Node) -> list[dict[str, Any]]:
    """Read the service catalogue; codes are unique."""
    services = [_service(sheet, each) for each in sheet.entries(node)]
    codes = [service["code"] for service in services]
    for at, each in enumerate(sheet.entries(node)):
        if codes[at] in codes[:at]:
            sheet.fault(each, f"{codes[at]} stands there twice", f"项目代码 {codes[at]} 重复")
    return services


def _service(sheet: Sheet, node: Node) -> dict[str, Any]:
    needs = ("code", "name", "name_en", "category", "minutes", "nurse_only", "national_code")
    record = sheet.record(node, needs, ("note",))
    national = record.get("national_code")
    if national and national.value is not None:
        text = sheet.text(record, "national_code")
        if not _NATIONAL_CODE.fullmatch(text):
            en = "a national code has 17 capital letters and digits; write null if unknown"
            sheet.fault(national, en, "国家项目代码为 17 位大写字母和数字；未知请写 null")
    if record.get("minutes") and not sheet.whole(record, "minutes"):
        sheet.fault(record["minutes"], "minutes must be 1 or more", "minutes 须为不小于 1 的整数")
    return {
        "code": sheet.code(record, "code"),
        "name": sheet.text(record, "name"),
        "name_en": sheet.text(record, "name_en"),
        "category": sheet.one_of(record, "category", ("living", "medical")),
        "minutes": sheet.whole(record, "minutes"),
        "nurse_only": sheet.flag(record, "nurse_only"),
        "national_code": national.value if national else None,
        "note": sheet.text(record, "note"),
    }


def _calendar(sheet: Sheet, node: Node) -> dict[str, list[date]]:
    """Read days off and make-up working days."""
    record = sheet.record(node, ("holidays", "make_up"))
    return {key: [_day(sheet, each) for each in sheet.entries(record.get(key))] for key in record}


def _said(value: object) -> str:
    """Show a value the way it stands in the file; of several entries, the first keys."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: …" for key in list(value)[:3]) + "}"
    if isinstance(value, list):
        return "[…]"
    return str(value) if isinstance(value, Decimal | date) else shown(value)


UNITS = {
    "yuan": Unit("元", "yuan", _amount),
    "share": Unit("比例", "share", _share),
    "days": Unit("日", "days", _whole),
    "working_days": Unit("个工作日", "working days", _whole),
    "months": Unit("个月", "months", _whole),
    "years": Unit("年", "years", _whole),
    "minutes": Unit("分钟", "minutes", _whole),
    "seconds": Unit("秒", "seconds", _whole),
    "metres": Unit("米", "metres", _whole),
    "km": Unit("千米", "km", _measure),
    "kmh": Unit("千米/小时", "km/h", _measure),
    "people": Unit("人", "people", _whole),
    "count": Unit("次", "times", _whole),
    "points": Unit("分值", "points", _whole),
    "word": Unit("词", "word", _word),
    "words": Unit("词表", "words", _words),
    "text": Unit("文字", "text", _text),
    "day": Unit("日期", "day", _day),
    "yes_no": Unit("是否", "yes/no", _yes_no),
    "rounding": Unit("舍入", "rounding", _rounding),
    "catalogue": Unit("服务目录", "catalogue", _catalogue),
    "calendar": Unit("日历", "calendar", _calendar),
}
