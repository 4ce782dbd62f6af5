"""Read the fields of a question, keeping every fault, so that one answer names them all.

Knows how a day, an amount or a word is written; not what any question means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from billing.rules.exact import LARGEST_FEN
from ltc.shared.dates import Month, parse_day
from ltc.shared.errors import BadInput, Faults, LtcError, Unknown, shown

Read = Callable[[Any], object]

NEEDED = object()
"""In place of a default: the field must be there."""

_AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?")
_QUANTITY = re.compile(r"[0-9]{1,9}(\.[0-9]{1,3})?")
_LAST_YEAR = 2999
_MOST_KEPT = 4096
_LONGEST_MINUTES = 31 * 24 * 60
_WHOLE = re.compile(r"[0-9]{1,5}")
_MOST_YEARS = 150
_MOST_MONTHS = 12 * _MOST_YEARS


class Record:
    """The fields that an object may have, each with its reader and default; others are slips."""

    def __init__(self, fields: Mapping[str, tuple[Read, object]]) -> None:
        """Take ``{name: (reader, default or NEEDED)}`` in the order in which values come back."""
        # The same days, words and amounts stand in a large array over and over: each text that a
        # field was read from is kept with its value.
        self._fields = tuple((name, *how, dict[str, Any]()) for name, how in fields.items())
        self._known = frozenset(fields)

    def read(self, given: object, path: str, faults: list[LtcError]) -> list[Any]:
        """Return the values in order; what is wrong goes to ``faults`` and leaves ``None``."""
        if not isinstance(given, Mapping):
            faults.append(_no_object(given, path.rstrip(".")))
            return [None] * len(self._fields)
        if not self._known.issuperset(given):
            faults += self._strangers(given, path)
        values: list[Any] = []
        for name, reader, default, kept in self._fields:
            value = given.get(name)
            if value is None:
                if default is NEEDED:
                    faults.append(fault(path + name, f"{name} is missing", f"缺少 {name}"))
                values.append(None if default is NEEDED else default)
            elif type(value) is str and value in kept:
                values.append(kept[value])
            else:
                values.append(_read(reader, value, path + name, kept, faults))
        return values

    def _strangers(self, given: Mapping[str, object], path: str) -> list[LtcError]:
        return [
            Unknown.word("field", name, self._known, field=path + shown(name)[1:-1], zh="字段")
            for name in given
            if name not in self._known
        ]


def _read(
    reader: Read, value: object, field: str, kept: dict[str, Any], faults: list[LtcError]
) -> object:
    """Return what ``reader`` makes of a value, and keep it; or note its fault."""
    try:
        found = reader(value)
    except LtcError as error:
        error.field = field
        faults.append(error)
        return None
    if type(value) is str and len(kept) < _MOST_KEPT:
        kept[value] = found
    return found


def read_one(record: Record, question: Mapping[str, object]) -> list[Any]:
    """Read a question that is one flat object; raise what is wrong with it."""
    faults: list[LtcError] = []
    values = record.read(question, "", faults)
    raise_all(faults)
    return values


def raise_all(faults: list[LtcError]) -> None:
    """Raise what was found: one fault as itself, several together."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise Faults(faults)


def _no_object(given: object, field: str) -> BadInput:
    if given is None and not field.endswith("]"):  # in a list it was written, elsewhere left out
        return fault(field, f"{field} is missing", f"缺少 {field}")
    return not_a(given, "an object", " JSON 对象", field=field)


def fault(field: str, en: str, zh: str) -> BadInput:
    """Return what is wrong with ``field``."""
    return BadInput(en, zh, field=field)


def either(first: str | None, second: str | None, field: str, zh: str) -> str:
    """Return what was told under one of two names; ``field`` is the first of them."""
    if not (first or second):
        raise fault(field, f"{field} is missing", f"缺少 {field}（{zh}）")
    return first or second or ""


def not_a(value: object, en: str, zh: str, *, field: str = "") -> BadInput:
    """Say that ``value`` is not the kind of thing that is needed."""
    return fault(field, f"{en} is needed, not {shown(value)}", f"应为{zh}，不能是 {shown(value)}")


def word_in(kind: str, known: Collection[str], zh: str) -> Callable[[object], str]:
    """Return a reader of one of the ``known`` words."""
    words = frozenset(known)

    def read(value: object) -> str:
        if isinstance(value, str) and value in words:
            return value
        raise Unknown.word(kind, value, known, zh=zh)

    return read


def words_in(kind: str, known: Collection[str], zh: str) -> Callable[[object], list[str]]:
    """Return a reader of a list of ``known`` words."""
    one = word_in(kind, known, zh)

    def read(value: object) -> list[str]:
        return [one(each) for each in objects(value)]

    return read


def objects(value: object) -> list[Any]:
    """Read a list; what is in it is read by others."""
    if isinstance(value, list):
        return value
    raise not_a(value, "a list", "列表")


def anything(value: object) -> object:
    """Take what another part of the question reads, or what nobody judges."""
    return value


def text(value: object) -> str:
    """Read a piece of text, or a whole number that stands for one."""
    if isinstance(value, str) or type(value) is int:
        return str(value)
    raise not_a(value, "text", "文字")


def day(value: object) -> date:
    """Read ``YYYY-MM-DD``."""
    if isinstance(value, str):
        try:
            return parse_day(value)
        except BadInput:
            pass  # its message names a field of its own; ours is known only to the record
    raise not_a(value, "a day (YYYY-MM-DD)", "日期（YYYY-MM-DD）")


def countable_day(value: object) -> date:
    """Read a day from which months can be counted: not an open end such as 9999-12-31."""
    read = day(value)
    if read.year > _LAST_YEAR:
        raise not_a(value, f"a day up to the year {_LAST_YEAR}", f"不晚于 {_LAST_YEAR} 年的日期")
    return read


def month(value: object) -> Month:
    """Read ``YYYY-MM``."""
    if isinstance(value, str):
        try:
            return Month.parse(value)
        except BadInput:
            pass
    raise not_a(value, "a month (YYYY-MM)", "月份（YYYY-MM）")


def amount(value: object) -> int:
    """Read 元 as text or a whole number into 分: never negative, never a float."""
    if isinstance(value, str) and _AMOUNT.fullmatch(value):
        whole, _, part = value.partition(".")
        return int(whole + part.ljust(2, "0"))
    if type(value) is int and 0 <= value < LARGEST_FEN:
        return value * 100
    raise not_a(
        value,
        'an amount in 元 such as "120.00" (text, 0 to ten billion, at most two decimals)',
        '金额（元），写成文本，如 "120.00"，0 至 100 亿，至多两位小数',
    )


def quantity(value: object) -> int:
    """Read a quantity with at most three decimals, as text or a whole number, into thousandths."""
    if isinstance(value, str) and _QUANTITY.fullmatch(value):
        whole, _, part = value.partition(".")
        return int(whole + part.ljust(3, "0"))
    if type(value) is int and 0 <= value < LARGEST_FEN:
        return value * 1000
    raise not_a(
        value,
        'a quantity such as "1.5" (text, 0 to 999999999, at most three decimals)',
        '数量，写成文本，如 "1.5"，0 至 999999999，至多三位小数',
    )


def _whole(most: int, en: str, zh: str) -> Callable[[object], int]:
    """Return a reader of a whole number up to ``most``, written as a number or as text."""

    def read(value: object) -> int:
        number = int(value) if isinstance(value, str) and _WHOLE.fullmatch(value) else value
        if type(number) is int and 0 <= number <= most:
            return number
        en_text = f"a whole number of {en} up to {most}"
        raise not_a(value, en_text, f"不超过 {most} 的整数（{zh}）")

    return read


years = _whole(_MOST_YEARS, "years", "年")
months = _whole(_MOST_MONTHS, "months", "月")
minutes = _whole(_LONGEST_MINUTES, "minutes", "分钟")


def too_large(price_fen: int, quantity_milli: int) -> bool:
    """Tell whether price, quantity or their product is more than can be rated exactly."""
    return max(price_fen, quantity_milli, price_fen * quantity_milli // 1000) > LARGEST_FEN
