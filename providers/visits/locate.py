"""Questions about a place fix, as ``ltc locate`` asks them, turned into the rule's facts and back.

What a device says of itself (refused, switched off, simulated, no datum named) is an answer:
``none``.  What cannot be a measurement (a latitude of 91, text for a number, an unknown datum, an
instant without its offset) is a fault of the question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, TypeVar

from ltc.shared.errors import BadInput, Faults, LtcError, Unknown, shown
from ltc.shared.geo import (
    Point,
    distance_m,
    distances_m,
    known_crs,
    latitude,
    longitude,
    number,
    to_wgs84,
)
from ltc.shared.reasons import Reason, register_texts
from providers.visits.rules.freshness import Freshness, freshness
from providers.visits.rules.place import (
    MILLIMETRE_DECIMALS,
    NATIONAL,
    Absence,
    Fix,
    Verdict,
    absent,
    grade,
)
from providers.visits.rules.thresholds import PlaceRules

T = TypeVar("T")
Asked = Mapping[str, Any]

STATUSES: dict[str, Absence] = {"denied": "denied", "off": "off", "timed_out": "timed_out"}
THRESHOLDS = tuple(each.name for each in fields(PlaceRules) if each.name != "law")
# What a question may hold.  A misspelt "mocked" or "radius_m" must not pass for silence; what a
# device tells beyond that is taken and not judged.
_ASKED = ("id", "note", "home", "fix", "server_time", "device_time", "rules")
_OF_HOME = ("lat", "lon", "crs", "radius_m", "source", "note")
_OF_FIX = ("lat", "lon", "crs", "accuracy_m", "taken_at", "status", "mocked")
_NOT_JUDGED = ("source", "raw", "altitude_m", "altitude_accuracy_m", "heading_deg", "speed_mps")
_MOST_STRANGERS = 20
_SMALLEST_RADIUS_M = 1.0
_AGE_NOT_ASKED = Freshness(age_s=0.0, offset_s=0.0)


@dataclass(frozen=True, slots=True)
class Question:
    """One sound question: the home, the fix or why there is none, and the thresholds."""

    home: Point
    fix: Fix | Absence
    rules: PlaceRules
    age_asked: bool
    label: Asked  # the asker's own id, given back


def answer_many(questions: Sequence[Asked], *, language: str = "zh") -> list[Asked | LtcError]:
    """Answer all questions, measuring all distances together; a fault stands in its place."""
    read = [_read_or_fault(each) for each in questions]
    measured = [
        (each.fix.place, each.home)
        for each in read
        if isinstance(each, Question) and isinstance(each.fix, Fix)
    ]
    distances = iter(_distances(measured))
    return [
        each if isinstance(each, LtcError) else _answer(each, distances, language) for each in read
    ]


def read_question(question: Asked) -> Question:
    """Return the facts of one question, or raise what is wrong with its rules, home and fix."""
    faults = _strangers(question)
    rules = _kept(faults, _rules, question)
    home = _kept(faults, _home, question)
    fix = _kept(faults, _fix, question)
    if faults or rules is None or home is None or fix is None:
        raise faults[0] if len(faults) == 1 else Faults(faults)
    place, radius = home
    if radius is not None:
        rules = replace(rules, radius_m=radius)
    aged = question.get("server_time") is not None
    label = {"id": question["id"]} if "id" in question else {}
    return Question(place, fix, rules, age_asked=aged, label=label)


def _read_or_fault(question: Asked) -> Question | LtcError:
    try:
        return read_question(question)
    except LtcError as error:
        return error


def _strangers(question: Asked) -> list[LtcError]:
    """Name the fields that nobody knows, of the question, its home and its fix."""
    parts = (("", _ASKED), ("home", _OF_HOME), ("fix", (*_OF_FIX, *_NOT_JUDGED)))
    faults: list[LtcError] = []
    for name, known in parts:
        part = question.get(name) if name else question
        strange = [key for key in part if key not in known] if isinstance(part, Mapping) else []
        for key in strange[:_MOST_STRANGERS]:
            at = f"{name}.{shown(key)[1:-1]}".lstrip(".")
            faults.append(Unknown.word("field", key, known, field=at, zh="字段"))
    return faults


def _kept(faults: list[LtcError], read: Callable[[Asked], T], question: Asked) -> T | None:
    """Return what ``read`` makes of the question, or keep its fault."""
    try:
        return read(question)
    except LtcError as error:
        faults.append(error)
        return None


def _distances(pairs: Sequence[tuple[Point, Point]]) -> Sequence[float]:
    """Measure one pair with the light library, many with the fast one."""
    if len(pairs) == 1:
        return [distance_m(*pairs[0])]
    if not pairs:
        return []
    here = [pair[0].lat for pair in pairs], [pair[0].lon for pair in pairs]
    there = [pair[1].lat for pair in pairs], [pair[1].lon for pair in pairs]
    return distances_m(here, there)


def _answer(question: Question, distances: Iterator[float], language: str) -> Asked:
    """Judge the fix and write the answer; takes the next distance if the fix was measured."""
    if not isinstance(question.fix, Fix):
        verdict = absent(question.fix, rules=question.rules)
    else:
        verdict = grade(question.fix, next(distances), rules=question.rules)
    because = verdict.because
    if isinstance(question.fix, Fix) and not question.age_asked:
        because = (*because, Reason("place.age_not_asked"))
    return {
        **question.label,
        "verdict": verdict.word,
        "distance_m": _shown_m(verdict),
        "reasons": [reason.as_answer(language) for reason in because],
    }


def _shown_m(verdict: Verdict) -> float | None:
    """Return the distance to the millimetre, as far as two libraries agree."""
    metres = verdict.distance_m
    return None if metres is None else round(metres, MILLIMETRE_DECIMALS)


def _rules(question: Asked) -> PlaceRules:
    given = _part(question, "rules", optional=True)
    for name in given:
        if name not in THRESHOLDS:
            raise Unknown.word("threshold", name, THRESHOLDS, field=f"rules.{name}", zh="门槛")
    low = {"radius_m": _SMALLEST_RADIUS_M}
    numbers: dict[str, Any] = {
        name: number(given[name], field=f"rules.{name}", low=low.get(name, 0.0)) for name in given
    }
    return replace(NATIONAL, **numbers)


def _home(question: Asked) -> tuple[Point, float | None]:
    home = _part(question, "home")
    lat = latitude(home.get("lat"), field="home.lat")
    lon = longitude(home.get("lon"), field="home.lon")
    crs = known_crs(home.get("crs"), field="home.crs")
    radius = home.get("radius_m")
    if radius is not None:
        radius = number(radius, field="home.radius_m", low=_SMALLEST_RADIUS_M)
    return to_wgs84(lat, lon, crs=crs), radius


def _fix(question: Asked) -> Fix | Absence:
    """Return the fix in WGS-84, or the word for why there is none to use."""
    server_at = _instant(question, "server_time")
    device_at = _instant(question, "device_time")
    if "fix" not in question:
        raise BadInput(
            'is missing; write "fix": null', '缺少 fix；没有定位时写 "fix": null', field="fix"
        )
    if question["fix"] is None:
        return "no_fix"
    fix = _part(question, "fix")
    status = _status(fix)
    if status is not None:
        return status
    lat, lon = latitude(fix.get("lat"), field="fix.lat"), longitude(fix.get("lon"), field="fix.lon")
    accuracy = number(fix.get("accuracy_m"), field="fix.accuracy_m", low=0.0)
    taken_at = _instant(fix, "taken_at", within="fix.")
    if _flag(fix, "mocked"):
        return "mocked"
    if fix.get("crs") is None:
        return "unlabelled_datum"
    place = to_wgs84(lat, lon, crs=known_crs(fix["crs"], field="fix.crs"))
    fresh = _AGE_NOT_ASKED
    if server_at is not None:
        fresh = freshness(taken_at, server_at=server_at, device_at=device_at)
    return Fix(place, accuracy, fresh.age_s, fresh.offset_s)


def _status(fix: Asked) -> Absence | None:
    """Return why the device gave no coordinates, as it says or as they show."""
    status = fix.get("status")
    if status is not None:
        if not isinstance(status, str) or status not in STATUSES:
            raise Unknown.word("status", status, STATUSES, field="fix.status", zh="定位状态")
        return STATUSES[status]
    return "no_coordinates" if fix.get("lat") is None and fix.get("lon") is None else None


def _part(question: Asked, name: str, *, optional: bool = False) -> Asked:
    part = question.get(name)
    if part is None and optional:
        return {}
    if name not in question:
        raise BadInput(f"{name} is missing", f"缺少 {name}", field=name)
    if not isinstance(part, Mapping):
        raise BadInput(
            f"must be a JSON object, not {shown(part)}",
            f"应为 JSON 对象，不能是 {shown(part)}",
            field=name,
        )
    return part


def _flag(fix: Asked, name: str) -> bool:
    value = fix.get(name)
    if value is not None and not isinstance(value, bool):
        raise BadInput("must be true or false", "应为 true 或 false", field=f"fix.{name}")
    return bool(value)


def _instant(part: Asked, name: str, *, within: str = "") -> datetime | None:
    """Return an ISO 8601 instant with its offset, or nothing where none is given."""
    text = part.get(name)
    if text is None:
        return None
    plain = isinstance(text, str) and text.isprintable()  # Python reads on past a hidden NUL
    try:
        found = datetime.fromisoformat(text) if plain else None
    except ValueError:
        found = None
    if found is None or found.utcoffset() is None:
        raise BadInput(
            f"{shown(text)} is not an instant such as 2026-10-08T09:00:05+08:00",
            f"{shown(text)} 不是带时区的时间，例如 2026-10-08T09:00:05+08:00",
            field=within + name,
        )
    return found


register_texts(
    {
        "place.age_not_asked": (
            "问题中没有服务器时间，未判断定位是否过时",
            "The question gives no server time, so the age of the fix was not judged",
        ),
    }
)
