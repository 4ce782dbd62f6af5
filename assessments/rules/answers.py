"""Answers as they may be scored: every item there, every point legal, nothing else.

A missing item or an illegal point is an error and never a score.  All faults are named at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice

from assessments.rules.scale import Item, Scale, SelfItem, SelfScale
from ltc.shared.errors import BadInput, Faults, LtcError, Unknown, shown

_MOST_STRANGERS = 20


def check_points(scale: Scale, answers: object) -> Mapping[str, int]:
    """Return ``answers`` if every item of ``scale`` has a whole number among its options."""
    given = _mapping(answers)
    faults = list(_strangers(scale.items, given))
    for key, item in scale.items.items():
        if key not in given:
            faults.append(_missing(key, item))
        elif type(given[key]) is not int or given[key] not in item.options:
            faults.append(_illegal(key, given[key], item))
    _raise(faults)
    return given  # type: ignore[return-value]


def check_words(scale: SelfScale, answers: object) -> Mapping[str, str]:
    """Return ``answers`` if every item of the form has one of its words."""
    given = _mapping(answers)
    faults = list(_strangers(scale.items, given))
    for key, item in scale.items.items():
        if key not in given:
            faults.append(_missing(key, item))
        elif not isinstance(given[key], str) or given[key] not in item.options:
            faults.append(_illegal(key, given[key], item))
    _raise(faults)
    return given  # type: ignore[return-value]


def _mapping(answers: object) -> Mapping[str, object]:
    if isinstance(answers, Mapping):
        return answers
    raise BadInput(
        f"answers: an object of item and answer is needed, not {shown(answers)}",
        f"answers 应为“项目：答案”的对象，不能是 {shown(answers)}",
        field="answers",
    )


def _strangers(items: Mapping[str, object], given: Mapping[str, object]) -> Iterable[LtcError]:
    strangers = (key for key in given if key not in items)
    for key in islice(strangers, _MOST_STRANGERS):
        yield Unknown.word("item", key, items, field=f"answers.{shown(key)[1:-1]}", zh="项目")


def _missing(key: str, item: Item | SelfItem) -> LtcError:
    legal = _legal(item)
    return BadInput(
        f"{key} ({item.name_en}) is missing; legal answers: {legal}",
        f"缺少“{item.name}”（{key}），可选：{legal}",
        field=f"answers.{key}",
    )


def _illegal(key: str, value: object, item: Item | SelfItem) -> LtcError:
    legal = _legal(item)
    return BadInput(
        f"{key} ({item.name_en}) cannot be {shown(value)}; legal answers: {legal}",
        f"“{item.name}”（{key}）不能是 {shown(value)}，可选：{legal}",
        field=f"answers.{key}",
    )


def _legal(item: Item | SelfItem) -> str:
    return ", ".join(str(option) for option in item.options)


def _raise(faults: list[LtcError]) -> None:
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise Faults(faults)
