"""Facts in and lines out as columns: where a month of visits crosses the database's boundary."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import sqlalchemy as sa

from billing.claims.models import ClaimDecision, ClaimLine
from billing.columnar import ColumnDoor, Reader
from billing.models import SettledLine, SettledPerson, Settlement
from billing.pools import of_pool
from billing.rules.payees import TO_PERSON
from billing.settlement.rules.batches import Batch
from billing.settlement.rules.digest import bucket_hashes
from billing.settlement.rules.facts import (
    CLAIMED,
    DETAILS,
    VISIT,
    Facts,
    SmallFacts,
    claimed_only,
    moved_into,
    rewound,
)
from billing.settlement.rules.history import AT_HOME, SEEN, at_home, first_of
from billing.settlement.rules.lines import BY_PROVIDER, OWN, TYPES, people_of, totals, typed
from billing.settlement.rules.states import VISIBLE
from ltc.case.models import CaseEvent, Person
from ltc.case.rules.events import CHOICES
from ltc.scope import Scope
from ltc.shared.dates import Month
from providers.visits.models import Visit

_SECOND_MS, _MINUTE_MS = 1000, 60_000
_WHY_NOT, _COUNTS = "why_not", ""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_Conditions = tuple[sa.ColumnElement[bool], ...]


@dataclass(frozen=True)
class Part:
    """A part of a month: which visits, what else is told of each, and which count as if verified.

    ``people`` are the people of these visits where they are read already.
    """

    visits: sa.ColumnElement[bool]
    as_verified: sa.ColumnElement[bool] = field(default_factory=sa.false)
    told: Sequence[sa.Label[Any]] = ()
    people: pl.DataFrame | None = None


WHOLE = Part(sa.true())


def month_facts(
    door: Reader,
    area: str,
    month: Month,
    small: SmallFacts,
    *,
    known_at: datetime,
    part: Part = WHOLE,
) -> Facts:
    """Read the visits of a month as known at an instant, and put the small tables beside them."""
    scope = Scope.everything(reason="a month is settled from all its visits")
    days = small.days_read(month)
    known = sa.or_(counts(known_at, small.verified_then), part.as_verified)
    now = Visit.day.between(*days)
    then = sa.and_(~now, Visit.id.in_(moved_into(small.as_they_were, *days)))
    here = of_pool(Visit, area, month.last_day)
    in_reach = here, sa.or_(sa.and_(part.visits, now), then)
    told = _why_not(known, known_at).label(_WHY_NOT), *part.told
    seen = _visits(door, in_reach, told, scope, detailed=small.detailed)
    visits, left_out = _divided(seen, month.first_day)
    people = part.people
    if people is None:
        people = _people(door, area, scope, detailed=small.detailed)
    found = Facts(
        visits=rewound(visits, small.as_they_were, days),
        people=people,
        small=small,
        left_out=left_out,
        at_home=months_at_home(door, area, month, small, known_at=known_at),
    )
    return claimed_facts(door, area, month, found, known_at=known_at) if part is WHOLE else found


def claimed_facts(
    door: Reader, area: str, month: Month, facts: Facts, *, known_at: datetime
) -> Facts:
    """Keep of a whole month what was claimed and reviewed, where a pool pays nothing else."""
    small = facts.small
    if not small.by_claims:
        return facts
    scope = Scope.everything(reason="a month is settled from all its claims")
    days = small.days_read(month)
    claimed = _claimed(door, area, days, known_at, scope)
    left_out = {**facts.left_out, **_not_claimed(facts.visits, claimed, month)}
    return replace(facts, visits=claimed_only(facts.visits, claimed), left_out=left_out)


def months_at_home(
    door: Reader,
    area: str,
    month: Month,
    small: SmallFacts,
    *,
    known_at: datetime,
    person: int | None = None,
) -> pl.DataFrame:
    """Return for how many months before this one people had visits without a break, by mode.

    Only of those who chose something for it, or of one ``person``: nobody else is paid by it.
    """
    if small.choices.is_empty():
        return pl.DataFrame(schema=AT_HOME)
    days = first_of(month, small.months_back), month.first_day
    chosen = sa.select(CaseEvent.person_id).where(CaseEvent.kind.in_(CHOICES))
    whose = Visit.person_id.in_(chosen) if person is None else Visit.person_id == person
    year, of_year = (sa.extract(part, Visit.day) for part in ("year", "month"))
    number = sa.cast(year * 12 + of_year - 1, sa.BigInteger)
    statement: sa.Select = sa.select(
        Visit.person_id.label("person"), Visit.mode, number.label("number")
    ).where(
        of_pool(Visit, area, month.last_day),
        Visit.day >= days[0],
        Visit.day < days[1],
        counts(known_at, small.verified_then),
        whose,
    )
    scope = Scope.everything(reason="care at home counts wherever it came from")
    seen = door.read(scope.narrow(statement, Visit).distinct())
    return at_home(seen.select(pl.col(name).cast(kind) for name, kind in SEEN.items()), month)


def _not_claimed(visits: pl.DataFrame, claimed: pl.DataFrame, month: Month) -> dict[str, int]:
    """Return how many visits of the month itself stand in no approved line."""
    own = visits.filter(pl.col("day") >= month.first_day)
    count = own.height - claimed_only(own, claimed).height
    return {"not_claimed": count} if count else {}


def _claimed(
    door: Reader, area: str, days: tuple[date, date], known_at: datetime, scope: Scope
) -> pl.DataFrame:
    """Read the lines of claims that were approved by an instant, in the order of their writing."""
    approved = sa.and_(
        ClaimDecision.claim_line_id == ClaimLine.id,
        ClaimDecision.step == "second",
        ClaimDecision.outcome == "approved",
        ClaimDecision.at <= known_at,
    )
    statement: sa.Select = (
        sa.select(
            ClaimLine.visit_id.label("line_id"),
            ClaimLine.kind,
            ClaimLine.carer_id.label("carer"),
            ClaimLine.started,
            ClaimLine.ended,
            ClaimLine.quantity_milli,
            ClaimLine.price_fen,
        )
        .join(ClaimDecision, approved)
        .where(
            ClaimLine.area_code.startswith(area, autoescape=True),
            ClaimLine.day.between(*days),
        )
        .order_by(ClaimLine.id)
    )
    seen = door.read(scope.narrow(statement, ClaimLine))
    return seen.select(pl.col(name).cast(kind) for name, kind in CLAIMED.items())


def counts(known_at: datetime, then: Sequence[int]) -> sa.ColumnElement[bool]:
    """Only a verified visit counts, whose place is proven, and that was known in time."""
    now = sa.and_(
        Visit.state == "verified", Visit.place_ok.is_(True), Visit.verified_at <= known_at
    )
    return sa.or_(now, Visit.id.in_(then)) if then else now


def _why_not(known: sa.ColumnElement[bool], known_at: datetime) -> sa.ColumnElement[str]:
    """Say why a visit does not count, or that it does; never null, so that it is read as text."""
    late = sa.or_(Visit.verified_at.is_(None), Visit.verified_at > known_at)
    return sa.case(
        (known, _COUNTS),
        (Visit.state != "verified", Visit.state),
        (late, "verified_later"),
        else_="place_not_proven",
    )


def _visits(
    door: Reader,
    chosen: _Conditions,
    told: Sequence[sa.Label[Any]],
    scope: Scope,
    *,
    detailed: bool,
) -> pl.DataFrame:
    """Read all visits of a month in one go, each with why it does not count and what else is told.

    What is told is a word or yes or no.
    """
    started = sa.func.coalesce(Visit.started_at, Visit.planned_start)
    worked = sa.func.coalesce(Visit.ended_at - started, Visit.minutes * _MINUTE_MS)
    statement: sa.Select = sa.select(
        Visit.id.label("line_id"),
        Visit.person_id.label("person"),
        Visit.provider_id.label("provider"),
        Visit.carer_id.label("carer"),
        Visit.mode,
        Visit.day,
        started.label("started"),
        worked.label("worked"),
        Visit.planned_minutes,
        Visit.quantity_milli,
        Visit.price_fen,
        Visit.two_person,
        *told,
        *(getattr(Visit, name) for name in DETAILS if detailed),
    ).where(*chosen)
    words = {
        each.name: pl.Boolean if isinstance(each.type, sa.Boolean) else pl.Categorical
        for each in told
    }
    kinds = {**VISIT, **(DETAILS if detailed else {}), **words}
    return door.read_long(
        scope.narrow(statement, Visit), Visit.id, lambda piece: _typed_visits(piece, kinds)
    )


def _typed_visits(seen: pl.DataFrame, kinds: Mapping[str, Any]) -> pl.DataFrame:
    """Return visits as rules want them; what was measured in minutes in seconds."""
    timed = seen.with_columns(
        ended=pl.col("started") + pl.col("worked"), seconds=pl.col("worked") // _SECOND_MS
    )
    return timed.select(pl.col(name).cast(kind) for name, kind in kinds.items())


def _divided(seen: pl.DataFrame, first_day: date) -> tuple[pl.DataFrame, dict[str, int]]:
    """Return the visits that count, by person, and how many of the month do not, by why."""
    count = seen[_WHY_NOT] == _COUNTS
    left_out = (
        seen[_WHY_NOT]
        .filter(~count & (seen["day"] >= first_day))
        .cast(pl.String)
        .value_counts()
        .sort(_WHY_NOT)
    )
    # Filtered and sorted in one step: at this point memory is at its fullest.
    order = seen.select(pl.arg_sort_by("person", "line_id")).to_series()
    visits = seen.drop(_WHY_NOT)[order.filter(count[order])]
    return visits, dict(left_out.iter_rows())


def _people(door: Reader, area: str, scope: Scope, *, detailed: bool) -> pl.DataFrame:
    traits = sa.cast(Person.traits, sa.Text).label("traits")
    more = (traits,) if detailed else ()
    statement = sa.select(Person.id.label("person"), Person.insurance, Person.category, *more)
    chosen = Person.area_code.startswith(area, autoescape=True)
    return door.read(scope.narrow(statement, Person).where(chosen))


def lines_ever(
    door: ColumnDoor, area: str, for_month: int, *, before: Month, people: Sequence[int] | None
) -> pl.DataFrame:
    """Return every line of a month of service that settlements ``before`` a month wrote.

    For some people, or for all (``None``).
    """
    columns = [getattr(SettledLine, name) for name in TYPES]
    statement = _ever(sa.select(*columns), area, for_month, before)
    if people is not None:
        statement = statement.where(SettledLine.person_id.in_(people))
    return typed(door.read(statement))


def people_refused(
    door: ColumnDoor, area: str, for_month: int, mask: int, *, before: Month
) -> list[int]:
    """Return of whom a visit of a month of service was ever refused by a reason in ``mask``."""
    statement = _ever(sa.select(SettledLine.person_id), area, for_month, before).distinct()
    refused = SettledLine.reasons.bitwise_and(mask) != 0
    return door.read(statement.where(refused))["person_id"].to_list()


def _ever(statement: sa.Select, area: str, for_month: int, before: Month) -> sa.Select:
    """Narrow to every line of a month of service that settlements ``before`` a month wrote."""
    return (
        statement.join(Settlement, Settlement.id == SettledLine.settlement_id)
        .where(Settlement.area_code == area, Settlement.state.in_(VISIBLE))
        .where(Settlement.month < str(before))
        .where(SettledLine.for_month == for_month)
    )


def lines_of(
    door: ColumnDoor, settlement_id: int, people: tuple[int, int] | None = None
) -> pl.DataFrame:
    """Return the lines of a settlement in the order of their key, of a range of people if given."""
    statement = sa.select(*(getattr(SettledLine, name) for name in TYPES)).where(
        SettledLine.settlement_id == settlement_id
    )
    if people is not None:
        statement = statement.where(SettledLine.person_id.between(*people))
    return typed(door.read(statement)).sort("person_id", "visit_id", "kind")


def people_there(door: ColumnDoor, settlement_id: int) -> pl.DataFrame:
    """Return whom each provider has lines of in a settlement, as it is stored, in order."""
    statement = sa.select(*(getattr(SettledPerson, name) for name in BY_PROVIDER)).where(
        SettledPerson.settlement_id == settlement_id
    )
    seen = door.read(statement)
    return seen.select(pl.col(name).cast(TYPES[name]) for name in BY_PROVIDER).sort(BY_PROVIDER)


@dataclass(frozen=True, slots=True)
class Finished:
    """A batch that was rated: its lines, whose they are, the row that says what they come to."""

    lines: pl.DataFrame
    people: pl.DataFrame
    row: pl.DataFrame


def finished(settlement_id: int, batch: Batch, lines: pl.DataFrame, *, at: datetime) -> Finished:
    """Add up and hash the lines of a batch, ready to be written."""
    own = lines.filter(pl.col("kind") == OWN)
    row = {
        "settlement_id": settlement_id,
        "number": batch.number,
        "first_person": batch.first_person,
        "last_person": batch.last_person,
        "lines": lines.height,
        "persons": own["person_id"].n_unique(),
        "totals": json.dumps([total.told() for total in totals(lines)]),
        "buckets": json.dumps(bucket_hashes(lines)),
        "finished_at": (at - _EPOCH) // timedelta(milliseconds=1),
    }
    return Finished(lines, people_of(lines), pl.DataFrame([row]))


def write_batch(door: ColumnDoor, batch: Finished) -> None:
    """Write a batch's lines and the row that says it is finished: both, or neither."""
    if batch.lines.height:
        door.write("settled_line", _stored(batch.lines))
        door.write("settled_person", batch.people)
    door.write("settlement_batch", batch.row)
    door.commit()


def _stored(lines: pl.DataFrame) -> pl.DataFrame:
    """Leave out the column that most packs never fill: it costs them nothing."""
    return lines if (lines[TO_PERSON] != 0).any() else lines.drop(TO_PERSON)
