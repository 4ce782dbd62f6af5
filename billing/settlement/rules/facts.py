"""What a month is settled from, as frames; and the flags that rating wants, found from them.

Whether a line is refused, and what it pays, is decided by ``billing.rules``; here facts of other
rooms only become its columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl

from billing.rules import windows
from billing.rules.shapes.terms import PART_MONTH, WHOLE_MONTH
from billing.rules.tariff import Tariff
from billing.settlement.rules.history import AT_HOME, eve
from ltc.shared.dates import Month

HOSPITAL_DAYS = "benefit.hospital_days"
_FLAG_OF = {"arrears": "suspended", "moved": "suspended", "other_benefit": "other_benefit"}
SPAN = {"person": pl.Int64, "first_day": pl.Date, "last_day": pl.Date}
VISIT = {
    "line_id": pl.Int64,
    "person": pl.Int64,
    "provider": pl.Int64,
    "carer": pl.Int64,
    "mode": pl.String,
    "day": pl.Date,
    "started": pl.Int64,
    "ended": pl.Int64,
    "seconds": pl.Int32,
    "planned_minutes": pl.Int32,
    "quantity_milli": pl.Int64,
    "price_fen": pl.Int64,
    "two_person": pl.Boolean,
}
DETAILS = {"item": pl.String, "unit": pl.String, "qualification": pl.String}
"""Columns of visits that only a pack with more than one table of a mode asks for."""


_OF_PEOPLE = ("entitled", "events", "choices")
_REWOUND = ("started", "ended", "day", "carer", "two_person")
_SECOND_MS = 1000
_EPOCH, _MILLISECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class SmallFacts:
    """What decides on a month's visits, as known at an instant.  All frames have ``SPAN``.

    Providers' and carers' spans have their owner as ``person``: the windows of the rules work on
    any owner of spans.  ``certificates`` are the carers', with kind.
    """

    entitled: pl.DataFrame  # and grade
    events: pl.DataFrame  # and kind
    agreements: pl.DataFrame
    suspended_providers: pl.DataFrame
    suspended_carers: pl.DataFrame
    detailed: bool = False  # whether visits bring ``DETAILS``, and people their traits
    certificates: pl.DataFrame = field(default_factory=lambda: spans([], kind=pl.String))
    verified_then: tuple[int, ...] = ()  # visits that counted then, whatever became of them
    as_they_were: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    first_day: date | None = None  # of the facts; None: the month's, as no week before it counts
    months_back: int = 0  # in how many months before care at home counts
    choices: pl.DataFrame = field(default_factory=lambda: spans([], word=pl.String))
    by_claims: bool = False  # whether only what was claimed and reviewed is paid

    def days_read(self, month: Month) -> tuple[date, date]:
        """Return the days whose visits decide on a month: at least one before it.

        A visit that goes on past the midnight of the month's beginning takes its carer's time.
        """
        return min(self.first_day or month.first_day, eve(month)), month.last_day


@dataclass(frozen=True, slots=True)
class Facts:
    """A month as known at an instant: payable visits and everything that decides on them."""

    visits: pl.DataFrame  # VISIT, sorted by person and visit; and DETAILS where they are asked for
    people: pl.DataFrame  # person, insurance (the fund), category (the rules' word); and traits
    small: SmallFacts
    left_out: dict[str, int]  # visits that do not count, by why
    at_home: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=AT_HOME))

    def only(self, visits: pl.DataFrame) -> Facts:
        """Return the same facts for some of the visits."""
        return replace(self, visits=visits)

    def of(self, people: pl.Expr) -> Facts:
        """Return the facts of some whole people; what providers and carers have is everybody's."""
        own = {name: getattr(self.small, name).filter(people) for name in _OF_PEOPLE}
        return replace(
            self,
            visits=self.visits.filter(people),
            people=self.people.filter(people),
            small=replace(self.small, **own),
            at_home=self.at_home.filter(people),
        )


def moved_into(was: Mapping[int, Mapping[str, str]], first_day: date, last_day: date) -> list[int]:
    """Return the visits that stood in some days before they were changed by hand."""
    days = {visit: fields["day"] for visit, fields in was.items() if fields.get("day")}
    return [visit for visit, day in days.items() if str(first_day) <= day <= str(last_day)]


def rewound(
    visits: pl.DataFrame, was: Mapping[int, Mapping[str, str]], days: tuple[date, date]
) -> pl.DataFrame:
    """Put back what visits said before they were changed by hand: times, carer, two at a time.

    ``was`` are the texts of ``VisitChange`` by visit and field; most months have none.  What then
    stood outside ``days`` is left out.
    """
    rows = [_was(visit, fields) for visit, fields in was.items()]
    if not rows:
        return visits
    back = pl.DataFrame(rows, schema={name: VISIT[name] for name in ("line_id", *_REWOUND)})
    names = {name: f"_{name}" for name in _REWOUND}
    both = visits.join(back.rename(names), on="line_id", how="left", maintain_order="left")
    both = both.with_columns(pl.coalesce(old, name).alias(name) for name, old in names.items())
    timed = pl.col("_started").is_not_null() | pl.col("_ended").is_not_null()
    seconds = ((pl.col("ended") - pl.col("started")) // _SECOND_MS).cast(pl.Int32)
    return (
        both.with_columns(seconds=pl.when(timed).then(seconds).otherwise(pl.col("seconds")))
        .filter(pl.col("day").is_between(*days))
        .select(visits.columns)
    )


_DECLARED = ("carer", "started", "ended", "quantity_milli", "price_fen")
CLAIMED = {"line_id": pl.Int64, "kind": pl.String, **{name: VISIT[name] for name in _DECLARED}}


def claimed_only(visits: pl.DataFrame, claimed: pl.DataFrame) -> pl.DataFrame:
    """Keep the visits whose newest approved line of a claim stands and says what they say.

    ``claimed`` are all approved lines in the order in which they were written, as ``CLAIMED``.
    """
    newest = claimed.unique("line_id", keep="last", maintain_order=True)
    stands = newest.filter(pl.col("kind") != "cancel")
    return visits.join(stands, on=["line_id", *_DECLARED], how="semi", maintain_order="left")


def _was(visit: int, fields: Mapping[str, str]) -> dict[str, Any]:
    return {
        "line_id": visit,
        "started": _milliseconds(fields.get("started_at")),
        "ended": _milliseconds(fields.get("ended_at")),
        "day": date.fromisoformat(fields["day"]) if fields.get("day") else None,
        "carer": int(fields["carer_id"]) if fields.get("carer_id") else None,
        "two_person": fields["two_person"] == "True" if fields.get("two_person") else None,
    }


def _milliseconds(text: str | None) -> int | None:
    return (datetime.fromisoformat(text) - _EPOCH) // _MILLISECOND if text else None


def spans(rows: Sequence[tuple[Any, ...]], **more: Any) -> pl.DataFrame:
    """Return rows of owner, first day, last day (and ``more``) as a frame."""
    return pl.DataFrame(rows, schema={**SPAN, **more}, orient="row")


def with_overlaps(visits: pl.DataFrame) -> pl.DataFrame:
    """Add both overlap flags; carers cross people, so all visits of the month are needed.

    With those of the day before it: whoever is visited over midnight is visited once.
    Visits marked as two-person care may overlap for the person, never for the carer.
    """
    alone = pl.when(~pl.col("two_person")).then("person")
    return visits.with_columns(
        windows.overlapping(visits, who="carer"),
        windows.overlapping(visits.with_columns(person=alone), who="person"),
    )


def clashing(visits: pl.DataFrame) -> list[int]:
    """Return whose visits overlap others; what came late of one person may refuse another's."""
    found = visits.filter(pl.col("overlap_carer") | pl.col("overlap_person"))
    return found["person"].unique().to_list()


def lines_to_rate(facts: Facts, tariff: Tariff, month_end: date) -> pl.DataFrame:
    """Return the visits with every column and flag that ``billing.rules.rate`` wants."""
    visits = facts.visits
    held = windows.held(visits, facts.small.entitled, carry=("grade",))
    people = facts.people.select(
        "category", pl.col("person").alias("_person"), pl.col("insurance").alias("fund")
    )
    lines = visits.join(
        people, left_on="person", right_on="_person", how="left", maintain_order="left"
    )
    hospital = tariff.law.value(HOSPITAL_DAYS, month_end)
    stops = _stops(facts.small.events, hospital)
    if tariff.law.value(PART_MONTH, month_end) != WHOLE_MONTH:
        month = month_end.replace(day=1), month_end
        every = pl.concat(each.select(*SPAN) for each in stops.values())
        days = windows.days_left(facts.small.entitled.select(*SPAN), every, month=month)
        lines = lines.join(days, on="person", how="left", maintain_order="left")
    return lines.rename({"category": "insurance"}).with_columns(
        held["grade"],
        held["held"].alias("entitled"),
        pl.lit(value=True).alias("place_ok"),
        pl.lit(value=True).alias("verified"),
        _provider_ok(visits, facts.small),
        (~_covered_by(visits, "carer", facts.small.suspended_carers)).alias("carer_ok"),
        *(windows.covered(visits, each.select(*SPAN)).alias(flag) for flag, each in stops.items()),
    )


def _stops(events: pl.DataFrame, hospital: str) -> dict[str, pl.DataFrame]:
    """Turn events into the spans of flags: a death from the day after it, a stay by the pack."""
    flagged = events.with_columns(flag=pl.col("kind").replace_strict(_FLAG_OF, default=None))
    deaths = events.filter(pl.col("kind") == "death").with_columns(
        first_day=pl.col("first_day") + pl.duration(days=1), last_day=pl.lit(None, pl.Date)
    )
    stays = events.filter(pl.col("kind") == "hospital")
    return {
        "dead": deaths,
        "hospital": windows.hospital_days(stays, hospital),
        "suspended": flagged.filter(pl.col("flag") == "suspended"),
        "other_benefit": flagged.filter(pl.col("flag") == "other_benefit"),
    }


def _provider_ok(visits: pl.DataFrame, small: SmallFacts) -> pl.Series:
    """Tell whether the provider had an agreement on the day and was not suspended."""
    agreed = _covered_by(visits, "provider", small.agreements)
    suspended = _covered_by(visits, "provider", small.suspended_providers)
    return (agreed & ~suspended).alias("provider_ok")


def _covered_by(visits: pl.DataFrame, owner: str, spans: pl.DataFrame) -> pl.Series:
    return windows.covered(visits.select(pl.col(owner).alias("person"), "day"), spans)
