"""The verdict on one place fix: in, weak, out or none, each with its reasons.

Place is graded evidence: never a silent pass, never a locked door.  ``in`` is a fix within the
radius and accurate enough; ``out`` is one that cannot have been within it; ``none`` is no fix at
all; everything between is ``weak``.  A fix that is too old, or whose clock cannot be believed, is
never ``in``: it becomes weak.  It may still be ``out``, since age cannot bring it nearer.

Distances are judged to the millimetre, as they are shown: two libraries agree no further, and a
fix shown as exactly on the edge is on it.

Knows no database, no clock and no home but the one it is given.  ``place_columns`` says the same
of a month of fixes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ltc.shared.geo import Point, distance_m
from ltc.shared.reasons import Reason, register_texts
from providers.visits.rules.thresholds import PlaceRules

Word = Literal["in", "weak", "out", "none"]
Absence = Literal[
    "no_fix",
    "denied",
    "off",
    "timed_out",
    "no_coordinates",
    "unlabelled_datum",
    "mocked",
]
WORDS: tuple[Word, ...] = ("in", "weak", "out", "none")

NATIONAL = PlaceRules()
MILLIMETRE_DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Fix:
    """A position as a device stated it, already in WGS-84.

    ``age_s`` is how old the position was when it was sent, ``None`` when nobody can say;
    ``clock_offset_s`` is how far the device's clock was from the server's (see ``clock``).
    """

    place: Point
    accuracy_m: float
    age_s: float | None = None
    clock_offset_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a fix proves.  ``distance_m`` is ``None`` when there was no fix to measure from."""

    word: Word
    distance_m: float | None
    because: tuple[Reason, ...]


def judge(
    fix: Fix | Absence, home: Point, *, radius_m: float | None = None, rules: PlaceRules = NATIONAL
) -> Verdict:
    """Return the verdict on a fix, or on its absence, at a home.

    ``radius_m`` is the home's own radius where two people have set one.
    """
    if not isinstance(fix, Fix):
        return absent(fix, rules=rules)
    return grade(fix, distance_m(fix.place, home), radius_m=radius_m, rules=rules)


def absent(why: Absence, *, rules: PlaceRules = NATIONAL) -> Verdict:
    """Return the verdict where no usable fix came, for the reason given."""
    return Verdict("none", None, (Reason(f"place.{why}", rules.law),))


def grade(
    fix: Fix, distance: float, *, radius_m: float | None = None, rules: PlaceRules = NATIONAL
) -> Verdict:
    """Return the verdict on a fix whose distance from the home in metres is already known."""
    radius = rules.radius_m if radius_m is None else radius_m
    metres = round(distance, MILLIMETRE_DECIMALS)
    doubts = _doubts(fix, rules)
    if round(metres - fix.accuracy_m, MILLIMETRE_DECIMALS) > radius:
        codes: list[str] = ["place.outside", *doubts]
        word: Word = "out"
    elif metres <= radius and not doubts:
        codes, word = ["place.within"], "in"
    else:
        codes, word = [*(["place.near_edge"] if metres > radius else []), *doubts], "weak"
    facts = _facts(fix, distance, radius)
    return Verdict(word, distance, tuple(Reason(code, rules.law, facts) for code in codes))


def _doubts(fix: Fix, rules: PlaceRules) -> list[str]:
    """Name what keeps a fix within the radius from proving the place."""
    doubts = []
    if not fix.accuracy_m <= rules.strong_accuracy_m:
        coarse = fix.accuracy_m > rules.coarse_accuracy_m
        doubts.append("place.accuracy_coarse" if coarse else "place.accuracy_poor")
    if fix.age_s is None:
        doubts.append("place.age_unknown")
    elif fix.age_s > rules.max_fix_age_s:
        doubts.append("place.fix_stale")
    if fix.clock_offset_s > rules.max_clock_offset_s:
        doubts.append("place.clock_offset")
    return doubts


def _facts(fix: Fix, distance: float, radius: float) -> dict[str, object]:
    facts: dict[str, object] = {
        "distance_m": round(distance, 1),
        "accuracy_m": _short(fix.accuracy_m),
        "radius_m": _short(radius),
    }
    if fix.age_s is not None:
        facts["age_s"] = round(fix.age_s)
    if fix.clock_offset_s:
        facts["offset_s"] = round(fix.clock_offset_s)
    return facts


def _short(metres: float) -> float:
    """Return metres to one decimal, and without it where it says nothing."""
    rounded = round(metres, 1)
    return int(rounded) if rounded == int(rounded) else rounded


register_texts(
    {
        "place.within": (
            "定位在住址 {radius_m} 米范围内：距离 {distance_m} 米，精度 {accuracy_m} 米",
            (
                "The fix lies within {radius_m} m of the home: {distance_m} m away, "
                "accurate to {accuracy_m} m"
            ),
        ),
        "place.outside": (
            "定位在住址 {radius_m} 米范围外：距离 {distance_m} 米，已计入精度 {accuracy_m} 米",
            (
                "The fix lies outside {radius_m} m of the home: {distance_m} m away, "
                "its accuracy of {accuracy_m} m allowed for"
            ),
        ),
        "place.near_edge": (
            "距离 {distance_m} 米超过 {radius_m} 米，但精度 {accuracy_m} 米，不能断定在范围外",
            (
                "{distance_m} m is more than {radius_m} m, but with an accuracy of {accuracy_m} m "
                "the fix is not certainly outside"
            ),
        ),
        "place.accuracy_poor": (
            "定位精度只有 {accuracy_m} 米，不足以单独证明到场",
            "An accuracy of {accuracy_m} m does not prove the place by itself",
        ),
        "place.accuracy_coarse": (
            "定位精度只有 {accuracy_m} 米，手机可能只给了大致位置权限，请开启精确定位",
            (
                "An accuracy of {accuracy_m} m: the phone may allow only an approximate place; "
                "please allow the precise one"
            ),
        ),
        "place.fix_stale": (
            "定位是 {age_s} 秒前取得的，已经过时",
            "The fix was {age_s} s old when it was sent",
        ),
        "place.age_unknown": (
            "不知道定位是何时取得的",
            "Nobody can say when the fix was taken",
        ),
        "place.clock_offset": (
            "手机时间与服务器相差 {offset_s} 秒，定位的时间不可信，请把手机时间设为自动",
            (
                "The device's clock is {offset_s} s away from the server's, "
                "so the time of the fix cannot be believed"
            ),
        ),
        "place.no_fix": ("没有定位", "There is no fix"),
        "place.denied": ("设备拒绝提供定位", "The device refused to give its place"),
        "place.off": ("设备的定位功能未开启", "Location is switched off on the device"),
        "place.timed_out": ("规定时间内没有取得定位", "No fix came in time"),
        "place.no_coordinates": ("定位记录中没有坐标", "The fix holds no coordinates"),
        "place.unlabelled_datum": (
            "坐标没有注明坐标系，无法使用",
            "The coordinates do not say which datum they are in and cannot be used",
        ),
        "place.mocked": (
            "设备报告该定位是模拟的，不作为定位使用",
            "The device says that the fix was simulated; it does not count as one",
        ),
    }
)
