"""The ways of paying by day, hour, visit, month and part, row by row and from the law: the oracle.

Knows nothing of ``billing.rules``: one dictionary per line, exact fractions, plain loops, and what
has been used so far in a dictionary of its own.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from ltc.policy.lookup import Pack
from tests.support.law_by_hand import nearest

Row = Mapping[str, Any]
Used = dict[Any, Fraction]
_WORDS = {"mode": "mode", "grade": "grade", "category": "insurance", "carer": "carer"}


def pay_bills_by_hand(rows: Iterable[Row], pack: Pack) -> dict[Any, dict[str, int]]:
    """Return asked, fund and person of each line by its ``line_id``; the lines come in any order.

    A line's ``price_fen`` of None means that it names no bill.
    """
    used: Used = defaultdict(Fraction)
    paid = {}
    for row in sorted(rows, key=lambda each: (each["day"], each["started"], each["line_id"])):
        asked, fund = _line(row, pack, used)
        paid[row["line_id"]] = {"asked_fen": asked, "fund_fen": fund, "person_fen": asked - fund}
    return paid


def _line(row: Row, pack: Pack, used: Used) -> tuple[int, int]:
    price = row["price_fen"]
    quantity = Fraction(row["quantity_milli"], 1000)
    bill = None if price is None else nearest(price * quantity)
    if row["grade"] not in pack["entitlement.grades"].on(row["day"]):
        return bill or 0, 0
    way = _WAYS[_found(pack, "benefit.shape", row)]
    return way(row, pack, used, bill)


def _found(pack: Pack, name: str, row: Row) -> Any:
    """Look a table up as an officer does: word after word; None where it says nothing."""
    if name not in pack:
        return None
    value = pack[name].on(row["day"])
    for dimension in pack[name].by:
        words = _words(dimension, row, pack)
        value = next((value[word] for word in words if word in value), None)
        if value is None:
            return None
    return value


def _words(dimension: str, row: Row, pack: Pack) -> list[str]:
    if dimension == "item":
        return [*(_means(row, pack) or [row["item"]]), "care"]
    if dimension == "trait":
        return list(row["traits"])
    return [row[_WORDS[dimension]]]


def _means(row: Row, pack: Pack) -> list[str]:
    """What a line is by who came, whatever was done; what ``care`` means by its unit."""
    for name, word, asked in (("part_of_carer", "carer", True), ("care_means", "unit", False)):
        table = f"benefit.{name}"
        means = pack[table].on(row["day"]) if table in pack else {}
        if row[word] in means and (asked or row["item"] == "care"):
            return [means[row[word]]]
    return []


def _month(row: Row, *more: object) -> tuple[object, ...]:
    return (row["person"], row["day"].year, row["day"].month, *more)


def _take(used: Used, key: object, wanted: Fraction, most: Fraction | int) -> Fraction:
    """Take what still fits under ``most``; who comes first is served first."""
    got = min(wanted, max(Fraction(most) - used[key], Fraction(0)))
    used[key] += got
    return got


def _days(row: Row) -> Fraction:
    """How many days a line stands for."""
    quantity = Fraction(row["quantity_milli"], 1000)
    if row["unit"] == "day":
        return quantity
    if row["unit"] == "month":
        return quantity * monthrange(row["day"].year, row["day"].month)[1]
    return Fraction(1 if quantity else 0)


def _daily_amount(row: Row, pack: Pack, used: Used, bill: int | None) -> tuple[int, int]:
    """A fixed amount for each day: the same day once, no more days than the month has."""
    return _by_day(_found(pack, "benefit.daily_amount", row), row, pack, used, bill)


def _by_day(amount: int, row: Row, pack: Pack, used: Used, bill: int | None) -> tuple[int, int]:
    days = _new_days(row, used, "fixed")
    fund = _take(used, _month(row, "money"), Fraction(nearest(amount * days)), _most(pack, row))
    return max(bill or 0, int(fund)), int(fund)


def _new_days(row: Row, used: Used, kind: str) -> Fraction:
    days = _days(row)
    if days <= 1:
        days = _take(used, _month(row, kind, row["day"]), days, 1)
    length = monthrange(row["day"].year, row["day"].month)[1]
    return _take(used, _month(row, kind), days, length)


def _most(pack: Pack, row: Row) -> int:
    most = _found(pack, "benefit.month_amount", row)
    return 10**15 if most is None else int(most)


def _daily_cap(row: Row, pack: Pack, used: Used, bill: int | None) -> tuple[int, int]:
    """The day's bill up to the day's limit, shared by the lines of that day and part of the bill.

    Only single days are drawn here: lines of several days are tried by tables.
    """
    part = row["item"] if _found(pack, "benefit.shape", row) == "component_limits" else ""
    covered = _found(pack, "benefit.coverage", row) if part else "capped"
    if covered == "excluded":
        return bill or 0, 0
    counted = Fraction(bill or 0)
    if covered == "capped":
        cap = _found(pack, "benefit.daily_cap", row)
        limit = Fraction(nearest(cap * _days(row)))
        counted = _take(used, _month(row, part, row["day"]), counted, limit)
    return bill or 0, _share(counted, row, pack)


def _share(amount: Fraction, row: Row, pack: Pack) -> int:
    """The fund's share: the ratio and, of the person's traits, the best bonus."""
    free = "benefit.free_traits" in pack and {*pack["benefit.free_traits"].on(row["day"])}
    if free and free & {*row["traits"]}:
        return int(amount)
    bonuses = pack["benefit.ratio_bonus"].on(row["day"]) if "benefit.ratio_bonus" in pack else {}
    ratio = _found(pack, "benefit.ratio", row)
    bonus = max((bonuses.get(trait, 0) for trait in row["traits"]), default=0)
    part = min(Fraction(1 if ratio is None else ratio) + Fraction(bonus), Fraction(1))
    if part == 1:
        return int(amount)  # all of it is no share to round
    exact = Fraction(amount) * part
    rule = pack["settlement.rounding"].on(row["day"])
    unit = rule["unit_fen"]
    return min(nearest(exact / unit, rule["mode"]) * unit, int(amount))


def _hours(row: Row, pack: Pack) -> Fraction:
    quantity = Fraction(row["quantity_milli"], 1000)
    if row["unit"] == "hour":
        return quantity
    told = row["seconds"]
    minutes = _found(pack, "benefit.visit_minutes", row) or 0 if told is None else told // 60
    return quantity * Fraction(minutes, 60)


def _hourly(row: Row, pack: Pack, used: Used, bill: int | None) -> tuple[int, int]:
    """So many hours a week, so many a month; each at most the published price."""
    return _counted(row, pack, used, bill, _hours(row, pack), "hour")


def _visits(row: Row, pack: Pack, used: Used, bill: int | None) -> tuple[int, int]:
    """So many visits a week, so many a month; too short ones not at all."""
    least = _found(pack, "benefit.visit_least_minutes", row) or 0
    count = Fraction(row["quantity_milli"], 1000)
    if row["seconds"] is not None and row["seconds"] // 60 < least:
        price = _found(pack, "benefit.visit_price", row)
        return nearest(price * count) if bill is None else bill, 0
    return _counted(row, pack, used, bill, count, "visit")


_LIMITS = {"hour": ("benefit.minutes_", 60), "visit": ("benefit.visits_", 1)}


def _counted(
    row: Row, pack: Pack, used: Used, bill: int | None, told: Fraction, unit: str
) -> tuple[int, int]:
    price = _found(pack, f"benefit.{unit}_price", row)
    asked = nearest(price * told) if bill is None else bill
    name, of_one = _LIMITS[unit]
    paid = told
    most = _found(pack, name + "week", row)
    if most is not None:
        week = (row["person"], unit, row["day"].isocalendar()[:2])
        paid = _take(used, week, paid, Fraction(most, of_one))
        paid += _take(used, _month(row, "extra"), told - paid, _extra_hours(row, pack))
    most = _found(pack, name + "month", row)
    if most is not None:
        paid = _take(used, _month(row, unit, "all"), paid, Fraction(most, of_one))
    within = asked if paid == told else nearest(asked * paid / told)
    within = min(within, nearest(price * paid))
    return asked, _of_unit(Fraction(within), row, pack, unit, paid)


def _extra_hours(row: Row, pack: Pack) -> Fraction:
    """The hours a month above the week's, for care at home without a break, where chosen."""
    minutes = _of_band("benefit.loyalty_minutes", row, pack) if row["incentive"] == "hours" else 0
    return Fraction(minutes, 60)


def _of_band(name: str, row: Row, pack: Pack) -> int:
    """What the months at home bring: more than the first months, or more than the next."""
    if "benefit.loyalty_first_months" not in pack:
        return 0
    bands = [(band, pack[f"benefit.loyalty_{band}_months"].on(row["day"])) for band in _BANDS]
    reached = [band for band, months in bands if row["home_months"] > months]
    return _found(pack, f"{name}_{reached[-1]}", row) if reached else 0


_BANDS = ("first", "next")


def _of_unit(within: Fraction, row: Row, pack: Pack, unit: str, paid: Fraction) -> int:
    """The share, at most the fund's own price, and no more than the co-payment leaves."""
    fund = _share(within, row, pack)
    free = "benefit.free_traits" in pack and {*pack["benefit.free_traits"].on(row["day"])}
    if free and free & {*row["traits"]}:
        return fund
    most = _found(pack, f"benefit.{unit}_fund", row)
    copay = _found(pack, f"benefit.{unit}_copay", row) or 0
    fund = fund if most is None else min(fund, nearest(most * paid))
    return max(min(fund, int(within) - nearest(copay * paid)), 0)


def _monthly_amount(row: Row, pack: Pack, used: Used, bill: int | None) -> tuple[int, int]:
    """A fixed amount, once a month; the better table of a trait first."""
    return _by_month(_best(pack, "benefit.monthly_amount", row), row, used, bill)


def _best(pack: Pack, name: str, row: Row) -> int:
    """The published amount, or that of one of the traits where it is more."""
    better = [_found(pack, f"{name}_by_trait", {**row, "traits": [trait]})
              for trait in row["traits"]]  # fmt: skip
    return max([_found(pack, name, row), *(b for b in better if b)])


def _by_month(amount: int, row: Row, used: Used, bill: int | None) -> tuple[int, int]:
    quantity = Fraction(row["quantity_milli"], 1000)
    months = quantity if row["unit"] == "month" else Fraction(1 if quantity else 0)
    fund = nearest(amount * _take(used, _month(row, "months"), months, 1))
    return max(bill or 0, fund), fund


def _package(row: Row, pack: Pack, used: Used, bill: int | None) -> tuple[int, int]:
    """What was delivered, up to the package of the month."""
    package = _found(pack, "benefit.package", row)
    quantity = Fraction(row["quantity_milli"], 1000)
    asked = nearest(package * quantity) if bill is None else bill
    mine = min(asked, nearest(package * (quantity if row["unit"] == "month" else 1)))
    mine = mine if quantity else 0
    return asked, int(_take(used, _month(row, "package"), Fraction(mine), package))


def _family(row: Row, pack: Pack, used: Used, bill: int | None) -> tuple[int, int]:
    """An allowance of each day, or of the month, whatever the bill."""
    if "benefit.allowance_day" in pack:
        return _by_day(_best(pack, "benefit.allowance_day", row), row, pack, used, bill)
    return _by_month(_best(pack, "benefit.allowance_month", row), row, used, bill)


def _limit(row: Row, pack: Pack, used: Used, bill: int | None) -> tuple[int, int]:
    """The bill, up to the most of the month."""
    most = _found(pack, "benefit.monthly_limit", row)
    return bill or 0, int(_take(used, _month(row, "limit"), Fraction(bill or 0), most))


def _standard(row: Row, pack: Pack, used: Used, bill: int | None) -> tuple[int, int]:
    """The bill, up to the standard of the month, and of that the fund's share."""
    most = _found(pack, "benefit.monthly_standard", row)
    within = _take(used, _month(row, "standard"), Fraction(bill or 0), most)
    return bill or 0, _share(within, row, pack)


def _cash(row: Row, pack: Pack, used: Used, bill: int | None) -> tuple[int, int]:
    """Money a month for care at home without a break, for who chose it."""
    chosen = row["incentive"] == "cash"
    amount = _of_band("benefit.loyalty_cash", row, pack) if chosen else 0
    return _by_month(amount, row, used, bill)


_Way = Callable[[Row, Pack, Used, "int | None"], tuple[int, int]]
_WAYS: dict[str, _Way] = {
    "daily_amount": _daily_amount,
    "daily_cap_ratio": _daily_cap,
    "component_limits": _daily_cap,
    "hourly": _hourly,
    "per_visit": _visits,
    "monthly_amount": _monthly_amount,
    "monthly_package": _package,
    "family_allowance": _family,
    "monthly_limit": _limit,
    "monthly_standard_ratio": _standard,
    "loyalty_cash": _cash,
}
