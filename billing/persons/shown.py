"""Family care as its pages show it: words of the pack, choices of forms, a page at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from billing.lines.explain import reasons_of
from billing.models import Settlement
from billing.payments import queries as payments
from billing.payments.returned import Back
from billing.persons import balances, queries
from billing.persons.accounts import SELF
from billing.persons.care import NewCare
from billing.persons.forms import AccountForm, CareForm, RepaidForm
from billing.persons.models import BankReturn, PersonLine
from billing.persons.queries import PAGE, PaidPerson
from billing.persons.rules.days import FAMILY_CARER
from billing.persons.rules.lines import CARE
from billing.persons.rules.ways import Way, paid_to_people, pays_people
from billing.rules.columns import About, Cell
from billing.rules.tariff import Tariff
from billing.views.words import happened
from ltc.case import queries as people
from ltc.case.models import Person
from ltc.policy.load import pack_for_area
from ltc.policy.lookup import Pack
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.dates import FOREVER
from ltc.shared.errors import PolicyGap
from ltc.shared.reasons import Reason
from ltc.web.filters import named
from ltc.web.words import choices
from providers.visits.queries.desk import names_of_users

_BETWEEN = "/"


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of people, and the key that the next one begins after."""

    rows: Sequence[PaidPerson]
    next: int | None


def page_of(rows: Sequence[PaidPerson]) -> PeoplePage:
    """Cut a page from what was read: one row more than a page says that there is a next one."""
    more = len(rows) > PAGE
    return PeoplePage(rows[:PAGE], rows[PAGE - 1].person.id if more else None)


def person(person_id: int, *, scope: Scope, on: date) -> dict[str, Any]:
    """Return everything that the page of one person shows."""
    found = people.person(person_id, scope=scope)
    row = queries.paid_person(found, scope=scope, on=on)
    accounts = queries.accounts_of(person_id, scope=scope)
    records: list[tuple[str, object]] = [("family_care", each.care.id) for each in row.cares]
    records += [("person_account", each.id) for each in accounts]
    records += [("bank_return", each.id) for each in queries.returns_of(person_id, scope=scope)]
    records += [("person_refund", each.id) for each in balances.refunds_of(person_id, scope=scope)]
    return {
        "person": found,
        "row": row,
        "accounts": accounts,
        "paid": paid_lines(found, scope=scope),
        "pays_people": _pays_people(found, on),
        **money_of(found, on=on, scope=scope),
        "ways": {
            each.care.id: way_named(each.care.mode, each.care.item, found, each.care.first_day)
            for each in row.cares
        },
        "entries": happened(*records, scope=scope) if records else [],
    }


def money_of(of: Person, *, on: date, scope: Scope) -> dict[str, Any]:
    """Return what was paid to a person, what came back or was taken back, what is owed now."""
    return {
        "payments": balances.paid_to(of.id, scope=scope),
        "refunds": balances.refunds_of(of.id, scope=scope),
        "taken_back": balances.taken_back_from(of.id),
        "owed_fen": sum(balances.owed(_pool(of, on), person=of.id).values()),
    }


def _pool(of: Person, on: date) -> str:
    try:
        return pack_for_area(of.area_code, on).area_code
    except PolicyGap:
        return of.area_code


def own(*, scope: Scope, on: date) -> dict[str, Any]:
    """Return what the family's own page shows."""
    found = people.person(scope.person_id or -1, scope=scope)
    row, paid = queries.paid_person(found, scope=scope, on=on), paid_lines(found, scope=scope)
    # Nobody is paid, and nothing comes back, before there are lines.
    money = money_of(found, on=on, scope=scope) if paid else {}
    return {"row": row, "paid": paid, "payments": (), "owed_fen": 0, **money}


def paid_by(order_id: int, person_id: int, *, scope: Scope) -> Person:
    """Return whom an order paid, both in scope."""
    payments.order(order_id, scope=scope)
    return people.person(person_id, scope=scope)


def repaid(form: RepaidForm) -> tuple[int, Back]:
    """Return what was typed: the amount, and what the bank's notice says."""
    values = form.values()
    amount = values.pop("amount")
    return amount, Back(why="", **values)


@dataclass(frozen=True, slots=True)
class PaidLine:
    """A settled line with the way of care and the reasons in words."""

    line: PersonLine
    settlement: Settlement
    way: str
    reasons: Sequence[Reason]


def paid_lines(of: Person, *, scope: Scope) -> list[PaidLine]:
    """Return what was settled for a person and why, by the law as known to each run."""
    return [
        PaidLine(
            line,
            month,
            way_named(line.mode, line.item, of, line.first_day),
            _reasons(line, month, of),
        )
        for line, month in queries.lines_of_person(of.id, scope=scope)
    ]


def _reasons(line: PersonLine, month: Settlement, of: Person) -> Sequence[Reason]:
    known_on = legal_day(month.as_known_at) if month.as_known_at else None
    tariff = Tariff(pack_for_area(month.area_code, line.first_day), known_on=known_on)
    carer = FAMILY_CARER if line.source == CARE else ""
    about = About(line.item, "", carer, tuple(sorted(of.traits)))
    cell = Cell(line.first_day, line.mode, line.grade, of.category, about)
    return reasons_of(tariff, line.reasons, cell)


def way_named(mode: str, item: str, of: Person, on: date) -> str:
    """Return a way of care in the words of the pack of its day."""
    try:
        pack = pack_for_area(of.area_code, on)
    except PolicyGap:
        return mode
    return _named(pack, Way(mode, item))


def _named(pack: Pack, way: Way) -> str:
    words = [named(pack.word("modes", way.mode))]
    return " · ".join([*words, *([named(pack.word("items", way.item))] if way.item else [])])


def offer_ways(form: CareForm, person_id: int, *, scope: Scope, on: date) -> Person:
    """Offer the ways that the pack of the first day pays to people; return whose they are."""
    found = people.person(person_id, scope=scope)
    day = form.first_day.data or on
    form.way.choices = _ways(found, day)
    form.relation.choices = choices("care_relation")
    return found


def _pays_people(of: Person, on: date) -> bool:
    """Tell whether the pack pays people anything, so that an account is of use."""
    try:
        return pays_people(Tariff(pack_for_area(of.area_code, on)), on)
    except PolicyGap:
        return False


def _ways(of: Person, on: date) -> list[tuple[str, str]]:
    try:
        pack = pack_for_area(of.area_code, on)
    except PolicyGap:
        return []
    return [(_BETWEEN.join(way), _named(pack, way)) for way in paid_to_people(Tariff(pack), on)]


def new_care(form: CareForm, person_id: int) -> NewCare:
    """Return what was typed as a command."""
    values = form.values()
    mode, _, item = values.pop("way").partition(_BETWEEN)
    monthly = values.pop("monthly") or 0
    return NewCare(person_id=person_id, way=Way(mode, item), monthly_fen=monthly, **values)


def offer_holders(form: AccountForm, person_id: int, *, scope: Scope, on: date) -> Person:
    """Offer the person and the carers who still care as holders; return whose account it is."""
    found = people.person(person_id, scope=scope)
    carers: dict[str, int] = {}
    for each in queries.cares(scope=scope, people=[person_id]):
        if each.holds(on, FOREVER):
            carers.setdefault(each.care.carer_name, each.care.id)
    form.holder.choices = [(SELF, found.name), *((str(at), name) for name, at in carers.items())]
    if not form.is_submitted():
        form.holder.data, form.first_day.data = SELF, on
    return found


def person_of_care(care_id: int, *, scope: Scope) -> Person:
    """Return whose family care it is."""
    return people.person(queries.care(care_id, scope=scope).person_id, scope=scope)


@dataclass(frozen=True, slots=True)
class ReturnShown:
    """A bank's notice with whose payment it is about, and how much would be owed again."""

    row: BankReturn
    person: str
    fen: int
    by: str


def return_shown(return_id: int, *, scope: Scope) -> ReturnShown:
    """Return one notice as the second person sees it."""
    return _returns_shown([queries.bank_return(return_id, scope=scope)])[0]


def returns_waiting(*, scope: Scope) -> list[ReturnShown]:
    """Return the notices that wait for a second person, oldest first."""
    return _returns_shown(queries.returns_waiting(scope=scope))


def _returns_shown(rows: Sequence[BankReturn]) -> list[ReturnShown]:
    paid: Counter[tuple[int, int]] = Counter()
    for each in balances.payments_of({row.order_id for row in rows}):
        paid[each.order_id, each.person_id] += each.paid_fen
    names = queries.names_of([row.person_id for row in rows])
    by = names_of_users([row.proposed_by for row in rows])
    return [
        ReturnShown(
            row,
            names[row.person_id],
            paid[row.order_id, row.person_id],
            by.get(row.proposed_by, ""),
        )
        for row in rows
    ]
