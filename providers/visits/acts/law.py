"""The pack's thresholds for visits of a day, read once and then kept.

Reading a pack is cheap, but a phone's check-in asks for ten parameters and answers in a few
milliseconds.  Evidence is recorded wherever care is given: in an area without a pack the national
thresholds hold, and in a year whose holidays nobody has stated a desk's days to answer skip only
the weekends.  Neither of them pays anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from ltc.policy.calendar import work_calendar
from ltc.policy.load import load_pack, pack_folders, pack_for_area
from ltc.policy.lookup import Pack
from ltc.shared.dates import WorkCalendar
from ltc.shared.errors import PolicyGap
from providers.visits.rules import thresholds as rules
from providers.visits.rules.exceptions import due_days

_FRAME = "national"


@dataclass(frozen=True, slots=True)
class Law:
    """What an area's pack says about visits on a day."""

    pack: Pack
    place: rules.PlaceRules
    travel: rules.TravelRules
    duration: rules.DurationRules
    frozen: rules.FrozenRules
    manual: rules.ManualRules


def law(area_code: str, on: date) -> Law:
    """Return the rules of an area on a day."""
    return _law(area_code, on, pack_folders())


@lru_cache(maxsize=4096)
def _law(area_code: str, on: date, folders: tuple[Path, ...]) -> Law:  # noqa: ARG001 - a key
    pack = _pack(area_code, on)
    return Law(
        pack,
        rules.place_rules(pack, on),
        rules.travel_rules(pack, on),
        rules.duration_rules(pack, on),
        rules.frozen_rules(pack, on),
        rules.manual_rules(pack, on),
    )


def due_on(code: str, area_code: str, on: date) -> date:
    """Return the last day on which an exception of this kind may wait."""
    return _due_on(code, area_code, on, pack_folders())


@lru_cache(maxsize=4096)
def _due_on(code: str, area_code: str, on: date, folders: tuple[Path, ...]) -> date:  # noqa: ARG001
    days = due_days(code, _pack(area_code, on)["exception.due_days"].on(on))
    try:
        return work_calendar(area_code, on.year).after(on, days)
    except PolicyGap:
        return WorkCalendar(holidays=(), make_up=()).after(on, days)


def _pack(area_code: str, on: date) -> Pack:
    """Return the area's pack; without one in force, the national frame."""
    try:
        return pack_for_area(area_code, on)
    except PolicyGap:
        return load_pack(_FRAME)
