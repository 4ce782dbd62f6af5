"""The numbers that evidence is judged by, as values that a caller fills from the policy pack.

The defaults are the national pack's, so that a question without a pack still gets an answer; a
test holds the two equal.  Nothing here judges anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ltc.policy.lookup import Pack


@dataclass(frozen=True, slots=True)
class PlaceRules:
    """When a fix proves the place, and when it speaks against it."""

    radius_m: float = 200.0
    strong_accuracy_m: float = 200.0
    coarse_accuracy_m: float = 1000.0
    max_fix_age_s: float = 60.0
    max_clock_offset_s: float = 120.0
    law: str = ""


@dataclass(frozen=True, slots=True)
class TravelRules:
    """How fast a carer can have come from the fix before."""

    flag_kmh: float = 120.0
    out_kmh: float = 250.0
    min_km: float = 2.0
    law: str = ""


@dataclass(frozen=True, slots=True)
class DurationRules:
    """Which part of the planned minutes must have been given, and how long a visit may last."""

    min_share: Decimal = Decimal("0.5")
    full_share: Decimal = Decimal("0.9")
    max_minutes: int = 25 * 60
    law: str = ""


@dataclass(frozen=True, slots=True)
class FrozenRules:
    """How often the very same fix may come back before it is no measurement."""

    days: int = 3
    carers: int = 2
    samples: int = 5
    ignore_coarser_than_m: float = 1000.0


@dataclass(frozen=True, slots=True)
class ManualRules:
    """The budget of entries made by hand, as the lowest score out of 100."""

    least_score: int = 80


@dataclass(frozen=True, slots=True)
class HomeRules:
    """What may move a home's point, and what counts as a datum taken for another."""

    fixes: int = 5
    people: int = 2
    agree_within_m: float = 200.0
    datum_apart_m: float = 200.0
    datum_match_m: float = 60.0


def place_rules(pack: Pack, on: date, *, settlement: str = "default") -> PlaceRules:
    """Return the pack's rules of place on a day; ``settlement`` is town, village or default."""
    radii = pack["place.radius_m"]
    return PlaceRules(
        radius_m=float(radii.on(on).get(settlement, radii.on(on)["default"])),
        strong_accuracy_m=float(pack["place.strong_accuracy_m"].on(on)),
        coarse_accuracy_m=float(pack["place.coarse_accuracy_m"].on(on)),
        max_fix_age_s=float(pack["place.max_fix_age_s"].on(on)),
        max_clock_offset_s=float(pack["place.max_clock_offset_s"].on(on)),
        law=radii.law_on(on),
    )


def travel_rules(pack: Pack, on: date) -> TravelRules:
    """Return the pack's rules of travel on a day."""
    return TravelRules(
        flag_kmh=float(pack["travel.flag_kmh"].on(on)),
        out_kmh=float(pack["travel.out_kmh"].on(on)),
        min_km=float(pack["travel.min_km"].on(on)),
        law=pack["travel.flag_kmh"].law_on(on),
    )


def duration_rules(pack: Pack, on: date) -> DurationRules:
    """Return the pack's rules of duration on a day."""
    return DurationRules(
        min_share=Decimal(pack["visit.min_minutes_share"].on(on)),
        full_share=Decimal(pack["visit.full_minutes_share"].on(on)),
        law=pack["visit.min_minutes_share"].law_on(on),
    )


def frozen_rules(pack: Pack, on: date) -> FrozenRules:
    """Return the pack's rules for fixes that come back on a day."""
    return FrozenRules(
        days=pack["visit.frozen_days"].on(on),
        ignore_coarser_than_m=float(pack["place.coarse_accuracy_m"].on(on)),
    )


def manual_rules(pack: Pack, on: date) -> ManualRules:
    """Return the pack's budget of entries by hand on a day."""
    return ManualRules(least_score=pack["visit.manual_score_floor"].on(on))


def home_rules(pack: Pack, on: date) -> HomeRules:
    """Return the pack's rules for a home's point on a day."""
    return HomeRules(
        fixes=pack["place.home_fixes"].on(on),
        people=pack["place.home_fix_people"].on(on),
        datum_apart_m=float(pack["place.datum_gap_m"].on(on)),
        datum_match_m=float(pack["place.datum_match_m"].on(on)),
    )
