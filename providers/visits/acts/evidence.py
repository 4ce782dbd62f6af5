"""From a raw fix to a graded one: read it, compare the clocks, measure, ask the rule.

The client's word counts for the coordinates and for when they were taken, for nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from ltc.shared.errors import BadInput
from ltc.shared.geo import WGS84, Point, distances_m
from ltc.shared.reasons import Reason, register_texts
from providers.visits.acts.law import Law
from providers.visits.acts.reports import Report
from providers.visits.locate import read_question
from providers.visits.models import Fix, Visit
from providers.visits.queries.log import AtHome
from providers.visits.rules import place
from providers.visits.rules.moment import Moment, moment
from providers.visits.rules.place import Verdict

# A fix is a handful of fields; whoever sends a novel is not a phone.
_FIX_FIELDS = frozenset({"lat", "lon", "crs", "accuracy_m", "taken_at", "mocked", "status"})
_MILLIMETRES = 1000
_NOWHERE = {"lat": 0.0, "lon": 0.0, "crs": WGS84}


@dataclass(frozen=True, slots=True)
class Seen:
    """A graded fix: when it was, what it proves, and where it was, if anywhere."""

    moment: Moment
    verdict: Verdict
    fix: place.Fix | None

    @property
    def distance_mm(self) -> int | None:
        """Return the distance as it is stored."""
        metres = self.verdict.distance_m
        return None if metres is None else round(metres * _MILLIMETRES)


def look(report: Report, there: AtHome, *, law: Law, at: datetime) -> Seen:
    """Grade a report received at ``at`` for a visit at its home."""
    when = moment(at, report.device_at, report.anchor, rules=law.place)
    found = _read(report, when)
    if not isinstance(found, place.Fix):
        return Seen(when, place.absent(found, rules=law.place), None)
    if there.home is None:
        because = (Reason("visit.home_unknown", law.place.law),)
        return Seen(when, Verdict("none", None, because), found)
    # One pair through the library for many: the same geodesic, a sixth of the time.
    metres = distances_m(_column(found.place), _column(there.home))[0]
    verdict = place.grade(found, metres, radius_m=there.radius_m, rules=law.place)
    return Seen(when, verdict, found)


def as_row(seen: Seen, report: Report, visit: Visit, *, kind: str, at: datetime) -> Fix:
    """Write the evidence down, with its raw values."""
    return Fix(**as_values(seen, report, visit, kind=kind, at=at))


def as_values(
    seen: Seen, report: Report, visit: Visit, *, kind: str, at: datetime
) -> dict[str, Any]:
    """Return what ``as_row`` writes down, by column."""
    fix, stated = seen.fix, report.fix or {}
    return {
        "visit_id": visit.id,
        "person_id": visit.person_id,
        "provider_id": visit.provider_id,
        "carer_id": visit.carer_id,
        "area_code": visit.area_code,
        "kind": kind,
        "lat": fix.place.lat if fix else None,
        "lon": fix.place.lon if fix else None,
        "accuracy_m": fix.accuracy_m if fix else None,
        "crs": stated.get("crs"),
        "raw": _raw(seen, report),
        "mocked": bool(stated.get("mocked", False)),
        "taken_at": _instant(report.fix),
        "received_at": at,
        "verdict": seen.verdict.word,
        "distance_mm": seen.distance_mm,
        "reasons": [reason.as_row() for reason in seen.verdict.because],
    }


def verdict_of(fix: Fix) -> Verdict:
    """Return the verdict that was stored with a fix."""
    metres = None if fix.distance_mm is None else fix.distance_mm / _MILLIMETRES
    because = tuple(Reason.from_row(row) for row in fix.reasons)
    return Verdict(fix.verdict, metres, because)  # type: ignore[arg-type]  # stored from a Verdict


def _read(report: Report, when: Moment) -> place.Fix | place.Absence:
    """Read the raw fix as ``ltc locate`` does, with the times that were found out."""
    if report.fix is None:
        return "no_fix"
    unknown = sorted(set(report.fix) - _FIX_FIELDS)
    if unknown:
        raise BadInput(
            f"a fix holds no {', '.join(unknown)}: the server finds that out itself",
            f"定位中不应有 {'、'.join(unknown)}：由服务器自行判断",
            field="fix",
        )
    compared = when.compared_with.isoformat()
    device = report.device_at.isoformat() if report.device_at else None
    asked = {"home": _NOWHERE, "fix": report.fix, "server_time": compared, "device_time": device}
    return read_question(asked).fix


def _raw(seen: Seen, report: Report) -> dict[str, Any]:
    """Keep everything that was stated, and what the clocks said."""
    raw: dict[str, Any] = {"fix": dict(report.fix) if report.fix else None}
    raw["at"] = seen.moment.at.isoformat()
    raw["offset_s"] = round(seen.moment.offset_s)
    raw["offline"] = seen.moment.offline
    if report.device_at:
        raw["device_at"] = report.device_at.isoformat()
    if report.why:
        raw["why"] = asdict(report.why)
    return raw


def _instant(fix: Mapping[str, Any] | None) -> datetime | None:
    """Return when the fix was taken; ``read_question`` has checked the text."""
    text = (fix or {}).get("taken_at")
    return datetime.fromisoformat(text) if isinstance(text, str) else None


def _column(point: Point) -> tuple[list[float], list[float]]:
    return [point.lat], [point.lon]


register_texts(
    {
        "visit.home_unknown": (
            "参保人住址没有坐标，无法比对；请机构补录住址坐标",
            "The home has no point to compare with; the provider's desk must add it",
        ),
    }
)
