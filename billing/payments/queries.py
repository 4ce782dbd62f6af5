"""Reading payment orders, and what the books owe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from billing.ledger.models import LedgerEntry, LedgerLine
from billing.ledger.rules.chart import PAYABLE
from billing.models import PaymentLine, PaymentOrder, Settlement
from billing.payees.queries import confirmed
from billing.payments.rules import DRAFTED, UNDER_WAY, WITHDRAWN
from billing.persons.models import PersonPayment
from billing.settlement.rules.states import WAITING
from ltc.audit.models import AuditRow
from ltc.db import session, the_one
from ltc.directory.models import Organisation
from ltc.scope import Scope


def order(order_id: int, *, scope: Scope, lock: bool = False) -> PaymentOrder:
    """Return one payment order, locked for a change if asked."""
    chosen = scope.narrow(sa.select(PaymentOrder), PaymentOrder).where(PaymentOrder.id == order_id)
    return the_one(chosen, "payment order", "付款单", lock=lock)


def order_of(settlement_id: int, *, scope: Scope) -> PaymentOrder | None:
    """Return the payment order of a settlement that stands, if one was drafted."""
    chosen = scope.narrow(sa.select(PaymentOrder), PaymentOrder)
    standing = PaymentOrder.settlement_id == settlement_id, PaymentOrder.state != WITHDRAWN
    return session().scalar(chosen.where(*standing))


def was_handed_over(order: PaymentOrder) -> bool:
    """Tell whether the bank's file of an order was ever taken out: each time left an audit row."""
    about = AuditRow.about_kind == PaymentOrder.__tablename__, AuditRow.about_id == str(order.id)
    taken = sa.exists().where(*about, AuditRow.act == "payment.file")
    return bool(session().scalar(sa.select(taken)))


def orders(*, scope: Scope, limit: int = 50) -> Sequence[PaymentOrder]:
    """Return payment orders, newest first."""
    chosen = scope.narrow(sa.select(PaymentOrder), PaymentOrder)
    return session().scalars(chosen.order_by(PaymentOrder.id.desc()).limit(limit)).all()


def lines(order_id: int) -> Sequence[PaymentLine]:
    """Return the lines of an order (which was read under a scope)."""
    chosen = sa.select(PaymentLine).where(PaymentLine.order_id == order_id)
    key = (PaymentLine.insurance, PaymentLine.provider_id)
    return session().scalars(chosen.order_by(*key)).all()


@dataclass(frozen=True, slots=True)
class Payee:
    """Who is paid, and into which account; none where none was confirmed."""

    name: str
    bank_account: str


def payees(provider_ids: Sequence[int]) -> dict[int, Payee]:
    """Return the organisations that are paid, with their confirmed accounts."""
    accounts = confirmed(provider_ids)
    chosen = sa.select(Organisation.id, Organisation.name).where(Organisation.id.in_(provider_ids))
    return {
        number: Payee(name, accounts[number].number if number in accounts else "")
        for number, name in session().execute(chosen)
    }


def owed(area: str) -> dict[tuple[int, str], int]:
    """Return what an area's books owe, by provider and fund; below zero it owes the fund."""
    chosen = (
        sa.select(
            LedgerLine.provider_id, LedgerEntry.insurance, -sa.func.sum(LedgerLine.amount_fen)
        )
        .join(LedgerEntry, LedgerEntry.id == LedgerLine.entry_id)
        .where(LedgerEntry.area_code == area, LedgerLine.account == PAYABLE)
        .group_by(LedgerLine.provider_id, LedgerEntry.insurance)
    )
    return {
        (provider, insurance): int(fen)
        for provider, insurance, fen in session().execute(chosen)
        if provider is not None
    }


def under_way(area: str) -> dict[tuple[int, str], int]:
    """Return what orders that the bank has not carried out yet will pay, by provider and fund."""
    chosen = (
        sa.select(PaymentLine.provider_id, PaymentLine.insurance, sa.func.sum(PaymentLine.paid_fen))
        .join(PaymentOrder, PaymentOrder.id == PaymentLine.order_id)
        .where(PaymentOrder.area_code == area, PaymentOrder.state.in_(UNDER_WAY))
        .group_by(PaymentLine.provider_id, PaymentLine.insurance)
    )
    return {(provider, fund): int(fen) for provider, fund, fen in session().execute(chosen)}


def not_approved(area: str) -> list[int]:
    """Return the months of an area that stand on the books and that nobody has approved yet."""
    chosen = sa.select(Settlement.id).where(Settlement.area_code == area)
    return list(session().scalars(chosen.where(Settlement.state.in_(WAITING))))


def promised_cash(area: str) -> Counter[str]:
    """Return the cash of each fund that orders will pay which the bank has not carried out yet."""
    return _cash(PaymentOrder.area_code == area, PaymentOrder.state.in_(UNDER_WAY))


def drafted_cash(area: str, but: int) -> Counter[str]:
    """Return the cash that orders ask for which nobody has approved, one left out."""
    drafts = PaymentOrder.area_code == area, PaymentOrder.state == DRAFTED
    return _cash(*drafts, PaymentOrder.id != but)


def cash_of(order_id: int) -> Counter[str]:
    """Return the cash of each fund that an order pays."""
    return _cash(PaymentOrder.id == order_id)


def _cash(*which: sa.ColumnElement[bool]) -> Counter[str]:
    paid = sa.union_all(
        *(
            sa.select(to.insurance, to.paid_fen)
            .join(PaymentOrder, PaymentOrder.id == to.order_id)
            .where(*which)
            for to in (PaymentLine, PersonPayment)
        )
    ).subquery()
    summed = sa.select(paid.c.insurance, sa.func.sum(paid.c.paid_fen)).group_by(paid.c.insurance)
    return Counter({fund: int(fen) for fund, fen in session().execute(summed)})
