"""The bank's results of an order (回盘) as a whole: paid, returned in part, or nothing paid.

The same acts as on the pages.  That money came back stays a proposal until a second person has
confirmed it; that nothing was paid lets the lead, another person, withdraw the order.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from billing.board.rules import PAY, WHO
from billing.models import PaymentOrder
from billing.payees import returns as payee_returns
from billing.payees.returns import Paid
from billing.payments import matching, queries, services, withdrawing
from billing.payments.matching import Faults, Result, Sent
from billing.payments.returned import Back
from billing.payments.rules import APPROVED, PAID
from billing.payments.transfers import transfers
from billing.persons import returns
from ltc.scope import Scope
from ltc.shared.errors import Conflict, Forbidden

_SYSTEM = 0


def record_results(
    order_id: int, results: Sequence[Result], *, scope: Scope, at: datetime
) -> Faults:
    """Record what the bank says of an order; return what is wrong with which result."""
    _refuse_role(scope)
    row = queries.order(order_id, scope=scope, lock=True)
    services.in_state(row, APPROVED, PAID)
    sent = dict(enumerate(transfers(row), start=1))
    found = matching.faults(results, sent, paid=row.state == PAID)
    sound = [each for each in results if each not in found]
    if sound:
        _record(row, sound, sent, scope=scope, at=at)
    return found


def _refuse_role(scope: Scope) -> None:
    """Leave it to whom the page of the order leaves it, or the system by its command."""
    if scope.actor.user_id != _SYSTEM and not scope.actor.roles & set(WHO[PAY]):
        raise Forbidden(
            "the bank's results are recorded by the bureau's officer", "银行回盘由医保局经办岗登记"
        )


def _record(
    row: PaymentOrder, results: Sequence[Result], sent: Sent, *, scope: Scope, at: datetime
) -> None:
    if row.state == APPROVED and matching.nothing_paid(results):
        withdrawing.record_unpaid(row.id, results[0].reference, scope=scope, at=at)
        return
    if row.state == APPROVED:
        day, reference = matching.one_payment(results)
        services.mark_paid(row.id, day, reference, scope=scope, at=at)
    _refuse_another_payment(row, results)
    for whose, said in matching.people_back(results, sent):
        back = Back(came_on=said.day, why=said.why, bank_reference=said.reference)
        returns.propose(row.id, whose, back, scope=scope, at=at)
    for provider, fund, said in matching.providers_back(results, sent):
        back = Back(came_on=said.day, why=said.why, bank_reference=said.reference)
        payee_returns.propose(Paid(row.id, provider, fund), back, scope=scope, at=at)


def _refuse_another_payment(row: PaymentOrder, results: Sequence[Result]) -> None:
    """What is told as paid was paid on the day and under the reference on record."""
    paid = [each for each in results if each.result == matching.PAID]
    if paid and matching.one_payment(paid) != (row.paid_on, row.bank_reference):
        raise Conflict(
            f"the order was paid on {row.paid_on} under {row.bank_reference}",
            f"该付款单已登记于{row.paid_on}付款，流水号{row.bank_reference}，与回盘不符",
            field="bank_reference",
        )
