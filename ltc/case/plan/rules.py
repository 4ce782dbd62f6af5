"""What a care plan may hold, what it costs, and how much of the standard it uses.

Pure.  The pack says which services there are and what the person's standard is; what the fund
pays of the cost is billing's business and is not reckoned here.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any, NamedTuple

from ltc.policy.lookup import Pack
from ltc.shared.errors import BadInput, Conflict, Faults, LtcError, PolicyGap, Unknown

CATALOGUE = "catalogue.items"
_SHAPE, _ANY_ITEM = "benefit.shape", "care"
_MONTHLY = {
    "monthly_limit": "benefit.monthly_limit",
    "monthly_package": "benefit.package",
    "monthly_amount": "benefit.monthly_amount",
}
"""The table of a month's money by the way of paying."""

_UNITS = {
    "hourly": {
        "month": ("minutes", "benefit.minutes_month"),
        "week": ("minutes", "benefit.minutes_week"),
    },
    "per_visit": {
        "month": ("visits", "benefit.visits_month"),
        "week": ("visits", "benefit.visits_week"),
    },
}
"""The tables of how much is paid in a period where no money limits it."""

NURSE = "nurse"
HOW = ("account", "signature", "window", "phone", "elsewhere")
OWN_ACCOUNT = "account"
ELSEWHERE = "elsewhere"  # in the system that the plan was taken over from
NOT_AT_THE_DESK = frozenset({OWN_ACCOUNT, ELSEWHERE})
MOST_TIMES = 124  # four a day in a month of 31 days
MOST_MINUTES = 480
_WEEK = 7
_MOVES = {
    "change": ({"drafted"}, "drafted"),
    "confirm": ({"drafted"}, "confirmed"),
    "discard": ({"drafted"}, "ended"),
    "supersede": ({"confirmed"}, "superseded"),
    "end": ({"drafted", "confirmed"}, "ended"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One service of a plan: how often a month, how long each time, by whom, at what price."""

    item: str
    times_per_month: int
    minutes: int
    qualification: str
    price_fen: int

    @property
    def cost_fen(self) -> int:
        """The cost of a month."""
        return self.times_per_month * self.price_fen


@dataclass(frozen=True, slots=True)
class Meter:
    """The planned cost of a month against the person's standard; no standard is no limit known."""

    planned_fen: int
    quota_fen: int | None

    @property
    def over_fen(self) -> int:
        """What goes beyond the standard and would be the person's to pay."""
        return 0 if self.quota_fen is None else max(self.planned_fen - self.quota_fen, 0)


class Most(NamedTuple):
    """The most that the fund pays of ``minutes`` or ``visits`` in a ``week`` or a ``month``."""

    unit: str
    period: str
    number: int

    def planned(self, lines: Sequence[Line], on: date) -> int:
        """Return how much of it a plan uses; of a week on the average of the month, rounded up."""
        hours = self.unit == "minutes"
        used = sum(line.times_per_month * (line.minutes if hours else 1) for line in lines)
        return (
            used if self.period == "month" else -(-used * _WEEK // monthrange(on.year, on.month)[1])
        )


def meter(lines: Sequence[Line], quota_fen: int | None) -> Meter:
    """Add up a month of the plan."""
    return Meter(sum(line.cost_fen for line in lines), quota_fen)


def quota(pack: Pack, *, mode: str, grade: str, on: date) -> int | None:
    """Return the gross cost of a month up to which the fund takes part, in 分; None if unknown."""
    told = {"mode": mode, "grade": grade, "item": _ANY_ITEM}
    shape = _figure(pack, _SHAPE, told, on)
    if shape == "monthly_cap_ratio":
        return _gross_cap(pack, told, on)
    found: int | None = _figure(pack, _MONTHLY[shape], told, on) if shape in _MONTHLY else None
    return found


def most_units(pack: Pack, *, mode: str, grade: str, on: date) -> Most | None:
    """Return how much the fund pays where it pays by the hour or visit; None if unknown."""
    told = {"mode": mode, "grade": grade, "item": _ANY_ITEM}
    limits = _UNITS.get(_figure(pack, _SHAPE, told, on), {})
    for period, (unit, name) in limits.items():
        most = _figure(pack, name, told, on)
        if most is not None:
            return Most(unit, period, most)
    return None


def _figure(pack: Pack, name: str, told: Mapping[str, str], on: date) -> Any:  # noqa: ANN401 - a figure or a word of the pack
    """Return what a table holds for these words, None where it says nothing by them alone."""
    try:
        value = pack[name].on(on)
    except PolicyGap:
        if name == _SHAPE:
            raise
        return None
    for dimension in pack[name].by:
        value = value.get(told.get(dimension)) if isinstance(value, Mapping) else value
    return None if isinstance(value, Mapping) else value


def _gross_cap(pack: Pack, told: Mapping[str, str], on: date) -> int | None:
    """Return the cap on the cost; a cap on the fund's part is turned into the cost behind it."""
    cap: int | None = _figure(pack, "benefit.monthly_cap", told, on)
    limits = _figure(pack, "benefit.cap_applies_to", told, on)
    if cap is None or limits == "gross":
        return cap
    ratio: Decimal | None = _figure(pack, "benefit.ratio", told, on)
    if limits != "fund" or not ratio:
        return None
    return int((cap / ratio).to_integral_value(ROUND_DOWN))


def catalogue(pack: Pack, on: date) -> Mapping[str, Mapping[str, Any]]:
    """Return the services that may be planned on a day, by code."""
    return {each["code"]: each for each in pack[CATALOGUE].on(on)}


def check_lines(lines: Sequence[Line], pack: Pack, on: date) -> None:
    """Refuse a plan with an unknown service, the wrong carer or impossible numbers, all at once."""
    known = catalogue(pack, on)
    carers = [word.code for word in pack.carers]
    faults = [fault for line in lines for fault in _faults(line, known, carers)]
    items = [line.item for line in lines]
    faults += [_twice(item) for item in dict.fromkeys(items) if items.count(item) > 1]
    if not lines:
        faults.append(BadInput("a plan needs a service", "请至少安排一项服务", field="items"))
    if faults:
        raise Faults(faults)


def _faults(
    line: Line, known: Mapping[str, Mapping[str, Any]], carers: Sequence[str]
) -> list[LtcError]:
    service = known.get(line.item)
    if service is None:
        return [Unknown.word("service", line.item, known, field="items", zh="服务项目")]
    found: list[LtcError] = []
    if line.qualification not in carers:
        found.append(Unknown.word("carer", line.qualification, carers, zh="服务人员类别"))
    elif service["nurse_only"] and line.qualification != NURSE:
        found.append(_wrong(service, "needs a nurse", "须由护士提供"))
    if not 1 <= line.times_per_month <= MOST_TIMES:
        found.append(
            _wrong(service, f"1 to {MOST_TIMES} times a month", f"每月次数应为1至{MOST_TIMES}")
        )
    if not 1 <= line.minutes <= MOST_MINUTES:
        found.append(
            _wrong(service, f"1 to {MOST_MINUTES} minutes", f"每次分钟数应为1至{MOST_MINUTES}")
        )
    if line.price_fen < 0:
        found.append(_wrong(service, "has a price below zero", "单价不能为负"))
    return found


def next_state(state: str, act: str) -> str:
    """Return the state after ``act``, or refuse a step that does not fit."""
    begins, leads_to = _MOVES[act]
    if state not in begins:
        raise Conflict(
            f"a plan that is {state} cannot take the step {act}",
            "护理计划的当前状态不能这样办理，请刷新后查看",
        )
    return leads_to


def _wrong(service: Mapping[str, Any], en: str, zh: str) -> BadInput:
    return BadInput(f"{service['name_en']}: {en}", f"{service['name']}：{zh}", field="items")


def _twice(item: str) -> BadInput:
    return BadInput(f"{item} stands there twice", f"服务项目“{item}”重复", field="items")
