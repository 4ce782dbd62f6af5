"""What pages show of visits: how soon something is due, who must act, where a fix lay.

Values only; the templates draw them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from flask_babel import gettext as _

from ltc.shared.geo import Point
from ltc.web.filters import instant
from ltc.web.language import current_language
from ltc.web.words import word
from providers.visits.acts.law import law
from providers.visits.models import Fix, Visit, VisitException
from providers.visits.settled import Settled

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
class Pay:
    """Where a visit stands on its way to being paid, in a carer's words."""

    words: str
    tone: str
    waiting: tuple[VisitException, ...] = ()


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


def pay(visit: Visit, waiting: Sequence[VisitException], settled: Settled | None = None) -> Pay:
    """Say whether a visit is paid, settled, held and by whom, or not to be paid."""
    if settled is not None:
        return _settled(settled, waiting)
    if visit.state == "ended" and waiting:
        refused = any(row.accepted is False for row in waiting)
        return Pay(
            _("未通过，不支付") if refused else _("暂缓支付"),
            "bad" if refused else "warn",
            tuple(waiting),
        )
    words = {
        "planned": (_("未开始"), "todo"),
        "started": (_("服务中"), "busy"),
        "ended": (_("等待系统核实，次日凌晨完成"), "busy"),
        "verified": (_("已核实，等待结算"), "good"),
        "rated": (_("已计价，等待结算"), "good"),
        "settled": (_("已结算"), "good"),
    }
    if visit.state == "verified" and visit.provisional:
        return Pay(_("先行支付，以后可能调整"), "good", tuple(waiting))
    return Pay(*words.get(visit.state, (visit.why_not, "off")), tuple(waiting))


def _settled(settled: Settled, waiting: Sequence[VisitException]) -> Pay:
    """Say what a settlement made of a visit."""
    if not settled.fund_fen:
        return Pay(_("已结算，基金不支付"), "off", tuple(waiting))
    if settled.is_paid:
        return Pay(_("已拨付给机构"), "good", tuple(waiting))
    return Pay(_("已结算，等待拨付"), "good", tuple(waiting))


def service_name(visit: Visit, item: str = "") -> str:
    """Return what people call a visit's service, or another one of its plan."""
    return service_names(visit, item)["en" if current_language() == "en" else "zh"]


def service_names(visit: Visit, item: str = "") -> dict[str, str]:
    """Return the name of a visit's service, or of another one of its plan, in both languages."""
    code = item or visit.item
    zh, en = _services(visit.area_code, visit.day).get(code, (code, code))
    return {"zh": zh, "en": en}


@lru_cache(maxsize=512)
def _services(area_code: str, on: date) -> dict[str, tuple[str, str]]:
    """Return the names of the services of an area's catalogue, in both languages."""
    rows = law(area_code, on).pack["catalogue.items"].on(on)
    return {row["code"]: (row["name"], row["name_en"]) for row in rows}


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
