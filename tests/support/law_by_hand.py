"""The benefit rules once more, row by row and from the law: the oracle for the columns.

Knows nothing of ``billing.rules``: one dictionary per line, exact fractions, plain loops.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from ltc.policy.lookup import Pack

_REFUSES_WHEN = {
    "entitled": False, "suspended": True, "dead": True, "hospital": True, "other_benefit": True,
    "overlap_carer": True, "overlap_person": True, "place_ok": False, "verified": False,
    "provider_ok": False, "carer_ok": False, "in_plan": False,
}  # fmt: skip


def pay_by_hand(rows: Iterable[Mapping[str, Any]], pack: Pack) -> dict[int, dict[str, int]]:
    """Return asked, allowed, within, fund and person of each line by its ``line_id``."""
    spent: dict[tuple[int, int, int], int] = {}
    paid = {}
    for row in sorted(rows, key=lambda each: (each["day"], each["started"], each["line_id"])):
        month = (row["person"], row["day"].year, row["day"].month)
        asked = nearest(Fraction(row["price_fen"] * row["quantity_milli"], 1000))
        allowed = _allowed(row, asked, pack)
        within, fund, used = _fund(row, allowed, pack, room_after=spent.get(month, 0))
        spent[month] = used
        paid[row["line_id"]] = {
            "asked_fen": asked, "allowed_fen": allowed, "within_cap_fen": within,
            "fund_fen": fund, "person_fen": asked - fund,
        }  # fmt: skip
    return paid


def _allowed(row: Mapping[str, Any], asked: int, pack: Pack) -> int:
    """Take off what the law refuses, then what a short visit does not earn."""
    if any(row.get(flag, not refuses) == refuses for flag, refuses in _REFUSES_WHEN.items()):
        return 0
    if row["grade"] not in pack["entitlement.grades"].on(row["day"]):
        return 0
    if row["seconds"] is None or not row["planned_minutes"]:
        return asked
    done = Fraction(row["seconds"], 60 * row["planned_minutes"])
    if done < Fraction(pack["visit.min_minutes_share"].on(row["day"])):
        return 0
    if done >= Fraction(pack["visit.full_minutes_share"].on(row["day"])):
        return asked
    return nearest(Fraction(asked * (row["seconds"] // 60), row["planned_minutes"]))


def _fund(
    row: Mapping[str, Any], allowed: int, pack: Pack, *, room_after: int
) -> tuple[int, int, int]:
    """Return what is within the cap, what the fund pays and what is spent of the cap after it."""
    day = row["day"]
    cap = pack["benefit.monthly_cap"].on(day).get(row["grade"], 0)
    ratio = Fraction(pack["benefit.ratio"].on(day)[row["mode"]])
    room = max(cap - room_after, 0)
    if pack["benefit.cap_applies_to"].on(day) == "gross":
        within = min(allowed, room)
        return within, _share(within, ratio, pack, day), room_after + within
    fund = min(_share(allowed, ratio, pack, day), room)
    return allowed, fund, room_after + fund


def _share(amount: int, ratio: Fraction, pack: Pack, day: Any) -> int:
    if ratio == 1:
        return amount  # all of it is no share to round
    rule = pack["settlement.rounding"].on(day)
    unit = rule["unit_fen"]
    return min(nearest(amount * ratio / unit, rule["mode"]) * unit, amount)


def nearest(exact: Fraction, mode: str = "half_up") -> int:
    """Round to a whole number; ``half_up`` takes the half upwards."""
    below, rest = divmod(exact.numerator, exact.denominator)
    twice = 2 * rest
    up = {
        "half_up": twice >= exact.denominator,
        "half_even": twice > exact.denominator or (twice == exact.denominator and below % 2 == 1),
        "up": rest > 0,
        "down": False,
    }[mode]
    return below + up
