"""A bank's notice that a payment to a person came back: one records it, another confirms it.

Until then nothing is owed again and no account closed.
"""

from __future__ import annotations

from datetime import datetime

from billing.payees.rules import CONFIRMED, DROPPED, PROPOSED
from billing.payments.returned import Back, checked, typed_again, waits
from billing.persons import queries, refunds
from billing.persons.models import BankReturn
from ltc.audit.services import record
from ltc.db import session
from ltc.scope import Scope
from ltc.shared.errors import Conflict


def propose(order_id: int, person_id: int, back: Back, *, scope: Scope, at: datetime) -> BankReturn:
    """Record the notice; what could not be posted now is refused at once."""
    reference = checked(back, at)
    order, person, paid = refunds.returnable(order_id, person_id, back, scope=scope)
    if any(each.person_id == person.id for each in queries.returns_in(order.id)):
        raise Conflict(
            "a return of this payment waits to be confirmed", "该笔退回已登记，正待另一人确认"
        )
    made = BankReturn(
        order_id=order.id,
        person_id=person.id,
        area_code=person.area_code,
        came_on=back.came_on,
        why=back.why,
        bank_reference=reference,
        state=PROPOSED,
        proposed_by=scope.actor.user_id,
        proposed_at=at,
    )
    session().add(made)
    session().flush()
    after = {"order_id": order.id, "fen": sum(each.paid_fen for each in paid), "why": back.why}
    record(act="bank_return.propose", about=made, actor=scope.actor, at=at, after=after)
    return made


def confirm(return_id: int, reference: str, *, scope: Scope, at: datetime) -> BankReturn:
    """Confirm a notice by typing its reference again; the books follow, the fund owes again."""
    row = _waiting(return_id, scope)
    typed_again(row, reference, scope=scope)
    back = Back(came_on=row.came_on, why=row.why, bank_reference=row.bank_reference)
    refunds.returned(row.order_id, row.person_id, back, scope=scope, at=at)
    return _decide(row, CONFIRMED, "bank_return.confirm", scope=scope, at=at)


def drop(return_id: int, *, scope: Scope, at: datetime) -> BankReturn:
    """Drop a notice that was recorded wrongly."""
    return _decide(_waiting(return_id, scope), DROPPED, "bank_return.drop", scope=scope, at=at)


def _waiting(return_id: int, scope: Scope) -> BankReturn:
    row = queries.bank_return(return_id, scope=scope, lock=True)
    waits(row)
    return row


def _decide(row: BankReturn, state: str, act: str, *, scope: Scope, at: datetime) -> BankReturn:
    row.state, row.decided_by, row.decided_at = state, scope.actor.user_id, at
    record(act=act, about=row, actor=scope.actor, at=at, after={"order_id": row.order_id})
    return row
