"""What stands behind a refused line: the spans and visits that refuse it.  Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from billing.persons.rules.days import CareSpan
from billing.rules.choice import CODE as MODE
from billing.rules.reasons import codes_of
from billing.settlement.rules.facts import Facts, SmallFacts
from ltc.shared.dates import Month

_EVENTS = {
    "event.death": ("death",),
    "event.hospital": ("hospital",),
    "event.other_benefit": ("other_benefit",),
    "entitlement.suspended": ("arrears", "moved"),
}
_OVERLAPS = {"visit.overlap.carer": "carer", "visit.overlap.person": "person"}
USUAL = frozenset(
    {"benefit.ratio", "benefit.limit", "benefit.fixed", "benefit.unit", "benefit.to_person"}
)
"""How a line is paid in the usual way: nothing to mend."""

UNVERIFIED, NO_PLACE = "visit.unverified", "visit.place"


class Proof(NamedTuple):
    """A record that refuses a line: its kind, its days, or the other visit's number."""

    kind: str
    first_day: date | None = None
    last_day: date | None = None
    visit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose line it is, and when: what its evidence is looked for by."""

    visit_id: int
    person: int
    provider: int
    carer: int
    day: date


def proofs(code: str, whose: Whose, facts: Facts, cares: Sequence[CareSpan] = ()) -> list[Proof]:
    """Return the records behind a reason; another provider's visit is told without its number."""
    if code in _EVENTS:
        chosen = pl.col("kind").is_in(_EVENTS[code]) & (pl.col("first_day") <= whose.day)
        return list(_spans(facts.small.events.filter(chosen), whose.person))
    if code in _OVERLAPS:
        return list(_others(facts.visits, _OVERLAPS[code], whose))
    if code == MODE:
        return [*_other_ways(facts.visits, whose), *_other_cares(facts.visits, cares, whose)]
    return list(_standing(code, whose, facts.small))


def _standing(code: str, whose: Whose, small: SmallFacts) -> Iterator[Proof]:
    """Yield what was in force for a person, provider or carer."""
    if code == "entitlement.none":
        yield from _spans(small.entitled, whose.person, "entitled")
    elif code == "provider.agreement":
        yield from _spans(small.agreements, whose.provider, "agreement")
        yield from _spans(small.suspended_providers, whose.provider, "suspension")
    elif code == "carer.qualification":
        yield from _spans(small.suspended_carers, whose.carer, "suspension")


def _spans(frame: pl.DataFrame, owner: int, kind: str = "") -> Iterator[Proof]:
    for row in frame.filter(pl.col("person") == owner).sort("first_day").to_dicts():
        yield Proof(kind or str(row["kind"]), row["first_day"], row["last_day"])


def _others(visits: pl.DataFrame, owner: str, whose: Whose) -> Iterator[Proof]:
    """Yield the visits of the same carer or person at the same time."""
    mine = visits.filter(pl.col("line_id") == whose.visit_id).to_dicts()
    if not mine:
        return
    at: dict[str, Any] = mine[0]
    same = visits.filter(
        (pl.col(owner) == at[owner])
        & (pl.col("line_id") != whose.visit_id)
        & (pl.col("started") < at["ended"])
        & (pl.col("ended") > at["started"])
    )
    for visit_id, provider in same.select("line_id", "provider").iter_rows():
        own = provider == whose.provider
        yield Proof("visit" if own else "visit_elsewhere", visit_id=visit_id if own else None)


def _other_ways(visits: pl.DataFrame, whose: Whose) -> Iterator[Proof]:
    """Yield the last visit of each other way of care that went on in the month."""
    mine = visits.filter(pl.col("line_id") == whose.visit_id)["mode"]
    month = pl.col("day").dt.month_start() == whose.day.replace(day=1)
    others = visits.filter((pl.col("person") == whose.person) & (pl.col("day") >= whose.day), month)
    others = others.filter(~pl.col("mode").is_in(mine.implode())).sort("day", "line_id")
    last = others.group_by("mode", maintain_order=True).last()
    for visit_id, provider, day in last.select("line_id", "provider", "day").iter_rows():
        own = provider == whose.provider
        kind = "visit" if own else "visit_elsewhere"
        yield Proof(kind, first_day=day, last_day=day, visit_id=visit_id if own else None)


def _other_cares(visits: pl.DataFrame, cares: Sequence[CareSpan], whose: Whose) -> Iterator[Proof]:
    """Yield the family care that goes on from the day of the visit, where it is another way."""
    mine = visits.filter(pl.col("line_id") == whose.visit_id)["mode"].to_list()
    last_day = Month.of(whose.day).last_day
    for each in cares:
        goes_on = each.first_day <= last_day and whose.day <= each.last_day
        if each.person == whose.person and each.way.mode not in mine and goes_on:
            yield Proof("family_care", each.first_day, min(each.last_day, last_day))


def to_mend(mask: int) -> list[str]:
    """Return the reasons in a mask that a provider should look at."""
    return [code for code in codes_of(mask) if code not in USUAL]
