"""What the fund paid in settled months, by payee and fund: to be held against another's list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

import sqlalchemy as sa

from billing.models import PaymentLine, PaymentOrder, Settlement
from billing.payments.rules import PAID
from billing.persons.models import PersonPayment, PersonRefund
from billing.persons.refunds import RETURNED
from ltc.db import session
from ltc.exchange.differences import PEOPLE, PROVIDERS, Payee
from ltc.scope import Scope


def paid_in(months: Collection[str], area: str, *, scope: Scope) -> dict[Payee, int]:
    """Return what orders that the bank carried out paid, less what it returned."""
    found: Counter[Payee] = Counter()
    for kind, model, payee, fen, sign in (
        (PROVIDERS, PaymentLine, PaymentLine.provider_id, PaymentLine.paid_fen, 1),
        (PEOPLE, PersonPayment, PersonPayment.person_id, PersonPayment.paid_fen, 1),
        (PEOPLE, PersonRefund, PersonRefund.person_id, PersonRefund.fen, -1),
    ):
        chosen = (
            scope.narrow(
                sa.select(Settlement.month, payee, model.insurance, sa.func.sum(fen)), PaymentOrder
            )
            .join(PaymentOrder, PaymentOrder.id == model.order_id)
            .join(Settlement, Settlement.id == PaymentOrder.settlement_id)
            .where(Settlement.area_code.startswith(area, autoescape=True))
            .where(Settlement.month.in_(months), PaymentOrder.state == PAID)
            .group_by(Settlement.month, payee, model.insurance)
        )
        if model is PersonRefund:
            chosen = chosen.where(PersonRefund.kind == RETURNED)
        for month, record, insurance, sum_ in session().execute(chosen):
            found[Payee(month, kind, record, insurance)] += sign * int(sum_)
    return {payee: fen for payee, fen in found.items() if fen}
