"""How an operator's month becomes points and a fee.  Whole numbers only.

Shares are in hundredths of a per cent (10,000 is all), rates in hundredths per thousand people,
points in hundredths of a point.  What cannot be halved falls to the fund, never to the operator.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ltc.shared.errors import BadInput, Unknown

ALL = 10_000  # the whole of a share, and the highest total of points
HUNDREDTHS = 100
_PER_THOUSAND = 1_000
SHARE, RATE, QUOTA = "share", "rate", "quota"


@dataclass(frozen=True, slots=True)
class Kind:
    """One indicator that a contract may name: how it is measured and what it counts."""

    code: str
    measure: str  # share: more is better; rate: less is better; quota: done against wanted
    counts: str  # the records that it is counted from


KINDS = {
    kind.code: kind
    for kind in (
        Kind("intake_time", SHARE, "clock"),
        Kind("delivery_time", SHARE, "clock"),
        Kind("review_quality", SHARE, "spot_check"),
        Kind("complaint_rate", RATE, "complaint"),
        Kind("complaints_in_time", SHARE, "complaint"),
        Kind("spot_checks", QUOTA, "spot_check"),
        Kind("call_backs", SHARE, "spot_check"),
        Kind("exceptions_in_time", SHARE, "visit_exception"),
    )
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """What a contract agrees on: the goal, the weight of a hundred, and for checks the quota."""

    code: str
    goal: int
    weight: int
    quota: int = 0  # of verified visits, in hundredths of a per cent

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Indicator:
        """Read back what ``as_row`` stored."""
        return cls(row["code"], row["goal"], row["weight"], row.get("quota", 0))

    def as_row(self) -> dict[str, Any]:
        """Return what is stored with the contract."""
        return {"code": self.code, "goal": self.goal, "weight": self.weight, "quota": self.quota}


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted: of ``count`` (or, for a quota, of ``base`` visits), ``met`` fit."""

    count: int
    met: int
    base: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a scorecard; one without anything to measure carries no weight."""

    code: str
    count: int
    met: int
    value: int | None
    goal: int
    points: int
    weight: int
    measured: bool


def check_indicators(indicators: Sequence[Indicator]) -> None:
    """Refuse a contract's list that cannot be reckoned: names, goals, weights of a hundred."""
    for each in indicators:
        if each.code not in KINDS:
            raise Unknown.word("indicator", each.code, KINDS, field="indicators", zh="考核指标")
        if not _is_sound(each):
            raise BadInput(
                f"{each.code}: the goal, weight or quota is out of range",
                f"考核指标“{each.code}”的目标值、权重或抽查比例超出范围",
                field="indicators",
            )
    codes = [each.code for each in indicators]
    if len(set(codes)) < len(codes):
        raise BadInput("an indicator stands there twice", "考核指标不能重复", field="indicators")
    if sum(each.weight for each in indicators) != HUNDREDTHS:
        raise BadInput("weights must add up to 100", "各指标权重之和应为100", field="indicators")


def _is_sound(indicator: Indicator) -> bool:
    measure = KINDS[indicator.code].measure
    highest = 1_000 * HUNDREDTHS if measure == RATE else ALL
    least = 0 if measure == RATE else 1
    has_quota = 0 < indicator.quota <= ALL if measure == QUOTA else indicator.quota == 0
    return least <= indicator.goal <= highest and 0 < indicator.weight <= HUNDREDTHS and has_quota


def score(indicator: Indicator, tally: Tally) -> Row:
    """Give one indicator its points: full at the goal, in proportion on the way to it."""
    measure = KINDS[indicator.code].measure
    count = wanted(indicator, tally.base) if measure == QUOTA else tally.count
    value = None if count == 0 else _value(measure, count, tally.met)
    full = indicator.weight * HUNDREDTHS
    points = 0 if value is None else _points(measure, value, indicator.goal, full)
    return Row(
        code=indicator.code,
        count=count,
        met=tally.met,
        value=value,
        goal=indicator.goal,
        points=points,
        weight=indicator.weight,
        measured=value is not None,
    )


def wanted(indicator: Indicator, visits: int) -> int:
    """Return how many checks the quota asks for; a part of one is one."""
    return -(-visits * indicator.quota // ALL)


def _value(measure: str, count: int, met: int) -> int:
    if measure == RATE:
        return -(-met * _PER_THOUSAND * HUNDREDTHS // count)
    return min(met, count) * ALL // count


def _points(measure: str, value: int, goal: int, full: int) -> int:
    """A share grows to the goal; a rate is full up to its goal and nothing at twice that."""
    if measure == RATE:
        if value <= goal:
            return full
        return full * max(2 * goal - value, 0) // goal if goal else 0
    return full * min(value, goal) // goal


def total(rows: Sequence[Row]) -> int | None:
    """Return the month's points out of 10,000; indicators without a case leave their weight."""
    weights = sum(row.weight for row in rows if row.measured)
    if not weights:
        return None
    return sum(row.points for row in rows) * HUNDREDTHS // weights


def fee(fee_fen: int | None, performance_bp: int | None, points: int | None) -> int | None:
    """Return the month's fee in 分; without an agreed rate, or without points, nothing is known."""
    if fee_fen is None or performance_bp is None or points is None:
        return None
    at_stake = fee_fen * performance_bp // ALL
    return fee_fen - at_stake + at_stake * points // ALL
