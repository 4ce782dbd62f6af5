"""A pack as it might be: some values changed, or the rules of one day taken for every day.

For asking what a change would cost.  What comes out is named as a supposition in its version, its
laws and its fingerprint, and is never found by ``load_pack``: nothing can be paid by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ltc.policy.faults import PackFault
from ltc.policy.lookup import Dated, Pack, Row, Value
from ltc.policy.read import Known, read_other_value
from ltc.policy.sheet import Sheet
from ltc.policy.strict_yaml import Node, parse, read
from ltc.shared.errors import PolicyGap
from ltc.shared.ids import sha256

SUPPOSED = "假设（未成文）"
_MARK = "+假设"


@dataclass(frozen=True, slots=True)
class Change:
    """One value that a supposition changes: its parameter, its place there, before and after."""

    name: str
    place: tuple[str, ...]
    before: Value
    after: Value


def values_in(text: str) -> Node:
    """Read changed values from YAML text: ``benefit.ratio: {home: 0.75}``."""
    return parse(text, "values")


def values_file(path: Path) -> Node:
    """Read changed values from a file."""
    return read(path)


def with_values(pack: Pack, values: Node) -> Pack:
    """Return ``pack`` with some values changed for all its days; what is not named stays.

    Every fault is told: an unknown parameter, a word, unit or option that the parameter has not.
    """
    sheet = Sheet("values")
    if not isinstance(values.value, dict) or not values.value:
        sheet.fault(values, "expected parameters and their values", "此处应为“参数: 取值”")
        raise PackFault(sheet.faults)
    known = Known(pack.id, pack.words, pack.sources)
    changed = {
        name: _other(sheet, node, pack[name], known)
        for name, node in values.value.items()
        if _is_known(sheet, node, pack, name)
    }
    if sheet.faults:
        raise PackFault(sheet.faults)
    return _supposed(pack, changed, str(values.plain()))


def _is_known(sheet: Sheet, node: Node, pack: Pack, name: str) -> bool:
    if name not in pack:
        sheet.fault(node, f"{pack.id} has no parameter {name}", f"{pack.id} 没有参数 {name}")
    return name in pack


def _other(sheet: Sheet, node: Node, dated: Dated, known: Known) -> Dated:
    value = read_other_value(sheet, node, dated, known)
    rows = tuple(_row(row, value) for row in dated.rows)
    return replace(dated, rows=rows)


def _row(row: Row, value: Value) -> Row:
    """Change what a row says; where it was never published, the new value stands alone."""
    merged = value if row.unknown else _merged(row.value, value)
    return replace(row, value=merged, law=SUPPOSED, unknown=False)


def _merged(before: Value, after: Value) -> Value:
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return after
    return {**before, **{key: _merged(before.get(key), each) for key, each in after.items()}}


def rules_of(pack: Pack, day: date) -> Pack:
    """Return ``pack`` with what it says on ``day`` said for every day, past and to come.

    A parameter that has no value on the day keeps having none.
    """
    if not pack.covers(day):
        raise PolicyGap(
            f"{pack.id} is not in force on {day}",
            f"{pack.id} 在 {day} 未生效",
            field="rules_of",
        )
    fixed = {name: _of_day(pack[name], day) for name in pack.names()}
    made = _supposed(pack, fixed, str(day))
    return replace(made, first_day=date.min, last_day=None)


def _of_day(dated: Dated, day: date) -> Dated:
    try:
        row = dated.row_on(day)
    except PolicyGap:
        return replace(dated, rows=())
    always = replace(row, first_day=date.min, last_day=None, issued=None, posted=None)
    return replace(dated, rows=(always,))


def _supposed(pack: Pack, parameters: Mapping[str, Dated], what: str) -> Pack:
    return replace(
        pack,
        version=pack.version if pack.version.endswith(_MARK) else pack.version + _MARK,
        parameters={**pack.parameters, **parameters},
        fingerprint=sha256(f"{pack.fingerprint}\n{what}"),
    )


def changes(before: Pack, after: Pack, day: date) -> Iterator[Change]:
    """Yield each single value that differs on ``day``, as far as both packs have one."""
    for name in after.names():
        if name in before:
            yield from _differing(name, (), _on(before, name, day), _on(after, name, day))


def _on(pack: Pack, name: str, day: date) -> Value:
    try:
        return pack[name].on(day)
    except PolicyGap:
        return None


def _differing(name: str, place: tuple[str, ...], before: Value, after: Value) -> Iterator[Change]:
    if isinstance(before, Mapping) or isinstance(after, Mapping):
        one = before if isinstance(before, Mapping) else {}
        other = after if isinstance(after, Mapping) else {}
        for key in {**one, **other}:
            yield from _differing(name, (*place, str(key)), one.get(key), other.get(key))
    elif before != after:
        yield Change(name, place, before, after)
