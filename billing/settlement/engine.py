"""Rate a month of an area: facts in, settled lines out, batch by batch.  Commits only batches.

Each is whole, with the row that says so, and nothing reads it: a killed run is simply run again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

import polars as pl

from billing.claims.rules.basis import by_claims
from billing.columnar import ColumnDoor, column_door
from billing.persons import queries as persons
from billing.persons.months import PeopleMonth, people_months, people_notes
from billing.persons.rules.days import CareSpan, pays_days, rated_month
from billing.rules.questions.days import week_before
from billing.rules.reasons import mask_of
from billing.rules.tariff import Tariff
from billing.settlement import doors, late, queries
from billing.settlement.doors import Finished, finished
from billing.settlement.rules import history
from billing.settlement.rules import lines as settled_lines
from billing.settlement.rules.batches import Batch, BatchPlan
from billing.settlement.rules.details import words_together
from billing.settlement.rules.facts import (
    VISIT,
    Facts,
    SmallFacts,
    clashing,
    moved_into,
    spans,
    with_overlaps,
)
from billing.settlement.rules.law import check_cells, deposit_share, pack_of_pool
from billing.settlement.rules.lines import CORRECTED, OWN, TYPES, Stamp, pairs, settled, standing
from billing.settlement.rules.news import Affected
from billing.snapshots import reading as snapshots
from ltc.case.queries import entitlement_spans, event_spans
from ltc.policy.load import pack_for_area
from ltc.policy.lookup import Pack
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.dates import Month

WORKERS = 2
CLASHES = mask_of(("visit.overlap.carer", "visit.overlap.person"))


def silent(done: int, total: int) -> None:
    """Show no progress."""


@dataclass(frozen=True)
class Known:
    """A month as known: what the law pays, and the small tables.  Read from a session."""

    month: Month
    tariff: Tariff
    small: SmallFacts
    cares: Sequence[CareSpan] = ()  # family care that may be paid to people
    cared_for: Sequence[tuple[int, str, str, str]] = ()  # person, fund, category, traits

    def cares_of(self, visits: pl.DataFrame) -> Sequence[CareSpan]:
        """Return the family care of those who have visits: both are rated together."""
        whose = set(visits["person"].unique()) if self.cares else ()
        return [each for each in self.cares if each.person in whose]


Rate = Callable[[Facts, Known, int], pl.DataFrame]
"""Facts of whole people, what is known of their month, the settlement's number: settled lines."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How a run goes: who is told of each finished batch, how many are worked on at a time.

    ``elsewhere`` has other machines rate a batch (``cluster``); by the same rules.
    """

    progress: Callable[[int, int], None] = silent
    workers: int = WORKERS
    elsewhere: Rate | None = None


@dataclass(frozen=True)
class Briefing:
    """All that a run needs from a session; after it, the columnar door is the only connection."""

    area: str
    known_at: datetime
    own: Known
    late: Sequence[tuple[Known, Affected]]

    @property
    def month(self) -> Month:
        """The month that is settled."""
        return self.own.month


@dataclass(frozen=True)
class MonthRun:
    """A month of one area, ready to be rated."""

    briefing: Briefing
    facts: Facts
    notes: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    people: Sequence[PeopleMonth] = ()  # what people get: of the month itself, then of earlier ones

    @cached_property
    def plan(self) -> BatchPlan:
        """How the month is divided, if it is not yet."""
        people = self.facts.visits["person"]
        first, last = people.min(), people.max()
        if first is None or last is None:
            return BatchPlan.of(1, 1, 0)
        return BatchPlan.of(int(str(first)), int(str(last)), people.len())

    @property
    def tariff(self) -> Tariff:
        """What the pack pays in the month."""
        return self.briefing.own.tariff

    @property
    def pack(self) -> Pack:
        """The area's policy pack."""
        return self.tariff.pack


def for_month(month: Month) -> int:
    """Write a month as the number that lines have: 202310."""
    return month.year * 100 + month.number


def tariff_of(area: str, month: Month, known_at: datetime) -> Tariff:
    """Return what the area's pack pays in a month, as known; refuse one that cannot pay."""
    packs = [pack_of_pool(pack_for_area(area, day), area) for day in month.days]
    return Tariff(packs[0], known_on=legal_day(known_at))


def brief(
    area: str,
    month: Month,
    *,
    known_at: datetime,
    news_since: datetime | None,
    scope: Scope,
    detailed: bool = False,
) -> Briefing:
    """Read all that a run needs from the open session.

    ``detailed`` reads also what the pool's own pack does not pay by, for another pack.
    """
    return Briefing(
        area=area,
        known_at=known_at,
        own=_known(area, month, known_at, scope, detailed=detailed),
        late=[
            (_known(area, each, known_at, scope, detailed=detailed), affected)
            for each, affected in late.months_touched(
                area, month, since=news_since, until=known_at, scope=scope
            ).items()
            if affected
        ],
    )


def brief_some(
    area: str, month: Month, people: Collection[int], *, known_at: datetime, scope: Scope
) -> Briefing:
    """Read what a dry run of this very moment needs about some people.

    Nothing late belongs to it, and nothing was changed since.
    """
    own = _known(area, month, known_at, scope, detailed=False, people=people)
    return Briefing(area=area, known_at=known_at, own=own, late=())


def _known(
    area: str,
    month: Month,
    known_at: datetime,
    scope: Scope,
    *,
    detailed: bool,
    people: Collection[int] | None = None,
) -> Known:
    tariff = tariff_of(area, month, known_at)
    first_day, back = history.first_day(tariff.law, month), history.months_back(tariff.law, month)
    if detailed:
        first_day, back = week_before(month), history.LONGEST
    days = first_day, month.last_day
    told = history.before(first_day, month, back), month.last_day
    detailed = detailed or tariff.detailed
    held = (
        queries.certificate_spans(area, *days, known_at=known_at, scope=scope) if detailed else []
    )
    entitled = entitlement_spans(area, *days, known_at=known_at, scope=scope, people=people)
    events = event_spans(area, *days, known_at=known_at, scope=scope, people=people)
    chosen = history.choices(events) if back else []
    then = known_at if people is None else None
    providers, staff = queries.suspension_spans(area, *days, known_at=then, scope=scope)
    small = SmallFacts(
        entitled=spans(
            [(each.person_id, each.first_day, each.last_day, each.grade) for each in entitled],
            grade=pl.String,
        ),
        events=spans(
            [(each.person_id, each.first_day, each.last_day, each.kind) for each in events],
            kind=pl.String,
        ),
        agreements=spans(queries.agreement_spans(area, *days, known_at=then, scope=scope)),
        suspended_providers=spans(providers),
        suspended_carers=spans(staff),
        detailed=detailed,
        certificates=spans(held, kind=pl.String),
        first_day=first_day,
        months_back=back,
        choices=spans([*map(tuple, chosen)], word=pl.String),
        **_visits_then(area, told, then, scope),
        by_claims=by_claims(tariff.law, month.last_day),
    )
    whose = people if people is None or pays_days(tariff, month) else ()
    cares = persons.care_spans(area, *month.days, known_at=then, scope=scope, people=whose)
    return Known(month, tariff, small, cares, persons.cared_for(each.person for each in cares))


def _visits_then(
    area: str, days: tuple[date, date], known_at: datetime | None, scope: Scope
) -> dict[str, Any]:
    """Return what visits were at an instant, where they are not so any more."""
    known: dict[str, Any] = {"known_at": known_at, "scope": scope}
    were = queries.visits_as_they_were(area, **known)
    counted = queries.verified_then(area, *days, **known, also=moved_into(were, *days))
    return {"verified_then": tuple(counted), "as_they_were": were}


def prepare(briefing: Briefing) -> MonthRun:
    """Read the month's visits and make sure that the pack has an answer for all of them."""
    own = briefing.own
    with column_door() as door:
        facts, held = snapshots.month_facts(
            door, briefing.area, own.month, own.small, known_at=briefing.known_at
        )
    check_cells(own.tariff, own.month, words_together(facts, own.tariff, own.month))
    facts = facts.only(with_overlaps(facts.visits))
    people = people_months([(own, None, facts), *_late_months(briefing)])
    run = MonthRun(briefing, facts, people_notes(people[0]), people)
    if held:
        run.notes.append(("snapshots", held.told()))
    if facts.left_out:
        run.notes.append(("left_out", dict(facts.left_out)))
    if not deposit_share(own.tariff.law, own.month.last_day)[1]:
        run.notes.append(("deposit_unknown", {}))
    return run


def _late_months(briefing: Briefing) -> Iterator[tuple[Known, Collection[int] | None, Facts]]:
    """Yield the earlier months that news touch, and whom; with visits where these may matter."""
    for known, affected in briefing.late:
        facts = Facts(pl.DataFrame(schema=VISIT), pl.DataFrame(), known.small, left_out={})
        people: Collection[int] | None = affected.people(facts.visits)
        if known.cares:
            with column_door() as door:
                facts = _facts_again(door, briefing, known)
                people = _touched(door, briefing, known, facts, affected.people(facts.visits))
        yield known, people, facts


def _touched(
    door: ColumnDoor, briefing: Briefing, known: Known, facts: Facts, named: list[int] | None
) -> list[int] | None:
    """Return whom to rate again: whom news name, and whose visits clash or were refused for it."""
    if named is None:
        return None
    of, before = for_month(known.month), briefing.month
    refused = doors.people_refused(door, briefing.area, of, CLASHES, before=before)
    return sorted({*named, *refused, *clashing(facts.visits)})


def _facts_again(door: ColumnDoor, briefing: Briefing, known: Known) -> Facts:
    """Read an earlier month as it is known now."""
    when = {"known_at": briefing.known_at}
    facts, _ = snapshots.month_facts(door, briefing.area, known.month, known.small, **when)
    return facts.only(with_overlaps(facts.visits))


def batch_lines(
    run: MonthRun, batch: Batch, settlement_id: int, rate_part: Rate | None = None
) -> pl.DataFrame:
    """Return the settled lines of a batch of whole people."""
    part = run.facts.of(pl.col("person").is_between(batch.first_person, batch.last_person))
    return (rate_part or lines_under)(part, run.briefing.own, settlement_id)


def lines_under(facts: Facts, known: Known, settlement_id: int, kind: int = OWN) -> pl.DataFrame:
    """Return the settled lines of whole people by what is known of their month."""
    if facts.visits.is_empty():
        return pl.DataFrame(schema=TYPES)
    month, tariff, cares = known.month, known.tariff, known.cares_of(facts.visits)
    deposit, _ = deposit_share(tariff.law, month.last_day)
    stamp = Stamp(settlement_id, for_month(month), deposit)
    rated = rated_month(facts, cares, known.cared_for, tariff, month)
    return settled(rated.visits, stamp, kind=kind)


def adjustment_lines(run: MonthRun, settlement_id: int) -> pl.DataFrame:
    """Return what late news change in earlier months."""
    found = [pl.DataFrame(schema=TYPES)]
    for known, affected in run.briefing.late:
        changed, people = _month_again(run.briefing, known, affected, settlement_id)
        found.append(changed)
        facts = {"month": str(known.month), "causes": affected.causes(), "people": people}
        run.notes.append(("late_news", {**facts, "lines": changed.height}))
    return pl.concat(found).sort("person_id", "visit_id", "kind")


def _month_again(
    briefing: Briefing, known: Known, affected: Affected, settlement_id: int
) -> tuple[pl.DataFrame, int]:
    """Rate a month again for whom the news touch; return the pairs and how many people."""
    with column_door() as door:
        facts = _facts_again(door, briefing, known)
        named = affected.people(facts.visits)
        people = _touched(door, briefing, known, facts, named)
        if people is not None:
            facts = facts.only(facts.visits.filter(pl.col("person").is_in(people)))
        of, before = for_month(known.month), briefing.month
        written = doors.lines_ever(door, briefing.area, of, before=before, people=people)
    now = lines_under(facts, known, settlement_id, CORRECTED)
    changed = pairs(standing(written), now, settlement_id)
    touched = now["person_id"] if named is None else pl.Series(named, dtype=pl.Int64)
    return changed, pl.concat([touched, changed["person_id"]]).n_unique()


def write_batches(
    run: MonthRun,
    plan: BatchPlan,
    settlement_id: int,
    done: Collection[int],
    *,
    at: datetime,
    pace: Pace,
) -> None:
    """Rate and write every batch that is not done yet: one is written while the next are rated.

    One connection writes, batch after batch in the order of the key: on both engines that is less
    work than several that wait for each other.
    """
    own = [batch for batch in plan.batches()[:-1] if batch.number not in done]
    last, total = plan.adjustments(), len(own) + 1

    def rated(batch: Batch) -> Finished:
        lines = batch_lines(run, batch, settlement_id, pace.elsewhere)
        return finished(settlement_id, batch, lines, at=at)

    with column_door() as door:
        for count, batch in enumerate(_ahead(rated, own, pace.workers - 1), start=1):
            doors.write_batch(door, batch)
            pace.progress(count, total)
        lines = adjustment_lines(run, settlement_id)
        if last.number not in done:
            doors.write_batch(door, finished(settlement_id, last, lines, at=at))
    pace.progress(total, total)


def _ahead(
    rated: Callable[[Batch], Finished], batches: Iterable[Batch], workers: int
) -> Iterator[Finished]:
    """Yield batches in order while the next ones are rated, no more of them than ``workers``.

    So what is rated and not yet written stays small, however fast rating is.
    """
    most = max(1, workers)
    with ThreadPoolExecutor(most) as pool:
        under_way: deque[Future[Finished]] = deque()
        for batch in batches:
            under_way.append(pool.submit(rated, batch))
            if len(under_way) > most:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def preview(run: MonthRun) -> Iterator[pl.DataFrame]:
    """Yield the lines that a run would write, batch by batch."""
    for batch in run.plan.batches()[:-1]:
        yield batch_lines(run, batch, 0)
    yield adjustment_lines(run, 0)


def words_used(run: MonthRun) -> dict[str, list[str]]:
    """Return the lists that lines' grades and modes are places in."""
    return settled_lines.words_used(run.tariff.words)
