"""The single values of a pack that an officer may change in a what-if, and how he writes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from ltc.policy.lookup import Dated, Pack, Value
from ltc.shared import money
from ltc.shared.dates import Month
from ltc.shared.errors import BadInput, Faults, LtcError, PolicyGap, shown

_TOPICS = ("benefit", "visit")
_UNITS = ("yuan", "share", "word")
_PERCENT = Decimal(100)


@dataclass(frozen=True, slots=True)
class Place:
    """One value: its parameter, its keys there, what it says now and what it may say."""

    name: str
    keys: tuple[str, ...]
    unit: str
    now: str
    meaning: str
    label: str
    options: Mapping[str, str]

    @property
    def code(self) -> str:
        """How a form calls the place."""
        return "|".join((self.name, *self.keys))


def places(pack: Pack, month: Month) -> list[Place]:
    """Return the amounts, shares and switches by which ``pack`` pays at the end of ``month``."""
    names = {word.code: word.name for words in pack.words.values() for word in words}
    found = []
    for name in pack.names():
        dated = pack[name]
        if name.partition(".")[0] in _TOPICS and _is_plain(dated):
            try:
                value = dated.on(month.last_day)
            except PolicyGap:
                continue
            found += [_place(dated, keys, leaf, names) for keys, leaf in _leaves(value)]
    return found


def _is_plain(dated: Dated) -> bool:
    return dated.unit in _UNITS and (dated.unit != "word" or bool(dated.options))


def _leaves(value: Value, keys: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Value]]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _leaves(each, (*keys, str(key)))
    else:
        yield keys, value


def _place(dated: Dated, keys: tuple[str, ...], value: Value, names: Mapping[str, str]) -> Place:
    label = " · ".join(names.get(key, key) for key in keys)
    now = money.yuan(int(value)) if dated.unit == "yuan" else str(value)
    return Place(dated.name, keys, dated.unit, now, dated.meaning, label, dated.options)


def values_text(typed: Mapping[str, str], known: Mapping[str, Place]) -> str:
    """Return what was typed as the YAML of a what-if's values; blank boxes change nothing.

    ``typed`` are texts by the places' codes.  A share may be typed as ``85%``.
    """
    tree: dict[str, object] = {}
    faults: list[LtcError] = []
    for code, text in typed.items():
        if not text.strip():
            continue
        try:
            place = _known(code, known)
            _put(tree, (place.name, *place.keys), _written(place, text.strip()))
        except LtcError as fault:
            faults.append(fault)
    if faults:
        raise Faults(faults)
    return "\n".join(f"{name}: {_flow(value)}" for name, value in tree.items())


def _known(code: str, known: Mapping[str, Place]) -> Place:
    if code not in known:
        raise BadInput(
            f"{shown(code)} cannot be changed here", f"{shown(code)} 不能在此修改", field="pack"
        )
    return known[code]


def _put(tree: dict[str, object], keys: tuple[str, ...], text: str) -> None:
    here = tree
    for key in keys[:-1]:
        inner = here.setdefault(key, {})
        here = inner if isinstance(inner, dict) else here
    here[keys[-1]] = text


def _flow(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + "}"
    return str(value)


def _written(place: Place, text: str) -> str:
    """Return a typed value as a pack writes it; what cannot be one is refused by name."""
    if place.unit == "yuan":
        return _yuan(place, text)
    if place.unit == "share":
        return _share(place, text)
    if text not in place.options:
        known = ", ".join(place.options)
        raise BadInput(
            f"{place.name}: {shown(text)} is not one of {known}",
            f"“{place.meaning}”应为 {known} 之一",
            field=place.code,
        )
    return text


def _yuan(place: Place, text: str) -> str:
    try:
        return money.yuan(money.fen(text.replace(",", ""), field=place.meaning))
    except LtcError as error:
        raise BadInput(error.en, error.zh, field=place.code) from None


def _share(place: Place, text: str) -> str:
    bare = text.removesuffix("%").removesuffix("％")
    try:
        value = Decimal(bare)
        value = value / _PERCENT if bare != text else value
    except InvalidOperation:
        value = Decimal(-1)
    if not 0 <= value <= 1:
        raise BadInput(
            f"{place.name}: a share lies between 0 and 1 or is a percentage, not {shown(text)}",
            f"“{place.meaning}”应为0到1之间的小数或百分数（如 0.85 或 85%），现为 {shown(text)}",
            field=place.code,
        )
    return f"{value:f}"
