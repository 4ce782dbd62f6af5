"""The part of a payment order that goes to people: drafted, in the bank's file, posted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from billing.ledger.rules.chart import PERSON_PAYABLE
from billing.ledger.rules.entry import Line
from billing.models import PaymentOrder, Settlement
from billing.payees.rules import CONFIRMED
from billing.persons import balances, queries
from billing.persons.models import PersonAccount, PersonPayment
from billing.persons.rules.shares import PersonShare, shares
from billing.settlement.rules.lines import FUNDS
from billing.statements.queries import held_of_people
from ltc.case.models import Person
from ltc.db import session


class PaidAccount(NamedTuple):
    """One payment to a person, with the account that it goes into."""

    payment: PersonPayment
    person: str
    account: PersonAccount | None

    @property
    def payee(self) -> str:
        """Whose account it is; the person where there is none."""
        return self.account.holder if self.account else self.person


def shares_of(settlement: Settlement, on: date) -> list[PersonShare]:
    """Return what each person gets from each fund, into the account that holds on a day.

    Of a visit in dispute nobody is paid, neither the provider nor the person.
    """
    owed = Counter(balances.owed(settlement.area_code, until=settlement.month))
    for (person, fund), fen in held_of_people(settlement.area_code, until=settlement.month).items():
        owed[person, FUNDS[fund]] -= fen
    held = queries.holding([person for person, _fund in owed], on)
    accounts = {person: each.id for person, each in held.items()}
    return shares(balances.due(settlement.id), owed, accounts)


def write(order_id: int, found: Sequence[PersonShare]) -> None:
    """Write the people of a new order."""
    areas = queries.areas_of(each.person_id for each in found)
    session().add_all(
        PersonPayment(order_id=order_id, area_code=areas[each.person_id], **asdict(each))
        for each in found
    )


def paid_accounts(order_id: int) -> list[PaidAccount]:
    """Return an order's payments to people with names and accounts, in the order of the file.

    The accounts are those of the draft: a later one changes no order.
    """
    chosen = (
        sa.select(PersonPayment, Person.name, PersonAccount)
        .join(Person, Person.id == PersonPayment.person_id)
        .outerjoin(PersonAccount, PersonAccount.id == PersonPayment.account_id)
        .where(PersonPayment.order_id == order_id)
        .order_by(PersonPayment.insurance, PersonPayment.person_id)
    )
    return [PaidAccount(*row) for row in session().execute(chosen)]


def closed_since(order_id: int) -> list[int] | None:
    """Return the accounts of an order that were closed since its draft: nothing goes into them."""
    paid = [each.account for each in paid_accounts(order_id) if each.payment.paid_fen]
    closed = {each.id for each in paid if each is not None and each.state != CONFIRMED}
    return sorted(closed) or None


def for_bank(order: PaymentOrder) -> list[tuple[PersonPayment, PersonAccount]]:
    """Return what the bank is told to pay to people, with the account."""
    left_out = order.left_out or []
    return [
        (each.payment, each.account)
        for each in paid_accounts(order.id)
        if each.payment.paid_fen and each.account is not None and each.account.id not in left_out
    ]


def postings(paid: Sequence[PersonPayment]) -> list[Line]:
    """Return the side of the books that a payment settles."""
    fen = sum(each.paid_fen for each in paid)
    return [Line(PERSON_PAYABLE, fen)] if fen else []
