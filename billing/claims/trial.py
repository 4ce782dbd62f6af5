"""Try a provider's month: the settlement's own function on what is known now.  Writes nothing.

Two answers: what would be paid if the month were settled now, and what if every visit that took
place were verified too.  A line of the first kind whose facts do not change is settled the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import polars as pl

from billing.board.shown import pool_of
from billing.claims import queries
from billing.claims.rules.proof import NO_PLACE, UNVERIFIED, Proof, Whose, proofs, to_mend
from billing.columnar import SessionDoor
from billing.lines.explain import reasons_of
from billing.rules.columns import NOTHING, About, Cell
from billing.rules.reasons import mask_of
from billing.settlement import doors, engine
from billing.settlement.engine import Known
from billing.settlement.rules.details import by_visit, words_together
from billing.settlement.rules.facts import Facts, with_overlaps
from billing.settlement.rules.law import check_cells, deposit_share
from billing.settlement.rules.lines import OWN
from ltc.policy.lookup import Pack
from ltc.scope import Scope
from ltc.shared.dates import Month
from ltc.shared.errors import Forbidden
from ltc.shared.reasons import Reason

_NOT_SETTLED = 0
SUMMED = ("asked_fen", "fund_fen", "person_fen", "withheld_fen", "to_person_fen")


class TriedVisit(NamedTuple):
    """A visit that took place, as the dry run read it."""

    id: int
    day: date
    person_id: int
    provider_id: int
    carer_id: int
    state: str
    place_ok: bool


@dataclass(frozen=True, slots=True)
class TriedLine:
    """One visit: what the fund would pay now, what once it is verified, and what to mend."""

    visit: TriedVisit
    person: str
    now: Mapping[str, Any] | None  # the settled line that would be written; none while unverified
    verified: Mapping[str, Any]
    reasons: Sequence[Reason]
    proofs: Mapping[str, Sequence[Proof]]

    @property
    def fund_fen(self) -> int:
        """What the fund would pay the provider if the month were settled now."""
        return _to_provider(self.now) if self.now else 0

    @property
    def verified_fen(self) -> int:
        """What the fund would pay the provider once the visit is verified."""
        return _to_provider(self.verified)

    @property
    def to_person_fen(self) -> int:
        """What the fund would pay the person if the month were settled now."""
        return int(self.now["to_person_fen"]) if self.now else 0

    @property
    def verified_to_person_fen(self) -> int:
        """What the fund would pay the person once the visit is verified."""
        return int(self.verified["to_person_fen"])

    @property
    def asked_fen(self) -> int:
        """What is asked for: the sum of what the fund pays to both and what it does not pay."""
        return int(self.verified["asked_fen"])

    @property
    def own_fen(self) -> int:
        """What the fund would not pay if the month were settled now."""
        return self.asked_fen - self.fund_fen - self.to_person_fen

    @property
    def verified_own_fen(self) -> int:
        """What the fund would not pay once the visit is verified."""
        return self.asked_fen - self.verified_fen - self.verified_to_person_fen

    @property
    def codes(self) -> list[str]:
        """The reasons that somebody should look at."""
        return [each.code for each in self.reasons]


def _to_provider(line: Mapping[str, Any]) -> int:
    return int(line["fund_fen"]) - int(line["to_person_fen"])


@dataclass(frozen=True, slots=True)
class Trial:
    """A provider's month in one pool."""

    area: str
    month: Month
    pack: Pack
    deposit_known: bool
    lines: Sequence[TriedLine]

    def total(self, name: str, *, verified: bool = False) -> int:
        """Return the sum of an amount, as things stand or with every visit verified."""
        rows = (each.verified if verified else each.now for each in self.lines)
        return sum(int(row[name]) for row in rows if row)

    @property
    def to_mend(self) -> list[TriedLine]:
        """The lines with something to look at."""
        return [each for each in self.lines if each.codes]


def try_month(provider_id: int, month: Month, *, scope: Scope, at: datetime) -> list[Trial]:
    """Return what a provider would be paid for a month, pool by pool, from the open session."""
    if scope.organisation_id not in (None, provider_id):
        raise Forbidden("this is another provider's month", "不能试算其他机构")
    circle = queries.circle_of(provider_id, month, scope=scope)
    pools = sorted({pool_of(each, month.last_day) for each in circle.areas})
    return [_trial(provider_id, pool, month, circle, scope, at) for pool in pools]


def _trial(
    provider_id: int, pool: str, month: Month, circle: queries.Circle, scope: Scope, at: datetime
) -> Trial:
    everything = Scope.everything("a month is tried from all visits that decide on it")
    people = circle.people["person"].to_list()
    briefing = engine.brief_some(pool, month, people, known_at=at, scope=everything)
    own, tariff = briefing.own, briefing.own.tariff
    part = queries.part_of(provider_id, month, circle, area=pool, known_at=at, scope=scope)
    facts = doors.month_facts(SessionDoor(), pool, month, own.small, known_at=at, part=part)
    standing = facts.only(facts.visits.filter(queries.COUNTS))
    verified, facts = _rated(provider_id, facts, own)
    now = verified
    if standing.visits.height < facts.visits.height:
        now, _facts = _rated(provider_id, standing, own)
    told = _Told(
        own, facts, by_visit(facts, tariff, month.last_day), _by_person(circle, "category")
    )
    names = _by_person(circle, "name")
    lines = [
        _line(visit, names[visit.person_id], (now.get(visit.id), verified[visit.id]), told)
        for visit in _shown(facts)
    ]
    _share, known = deposit_share(tariff.law, month.last_day)
    return Trial(pool, month, tariff.pack, known, lines)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a line is explained from."""

    known: Known
    facts: Facts
    abouts: Mapping[int, About]
    categories: Mapping[int, str]


def _by_person(circle: queries.Circle, name: str) -> dict[int, str]:
    return dict(circle.people.select("person", name).iter_rows())


def _shown(facts: Facts) -> list[TriedVisit]:
    """Return the provider's own visits that whoever asks may see, by day."""
    visits = facts.visits.filter(queries.SHOWN).sort("day", "line_id")
    columns = "line_id", "day", "person", "provider", "carer", "state", "place_ok"
    return [TriedVisit(*row) for row in visits.select(columns).iter_rows()]


def _rated(provider_id: int, facts: Facts, own: Known) -> tuple[dict[int, dict[str, Any]], Facts]:
    """Return the lines that a settlement would write for a provider, by visit."""
    facts = facts.only(with_overlaps(facts.visits))
    mine = facts.visits.filter(pl.col("provider") == provider_id)["person"].unique()
    rated = facts.only(facts.visits.filter(pl.col("person").is_in(mine.to_list())))
    check_cells(own.tariff, own.month, words_together(rated, own.tariff, own.month))
    lines = engine.lines_under(rated, own, _NOT_SETTLED, OWN)
    lines = lines.filter(pl.col("provider_id") == provider_id)
    return {row["visit_id"]: row for row in lines.to_dicts()}, facts


def _line(
    visit: TriedVisit,
    person: str,
    rows: tuple[Mapping[str, Any] | None, Mapping[str, Any]],
    told: _Told,
) -> TriedLine:
    now, verified = rows
    line = now or verified
    mask = mask_of(to_mend(line["reasons"])) | mask_of(_missing(visit) if now is None else ())
    reasons = reasons_of(told.known.tariff, mask, _cell(visit, line, told)) if mask else []
    whose = Whose(visit.id, visit.person_id, visit.provider_id, visit.carer_id, visit.day)
    found = {each.code: proofs(each.code, whose, told.facts, told.known.cares) for each in reasons}
    return TriedLine(visit, person, now, verified, reasons, found)


def _cell(visit: TriedVisit, line: Mapping[str, Any], told: _Told) -> Cell:
    """Return by which cell of the pack's tables a line is explained."""
    words = told.known.tariff.words
    return Cell(
        visit.day,
        _word(words["mode"], line["mode"]),
        _word(words["grade"], line["grade"]),
        told.categories.get(visit.person_id, ""),
        told.abouts.get(visit.id, NOTHING),
    )


def _missing(visit: TriedVisit) -> tuple[str, ...]:
    """Return why a visit that took place does not count yet."""
    found = () if visit.state == "verified" else (UNVERIFIED,)
    return found if visit.place_ok else (*found, NO_PLACE)


def _word(known: Sequence[str], place: int) -> str:
    return known[place] if 0 <= place < len(known) else ""
