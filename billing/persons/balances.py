"""What the fund owes to each person: lines less payments, what came back, what findings took.

The books keep one account for all people; this is its subsidiary ledger.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from billing.models import PaymentOrder, Settlement
from billing.payments.rules import PAID, STANDING
from billing.persons.models import PersonAccount, PersonLine, PersonPayment, PersonRefund
from billing.persons.rules.shares import Key
from billing.recoveries.models import Recovery, RecoveryStep
from billing.settlement.rules.states import APPROVED, VISIBLE, WAITING
from ltc.db import session
from ltc.scope import Scope
from providers.visits.models import Visit


def owed(area: str, *, until: str = "", person: int | None = None) -> dict[Key, int]:
    """Return what a pool owes by person and fund, of months up to one; below zero they owe it.

    What an order pays counts as paid once it is drafted and until it is withdrawn: a second order
    never pays it again.  Of a month that nobody has approved only what it takes back counts.  Up to
    a month means less than all where a later order paid of it: what is not owed now was paid.
    """
    found = _owed(area, "", person)
    if not until:
        return found
    so_far = _owed(area, until, person)
    least = {key: min(so_far.get(key, 0), found.get(key, 0)) for key in found.keys() | so_far}
    return {key: fen for key, fen in least.items() if fen}


def _owed(area: str, until: str, person: int | None) -> dict[Key, int]:
    parts = (
        _lines(area, until, APPROVED),
        _paid(area, until, *STANDING),
        _came_back(area),
        _lines(area, until, WAITING),
        _taken_back(area),
    )
    asked = [_of(each, person).add_columns(sa.literal(at)) for at, each in enumerate(parts)]
    found: Counter[Key] = Counter()
    for key, insurance, sum_, at in session().execute(sa.union_all(*asked)):
        fen = int(sum_)
        found[key, insurance] += (fen, -fen, fen, min(fen, 0), -fen)[at]
    return {key: fen for key, fen in found.items() if fen}


def due(settlement_id: int) -> dict[Key, int]:
    """Return what one settlement's lines make due, by person and fund."""
    fen = sa.func.sum(PersonLine.fund_fen)
    chosen = sa.select(PersonLine.person_id, PersonLine.insurance, fen)
    rows = chosen.where(PersonLine.settlement_id == settlement_id).group_by(
        PersonLine.person_id, PersonLine.insurance
    )
    return {(person, fund): int(sum_) for person, fund, sum_ in session().execute(rows)}


def carried_by_books(area: str) -> dict[str, int]:
    """Return what the books should owe to people by fund: an order is posted once it is paid."""
    found: Counter[str] = Counter()
    parts = (
        (_lines(area, "", VISIBLE), 1),
        (_paid(area, "", PAID), -1),
        (_came_back(area), 1),
        (_taken_back(area), -1),
    )
    for statement, sign in parts:
        for _person, insurance, fen in session().execute(statement):
            found[insurance] += sign * int(fen)
    return {fund: fen for fund, fen in found.items() if fen}


def _of(statement: sa.Select[Any], person: int | None) -> sa.Select[Any]:
    """Narrow sums to one person, if given."""
    if person is None:
        return statement
    return statement.where(next(iter(statement.selected_columns)) == person)


def _lines(area: str, until: str, states: Sequence[str]) -> sa.Select[Any]:
    chosen = _sums(PersonLine, PersonLine.fund_fen)
    chosen = chosen.join(Settlement, Settlement.id == PersonLine.settlement_id).where(
        Settlement.area_code == area, Settlement.state.in_(states)
    )
    return chosen.where(Settlement.month <= until) if until else chosen


def _paid(area: str, until: str, *states: str) -> sa.Select[Any]:
    chosen = _sums(PersonPayment, PersonPayment.paid_fen)
    chosen = chosen.join(PaymentOrder, PaymentOrder.id == PersonPayment.order_id).where(
        PaymentOrder.area_code == area, PaymentOrder.state.in_(states)
    )
    if not until:
        return chosen
    month = Settlement, Settlement.id == PaymentOrder.settlement_id
    return chosen.join(*month).where(Settlement.month <= until)


def _came_back(area: str) -> sa.Select[Any]:
    return _sums(PersonRefund, PersonRefund.fen).where(PersonRefund.pool_code == area)


def _taken_back(area: str) -> sa.Select[Any]:
    """What findings take back from people: it is in the books, whatever month it is about."""
    chosen = _sums(Recovery, RecoveryStep.person_fen)
    joined = chosen.join(RecoveryStep, RecoveryStep.recovery_id == Recovery.id)
    return joined.where(Recovery.area_code == area, RecoveryStep.person_fen.is_not(None))


def _sums(model: Any, amount: Any) -> sa.Select[Any]:  # noqa: ANN401 - a model and its column
    return sa.select(model.person_id, model.insurance, sa.func.sum(amount)).group_by(
        model.person_id, model.insurance
    )


def payments_of(order_ids: Iterable[int]) -> list[PersonPayment]:
    """Return what orders (which were read under a scope) pay to people."""
    chosen = sa.select(PersonPayment).where(PersonPayment.order_id.in_(list(order_ids)))
    key = (PersonPayment.insurance, PersonPayment.person_id)
    return list(session().scalars(chosen.order_by(*key)))


class PaidOrder(NamedTuple):
    """One payment to a person, with its order and the account that it went into."""

    payment: PersonPayment
    order: PaymentOrder
    month: str
    account: PersonAccount | None


def paid_to(person_id: int, *, scope: Scope) -> list[PaidOrder]:
    """Return what orders that the bank carried out paid to a person, newest first."""
    chosen = (
        scope.narrow(
            sa.select(PersonPayment, PaymentOrder, Settlement.month, PersonAccount), PersonPayment
        )
        .join(PaymentOrder, PaymentOrder.id == PersonPayment.order_id)
        .join(Settlement, Settlement.id == PaymentOrder.settlement_id)
        .outerjoin(PersonAccount, PersonAccount.id == PersonPayment.account_id)
        .where(PersonPayment.person_id == person_id, PaymentOrder.state == PAID)
        .order_by(PaymentOrder.id.desc())
    )
    return [PaidOrder(*row) for row in session().execute(chosen)]


def refunds_of(person_id: int, *, scope: Scope) -> list[PersonRefund]:
    """Return what came back of a person's money, newest first."""
    chosen = scope.narrow(sa.select(PersonRefund), PersonRefund)
    chosen = chosen.where(PersonRefund.person_id == person_id)
    return list(session().scalars(chosen.order_by(PersonRefund.id.desc())))


class TakenBack(NamedTuple):
    """What a finding took back from a person, or gave him again: when, for a visit of which day."""

    at: datetime
    day: date
    fen: int


def taken_back_from(person_id: int) -> list[TakenBack]:
    """Return what findings took back from a person (who was read under a scope), newest first."""
    chosen = (
        sa.select(RecoveryStep.at, Visit.day, RecoveryStep.person_fen)
        .join(Recovery, Recovery.id == RecoveryStep.recovery_id)
        .join(Visit, Visit.id == Recovery.visit_id)
        .where(Recovery.person_id == person_id, RecoveryStep.person_fen != 0)
        .order_by(RecoveryStep.id.desc())
    )
    rows = session().execute(chosen)
    return [TakenBack(at, day, fen) for at, day, fen in rows if fen is not None]


def returned_in(order_id: int) -> set[tuple[int, str]]:
    """Return whose payments of an order (read under a scope) came back, and of which fund."""
    chosen = sa.select(PersonRefund.person_id, PersonRefund.insurance)
    rows = session().execute(chosen.where(PersonRefund.order_id == order_id))
    return {(row.person_id, row.insurance) for row in rows}
