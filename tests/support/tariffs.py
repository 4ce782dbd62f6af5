"""A tiny pack made in the test, so that a test of a rule names every number it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from billing.rules.tariff import Tariff
from ltc.policy.lookup import Dated, Grade, Pack, Row, Word

FIRST_DAY, LAST_DAY = date(2022, 1, 1), date(2023, 12, 31)
GRADES = ("moderate", "severe_3", "severe_2", "severe_1")
NUMBERS: dict[str, Any] = {
    "benefit.shape": {"home": "monthly_cap_ratio", "institution": "monthly_cap_ratio"},
    "benefit.monthly_cap": {"severe_1": 2200_00, "severe_2": 1890_00, "severe_3": 1580_00},
    "benefit.ratio": {"home": Decimal("0.80"), "institution": Decimal("0.70")},
    "benefit.cap_applies_to": "gross",
    "settlement.rounding": {"unit_fen": 1, "mode": "half_up", "stage": "line"},
    "visit.min_minutes_share": Decimal("0.5"),
    "visit.full_minutes_share": Decimal("0.9"),
    "benefit.hospital_days": "inside_only",
    "benefit.part_month": "whole_month",
    "entitlement.grades": ["severe_1", "severe_2", "severe_3"],
    "entitlement.categories": ["employee", "flexible", "retiree"],
}


def tiny_pack(changes: Mapping[str, Mapping[date, Any]] | None = None, **numbers: Any) -> Pack:
    """Return a pack of ``NUMBERS``; ``benefit_ratio=…`` replaces one, ``changes`` add dated rows.

    A value of ``None`` leaves the parameter out.
    """
    values = {name: {FIRST_DAY: value} for name, value in NUMBERS.items()}
    for name, value in numbers.items():
        values[name.replace("_", ".", 1)] = {FIRST_DAY: value}
    for name, dated in (changes or {}).items():
        values[name] = {**values.get(name, {}), **dated}
    parameters = {
        name: _dated(name, dated) for name, dated in values.items() if None not in dated.values()
    }
    return Pack(
        id="tiny", name="小城", name_en="Tinytown", area_code="9999", version="1", status="active",
        first_day=FIRST_DAY, last_day=LAST_DAY, not_modelled=(), words=_words(), sources={},
        parameters=parameters, fingerprint="0" * 64,
    )  # fmt: skip


def tiny_tariff(changes: Mapping[str, Mapping[date, Any]] | None = None, **numbers: Any) -> Tariff:
    """Return the tariff of ``tiny_pack``."""
    return Tariff(tiny_pack(changes, **numbers))


def _dated(name: str, values: Mapping[date, Any]) -> Dated:
    rows = tuple(
        Row(value, day, LAST_DAY, law=f"law of {day}", source="s", confidence="V")
        for day, value in sorted(values.items())
    )
    return Dated(name, "tiny", meaning=name, unit="", rows=rows)


def _words() -> dict[str, tuple[Word, ...]]:
    grades = tuple(Grade(code, code, code, severity=at) for at, code in enumerate(GRADES))
    plain = {
        "modes": ("home", "institution"), "items": ("care",), "traits": (),
        "carers": ("care_worker", "nurse"), "units": ("visit", "hour", "day", "month", "item"),
    }  # fmt: skip
    return {"grades": grades} | {
        kind: tuple(Word(code, code, code) for code in codes) for kind, codes in plain.items()
    }
