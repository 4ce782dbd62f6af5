"""Run a settlement from beginning to end, for the command line and the month-close job.

Opens its own units of work: one to freeze, one to finish.  In between whole batches are written by
themselves; a run that was killed goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from billing.models import Settlement
from billing.settlement import engine, queries, services
from billing.settlement.engine import Briefing, MonthRun, Pace
from billing.settlement.rules.digest import bucket_hashes, result_hash
from billing.settlement.rules.lines import Total, added, totals
from ltc.db import read_only, session, unit_of_work
from ltc.scope import Scope
from ltc.shared.clock import SHANGHAI, legal_day
from ltc.shared.dates import Month
from ltc.shared.errors import Conflict

PACE = Pace()


@dataclass(frozen=True, slots=True)
class Preview:
    """What a run would give; nothing was written."""

    totals: Sequence[Total]
    lines: int
    result_hash: str
    notes: Sequence[tuple[str, dict[str, Any]]]
    settled: Settlement | None


def settle(
    area: str,
    month: Month,
    *,
    scope: Scope,
    at: datetime,
    known_at: datetime | None = None,
    pace: Pace = PACE,
) -> Settlement:
    """Settle a month once; a run that was killed before is finished."""
    known = known_at or at
    with read_only():
        there = _apart(queries.settlement_of(area, month, scope=scope))
        if there is None or there.state != "frozen":
            services.check_may_freeze(area, month, known_at=known, scope=scope, at=at)
            there, briefing = None, _briefing(area, month, known, scope)
    if there is not None:
        return resume(there.id, scope=scope, at=at, pace=pace)
    run = engine.prepare(briefing)
    order = services.Order(area, month, known, run.pack, run.plan, engine.words_used(run))
    with unit_of_work():
        frozen = services.freeze(order, scope=scope, at=at)
    return _go_on(run, frozen, scope=scope, at=at, pace=pace)


def _apart(found: Settlement | None) -> Settlement | None:
    """Let a settlement outlive the session it was read in."""
    if found is not None:
        session().expunge(found)
    return found


def _briefing(area: str, month: Month, known_at: datetime, scope: Scope) -> Briefing:
    since = services.news_since(area, month, scope=scope)
    return engine.brief(area, month, known_at=known_at, news_since=since, scope=scope)


def resume(
    settlement_id: int,
    *,
    scope: Scope,
    at: datetime,
    pace: Pace = PACE,
) -> Settlement:
    """Finish a frozen month from the facts as known when it was frozen."""
    with read_only():
        frozen = queries.settlement(settlement_id, scope=scope)
        session().expunge(frozen)
        if frozen.as_known_at is None:
            raise Conflict("this month was never frozen", "该月尚未开始结算")
        briefing = engine.brief(
            frozen.area_code,
            Month.parse(frozen.month),
            known_at=frozen.as_known_at,
            news_since=frozen.news_since,
            scope=scope,
        )
        services.refuse_other_pack(frozen, briefing.own.tariff.pack)
    return _go_on(engine.prepare(briefing), frozen, scope=scope, at=at, pace=pace)


def _go_on(
    run: MonthRun, frozen: Settlement, *, scope: Scope, at: datetime, pace: Pace
) -> Settlement:
    """Write the batches that are missing, then make all of them visible."""
    with read_only():
        done = {batch.number for batch in queries.batches(frozen.id)}
    plan = services.plan_of(frozen)
    engine.write_batches(run, plan, frozen.id, done, at=at, pace=pace)
    with unit_of_work():
        return services.finish(frozen.id, run.notes, people=run.people, scope=scope, at=at)


def known_on(area: str, month: Month, day: date, *, scope: Scope) -> datetime:
    """Return the instant up to which facts are known on a day: its last one.

    On the day on which the month was frozen it is the instant of the freeze, so that the stored
    figures come out again.
    """
    with read_only():
        there = queries.settlement_of(area, month, scope=scope)
        frozen = there.as_known_at if there else None
    if frozen is not None and legal_day(frozen) == day:
        return frozen
    midnight = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
    return midnight + timedelta(days=1) - timedelta(milliseconds=1)


def preview(
    area: str, month: Month, *, scope: Scope, at: datetime, known_at: datetime | None = None
) -> Preview:
    """Rate a month as known now (or then) and write nothing."""
    with read_only():
        settled = _apart(queries.settlement_of(area, month, scope=scope))
        briefing = _briefing(area, month, known_at or at, scope)
    run = engine.prepare(briefing)
    parts: list[Total] = []
    hashes: list[dict[str, str]] = []
    lines = 0
    for frame in engine.preview(run):
        parts += totals(frame)
        hashes.append(bucket_hashes(frame))
        lines += frame.height
    hash_ = result_hash(area, str(month), hashes)
    return Preview(added(parts), lines, hash_, run.notes, settled)
