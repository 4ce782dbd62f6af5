"""One file of a pack while it is being read: what its records may hold, and its faults.

Faults are collected, not raised, so that an officer sees all of them at once.  After a fault a
reader returns some harmless value; nothing of a sheet with faults is ever used.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date

from ltc.policy.faults import Fault
from ltc.policy.strict_yaml import Node
from ltc.shared.errors import shown

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_NOWHERE = date.min


class Sheet:
    """The faults of one file and the plain kinds of value that its records hold."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.places: dict[str, int] = {}

    def fault(self, at: Node | int, en: str, zh: str) -> None:
        """Note a fault at a node or a line."""
        self.faults.append(Fault(self.file, at if isinstance(at, int) else at.line, en, zh))

    def place(self, key: str, at: Node) -> None:
        """Remember the line of what a later check may have to speak of."""
        self.places.setdefault(key, at.line)

    def record(
        self, node: Node, needs: Collection[str], may: Collection[str] = ()
    ) -> dict[str, Node]:
        """Return the entries of a record whose keys are exactly those foreseen."""
        if not isinstance(node.value, dict):
            self.fault(node, "expected keys and values here", "此处应为“键: 值”")
            return {}
        for key, entry in node.value.items():
            if key not in needs and key not in may:
                known = ", ".join(sorted([*needs, *may]))
                en = f"unknown key {shown(key)}; known: {known}"
                self.fault(entry, en, f"未知的键 {shown(key)}；可用：{known}")
        for key in needs:
            if key not in node.value:
                self.fault(node, f"{key} is missing", f"缺少 {key}")
        return {key: each for key, each in node.value.items() if key in needs or key in may}

    def entries(self, node: Node | None) -> list[Node]:
        """Return the items of a list."""
        if node is None:
            return []
        if not isinstance(node.value, list):
            self.fault(node, "expected a list here", "此处应为列表（每项以“- ”开头）")
            return []
        return node.value

    def text(self, record: Mapping[str, Node], key: str) -> str:
        """Return a text; empty when the key is not there."""
        node = record.get(key)
        if node is None:
            return ""
        if not isinstance(node.value, str) or not node.value.strip():
            en = f"{key} must be text; quote a number"
            self.fault(node, en, f"{key} 应为文字；数字请加引号")
            return ""
        return node.value

    def code(self, record: Mapping[str, Node], key: str) -> str:
        """Return a short word of letters, digits, dots, dashes and underscores."""
        text = self.text(record, key)
        if text and not CODE.fullmatch(text):
            en = f"{key} {shown(text)} must be a plain word of letters, digits, _ . -"
            zh = f"{key} {shown(text)} 只能用英文字母、数字和 _ . -"
            self.fault(record[key], en, zh)
        return text

    def one_of(self, record: Mapping[str, Node], key: str, words: Collection[str]) -> str:
        """Return one of the foreseen words; empty when the key is not there."""
        text = self.text(record, key)
        if text and text not in words:
            known = ", ".join(words)
            en = f"{key} {shown(text)} is not one of: {known}"
            self.fault(record[key], en, f"{key} {shown(text)} 不在可用词之内：{known}")
        return text

    def day(self, record: Mapping[str, Node], key: str) -> date | None:
        """Return a day; None when the key is not there."""
        node = record.get(key)
        if node is None:
            return None
        if not isinstance(node.value, date):
            en = f"{key} must be a day such as 2023-01-01"
            self.fault(node, en, f"{key} 应为日期，如 2023-01-01")
            return _NOWHERE
        return node.value

    def flag(self, record: Mapping[str, Node], key: str) -> bool:
        """Return true or false; false when the key is not there."""
        node = record.get(key)
        if node is None:
            return False
        if not isinstance(node.value, bool):
            self.fault(node, f"{key} must be true or false", f"{key} 只能写 true 或 false")
            return False
        return node.value

    def whole(self, record: Mapping[str, Node], key: str) -> int | None:
        """Return a whole number, none below zero; None when the key is not there or null."""
        node = record.get(key)
        if node is None or node.value is None:
            return None
        if isinstance(node.value, bool) or not isinstance(node.value, int) or node.value < 0:
            self.fault(node, f"{key} must be a whole number", f"{key} 应为不小于零的整数")
            return None
        return node.value
