"""What two packs, or one pack on two days, say differently: value by value, each with its law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _

from billing.asking.naming import Names, unit_of
from ltc.policy.lookup import Pack
from ltc.web.filters import named

_EVE = timedelta(days=1)
NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Side:
    """A pack as it is on a day."""

    pack: Pack
    on: date


@dataclass(frozen=True, slots=True)
class Said:
    """What a parameter says on a day, by label, of what differs; ``law`` is empty without any."""

    values: Mapping[str, str]
    law: str

    def without(self, other: Said) -> Said:
        """Return what the other does not say too."""
        own = {key: text for key, text in self.values.items() if other.values.get(key) != text}
        return Said(own, self.law)


@dataclass(frozen=True, slots=True)
class Difference:
    """A parameter of which the one and the other say different things."""

    meaning: str
    unit: str
    one: Said
    other: Said


def differing(one: Side, other: Side) -> tuple[dict[str, list[Difference]], int]:
    """Return the differences by topic, and how many parameters are alike."""
    by_one, by_other = Names(one.pack), Names(other.pack)
    topics: dict[str, list[Difference]] = {}
    alike = 0
    for name in sorted({*one.pack.names(), *other.pack.names()}):
        mine, theirs = _said(one, by_one, name), _said(other, by_other, name)
        if mine.values == theirs.values:
            alike += 1
            continue
        dated = (one if name in one.pack else other).pack[name]
        found = mine.without(theirs), theirs.without(mine)
        different = Difference(dated.meaning, unit_of(dated), *found)
        topics.setdefault(name.partition(".")[0], []).append(different)
    return topics, alike


def words_differing(one: Pack, other: Pack) -> list[tuple[str, str, str]]:
    """Return grades and modes by their names where the packs do not have the same ones."""
    kinds = (
        (_("失能等级（从轻到重）"), one.grades, other.grades),
        (_("服务方式"), one.modes, other.modes),
        (_("人员特征"), one.words["traits"], other.words["traits"]),
    )
    told = [
        (kind, *("、".join(named(each) for each in words) or NOTHING for words in sides))
        for kind, *sides in kinds
    ]
    return [(kind, mine, theirs) for kind, mine, theirs in told if mine != theirs]


def change_days(pack: Pack) -> list[date]:
    """Return the days on which the pack itself says something new, newest first."""
    days = {day for dated in pack.parameters.values() for day in dated.change_days()}
    return sorted((day for day in days if day > pack.first_day), reverse=True)


def latest_change(pack: Pack, today: date) -> tuple[date, date]:
    """Return the last day of change that is not ahead, with its eve; a pack without one, today."""
    past = [day for day in change_days(pack) if day <= today and pack.covers(day)]
    return (past[0] - _EVE, past[0]) if past else (today, today)


def _said(side: Side, names: Names, name: str) -> Said:
    """Return what holds on the day, or in words why nothing does."""
    if name not in side.pack:
        return Said({"": _("没有这项规定")}, "")
    dated = side.pack[name]
    row = dated.stated_on(side.on)
    if row is None:
        return Said({"": _("没有取值")}, "")
    told = {"": _("未公布")} if row.unknown else dict(names.values(dated, row.value))
    return Said(told, row.law)
