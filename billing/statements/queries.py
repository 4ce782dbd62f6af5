"""Reading settled lines, statements, disputes and signatures."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

import sqlalchemy as sa

from billing.models import (
    SettledLine,
    SettledPerson,
    Settlement,
    Statement,
    StatementBreak,
    StatementSignature,
)
from billing.rules.payees import TO_PERSON
from billing.settlement.rules.digest import HASHED
from billing.settlement.rules.lines import BY_PROVIDER, TAKEN_BACK
from billing.settlement.rules.states import APPROVED, VISIBLE
from billing.statements.rules import KEPT, Sums
from ltc.case.models import Person
from ltc.db import session, the_one
from ltc.directory.models import Organisation
from ltc.scope import Scope
from providers.visits.models import Visit

_PAGE = 10_000
_Settled = TypeVar("_Settled", SettledLine, SettledPerson)
# Each line has one such row, so that joining it repeats no line.
LEADS_TO_LINE = sa.and_(
    *(getattr(SettledPerson, name) == getattr(SettledLine, name) for name in BY_PROVIDER)
)


def lines(
    settlement_id: int,
    *,
    scope: Scope,
    provider_id: int | None = None,
    person_id: int | None = None,
    after: tuple[int, int, int] | None = None,
    limit: int = 50,
) -> Sequence[SettledLine]:
    """Return a page of a settlement's lines in the order of their key, once it is computed."""
    statement = visible_lines(scope, provider_id).where(SettledLine.settlement_id == settlement_id)
    if person_id is not None:
        statement = statement.where(SettledLine.person_id == person_id)
    key = (SettledLine.person_id, SettledLine.visit_id, SettledLine.kind)
    if after is not None:
        statement = statement.where(sa.tuple_(*key) > sa.tuple_(*after))
    return session().scalars(statement.order_by(*key).limit(limit)).all()


def lines_of_visit(person_id: int, visit_id: int, *, scope: Scope) -> Sequence[SettledLine]:
    """Return every line that was written for a visit, oldest first."""
    statement = visible_lines(scope).where(
        SettledLine.person_id == person_id, SettledLine.visit_id == visit_id
    )
    order = (SettledLine.settlement_id, SettledLine.kind)
    return session().scalars(statement.order_by(*order)).all()


def lines_of_visit_in(settlement_id: int, visit_id: int, *, scope: Scope) -> Sequence[SettledLine]:
    """Return the lines that one settlement has for a visit."""
    whose = sa.select(Visit.person_id).where(Visit.id == visit_id).scalar_subquery()
    statement = visible_lines(scope).where(
        SettledLine.settlement_id == settlement_id,
        SettledLine.person_id == whose,
        SettledLine.visit_id == visit_id,
    )
    return session().scalars(statement.order_by(SettledLine.kind)).all()


def visible_lines(scope: Scope, provider_id: int | None = None) -> sa.Select[SettledLine]:
    """Return the statement for the lines that ``scope`` may see, of months that are computed.

    All of them, or a provider's; a provider's lines are found by its people.

    A line's area is its settlement's, the pool; who is limited to his own lines anyway may be at
    home in a part of it.  An office of a part sees the lines of the people of its part.
    """
    found = _visible(SettledLine, scope)
    if provider_id is not None:
        found = found.where(SettledLine.provider_id == provider_id)
    elif scope.organisation_id is None or scope.staff_id is not None:
        return found
    return found.join(SettledPerson, LEADS_TO_LINE)


def visible_people(scope: Scope) -> sa.Select[SettledPerson]:
    """Return the statement for whom providers have lines of, as far as ``scope`` may see it."""
    return _visible(SettledPerson, scope)


def _visible(model: type[_Settled], scope: Scope) -> sa.Select[_Settled]:
    statement = (
        sa.select(model)
        .join(Settlement, Settlement.id == model.settlement_id)
        .where(Settlement.state.in_(VISIBLE))
        .where(*replace(scope, area="").conditions(model))
    )
    if not scope.area:
        return statement
    inside = Settlement.area_code.startswith(scope.area, autoescape=True)
    in_the_pool = sa.literal(scope.area).startswith(Settlement.area_code)
    if scope.organisation_id is None and scope.person_id is None:
        in_the_pool &= model.person_id.in_(_people_of(scope.area))
    return statement.where(inside | in_the_pool)


def _people_of(area: str) -> sa.Select[int]:
    """Return who is at home in an area, as a subquery."""
    return sa.select(Person.id).where(Person.area_code.startswith(area, autoescape=True))


def lines_by_provider(settlement_id: int) -> Iterator[tuple[int, Sums, str]]:
    """Yield each provider's sums and the hash of its lines; for making and checking statements."""
    columns = [getattr(SettledLine, name) for name in (*HASHED, TO_PERSON)]
    order = (SettledLine.provider_id, *(getattr(SettledLine, n) for n in HASHED[:3]))
    statement = (
        sa.select(*columns).where(SettledLine.settlement_id == settlement_id).order_by(*order)
    )
    gathered = _Gathered()
    for row in session().execute(statement.execution_options(yield_per=_PAGE)):
        if gathered.lines and row.provider_id != gathered.provider_id:
            yield gathered.done()
            gathered = _Gathered()
        gathered.add(tuple(row))
    if gathered.lines:
        yield gathered.done()


class _Gathered:
    """The lines of one provider, added up and hashed as they pass."""

    _PLACES = tuple(
        HASHED.index(name) for name in ("asked_fen", "fund_fen", "person_fen", "withheld_fen")
    )
    _PROVIDER = HASHED.index("provider_id")

    def __init__(self) -> None:
        self.provider_id, self.lines = 0, 0
        self._sums = [0, 0, 0, 0, 0]
        self._hash = hashlib.sha256()

    def add(self, row: tuple[int, ...]) -> None:
        """Take one line; where nothing goes to the person, its hash does not speak of it."""
        self.provider_id = row[self._PROVIDER]
        self.lines += 1
        for at, place in enumerate(self._PLACES):
            self._sums[at] += row[place]
        self._sums[-1] += row[-1] or 0
        told = row if row[-1] else row[:-1]
        self._hash.update((",".join(map(str, told)) + "\n").encode())

    def done(self) -> tuple[int, Sums, str]:
        """Return provider, sums and hash."""
        return self.provider_id, Sums(self.lines, *self._sums), self._hash.hexdigest()


def areas_of_providers() -> dict[int, str]:
    """Return where each organisation is at home; public."""
    return {
        row.id: row.area_code
        for row in session().execute(sa.select(Organisation.id, Organisation.area_code))
    }


def statement(statement_id: int, *, scope: Scope, lock: bool = False) -> Statement:
    """Return one statement that ``scope`` may see, locked for a change if asked."""
    found_by = scope.narrow(sa.select(Statement), Statement).where(Statement.id == statement_id)
    return the_one(found_by, "statement", "对账单", lock=lock)


def statements(
    *, scope: Scope, settlement_id: int | None = None, provider_id: int | None = None
) -> Sequence[Statement]:
    """Return the newest version of each statement."""
    newer = sa.orm.aliased(Statement)
    chosen = scope.narrow(sa.select(Statement), Statement).where(
        ~sa.exists().where(
            newer.settlement_id == Statement.settlement_id,
            newer.provider_id == Statement.provider_id,
            newer.version > Statement.version,
        )
    )
    if settlement_id is not None:
        chosen = chosen.where(Statement.settlement_id == settlement_id)
    if provider_id is not None:
        chosen = chosen.where(Statement.provider_id == provider_id)
    order = (Statement.settlement_id.desc(), Statement.provider_id)
    return session().scalars(chosen.order_by(*order)).all()


def versions(settlement_id: int, provider_id: int, *, scope: Scope) -> Sequence[Statement]:
    """Return every version of a provider's statement, oldest first."""
    chosen = scope.narrow(sa.select(Statement), Statement).where(
        Statement.settlement_id == settlement_id, Statement.provider_id == provider_id
    )
    return session().scalars(chosen.order_by(Statement.version)).all()


def last_hash(provider_id: int) -> str:
    """Return the hash of a provider's newest statement: the next one is chained to it."""
    newest = (
        sa.select(Statement.content_hash)
        .where(Statement.provider_id == provider_id)
        .order_by(Statement.id.desc())
        .limit(1)
    )
    return session().scalar(newest) or ""


def is_chained_to(statement: Statement) -> bool:
    """Tell whether a later statement of the provider holds this one's hash."""
    later = sa.select(Statement.id).where(
        Statement.provider_id == statement.provider_id,
        Statement.id > statement.id,
        Statement.previous_hash == statement.content_hash,
    )
    return session().scalar(later.limit(1)) is not None


def breaks(statement_id: int) -> Sequence[StatementBreak]:
    """Return the disputes of a statement (which was read under a scope)."""
    chosen = sa.select(StatementBreak).where(StatementBreak.statement_id == statement_id)
    return session().scalars(chosen.order_by(StatementBreak.id)).all()


def break_(break_id: int, *, scope: Scope, lock: bool = False) -> StatementBreak:
    """Return one dispute that ``scope`` may see."""
    chosen = scope.narrow(sa.select(StatementBreak), StatementBreak).where(
        StatementBreak.id == break_id
    )
    return the_one(chosen, "dispute", "争议项", lock=lock)


def open_breaks(*, scope: Scope, limit: int = 100) -> Sequence[StatementBreak]:
    """Return disputes that wait for somebody, most urgent first."""
    chosen = scope.narrow(sa.select(StatementBreak), StatementBreak).where(
        StatementBreak.state == "open", StatementBreak.statement_id.in_(newest_ids())
    )
    order = (StatementBreak.due_on, StatementBreak.id)
    return session().scalars(chosen.order_by(*order).limit(limit)).all()


def held_of_people(area: str, *, until: str) -> dict[tuple[int, int], int]:
    """Return what may not be paid to people yet, of visits up to a month, by person and fund.

    What may not be paid to providers says ``held``.
    """
    months, key = approved_months(area), (SettledLine.person_id, SettledLine.insurance)
    held = (
        sa.select(*key, sa.func.sum(SettledLine.to_person_fen))
        .join(Visit, Visit.id == SettledLine.visit_id)
        .join(
            StatementBreak,
            sa.and_(
                StatementBreak.visit_id == Visit.id,
                StatementBreak.settlement_id == SettledLine.settlement_id,
                StatementBreak.provider_id == SettledLine.provider_id,
            ),
        )
        .where(
            Visit.person_id == SettledLine.person_id,
            SettledLine.to_person_fen.is_not(None),
            StatementBreak.settlement_id.in_(months.where(Settlement.month <= until)),
            *_still_held(months),
        )
        .group_by(*key)
    )
    return {
        (person, fund): int(fen) for person, fund, fen in session().execute(held) if fen and fen > 0
    }


def approved_months(area: str) -> sa.Select[int]:
    """Return the approved months of an area, as a subquery."""
    return sa.select(Settlement.id).where(
        Settlement.area_code == area, Settlement.state.in_(APPROVED)
    )


def _still_held(months: sa.Select[int]) -> tuple[sa.ColumnElement[bool], ...]:
    """Disputes of newest versions that nobody decided to keep, and no later month took back."""
    line = sa.orm.aliased(SettledLine)
    leads = sa.and_(*(getattr(SettledPerson, name) == getattr(line, name) for name in BY_PROVIDER))
    corrected = sa.exists().where(
        leads,
        SettledPerson.settlement_id > StatementBreak.settlement_id,
        SettledPerson.settlement_id.in_(months),
        SettledPerson.provider_id == StatementBreak.provider_id,
        SettledPerson.kind == TAKEN_BACK,
        line.visit_id == StatementBreak.visit_id,
    )
    newest = StatementBreak.statement_id.in_(newest_ids())
    return StatementBreak.state != KEPT, newest, ~corrected


def newest_ids() -> sa.Select[int]:
    """Return the ids of the newest version of each statement, as a subquery."""
    keys = (Statement.settlement_id, Statement.provider_id)
    newest = (
        sa.select(*keys, sa.func.max(Statement.version).label("version")).group_by(*keys).subquery()
    )
    same = sa.and_(
        newest.c.settlement_id == Statement.settlement_id,
        newest.c.provider_id == Statement.provider_id,
        newest.c.version == Statement.version,
    )
    return sa.select(Statement.id).join(newest, same)


def signatures(statement_ids: Sequence[int]) -> dict[int, list[StatementSignature]]:
    """Return who signed each of the statements (which were read under a scope)."""
    found: dict[int, list[StatementSignature]] = {each: [] for each in statement_ids}
    chosen = sa.select(StatementSignature).where(StatementSignature.statement_id.in_(statement_ids))
    for each in session().scalars(chosen.order_by(StatementSignature.at)):
        found[each.statement_id].append(each)
    return found
