"""A payment to a provider that the bank returns: one records the notice, another confirms it.

Then the money is owed again by a new entry, the account is closed, and the provider is told.  It
is paid with the next order, into the account that two people confirm meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from billing.ledger import services as ledger
from billing.ledger.rules.chart import CASH, PAYABLE
from billing.ledger.rules.entry import About, Entry, Line
from billing.models import PaymentLine, PaymentOrder
from billing.payees import queries
from billing.payees.models import PayeeAccount, PayeeReturn
from billing.payees.rules import CLOSED, CONFIRMED, DROPPED, PROPOSED, last_digits
from billing.payments import queries as payments
from billing.payments.returned import (
    WHY,
    Back,
    checked,
    known_reason,
    paid_before,
    posted_on,
    typed_again,
    waits,
)
from ltc.audit.services import record
from ltc.db import session
from ltc.outbox.services import Addressee, post
from ltc.scope import Scope
from ltc.shared.errors import Conflict
from ltc.shared.money import yuan


@dataclass(frozen=True, slots=True)
class Paid:
    """Which payment came back: of which order, to whom, of which fund."""

    order_id: int
    provider_id: int
    insurance: str


def propose(paid: Paid, back: Back, *, scope: Scope, at: datetime) -> PayeeReturn:
    """Record the notice; what could not be posted now is refused at once."""
    reference = checked(back, at)
    order, fen = _returnable(paid, back, scope)
    into = queries.paid_into(paid.provider_id, order.approved_at)
    made = PayeeReturn(
        order_id=order.id,
        provider_id=paid.provider_id,
        area_code=order.area_code,
        insurance=paid.insurance,
        account_id=into.id if into else None,
        fen=fen,
        came_on=back.came_on,
        why=back.why,
        bank_reference=reference,
        state=PROPOSED,
        proposed_by=scope.actor.user_id,
        proposed_at=at,
    )
    _add(made)
    _tell("payee_return.propose", made, scope=scope, at=at)
    return made


def _returnable(paid: Paid, back: Back, scope: Scope) -> tuple[PaymentOrder, int]:
    """Return the order, locked, and what it paid; refuse what cannot have come back."""
    known_reason(back)
    order = payments.order(paid.order_id, scope=scope, lock=True)
    paid_before(order, back)
    line = session().get(PaymentLine, (order.id, paid.provider_id, paid.insurance))
    if line is None or not line.paid_fen:
        raise Conflict("the order paid nothing to it", "本付款单没有付给该机构的这笔款项")
    return order, line.paid_fen


def _add(made: PayeeReturn) -> None:
    """Write a notice; of one payment only one stands, also where two are recorded at once."""
    try:
        with session().begin_nested():
            session().add(made)
            session().flush()
    except sa.exc.IntegrityError as clash:
        raise Conflict(
            "a return of this payment is recorded already", "该笔退回已登记，不能重复登记"
        ) from clash


def confirm(return_id: int, reference: str, *, scope: Scope, at: datetime) -> PayeeReturn:
    """Confirm a notice by typing its reference again; the fund owes the money again."""
    row = _waiting(return_id, scope)
    typed_again(row, reference, scope=scope)
    entry = ledger.post(_entry(row, at), scope=scope, at=at)
    row.entry_id, row.state = entry.id, CONFIRMED
    _decide(row, "payee_return.confirm", scope=scope, at=at)
    _close(row, scope=scope, at=at)
    _tell_provider(row, at)
    return row


def drop(return_id: int, *, scope: Scope, at: datetime) -> PayeeReturn:
    """Drop a notice that was recorded wrongly."""
    row = _waiting(return_id, scope)
    row.state = DROPPED
    return _decide(row, "payee_return.drop", scope=scope, at=at)


def _waiting(return_id: int, scope: Scope) -> PayeeReturn:
    row = queries.returned(return_id, scope=scope, lock=True)
    waits(row)
    return row


def _entry(row: PayeeReturn, at: datetime) -> Entry:
    """Return the entry; in a closed month it is posted on the day it is confirmed."""
    return Entry(
        key=f"payee_return:{row.id}",
        area_code=row.area_code,
        insurance=row.insurance,
        kind="payment_return",
        posted_on=posted_on(row.area_code, row.came_on, at),
        about=About("payment_order", str(row.order_id)),
        document=row.bank_reference,
        memo=WHY[row.why],
        lines=(Line(CASH, row.fen), Line(PAYABLE, -row.fen, row.provider_id)),
    )


def _close(row: PayeeReturn, *, scope: Scope, at: datetime) -> None:
    """Pay no more into the account that the payment went to."""
    into = session().get(PayeeAccount, row.account_id) if row.account_id else None
    if into is None or into.state != CONFIRMED:
        return
    into.state = CLOSED
    after = {"provider_id": into.provider_id, "account": last_digits(into.number)}
    record(act="payee.close", about=into, actor=scope.actor, at=at, after=after, reason=row.why)


def _tell_provider(row: PayeeReturn, at: datetime) -> None:
    post(
        Addressee(row.area_code, organisation_id=row.provider_id),
        key=f"payee_return:{row.id}",
        channel="notice",
        subject="付款被银行退回",
        body=f"付给贵机构的{yuan(row.fen)}元于{row.came_on}被银行退回（{WHY[row.why]}）。金额仍为应付，"
        "原收款账户已停用；请向医保局提供新的收款账户，确认后随下次付款付出。",
        at=at,
    )


def _decide(row: PayeeReturn, act: str, *, scope: Scope, at: datetime) -> PayeeReturn:
    row.decided_by, row.decided_at = scope.actor.user_id, at
    _tell(act, row, scope=scope, at=at)
    return row


def _tell(act: str, row: PayeeReturn, *, scope: Scope, at: datetime) -> None:
    facts = {"order_id": row.order_id, "provider_id": row.provider_id, "fen": row.fen}
    record(act=act, about=row, actor=scope.actor, at=at, after={**facts, "why": row.why})
