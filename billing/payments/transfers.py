"""The transfers of an order, in the order of the bank's file: what line 7 of it is, and whose."""

from __future__ import annotations

from typing import NamedTuple

from billing.ledger.rules.chart import INSURANCES
from billing.models import PaymentOrder
from billing.payments import queries
from billing.payments.bank import BankLine
from billing.persons import paying
from billing.settlement import queries as settlements
from ltc.scope import Scope


class Transfer(NamedTuple):
    """One line of the bank's file, and who is paid by it: a provider or a person."""

    line: BankLine
    provider_id: int | None = None
    person_id: int | None = None
    fund: str = ""  # of a provider's: employee, resident


def transfers(row: PaymentOrder) -> list[Transfer]:
    """Return what the bank is told to pay: providers first, then people."""
    paid = [line for line in queries.lines(row.id) if line.paid_fen > 0]
    payees = queries.payees([line.provider_id for line in paid])
    month = settlements.settlement(
        row.settlement_id, scope=Scope.everything("the month of a payment order")
    ).month
    purpose = f"{month} 长期护理保险待遇"
    to_providers = [
        Transfer(
            BankLine(
                INSURANCES[line.insurance],
                payees[line.provider_id].name,
                payees[line.provider_id].bank_account,
                line.paid_fen,
                purpose,
            ),
            provider_id=line.provider_id,
            fund=line.insurance,
        )
        for line in paid
    ]
    to_people = [
        Transfer(
            BankLine(
                INSURANCES[line.insurance], account.holder, account.number, line.paid_fen, purpose
            ),
            person_id=line.person_id,
        )
        for line, account in paying.for_bank(row)
    ]
    return [*to_providers, *to_people]
