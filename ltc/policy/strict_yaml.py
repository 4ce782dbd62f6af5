"""Read YAML that guesses nothing.  Knows neither law nor packs.

Plain YAML turns ``12:30`` into 750, ``010`` into 8 and ``no`` into false.  Here a bare word is a
word, and only null, true, false, whole numbers, decimals and ISO days mean something else; what
another reader would take for one of these is refused.  So are repeated keys, tags, anchors and
second documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import yaml

from ltc.policy.faults import Fault, PackFault
from ltc.policy.slips import problem_in_chinese, slip_in, slip_of_value
from ltc.shared.errors import shown

Scalar = None | bool | int | Decimal | date | str

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_DEEPEST = 12
_CONSTANTS = {"null": None, "true": True, "false": False}
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,9}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AMBIGUOUS = re.compile(
    r"""(?ix) ~ | null | true | false | yes | no | on | off | y | n
    | [-+]?[0-9][0-9_,]*(?:\.[0-9_]*)?(?:e[-+]?[0-9]*)?    # 010  +5  1_000  1,000  1.  1e3
    | [-+]?\.(?:[0-9_]+(?:e[-+]?[0-9]+)?|inf|nan)          # .5  .inf
    | 0[xob][0-9a-f_]+                                     # 0x1f  0o17
    | [-+]?[0-9]+(?::[0-9]+)+(?:\.[0-9_]*)?                # 12:30
    | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[t ][0-9].*)?       # 2023-1-1  2023-01-01T00:00
    """,
)


@dataclass(frozen=True, slots=True)
class Node:
    """A value with the line on which it, or its key, begins."""

    value: Scalar | list[Node] | dict[str, Node]
    line: int

    def plain(self) -> object:
        """Return the value without lines."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


def read(path: Path) -> Node:
    """Read the file at ``path``; a fault names it by its last part."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        why = error.strerror or type(error).__name__
        fault = Fault(path.name, 0, f"cannot be read: {why}", f"无法读取：{why}")
        raise PackFault([fault]) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        fault = Fault(
            path.name, line, "is not UTF-8 text", "不是 UTF-8 文本，请用记事本另存为 UTF-8 编码"
        )
        raise PackFault([fault]) from None
    return parse(text, path.name)


def parse(text: str, file: str) -> Node:
    """Read one document; ``file`` is the name that faults carry."""
    try:
        return _Reader(yaml.parse(text, Loader=_LOADER), text, file).document()
    except yaml.YAMLError as error:
        raise PackFault([_syntax_fault(error, text, file)]) from None


class _Reader:
    """Walk the parser's events once, building nodes."""

    def __init__(self, events: Iterator[yaml.Event], text: str, file: str) -> None:
        self.events, self.text, self.file = events, text, file

    def document(self) -> Node:
        """Read the one document of the file."""
        next(self.events)  # the stream begins
        if isinstance(next(self.events), yaml.StreamEndEvent):
            raise self.refuse(0, "is empty: write in it or remove it", "是空文件，请补写或删去")
        root = self.node(next(self.events), 0)
        next(self.events)  # the document ends
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise self.refuse(_line(after), "a second document begins", "出现第二个文档（---）")
        return root

    def node(self, event: yaml.Event, depth: int) -> Node:
        """Read the value that begins with ``event``."""
        line = _line(event)
        if getattr(event, "anchor", None) or getattr(event, "tag", None):
            en, zh = "anchors (&, *) and tags (!) are not used", "不使用锚点（& *）和标签（!）"
            raise self.refuse(line, en, zh)
        if depth > _DEEPEST:
            raise self.refuse(line, "nested too deeply", "嵌套过深")
        if isinstance(event, yaml.ScalarEvent):
            return Node(self.scalar(event, line), line)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(self.sequence(depth), line)
        return Node(self.mapping(depth), line)

    def sequence(self, depth: int) -> list[Node]:
        """Read up to the end of a list."""
        items = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self.node(event, depth + 1))
        return items

    def mapping(self, depth: int) -> dict[str, Node]:
        """Read up to the end of a mapping; a repeated key is refused."""
        entries: dict[str, Node] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            line = _line(event)
            key = self.key(event, line, depth)
            if key in entries:
                en = f"{shown(key)} stands here a second time (first on line {entries[key].line})"
                zh = f"{shown(key)} 重复出现（第一次在第 {entries[key].line} 行）"
                raise self.refuse(line, en, zh)
            entries[key] = Node(self.node(next(self.events), depth + 1).value, line)
        return entries

    def key(self, event: yaml.Event, line: int, depth: int) -> str:
        """Read a key: a word, never a number or a list."""
        key = self.node(event, depth + 1).value
        if not isinstance(key, str):
            en = "a key must be a word: quote a number, and write 1100.00 without a comma"
            zh = "键必须是文字；数字作键请加引号，金额不写千位逗号（如 1100.00）"
            raise self.refuse(line, en, zh)
        return key

    def scalar(self, event: yaml.ScalarEvent, line: int) -> Scalar:
        """Return what a bare or quoted scalar means."""
        text: str = event.value
        if not event.implicit[0]:
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if _WHOLE.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text):
            return Decimal(text)
        if _DAY.fullmatch(text):
            return self.day(text, line)
        if not text:
            missing = "a value is missing; write null", "缺少值；没有值请写 null"
            at, reason = slip_in(self.text, line) or (line, missing)
            raise self.refuse(at, *reason)
        return self.word(text, line)

    def word(self, text: str, line: int) -> str:
        """Return a bare word that nobody could take for something else."""
        if _AMBIGUOUS.fullmatch(text):
            en = f"{shown(text)} can be read in two ways: write it plainly, or quote it"
            zh = f"{shown(text)} 有歧义：请写成普通的数字、日期，或加引号作文字"
            raise self.refuse(line, en, zh)
        slip = slip_of_value(text)
        if slip:
            raise self.refuse(line, *slip)
        return text

    def day(self, text: str, line: int) -> date:
        """Return a day of the calendar."""
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise self.refuse(line, f"there is no day {text}", f"没有 {text} 这一天") from None

    def refuse(self, line: int, en: str, zh: str) -> PackFault:
        """Return the fault of this file at ``line``."""
        return PackFault([Fault(self.file, line, en, zh)])


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def _syntax_fault(error: yaml.YAMLError, text: str, file: str) -> Fault:
    """Say where the parser stumbled."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
    if mark is not None:
        line = mark.line + 1
    else:
        position = getattr(error, "position", 0)
        line = text.encode("utf-8", "replace")[:position].count(b"\n") + 1
    parsers = line, (problem, problem_in_chinese(problem))
    line, (en, zh) = slip_in(text, line) or parsers
    return Fault(file, line, f"not readable as YAML: {en}", f"YAML 书写有误：{zh}")
