"""Money that comes back: the bank could not pay it out, or the family pays back what it owes.

Each is a new entry: cash comes in, and the fund owes again what was returned.  Where the bank
returned it, nothing more goes into that account until the desk has a new one confirmed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from billing.ledger import services as ledger
from billing.ledger.queries import hold_books
from billing.ledger.rules.chart import CASH, PERSON_PAYABLE
from billing.ledger.rules.entry import About, Entry, pair
from billing.models import PaymentOrder
from billing.payments import queries as payments
from billing.payments.returned import WHY, Back, checked, known_reason, paid_before, posted_on
from billing.persons import accounts, balances, queries
from billing.persons.models import PersonPayment, PersonRefund
from ltc.audit.services import record
from ltc.case.models import Person
from ltc.case.queries import lock_person
from ltc.db import session
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.errors import BadInput, Conflict

RETURNED, REPAID = "returned", "repaid"
LEFT_OUT = "left_out"
_MEMO = {**WHY, LEFT_OUT: "收款账户已停用，未付出", "": "缴回多付的个人待遇"}


@dataclass(frozen=True, slots=True)
class Came:
    """One sum that came back: of whom, into which pool and fund, of which order if of one."""

    kind: str
    person_id: int
    area_code: str
    pool_code: str
    insurance: str
    fen: int
    order_id: int | None


def returned(
    order_id: int, person_id: int, back: Back, *, scope: Scope, at: datetime
) -> list[PersonRefund]:
    """Post what the bank returned of what an order paid to a person; the fund owes it again.

    Two people stand behind it: see ``returns``.
    """
    order, person, paid = returnable(order_id, person_id, back, scope=scope)
    made = _give_back(order, person, paid, back, scope=scope, at=at)
    for each in paid:
        if each.account_id is not None:
            row = queries.account(each.account_id, scope=scope, lock=True)
            accounts.close(row, WHY[back.why], scope=scope, at=at)
    return made


def returnable(
    order_id: int, person_id: int, back: Back, *, scope: Scope
) -> tuple[PaymentOrder, Person, list[PersonPayment]]:
    """Return the payments that a bank's notice can be about, locked; refuse what cannot be."""
    known_reason(back)
    order = payments.order(order_id, scope=scope, lock=True)
    person = lock_person(person_id, scope=scope)
    paid_before(order, back)
    paid = _not_returned(order, person.id)
    if not paid:
        raise Conflict(
            "nothing was paid, or it came back already", "没有付给该参保人的款项，或已登记退回"
        )
    return order, person, paid


def give_back_left_out(order: PaymentOrder, *, scope: Scope, at: datetime) -> None:
    """Owe again what a paid order could not pay, as if the bank had returned it at once.

    Its account was closed between draft and approval, so it was not in the bank's file.
    """
    paid = [each for each in balances.payments_of([order.id]) if each.paid_fen]
    gone = {each.person_id for each in paid if each.account_id in (order.left_out or [])}
    people = [lock_person(each, scope=scope) for each in sorted(gone)]  # before the books
    if order.paid_on is None:
        return
    back = Back(came_on=order.paid_on, why=LEFT_OUT, bank_reference=order.bank_reference)
    for person in people:
        theirs = [each for each in paid if each.person_id == person.id]
        _give_back(order, person, theirs, back, scope=scope, at=at)


def _give_back(
    order: PaymentOrder,
    person: Person,
    paid: Sequence[PersonPayment],
    back: Back,
    *,
    scope: Scope,
    at: datetime,
) -> list[PersonRefund]:
    return [
        _write(
            Came(
                RETURNED,
                person.id,
                person.area_code,
                order.area_code,
                each.insurance,
                each.paid_fen,
                order.id,
            ),
            back,
            scope=scope,
            at=at,
        )
        for each in paid
    ]


def _not_returned(order: PaymentOrder, person_id: int) -> list[PersonPayment]:
    came = sa.select(PersonRefund.insurance).where(
        PersonRefund.kind == RETURNED,
        PersonRefund.order_id == order.id,
        PersonRefund.person_id == person_id,
    )
    there = set(session().scalars(came))
    return [
        each
        for each in balances.payments_of([order.id])
        if each.person_id == person_id and each.paid_fen and each.insurance not in there
    ]


def repaid(
    person_id: int, fen: int, back: Back, *, scope: Scope, at: datetime
) -> list[PersonRefund]:
    """Record what the family paid back, no more than it owes; fund by fund."""
    person = lock_person(person_id, scope=scope)
    _refuse_again(person_id, back.bank_reference.strip(), scope)
    pool = pack_for_area(person.area_code, legal_day(at)).area_code
    hold_books(pool, alone=True)
    owes = {key: -sum_ for key, sum_ in balances.owed(pool, person=person.id).items() if sum_ < 0}
    if not 0 < fen <= sum(owes.values()):
        raise BadInput(
            f"what is owed back is {sum(owes.values())} 分",
            "缴回金额应大于零，且不超过应退回的金额",
            field="amount",
        )
    made = []
    for (key, insurance), most in owes.items():
        part = min(fen, most)
        if part:
            came = Came(REPAID, key, person.area_code, pool, insurance, part, None)
            made.append(_write(came, back, scope=scope, at=at))
        fen -= part
    return made


def _refuse_again(person_id: int, reference: str, scope: Scope) -> None:
    """Refuse a bank reference under which the family paid back before: it is one payment."""
    there = balances.refunds_of(person_id, scope=scope)
    if any(each.kind == REPAID and each.bank_reference == reference for each in there):
        raise Conflict(
            f"a repayment of this person is recorded under {reference}; is it the same one?",
            f"该参保人已有流水号为{reference}的缴回，请核对是否重复；另一笔请填其本身的流水号",
            field="bank_reference",
        )


def _write(came: Came, back: Back, *, scope: Scope, at: datetime) -> PersonRefund:
    """Post what came back and keep it with its entry."""
    reference = checked(back, at)
    made = PersonRefund(
        **{name: getattr(came, name) for name in Came.__slots__},
        came_on=back.came_on,
        why=back.why,
        bank_reference=reference,
        entry_id=ledger.post(_entry(came, back, reference, at), scope=scope, at=at).id,
        recorded_by=scope.actor.user_id,
        recorded_at=at,
    )
    session().add(made)
    session().flush()
    after = {"fen": came.fen, "came_on": str(back.came_on), "why": back.why}
    record(act=f"person_payment.{came.kind}", about=made, actor=scope.actor, at=at, after=after)
    return made


def _entry(came: Came, back: Back, reference: str, at: datetime) -> Entry:
    """Return the entry: cash comes in; in a closed month it is posted on the day it is recorded."""
    order = str(came.order_id) if came.order_id else ""
    return Entry(
        key=f"person_{came.kind}:{order or reference}:{came.person_id}:{came.insurance}",
        area_code=came.pool_code,
        insurance=came.insurance,
        kind="person_refund",
        posted_on=posted_on(came.pool_code, back.came_on, at),
        about=About("payment_order", order) if order else About("person", str(came.person_id)),
        document=reference,
        memo=_MEMO[back.why],
        lines=pair(CASH, PERSON_PAYABLE, came.fen),
    )
