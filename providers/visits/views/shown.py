"""What pages show of visits: how soon something is due, who must act, where a fix lay.

Values only; the templates draw them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _

from ltc.shared.geo import Point
from ltc.web.filters import instant
from ltc.web.words import word
from providers.visits.models import Fix, VisitException

_SIDE = 320
_MARGIN = 16
_METRES_PER_DEGREE = 111_320.0
_PRECISE_FOR = timedelta(days=180)
_SOON_DAYS = 1


@dataclass(frozen=True, slots=True)
class Due:
    """How soon: words, and the tone of the badge beside them."""

    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class Ring:
    """A circle on the map, in its pixels; ``kind`` chooses its look: home, in, out."""

    x: float
    y: float
    radius: float
    kind: str


@dataclass(frozen=True, slots=True)
class EvidenceMap:
    """Home and fixes drawn to scale, north up; ``scale_m`` metres are ``scale_px`` long."""

    side: int
    rings: tuple[Ring, ...]
    dots: tuple[Ring, ...]
    scale_px: float
    scale_m: int


def due(row: VisitException, on: date) -> Due:
    """Say how soon an exception is due."""
    if row.state == "decided":
        return Due(_("已处理"), "off")
    left = (row.due_on - on).days
    if left < 0:
        return Due(_("已逾期%(days)s天", days=-left), "bad")
    if left == 0:
        return Due(_("今日到期"), "warn")
    return Due(_("还有%(days)s天", days=left), "warn" if left <= _SOON_DAYS else "todo")


def change_words(field: str, text: str) -> str:
    """Return a stored value of a change as people write it."""
    if field.endswith("_at") and text:
        return instant(datetime.fromisoformat(text))
    if field == "state" and text:
        return word(text, "visit")
    return {"True": _("是"), "False": _("否")}.get(text, text or "—")


def is_precise(fix: Fix, on: date) -> bool:
    """Tell whether a fix may still be shown to the metre; later only to about a hundred."""
    return fix.received_at.date() + _PRECISE_FOR >= on


def evidence_map(
    home: Point | None, radius_m: int, fixes: Sequence[Fix], on: date
) -> EvidenceMap | None:
    """Draw the home's circle and the fixes with theirs; without a home there is nothing to draw."""
    placed = [fix for fix in fixes if fix.lat is not None and fix.lon is not None]
    if home is None:
        return None
    spots = [(*_metres(home, _shown_point(fix, on)), fix.accuracy_m or 0.0, fix) for fix in placed]
    reach = [float(radius_m), *(math.hypot(x, y) + min(acc, 2000.0) for x, y, acc, _fix in spots)]
    per_metre = (_SIDE / 2 - _MARGIN) / max(reach)
    middle = _SIDE / 2
    rings = [Ring(middle, middle, round(radius_m * per_metre, 1), "home")]
    dots = [Ring(middle, middle, 5, "home")]
    for x, y, accuracy, fix in spots:
        at = (round(middle + x * per_metre, 1), round(middle - y * per_metre, 1))
        rings.append(Ring(*at, round(accuracy * per_metre, 1), fix.kind))
        dots.append(Ring(*at, 5, fix.kind))
    scale = _round_length(max(reach) / 2)
    return EvidenceMap(_SIDE, tuple(rings), tuple(dots), round(scale * per_metre, 1), scale)


def _shown_point(fix: Fix, on: date) -> Point:
    point = Point(fix.lat or 0.0, fix.lon or 0.0)
    return point if is_precise(fix, on) else point.blurred()


def _metres(home: Point, point: Point) -> tuple[float, float]:
    """Return metres east and north; flat enough for a drawing, never used for a verdict."""
    east = (point.lon - home.lon) * _METRES_PER_DEGREE * math.cos(math.radians(home.lat))
    return east, (point.lat - home.lat) * _METRES_PER_DEGREE


def _round_length(metres: float) -> int:
    """Return the longest of 1, 2, 5 times a power of ten that is not longer."""
    power = 10 ** max(0, math.floor(math.log10(max(metres, 1.0))))
    return max(power * step for step in (1, 2, 5) if power * step <= max(metres, 1.0))
