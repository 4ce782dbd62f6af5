"""What must hold of people's money: lines give their month's sums and hash."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from billing.ledger.models import LedgerEntry, LedgerLine
from billing.ledger.rules.chart import PERSON_PAYABLE
from billing.models import Settlement
from billing.payees.rules import CLOSED, CONFIRMED
from billing.persons import balances, queries
from billing.persons.models import BankReturn, PersonAccount, PersonPayment, PersonRefund
from billing.persons.refunds import RETURNED
from billing.persons.rules.lines import VISITS, PersonTotal, lines_hash, totals
from billing.settlement.rules.states import VISIBLE
from ltc.db import session


def totals_of(settlement_id: int) -> list[PersonTotal]:
    """Return what a settlement's lines of family care add up to."""
    lines = queries.lines_of(settlement_id)
    return totals((line.kind, queries.as_stretch(line)) for line in lines)


def faults() -> Iterator[str]:
    """Lines give their months, payments add up, and the books owe what people are owed."""
    yield from _lines()
    yield from _payments()
    yield from _returns()
    yield from _books()


def _payments() -> Iterator[str]:
    """Nobody is paid below zero or without an account, and what is not paid is carried."""
    chosen = sa.select(PersonPayment, PersonAccount).outerjoin(
        PersonAccount, PersonAccount.id == PersonPayment.account_id
    )
    for each, into in session().execute(chosen):
        name = f"payment order {each.order_id}, person {each.person_id}"
        if each.due_fen + each.carried_in_fen != each.paid_fen + each.carried_out_fen:
            yield f"{name} does not add up"
        if each.paid_fen < 0 or (each.paid_fen and each.account_id is None):
            yield f"{name} is paid below zero, or into no account"
        if each.paid_fen and into is not None:
            yield from (f"{name} is paid into {fault}" for fault in _wrong(each, into))


def _wrong(paid: PersonPayment, into: PersonAccount) -> Iterator[str]:
    """The account is the person's, and two people stand behind it."""
    if into.person_id != paid.person_id:
        yield "somebody else's account"
    if into.state not in (CONFIRMED, CLOSED):
        yield "an account that nobody confirmed"
    if into.decided_by == into.proposed_by:
        yield "an account that one person proposed and confirmed"


def _returns() -> Iterator[str]:
    """Behind what a notice of the bank gave back stand two people, and it was given back."""
    given = sa.exists().where(
        PersonRefund.kind == RETURNED,
        PersonRefund.order_id == BankReturn.order_id,
        PersonRefund.person_id == BankReturn.person_id,
    )
    confirmed = sa.select(BankReturn, given).where(BankReturn.state == CONFIRMED)
    for each, posted in session().execute(confirmed.order_by(BankReturn.id)):
        if each.decided_by in (None, each.proposed_by):
            yield f"bank return {each.id} was recorded and confirmed by one person"
        if not posted:
            yield f"bank return {each.id} is confirmed, and nothing was given back"


def _books() -> Iterator[str]:
    """The one account of what is owed to people is the sum of what each is owed."""
    columns = LedgerEntry.area_code, LedgerEntry.insurance, -sa.func.sum(LedgerLine.amount_fen)
    chosen = (
        sa.select(*columns)
        .join(LedgerLine, LedgerLine.entry_id == LedgerEntry.id)
        .where(LedgerLine.account == PERSON_PAYABLE)
        .group_by(LedgerEntry.area_code, LedgerEntry.insurance)
    )
    books: dict[str, dict[str, int]] = {}
    for area, fund, fen in session().execute(chosen):
        books.setdefault(area, {})[fund] = int(fen)
    pools = set(session().scalars(sa.select(Settlement.area_code).distinct()))
    for area in sorted(pools | set(books)):
        stand = {fund: fen for fund, fen in books.get(area, {}).items() if fen}
        if stand != balances.carried_by_books(area):
            yield f"{area}: the books do not owe to people what their lines and payments say"


def _lines() -> Iterator[str]:
    """Every month's lines of people are the ones that were reckoned, and give its sums."""
    for month in session().scalars(sa.select(Settlement).order_by(Settlement.id)):
        lines = [(each.kind, queries.as_stretch(each)) for each in queries.lines_of(month.id)]
        if lines and month.state not in VISIBLE:
            yield f"settlement {month.id}: people have lines before it is computed"
        if month.people_hash and lines_hash(lines) != month.people_hash:
            yield f"settlement {month.id}: people's lines do not give the stored hash"
        if sum(line.fund_fen for _kind, line in lines) != (month.people_fund_fen or 0):
            yield f"settlement {month.id}: people's lines do not add up to its sum"
        visits = sorted(pair for pair in lines if pair[1].source == VISITS)
        if visits != (queries.shared_with_people(month) if month.state in VISIBLE else []):
            yield f"settlement {month.id}: people's parts of visits are not those of its lines"
