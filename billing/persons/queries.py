"""Reading family care and the accounts that people are paid into."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from billing.models import SettledLine, Settlement
from billing.payees.rules import CLOSED, CONFIRMED, PROPOSED
from billing.persons.models import (
    BankReturn,
    FamilyCare,
    FamilyCareEnd,
    PersonAccount,
    PersonLine,
)
from billing.persons.rules.days import CareSpan
from billing.persons.rules.lines import Shared, Stretch
from billing.persons.rules.ways import Way
from billing.settlement.rules.lines import FUNDS
from billing.settlement.rules.states import VISIBLE
from ltc.case.models import Person
from ltc.db import session, the_one
from ltc.policy.load import pools_inside
from ltc.scope import Scope
from ltc.shared.dates import FOREVER, Month

PAGE = 50
_CHUNK = 500
_DECIDED = PersonAccount.decided_at, PersonAccount.id


class Care(NamedTuple):
    """Family care with its last day, if one was told."""

    care: FamilyCare
    last_day: date | None

    def holds(self, first_day: date, last_day: date) -> bool:
        """Tell whether some day of a span is a day of this care."""
        first = max(first_day, self.care.first_day)
        return first <= min(last_day, self.last_day or FOREVER)


class PaidPerson(NamedTuple):
    """A person whom the fund pays, with the account that holds and the one that waits."""

    person: Person
    cares: Sequence[Care]
    holds: PersonAccount | None
    waits: PersonAccount | None


def cares(
    *,
    scope: Scope,
    people: Sequence[int] | None = None,
    known_at: datetime | None = None,
    area: str = "",
) -> list[Care]:
    """Return family care, oldest first: of some people if given, as known at an instant if given.

    Care that ended before it began was entered by mistake, and is kept to be seen.
    """
    told = FamilyCareEnd.care_id == FamilyCare.id
    if known_at is not None:
        told = sa.and_(told, FamilyCareEnd.recorded_at <= known_at)
    statement = scope.narrow(sa.select(FamilyCare, FamilyCareEnd.last_day), FamilyCare)
    statement = statement.outerjoin(FamilyCareEnd, told).order_by(FamilyCare.id)
    if area:
        statement = statement.where(_in(FamilyCare, area))
    if people is not None:
        statement = statement.where(FamilyCare.person_id.in_(people))
    if known_at is not None:
        statement = statement.where(FamilyCare.recorded_at <= known_at)
    return [Care(*row) for row in session().execute(statement)]


def care(care_id: int, *, scope: Scope) -> FamilyCare:
    """Return one registration of family care that ``scope`` may see."""
    chosen = scope.narrow(sa.select(FamilyCare), FamilyCare).where(FamilyCare.id == care_id)
    return the_one(chosen, "family care", "家庭照护登记")


def is_settled(area: str, month: Month) -> bool:
    """Tell whether a pool's month, or a later one, is settled or being settled."""
    chosen = sa.select(Settlement.id).where(
        Settlement.area_code == area, Settlement.month >= str(month), Settlement.state != "open"
    )
    return session().scalar(chosen.limit(1)) is not None


def account(account_id: int, *, scope: Scope, lock: bool = False) -> PersonAccount:
    """Return one account that ``scope`` may see, locked for a change if asked."""
    chosen = scope.narrow(sa.select(PersonAccount), PersonAccount)
    return the_one(chosen.where(PersonAccount.id == account_id), "account", "账户记录", lock=lock)


def accounts_of(person_id: int, *, scope: Scope) -> Sequence[PersonAccount]:
    """Return every account that was ever named for a person, newest first."""
    chosen = scope.narrow(sa.select(PersonAccount), PersonAccount)
    chosen = chosen.where(PersonAccount.person_id == person_id)
    return session().scalars(chosen.order_by(PersonAccount.id.desc())).all()


def waiting(people: Sequence[int]) -> dict[int, PersonAccount]:
    """Return the accounts that wait for a second person, by person."""
    chosen = sa.select(PersonAccount).where(PersonAccount.state == PROPOSED)
    return {each.person_id: each for each in _among(chosen, people)}


def holding(people: Sequence[int], on: date) -> dict[int, PersonAccount]:
    """Return the account that each person is paid into on a day: the newest that was confirmed.

    Once that one is closed nobody is paid into a former one: the money waits for another.
    """
    chosen = sa.select(PersonAccount).where(PersonAccount.state.in_((CONFIRMED, CLOSED)))
    return _held(_among(chosen.order_by(*_DECIDED), people), on)


def _held(accounts: Iterable[PersonAccount], on: date) -> dict[int, PersonAccount]:
    """Return who is paid into which of some accounts, which come in the order of their decision."""
    decided = (each for each in accounts if each.state in (CONFIRMED, CLOSED))
    newest = {each.person_id: each for each in decided if each.first_day <= on}
    return {person: each for person, each in newest.items() if each.state == CONFIRMED}


def _among(chosen: sa.Select[PersonAccount], people: Sequence[int]) -> list[PersonAccount]:
    """Return accounts of some people; all are read where they are many."""
    many = len(people) > PAGE * 10
    narrowed = chosen if many else chosen.where(PersonAccount.person_id.in_(people))
    wanted = set(people)
    return [each for each in session().scalars(narrowed) if each.person_id in wanted]


def others_with(found: PersonAccount) -> int:
    """Return for how many other people the same account number is confirmed or proposed."""
    count = sa.func.count(PersonAccount.person_id.distinct())
    chosen = sa.select(count).where(
        PersonAccount.number_index == found.number_index,
        PersonAccount.person_id != found.person_id,
        PersonAccount.state.in_((PROPOSED, CONFIRMED)),
    )
    return session().scalar(chosen) or 0


def paid_people(*, scope: Scope, on: date, after: int | None = None) -> list[PaidPerson]:
    """Return a page of people whom the fund pays and one more, newest first.

    They have family care registered, or a part of what their visits were paid.
    """
    registered = scope.narrow(sa.select(FamilyCare.person_id), FamilyCare)
    settled = scope.narrow(sa.select(PersonLine.person_id), PersonLine)
    chosen = scope.narrow(sa.select(Person), Person).where(
        sa.or_(Person.id.in_(registered), Person.id.in_(settled))
    )
    if after is not None:
        chosen = chosen.where(Person.id < after)
    people = session().scalars(chosen.order_by(Person.id.desc()).limit(PAGE + 1)).all()
    return _with_accounts(people, scope=scope, on=on)


def paid_person(person: Person, *, scope: Scope, on: date) -> PaidPerson:
    """Return one person (read under the scope) with care and accounts."""
    return _with_accounts([person], scope=scope, on=on)[0]


def _with_accounts(people: Sequence[Person], *, scope: Scope, on: date) -> list[PaidPerson]:
    ids = [each.id for each in people]
    accounts = _among(sa.select(PersonAccount).order_by(*_DECIDED), ids)
    held, known = _held(accounts, on), cares(scope=scope, people=ids)
    waits = {each.person_id: each for each in accounts if each.state == PROPOSED}
    return [
        PaidPerson(
            each,
            [care for care in known if care.care.person_id == each.id],
            held.get(each.id),
            waits.get(each.id),
        )
        for each in people
    ]


def care_spans(
    area: str,
    first_day: date,
    last_day: date,
    *,
    known_at: datetime | None,
    scope: Scope,
    people: Collection[int] | None = None,
) -> list[CareSpan]:
    """Return the family care of a pool in some days, as known at an instant; of some if given."""
    if people is not None and not people:
        return []
    few = sorted(people) if people is not None and len(people) <= _CHUNK else None
    known = cares(scope=scope, known_at=known_at, area=area, people=few)
    inside = pools_inside(area, last_day)  # these pay their own
    return [
        CareSpan(
            each.care.id,
            each.care.person_id,
            Way(each.care.mode, each.care.item),
            each.care.first_day,
            each.last_day or FOREVER,
            each.care.monthly_fen,
        )
        for each in known
        if each.holds(first_day, last_day) and not each.care.area_code.startswith(inside)
        if people is None or each.care.person_id in people
    ]


def cared_for(people: Iterable[int]) -> list[tuple[int, str, str, str]]:
    """Return person, fund, category and traits of people with family care."""
    wanted = set(people)
    registered = sa.select(FamilyCare.person_id)
    chosen = sa.select(Person.id, Person.insurance, Person.category, Person.traits)
    rows = session().execute(chosen.where(Person.id.in_(registered))) if wanted else ()
    return [(key, *told, json.dumps(traits)) for key, *told, traits in rows if key in wanted]


def areas_of(people: Iterable[int]) -> dict[int, str]:
    """Return where people are at home."""
    wanted = sorted(set(people))
    found: dict[int, str] = {}
    for at in range(0, len(wanted), _CHUNK):
        chosen = sa.select(Person.id, Person.area_code)
        rows = session().execute(chosen.where(Person.id.in_(wanted[at : at + _CHUNK])))
        found |= {row.id: row.area_code for row in rows}
    return found


def lines_of(settlement_id: int) -> list[PersonLine]:
    """Return a settlement's lines of people (it was read under a scope), in their order."""
    chosen = sa.select(PersonLine).where(PersonLine.settlement_id == settlement_id)
    return list(session().scalars(chosen.order_by(PersonLine.number)))


def as_stretch(line: PersonLine) -> Stretch:
    """Return a stored line as the value that it was written from."""
    return Stretch(*(getattr(line, name) for name in Stretch._fields))


def shared_with_people(settlement: Settlement) -> list[tuple[int, Stretch]]:
    """Return the lines of people's parts of visits, as a settlement's settled lines give them."""
    if settlement.to_person_fen is None:
        return []
    key = (
        SettledLine.kind,
        SettledLine.person_id,
        SettledLine.for_month,
        SettledLine.provider_id,
        SettledLine.insurance,
        SettledLine.mode,
        SettledLine.grade,
        SettledLine.reasons,
    )
    chosen = (
        sa.select(*key, sa.func.count(), sa.func.sum(SettledLine.to_person_fen))
        .where(SettledLine.settlement_id == settlement.id, SettledLine.to_person_fen != 0)
        .group_by(*key)
    )
    return sorted(
        _shared(settlement.words, row).as_line() for row in map(tuple, session().execute(chosen))
    )


def _shared(words: dict[str, Any], row: tuple[Any, ...]) -> Shared:
    """Return a row of sums with words for the places of its lists."""
    found = Shared(*row)
    modes, grades = words["mode"], words["grade"]
    return found._replace(
        insurance=FUNDS[row[4]],
        mode=modes[row[5]],
        grade=grades[row[6]] if row[6] >= 0 else "",
        fen=int(found.fen),
    )


def lines_ever(area: str, for_month: int, source: str, *, before: str) -> list[tuple[int, Stretch]]:
    """Return kind and line of all that settlements ``before`` a month wrote for a month."""
    chosen = (
        sa.select(PersonLine)
        .join(Settlement, Settlement.id == PersonLine.settlement_id)
        .where(Settlement.area_code == area, Settlement.state.in_(VISIBLE))
        .where(Settlement.month < before)
        .where(PersonLine.for_month == for_month, PersonLine.source == source)
    )
    return [(each.kind, as_stretch(each)) for each in session().scalars(chosen)]


def news_of_family_care(area: str, before: date) -> list[tuple[sa.Select, Any, Any]]:
    """Return where news of family care come from: registered, or its end told."""
    nothing = sa.literal(None, sa.Date)
    sources = (
        ("family_care", FamilyCare, FamilyCare.first_day),
        ("family_care_end", FamilyCareEnd, FamilyCareEnd.last_day),
    )
    return [
        (
            sa.select(sa.literal(cause), sa.literal("person"), model.person_id, day, nothing).where(
                _in(model, area), day < before
            ),
            model.recorded_at,
            model,
        )
        for cause, model, day in sources
    ]


def first_day_of_care(area: str, *, scope: Scope) -> date | None:
    """Return the first day of any family care in an area."""
    statement = scope.narrow(sa.select(sa.func.min(FamilyCare.first_day)), FamilyCare)
    return session().scalar(statement.where(_in(FamilyCare, area)))


def _in(model: Any, area: str) -> sa.ColumnElement[bool]:  # noqa: ANN401 - a model with an area
    return model.area_code.startswith(area, autoescape=True)


class LineOfMonth(NamedTuple):
    """A person's line with the settlement that wrote it."""

    line: PersonLine
    settlement: Settlement


def lines_of_person(person_id: int, *, scope: Scope, limit: int = 200) -> list[LineOfMonth]:
    """Return a person's newest lines of months that are computed, newest month first."""
    chosen = (
        scope.narrow(sa.select(PersonLine, Settlement), PersonLine)
        .join(Settlement, Settlement.id == PersonLine.settlement_id)
        .where(PersonLine.person_id == person_id, Settlement.state.in_(VISIBLE))
        .order_by(Settlement.month.desc(), PersonLine.number)
        .limit(limit)
    )
    return [LineOfMonth(*row) for row in session().execute(chosen)]


def bank_return(return_id: int, *, scope: Scope, lock: bool = False) -> BankReturn:
    """Return one notice of a returned payment, locked for a change if asked."""
    chosen = scope.narrow(sa.select(BankReturn), BankReturn).where(BankReturn.id == return_id)
    return the_one(chosen, "bank return", "银行退回登记", lock=lock)


def returns_waiting(*, scope: Scope) -> Sequence[BankReturn]:
    """Return the notices that wait for a second person, oldest first."""
    chosen = scope.narrow(sa.select(BankReturn), BankReturn)
    chosen = chosen.where(BankReturn.state == PROPOSED).order_by(BankReturn.id)
    return session().scalars(chosen).all()


def returns_in(order_id: int) -> Sequence[BankReturn]:
    """Return the notices about an order (read under a scope) that wait for a second person."""
    chosen = sa.select(BankReturn).where(BankReturn.order_id == order_id)
    return session().scalars(chosen.where(BankReturn.state == PROPOSED)).all()


def returns_of(person_id: int, *, scope: Scope) -> Sequence[BankReturn]:
    """Return every notice about a person's payments."""
    chosen = scope.narrow(sa.select(BankReturn), BankReturn)
    return session().scalars(chosen.where(BankReturn.person_id == person_id)).all()


def names_of(people: Sequence[int]) -> dict[int, str]:
    """Return the names of people whose records were read under a scope."""
    chosen = sa.select(Person.id, Person.name).where(Person.id.in_(people))
    return {row.id: row.name for row in session().execute(chosen)}
