"""What is known of the days of some visits: rights, stays, plans, suspensions, certificates.

Read once for all of them; each visit then asks.  What a determination or an event is worth is
``ltc.case``'s business and is asked there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from ltc.case import queries as case
from ltc.case.rules.events import CLOSING
from ltc.scope import Scope
from ltc.shared.dates import FOREVER
from providers.models import Suspension
from providers.visits.acts.law import law
from providers.visits.models import Visit
from providers.visits.queries import facts
from providers.visits.rules.duration import with_duration
from providers.visits.rules.payable import Facts
from providers.visits.rules.qualified import may_serve
from providers.visits.rules.thresholds import DurationRules

_INSTANT = pl.Datetime("us", "UTC")
_TIMES = pl.Schema(
    {
        "id": pl.Int64(),
        "planned_minutes": pl.Int64(),
        "started_at": _INSTANT,
        "ended_at": _INSTANT,
    }
)

Span = tuple[date, date]


@dataclass(slots=True)
class Book:
    """The facts of some visits, ready to be asked."""

    lengths: dict[int, tuple[str, bool]]
    rights: dict[int, list[Span]]
    stays: dict[int, list[Span]]
    closed_from: dict[int, date]
    plans: dict[int, facts.PlanDays]
    suspensions: Sequence[Suspension]
    workers: dict[int, facts.Worker]

    def of(self, visit: Visit) -> Facts:
        """Return the facts that a visit is judged by."""
        outcome, over_length = self.lengths[visit.id]
        return Facts(
            outcome=outcome,
            over_length=over_length,
            entitled=_covers(self.rights, visit),
            in_hospital=self._inside_a_stay(visit),
            dead=self.closed_from.get(visit.person_id, FOREVER) < visit.day,
            plan_in_force=self._planned(visit),
            provider_suspended=self._suspended(visit, None),
            worker_suspended=self._suspended(visit, visit.carer_id) or not self._active(visit),
            certified=self._certified(visit),
        )

    def _inside_a_stay(self, visit: Visit) -> bool:
        """Only days that are wholly inside a stay; the ends are billing's to judge by the pack."""
        stays = self.stays.get(visit.person_id, ())
        return any(first < visit.day < last for first, last in stays)

    def _planned(self, visit: Visit) -> bool:
        plan = self.plans.get(visit.plan_id or 0)
        return plan is not None and plan.first_day <= visit.day <= (plan.last_day or FOREVER)

    def _suspended(self, visit: Visit, staff_id: int | None) -> bool:
        return any(
            each.provider_id == visit.provider_id
            and each.staff_id == staff_id
            and each.first_day <= visit.day <= (each.last_day or FOREVER)
            for each in self.suspensions
        )

    def _active(self, visit: Visit) -> bool:
        worker = self.workers.get(visit.carer_id)
        return worker is not None and worker.state == "active"

    def _certified(self, visit: Visit) -> bool:
        worker = self.workers.get(visit.carer_id)
        if worker is None:
            return False
        valid = [kind for kind, first, last in worker.certificates if first <= visit.day <= last]
        return may_serve(worker.work, valid, visit.qualification)


def book_for(visits: Sequence[Visit], *, at: datetime) -> Book:
    """Read everything that these visits are judged by, as it is known at an instant."""
    days = [visit.day for visit in visits]
    everything = Scope.everything("a visit is judged by what is known of its day")
    people = {visit.person_id for visit in visits}
    known: dict[str, Any] = {"known_at": at, "scope": everything, "people": people}
    rights = case.entitlement_spans("", min(days), max(days), **known)
    events = case.event_spans("", min(days), max(days), **known)
    return Book(
        lengths=_lengths(visits),
        rights=_spans(rights),
        stays=_spans(each for each in events if each.kind == "hospital"),
        closed_from={each.person_id: each.first_day for each in events if each.kind in CLOSING},
        plans=facts.confirmed_plans({v.plan_id for v in visits if v.plan_id}),
        suspensions=facts.suspensions({v.provider_id for v in visits}, min(days), max(days)),
        workers=facts.workers({v.carer_id for v in visits}),
    )


def _lengths(visits: Sequence[Visit]) -> dict[int, tuple[str, bool]]:
    """Judge the length of all visits at once, by the rules of each one's area and day."""
    by_rules: dict[DurationRules, list[Visit]] = {}
    for visit in visits:
        by_rules.setdefault(law(visit.area_code, visit.day).duration, []).append(visit)
    found: dict[int, tuple[str, bool]] = {}
    for rules, some in by_rules.items():
        rows = [(v.id, v.planned_minutes, v.started_at, v.ended_at) for v in some]
        frame = with_duration(pl.DataFrame(rows, schema=_TIMES, orient="row"), rules)
        for visit_id, outcome, over in frame.select("id", "outcome", "over_length").iter_rows():
            found[visit_id] = (outcome, over)
    return found


def _spans(rows: Iterable[Any]) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append((row.first_day, row.last_day or FOREVER))
    return found


def _covers(spans: dict[int, list[Span]], visit: Visit) -> bool:
    return any(first <= visit.day <= last for first, last in spans.get(visit.person_id, ()))
