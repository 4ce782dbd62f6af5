"""Questions about a place fix, as ``ltc locate`` asks them, turned into the rule's facts and back.

What the device says of itself (refused, switched off, simulated, no datum named) is an answer:
``none``.  What cannot be a measurement (a latitude of 91, text for a number, an unknown datum, an
instant without its offset) is a fault of the question.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, TypeVar, cast, get_args

from ltc.shared.errors import BadInput, Faults, LtcError, Unknown, shown
from ltc.shared.geo import Point, distance_m, distances_m, known_crs, number, to_wgs84
from ltc.shared.reasons import Reason
from providers.visits.rules.freshness import freshness
from providers.visits.rules.place import NATIONAL, Absence, Fix, Verdict, absent, grade
from providers.visits.rules.thresholds import PlaceRules

T = TypeVar("T")

STATUSES = ("denied", "off", "timed_out")
THRESHOLDS = tuple(each.name for each in fields(PlaceRules) if each.name != "law")
_SMALLEST_RADIUS_M = 1.0


@dataclass(frozen=True, slots=True)
class Question:
    """One sound question: the home, the fix or why there is none, and the thresholds."""

    home: Point
    fix: Fix | Absence
    rules: PlaceRules
    age_asked: bool


def answer_many(
    questions: Sequence[Mapping[str, Any]],
) -> list[Mapping[str, Any] | LtcError]:
    """Answer all questions, measuring all distances together; a fault stands in its place."""
    read = [_read_or_fault(each) for each in questions]
    distances = iter(_distances([each for each in read if _measured(each)]))
    return [
        each if isinstance(each, LtcError) else _answer(each, distances if _measured(each) else None)
        for each in read
    ]
