"""What a layout is: a table of fields, each with its type, unit, codes and who may see it.

Cells travel as text in CSV and as typed columns in Parquet; both are read into the same values:
days and instants as Python's own, amounts as whole 分, lists as tuples of words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from ltc.shared.clock import SHANGHAI
from ltc.shared.dates import Month, parse_day
from ltc.shared.errors import BadInput, Unknown
from ltc.shared.money import fen, yuan

SEPARATOR = ";"
YES, NO = "yes", "no"
_LARGEST = 2**53
# Nobody's name holds these, and neither database nor spreadsheet takes them all.
_CONTROL = frozenset(chr(code) for code in (*range(9), *range(11, 32), 127))


@dataclass(frozen=True, slots=True)
class Field:
    """One column.  ``ours``: worked out by this system, told but never read back."""

    name: str
    zh: str
    kind: str = "text"
    unit: str = ""
    codes: tuple[str, ...] = ()
    words: str = ""  # where the words come from that are not listed here
    refers: str = ""  # the file whose ``id`` stands here
    required: bool = False
    personal: bool = False
    ours: bool = False
    most: int = 200  # characters of a text

    @property
    def heading(self) -> str:
        """What a workbook for people writes above the column."""
        return f"{self.zh}（{self.unit}）" if self.unit else self.zh

    def write(self, value: Any) -> str:  # noqa: ANN401 - what this kind of field holds
        """Write a value as text; nothing is an empty cell."""
        return "" if value is None else _WRITE[self.kind](value)

    def read(self, text: str) -> Any:  # noqa: ANN401 - same
        """Read a cell; an empty one is None.  Raise what is wrong with it, in the field's name."""
        if text == "":
            if self.required:
                raise BadInput(f"{self.name} is missing", f"缺少{self.zh}", field=self.name)
            return None
        value = _READ[self.kind](self, text)
        if self.codes:
            self._check_words(value)
        return value

    def _check_words(self, value: Any) -> None:  # noqa: ANN401 - same
        for word in value if self.kind == "words" else (value,):
            if word not in self.codes:
                raise Unknown.word(self.name, word, self.codes, field=self.name, zh=self.zh)


@dataclass(frozen=True, slots=True)
class Layout:
    """A file: what it holds, and whether it can be read back."""

    name: str
    zh: str
    about: str
    fields: tuple[Field, ...]
    importable: bool = True
    not_importable: str = ""  # why
    exported: bool = True

    @property
    def by_name(self) -> Mapping[str, Field]:
        """The fields by their names."""
        return {field.name: field for field in self.fields}

    @property
    def names_people(self) -> bool:
        """Whether a row says who somebody is."""
        return any(field.personal and field.required for field in self.fields)

    def columns(self, *, personal: bool) -> tuple[Field, ...]:
        """Return the fields that an export holds; without ``personal`` nobody can be named."""
        return tuple(field for field in self.fields if personal or not field.personal)


def _text(field: Field, text: str) -> str:
    value = text.replace("\r\n", "\n")
    if _CONTROL & set(value) or (not value.isprintable() and _unwritable(value)):
        raise BadInput(
            f"{field.name} holds characters that cannot be stored",
            f"{field.zh}含有不能保存的控制字符",
            field=field.name,
        )
    if len(value) > field.most:
        raise BadInput(
            f"{field.name} has {len(value)} characters, {field.most} fit; it is not cut",
            f"{field.zh}共 {len(value)} 字，最多 {field.most} 字，系统不会截断",
            field=field.name,
        )
    return value


def _unwritable(value: str) -> bool:
    """Tell whether a text holds half a surrogate pair."""
    return any("\ud800" <= letter <= "\udfff" for letter in value)


def _whole(field: Field, text: str) -> int:
    if not text.removeprefix("-").isascii() or not text.removeprefix("-").isdigit():
        raise _not(field, "a whole number", "整数")
    number = int(text[:20])
    if abs(number) > _LARGEST:
        raise _not(field, "a number of a sensible size", "合理范围内的整数")
    return number


def _number(field: Field, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise _not(field, "a number", "数值") from None
    if not abs(number) < _LARGEST:  # also what is no number at all
        raise _not(field, "a number of a sensible size", "合理范围内的数值")
    return number


def _flag(field: Field, text: str) -> bool:
    if text not in (YES, NO):
        raise Unknown.word(field.name, text, (YES, NO), field=field.name, zh=field.zh)
    return text == YES


def _instant(field: Field, text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise _not(field, "an instant such as 2023-10-09T09:00:00+08:00", "时刻") from None
    if instant.tzinfo is None:
        raise _not(field, "an instant with its offset (+08:00)", "带时区（+08:00）的时刻")
    return instant.astimezone(UTC)


def _list(field: Field, text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in _text(field, text).split(SEPARATOR) if word.strip())


def _not(field: Field, en: str, zh: str) -> BadInput:
    return BadInput(
        f"{field.name} is not {en}", f"{field.zh}（{field.name}）不是{zh}", field=field.name
    )


def _write_instant(value: datetime) -> str:
    local = value.astimezone(SHANGHAI)
    return local.isoformat(timespec="milliseconds" if local.microsecond else "seconds")


_READ: Mapping[str, Callable[[Field, str], Any]] = {
    "text": _text,
    "day": lambda field, text: parse_day(text, field=field.name),
    "month": lambda field, text: str(Month.parse(text, field=field.name)),
    "instant": _instant,
    "int": _whole,
    "number": _number,
    "money": lambda field, text: fen(text, field=field.name),
    "flag": _flag,
    "words": _list,
}
_WRITE: Mapping[str, Callable[[Any], str]] = {
    "text": str,
    "day": date.isoformat,
    "month": str,
    "instant": _write_instant,
    "int": str,
    "number": repr,
    "money": yuan,
    "flag": lambda value: YES if value else NO,
    "words": SEPARATOR.join,
}
# Types in words, for the documentation: Chinese name, how it is written, column type in Parquet.
KINDS: Mapping[str, tuple[str, str, str]] = {
    "text": ("文本", "原样", "String"),
    "day": ("日期", "`2023-10-09`", "Date"),
    "month": ("月份", "`2023-10`", "String"),
    "instant": ("时刻", "`2023-10-09T09:00:00+08:00`，必须带时区", "Datetime（毫秒，UTC）"),
    "int": ("整数", "`12`", "Int64"),
    "number": ("数值", "`41.1245`", "Float64"),
    "money": ("金额", "`120.00`，元，两位小数", "Decimal(18, 2)"),
    "flag": ("是否", "`yes` 或 `no`", "Boolean"),
    "words": ("代码表", "多个代码用 `;` 隔开", "String"),
}
