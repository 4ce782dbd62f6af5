"""Packs as a page shows them: values in words, each with its law and how sure we are of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _

from billing.asking.naming import Names, unit_of
from billing.rules.questions.ask import answer_many
from billing.rules.tariff import SHAPE
from ltc.directory import queries as directory
from ltc.policy.load import load_pack, pack_heads, pack_names
from ltc.policy.lookup import Dated, Pack, Row, Word, last_day
from ltc.policy.read import Head
from ltc.shared.errors import LtcError, PolicyGap
from ltc.web.filters import named
from ltc.web.language import current_language


@dataclass(frozen=True, slots=True)
class Told:
    """One value of a parameter: what holds from when, by which law."""

    first_day: date | None
    last_day: date | None
    values: tuple[tuple[str, str], ...]
    law: str
    confidence: str
    assumption: bool
    note: str
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter with its rows; ``inherited`` where the pack took it from the national one."""

    name: str
    meaning: str
    unit: str
    note: str
    inherited: bool
    rows: tuple[Told, ...]


def state(pack: Pack) -> str:
    """Return whether a pack can pay: ``active``, ``draft``, or ``frame`` without any benefit."""
    shape = pack.parameters.get(SHAPE)
    if pack.status == "active" and (shape is None or all(row.unknown for row in shape.rows)):
        return "frame"
    return pack.status


def like(found: Sequence[Pack], text: str) -> list[Pack]:
    """Return the packs whose name or area begins like ``text``, in the order of their areas."""
    wanted = text.strip().lower()
    return sorted(
        (
            each
            for each in found
            if wanted in f"{each.name} {each.name_en} {each.id}".lower()
            or (each.area_code and each.area_code.startswith(wanted))
        ),
        key=lambda each: each.area_code,
    )


def payable() -> list[Head]:
    """Return what the packs that can pay say of themselves, in the order of their areas."""
    found = [each for each in pack_heads().values() if isinstance(each, Head)]
    active = (head for head in found if head.status == "active" and head.area_code)
    return sorted(active, key=lambda head: head.area_code)


def at_home(heads: Sequence[Head]) -> Head:
    """Return the one of ``heads`` whose area this house serves, or the first of them."""
    mine = (
        head
        for area in directory.areas_under("")
        for head in heads
        if area.code.startswith(head.area_code)
    )
    return next(mine, heads[0])


def packs() -> list[Pack | LtcError]:
    """Return every pack, or what is wrong with it."""
    found: list[Pack | LtcError] = []
    for name in pack_names():
        try:
            found.append(load_pack(name))
        except LtcError as fault:
            found.append(fault)
    return found


def parameters(pack: Pack, on: date | None) -> dict[str, list[Parameter]]:
    """Return the parameters by topic; with ``on`` only what holds on that day."""
    names = Names(pack)
    topics: dict[str, list[Parameter]] = {}
    for name in pack.names():
        dated = pack[name]
        told = Parameter(
            name,
            dated.meaning,
            unit_of(dated),
            dated.note,
            dated.pack != pack.id,
            tuple(_rows(dated, on, names)),
        )
        topics.setdefault(name.partition(".")[0], []).append(told)
    return topics


_MOST = {
    ("week", "hour"): _("每周最多%(count)s小时"),
    ("month", "hour"): _("每月最多%(count)s小时"),
    ("week", "visit"): _("每周最多%(count)s次"),
    ("month", "visit"): _("每月最多%(count)s次"),
}


@dataclass(frozen=True, slots=True)
class Standard:
    """What is published for a grade, by mode."""

    grade: Word
    by_mode: Mapping[str, Mapping[str, object]]


def standards(pack: Pack, on: date, insurance: str) -> list[Standard]:
    """Return for each grade what the pack publishes for each mode on a day."""
    asked = [
        {
            "question": "standard",
            "pack": pack.id,
            "on": str(on),
            "grade": grade.code,
            "mode": mode.code,
            "insurance": insurance,
        }
        for grade in pack.grades
        for mode in pack.modes
    ]
    answers = iter(answer_many(asked, load_pack, language=current_language()))
    return [
        Standard(grade, {mode.code: _answer(next(answers)) for mode in pack.modes})
        for grade in pack.grades
    ]


def parts(one: Mapping[str, Any], pack: Pack) -> list[dict[str, Any]]:
    """Return what is published for a mode part by part, each with its name and how much at most."""
    names = {word.code: named(word) for word in (*pack.items, *pack.carers)}
    found = one.get("parts") or [one]
    return [
        {
            **part,
            "name": "·".join(
                names.get(part[key], part[key]) for key in ("item", "carer") if key in part
            )
            if len(found) > 1
            else "",
            "at_most": [
                str(_MOST[span, str(part["per"])]) % {"count": count}
                for span, count in part.get("most", {}).items()
                if (span, str(part["per"])) in _MOST
            ],
        }
        for part in found
    ]


def _answer(found: Mapping[str, object] | LtcError) -> Mapping[str, object]:
    """Return an answer, or its gap as one."""
    if isinstance(found, LtcError):
        return {"standard": None, "gap": found.message(current_language())}
    return found


def _rows(dated: Dated, on: date | None, names: Names) -> Iterator[Told]:
    if on is None:
        for at, row in enumerate(dated.rows):
            yield _told(dated, row, last_day(dated.rows, at), names)
        return
    try:
        row = dated.row_on(on)
    except PolicyGap as gap:
        yield Told(
            None, None, (), "", "", assumption=False, note="", gap=gap.message(current_language())
        )
    else:
        yield _told(dated, row, row.last_day, names)


def _told(dated: Dated, row: Row, until: date | None, names: Names) -> Told:
    values = () if row.unknown else tuple(names.values(dated, row.value))
    return Told(row.first_day, until, values, row.law, row.confidence, row.assumption, row.note)
