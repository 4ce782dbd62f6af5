"""Packs made in the test for the ways of paying by unit, and random bills to try them with."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from billing.rules.columns import About
from billing.rules.rate import rate
from billing.rules.tariff import Tariff
from ltc.policy.lookup import Pack, Word
from tests.support.lines import LINE, TYPES
from tests.support.tariffs import tiny_pack

ITEMS, CARERS, TRAITS = ("care", "living", "medical", "food"), ("care_worker", "nurse"), ("aided",)
UNITS = {
    "loyalty_hours": ("hour",),
    "loyalty_cash": ("month",),
    "hourly": ("hour", "visit"),
    "per_visit": ("visit",),
    "monthly_package": ("visit", "month"),
    "monthly_amount": ("month", "visit"),
}
_GRADES = ("severe_1", "severe_2", "severe_3")
_FEN = [0, 1, 5, 33_33, 60_00, 95_00]


def bill_pack(by: Mapping[str, tuple[str, ...]], **numbers: Any) -> Pack:
    """Return a tiny pack whose tables are published by the words in ``by``."""
    pack = tiny_pack(**numbers)
    tables = {
        name: replace(dated, by=by.get(name, dated.by)) for name, dated in pack.parameters.items()
    }
    words = {"items": ITEMS, "carers": CARERS, "traits": TRAITS}
    known = {kind: tuple(Word(code, code, code) for code in codes) for kind, codes in words.items()}
    return replace(pack, parameters=tables, words={**pack.words, **known})


def random_pack(chance: random.Random, shape: str) -> Pack:
    """Return a pack that pays both modes by ``shape``, with small limits, so they are reached."""
    by, numbers = _TABLES[shape](chance)
    way = numbers.pop("way", _WAY_OF.get(shape, shape))
    rounding = {
        "unit_fen": chance.choice([1, 1, 10]),
        "mode": chance.choice(["half_up", "half_even", "up", "down"]),
        "stage": "line",
    }
    return bill_pack(
        {"benefit.shape": ("mode",), "benefit.ratio": ("mode",), **by},
        benefit_shape={"home": way, "institution": way},
        settlement_rounding=rounding,
        **numbers,
    )


def _by_grade(chance: random.Random, amounts: list[int]) -> dict[str, int]:
    return {grade: chance.choice(amounts) for grade in _GRADES}


def _daily_amount(chance: random.Random) -> tuple[Any, Any]:
    by = {"benefit.daily_amount": ("grade",)}
    numbers = {"benefit_daily_amount": _by_grade(chance, [1, 33_33, 50_00])}
    if chance.random() < 0.5:
        numbers["benefit_month_amount"] = chance.choice([0, 99_99, 500_00])
    return by, numbers


def _daily_cap(chance: random.Random) -> tuple[Any, Any]:
    by = {"benefit.daily_cap": ("mode", "grade"), "benefit.ratio_bonus": ("trait",)}
    caps = {mode: _by_grade(chance, [1, 33_33, 70_00]) for mode in ("home", "institution")}
    return by, {"benefit_daily_cap": caps, "benefit_ratio_bonus": {"aided": Decimal("0.05")}}


def _components(chance: random.Random) -> tuple[Any, Any]:
    by = {"benefit.daily_cap": ("item",), "benefit.coverage": ("item",)}
    cover = {"care": "capped", "living": "capped", "medical": "open", "food": "excluded"}
    caps = {"care": chance.choice(_FEN), "living": chance.choice(_FEN)}
    return by, {"benefit_daily_cap": caps, "benefit_coverage": cover}


def _hourly(chance: random.Random) -> tuple[Any, Any]:
    by = {"benefit.hour_price": ("carer",), "benefit.minutes_week": ("grade",)}
    numbers: dict[str, Any] = {
        "benefit_hour_price": {"care_worker": 40_00, "nurse": chance.choice([33_33, 80_00])},
        "benefit_visit_minutes": chance.choice([50, 60, 150]),
        "benefit_free_traits": ["aided"],
    }
    if chance.random() < 0.7:
        numbers["benefit_minutes_week"] = _by_grade(chance, [60, 90, 180])
    if chance.random() < 0.5:
        numbers["benefit_minutes_month"] = chance.choice([100, 500])
    if chance.random() < 0.5:
        numbers["benefit_hour_fund"] = chance.choice([10_00, 37_50])
    return by, numbers


def _per_visit(chance: random.Random) -> tuple[Any, Any]:
    by = {"benefit.visit_price": ("carer",), "benefit.visits_month": ("grade",)}
    numbers: dict[str, Any] = {
        "benefit_visit_price": {"care_worker": 75_00, "nurse": 120_00},
        "benefit_visit_least_minutes": chance.choice([0, 60]),
        "benefit_visits_month": _by_grade(chance, [0, 2, 5]),
    }
    if chance.random() < 0.5:
        numbers["benefit_visit_fund"] = 75_00
    if chance.random() < 0.5:
        numbers["benefit_visit_copay"] = chance.choice([1, 10_00])
    if chance.random() < 0.5:
        numbers["benefit_visits_week"] = chance.choice([1, 3])
    return by, numbers


def _monthly_amount(chance: random.Random) -> tuple[Any, Any]:
    by = {"benefit.monthly_amount": ("grade",), "benefit.monthly_amount_by_trait": ("trait",)}
    amounts = _by_grade(chance, [1, 288_00, 574_00])
    return by, {
        "benefit_monthly_amount": amounts,
        "benefit_monthly_amount_by_trait": {"aided": 360_00},
    }


def _package(chance: random.Random) -> tuple[Any, Any]:
    return {"benefit.package": ("grade",)}, {
        "benefit_package": _by_grade(chance, [0, 99_99, 450_00])
    }


def _family(chance: random.Random) -> tuple[Any, Any]:
    name = chance.choice(["allowance_day", "allowance_month"])
    amounts = _by_grade(chance, [1, 8_00, 750_00])
    return {f"benefit.{name}": ("grade",), f"benefit.{name}_by_trait": ("trait",)}, {
        f"benefit_{name}": amounts,
        f"benefit_{name}_by_trait": {"aided": 20_00},
    }


def _limit(chance: random.Random) -> tuple[Any, Any]:
    limits = _by_grade(chance, [0, 99_99, 450_00])
    return {"benefit.monthly_limit": ("grade",)}, {"benefit_monthly_limit": limits}


def _standard(chance: random.Random) -> tuple[Any, Any]:
    standards = _by_grade(chance, [0, 99_99, 180_00])
    return {"benefit.monthly_standard": ("grade",)}, {"benefit_monthly_standard": standards}


def _parts(chance: random.Random) -> tuple[Any, Any]:
    """Two parts of one mode: by who came, by what was done, and ``care`` by its unit."""
    (by_day, by_limit), (days, limits) = zip(_family(chance), _limit(chance), strict=True)
    by = {"benefit.shape": ("mode", "item"), "benefit.part_of_carer": ("carer",),
          "benefit.care_means": ("unit",)}  # fmt: skip
    limit = {"care": "monthly_limit", "living": "family_allowance", "medical": "monthly_limit"}
    carers = chance.choice([{}, {"care_worker": "living"}, {"nurse": "medical"}])
    means = chance.choice([{"visit": "living"}, {"day": "medical"}])
    numbers = {"way": limit, "benefit_part_of_carer": carers, "benefit_care_means": means}
    return {**by_day, **by_limit, **by}, {**days, **limits, **numbers}


def _loyalty(chance: random.Random) -> dict[str, Any]:
    return {"benefit_loyalty_first_months": 1, "benefit_loyalty_next_months": 6,
            "benefit_loyalty_minutes_first": 60, "benefit_loyalty_minutes_next": 120,
            "benefit_loyalty_cash_first": 40_00, "benefit_loyalty_cash_next":
            chance.choice([80_00, 1])}  # fmt: skip


def _loyal_hours(chance: random.Random) -> tuple[Any, Any]:
    by, numbers = _hourly(chance)
    return by, {**numbers, **_loyalty(chance), "benefit_minutes_week": _by_grade(chance, [60, 90])}


def _loyal_cash(chance: random.Random) -> tuple[Any, Any]:
    return {}, _loyalty(chance)


_WAY_OF = {"loyalty_hours": "hourly"}
_BY_BILL = ("daily_cap_ratio", "component_limits", "monthly_limit", "monthly_standard_ratio")
_TABLES = {
    "daily_amount": _daily_amount,
    "daily_cap_ratio": _daily_cap,
    "component_limits": _components,
    "hourly": _hourly,
    "per_visit": _per_visit,
    "monthly_amount": _monthly_amount,
    "monthly_package": _package,
    "family_allowance": _family,
    "monthly_limit": _limit,
    "monthly_standard_ratio": _standard,
    "parts": _parts,
    "loyalty_hours": _loyal_hours,
    "loyalty_cash": _loyal_cash,
}
SHAPES = tuple(_TABLES)


def random_bills(chance: random.Random, shape: str) -> list[dict[str, Any]]:
    """Return lines of some people over two months, some without a bill where none is needed."""
    return [{**_bill(chance, shape), "line_id": at} for at in range(chance.randint(0, 30))]


def _bill(chance: random.Random, shape: str) -> dict[str, Any]:
    unit = chance.choice(UNITS.get(shape, ("day", "visit")))
    needs_bill = shape in (*_BY_BILL, "parts")
    needs_bill = needs_bill or (shape == "monthly_package" and unit != "month")
    return {
        **LINE,
        "person": chance.randint(1, 3),
        "day": date(2022, 3, 1) + timedelta(days=chance.randint(0, 40)),
        "started": chance.randint(0, 3),
        "mode": chance.choice(["home", "institution"]),
        "grade": chance.choice((*_GRADES, "moderate")) if chance.random() < 0.2 else "severe_1",
        "item": chance.choice(ITEMS),
        "unit": unit,
        "carer": chance.choice(CARERS),
        "traits": chance.choice([(), (), ("aided",)]),
        "home_months": chance.choice([0, 1, 2, 6, 7]),
        "incentive": chance.choice(("cash", "hours" if shape == "loyalty_hours" else "none")),
        "quantity_milli": chance.choice([1000, 1000, 500, 0]) if unit == "day" else
            chance.choice([1000, 1000, 1500, 2000, 333]),
        "price_fen": chance.choice(_FEN) if needs_bill or chance.random() < 0.7 else None,
        "seconds": chance.choice([None, 3600, 3599, 5400]) if unit == "visit" else None,
    }  # fmt: skip


def rated_bills(rows: list[dict[str, Any]], pack: Pack) -> dict[int, dict[str, int]]:
    """Rate ``rows`` by the columns and return asked, fund and person by line."""
    numbers: dict[About, int] = {About(): 0}
    full = []
    for row in rows:
        words = (row["item"], row["unit"], row["carer"], tuple(row["traits"]))
        about = About(*words, row["home_months"], row["incentive"])
        number = numbers.setdefault(about, len(numbers))
        price = row["price_fen"]
        full.append({**row, "about": number, "priced": price is not None, "price_fen": price or 0})
    schema = {name: TYPES.get(name, pl.Boolean) for name in ("line_id", *LINE)}
    frame = pl.DataFrame(full, schema={**schema, "about": pl.Int64, "priced": pl.Boolean})
    found = rate(frame, Tariff(pack), list(numbers))
    names = ("asked_fen", "fund_fen", "person_fen")
    return found.select("line_id", *names).rows_by_key("line_id", named=True, unique=True)
