"""Pay a settled month: one officer drafts the order, another approves it, the bank's word posts it.

Four eyes are by person.  Locks and unique keys see to it that two officers at once pay once.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa

from billing.ledger import services as ledger
from billing.ledger.queries import hold_books
from billing.ledger.rules.chart import CASH, INSURANCES, PAYABLE
from billing.ledger.rules.entry import About, Entry, Line
from billing.models import PaymentLine, PaymentOrder
from billing.payments import queries
from billing.payments.bank import bank_file
from billing.payments.cash import refuse_beyond_cash
from billing.payments.rules import APPROVED, DRAFTED, PAID, WITHDRAWN, Share, share_of
from billing.payments.transfers import transfers
from billing.persons import balances, refunds
from billing.persons import paying as people_paying
from billing.rules.notice import notice_reference
from billing.settlement import queries as settlements
from billing.settlement import services as settlement_services
from billing.settlement.rules.lines import FUNDS, Total
from billing.statements.held import held_back
from ltc.audit.services import record
from ltc.db import session
from ltc.scope import Scope
from ltc.security.persons import is_same_person
from ltc.shared.clock import legal_day
from ltc.shared.dates import Month
from ltc.shared.errors import Conflict, Forbidden
from ltc.shared.ids import sha256


def draft_order(settlement_id: int, *, scope: Scope, at: datetime) -> PaymentOrder:
    """Draft the payment of an approved month, once."""
    settlement = settlements.settlement(settlement_id, scope=scope, lock=True)
    if settlement.state != "approved":
        raise Conflict("the month is not approved yet", "本月结算尚未复核，不能制作付款单")
    if queries.order_of(settlement.id, scope=scope) is not None:
        raise Conflict("there is a payment order already", "本月已有付款单")
    hold_books(settlement.area_code, alone=True)
    shares = shares_of(settlement.id, settlement.area_code)
    _refuse_without_account(shares)
    people = people_paying.shares_of(settlement, legal_day(at))
    made = PaymentOrder(
        settlement_id=settlement.id,
        area_code=settlement.area_code,
        state=DRAFTED,
        total_fen=sum(each.paid_fen for each in shares) + sum(each.paid_fen for each in people),
        made_by=scope.actor.user_id,
        made_at=at,
    )
    try:
        with session().begin_nested():
            session().add(made)
            session().flush()
    except sa.exc.IntegrityError as clash:
        raise Conflict("there is a payment order already", "本月已有付款单") from clash
    session().add_all(_line(made.id, each) for each in shares)
    people_paying.write(made.id, people)
    after = {"total_fen": made.total_fen, "payees": len(shares), "people": len(people)}
    record(act="payment.draft", about=made, actor=scope.actor, at=at, after=after)
    return made


def _refuse_without_account(shares: Sequence[Share | PaymentLine]) -> None:
    """Refuse an order that the bank could not carry out; name everybody who lacks an account."""
    payees = queries.payees([each.provider_id for each in shares if each.paid_fen > 0])
    lacking = [payee.name for payee in payees.values() if not payee.bank_account]
    if lacking:
        raise Conflict(
            f"no confirmed bank account: {', '.join(lacking)}; set it under payees first",
            f"以下机构没有已确认的收款账户，请先在“收款账户”登记：{'、'.join(lacking)}",
        )


def _line(order_id: int, share: Share) -> PaymentLine:
    names = Share.__slots__
    return PaymentLine(order_id=order_id, **{name: getattr(share, name) for name in names})


def shares_of(settlement_id: int, area: str) -> list[Share]:
    """Return what each provider gets from each fund: what the books owe, less what is held.

    The books owe from the day a month is computed and until the bank has paid, so what nobody has
    approved yet and what another order is to pay are not free either.
    """
    due, owed, held = _due(settlement_id), queries.owed(area), held_back(area)
    under_way, waiting = queries.under_way(area), _not_approved(area, settlement_id)
    found = []
    for provider, insurance in sorted(set(due) | set(owed)):
        free = owed.get((provider, insurance), 0) - under_way.get((provider, insurance), 0)
        free -= held.get((provider, FUNDS.index(insurance)), 0)
        free -= max(waiting[provider, insurance], 0)
        month = due.get((provider, insurance), 0)
        if free or month:
            found.append(share_of(provider, insurance, month, free))
    return found


def _due(settlement_id: int) -> dict[tuple[int, str], int]:
    """Return what the month itself makes payable, by provider and fund."""
    due: dict[tuple[int, str], int] = {}
    for batch in settlements.batches(settlement_id):
        for part in (Total(*each) for each in json.loads(batch.totals)):
            key = part.provider_id, FUNDS[part.insurance]
            due[key] = due.get(key, 0) + part.payable_fen
    return due


def _not_approved(area: str, but: int) -> Counter[tuple[int, str]]:
    """Return what other computed months that nobody has approved put on the books."""
    found: Counter[tuple[int, str]] = Counter()
    for settlement_id in queries.not_approved(area):
        if settlement_id != but:
            found.update(_due(settlement_id))
    return found


def approve_order(order_id: int, *, scope: Scope, at: datetime) -> PaymentOrder:
    """Approve an order; never by whoever drafted it.  The bank's file is fixed by its hash."""
    row = queries.order(order_id, scope=scope, lock=True)
    in_state(row, DRAFTED)
    if is_same_person(scope.actor, row.made_by):
        raise Forbidden("whoever drafted the order does not approve it", "制单人不能复核付款单")
    _refuse_without_account(queries.lines(row.id))
    hold_books(row.area_code, alone=True)
    refuse_beyond_cash(row, scope=scope)
    row.state = APPROVED
    row.approved_by, row.approved_at = scope.actor.user_id, at
    row.left_out = people_paying.closed_since(row.id)
    row.file_sha256 = sha256(_file(row))
    after = {"total_fen": row.total_fen, "file_sha256": row.file_sha256}
    record(act="payment.approve", about=row, actor=scope.actor, at=at, after=after)
    return row


def bank_file_of(order_id: int, *, scope: Scope, at: datetime) -> bytes:
    """Return the bank's file of an approved order, exactly as it was approved."""
    row = queries.order(order_id, scope=scope, lock=True)
    _refuse_file(row)
    content = _file(row)
    if sha256(content) != row.file_sha256:
        raise Conflict(
            "a payee's name or account changed since the approval; withdraw it, draft a new one",
            "复核后收款单位名称或账号有变动，文件与复核时不符；请撤回本付款单，重新制单",
        )
    record(act="payment.file", about=row, actor=scope.actor, at=at)
    return content


def _refuse_file(row: PaymentOrder) -> None:
    """Refuse the file of an order that nobody approved, or that the bank must not carry out now."""
    if row.state == DRAFTED:
        raise Conflict("the order is not approved yet", "付款单尚未复核，不能导出")
    if row.state == WITHDRAWN:
        raise Conflict("the order was withdrawn", "付款单已撤回，不能导出")
    if row.state == APPROVED and row.unpaid_at is not None:
        raise Conflict(
            "the bank said that it paid nothing; withdraw the order and draft a new one",
            "已登记银行未付款，不能再导出；请撤回本付款单，重新制单",
        )


def _file(row: PaymentOrder) -> bytes:
    return bank_file(each.line for each in transfers(row))


def mark_paid(
    order_id: int, paid_on: date, bank_reference: str, *, scope: Scope, at: datetime
) -> PaymentOrder:
    """Record that the bank paid; the books follow, once."""
    row = queries.order(order_id, scope=scope, lock=True)
    in_state(row, APPROVED)
    row.bank_reference = notice_reference(
        bank_reference, paid_on, since=row.approved_at, at=at, field="paid_on"
    )
    row.state, row.paid_on = PAID, paid_on
    refunds.give_back_left_out(row, scope=scope, at=at)
    for entry in _entries(row, paid_on):
        ledger.post(entry, scope=scope, at=at)
    after = {"paid_on": str(paid_on), "bank_reference": row.bank_reference}
    record(act="payment.paid", about=row, actor=scope.actor, at=at, after=after)
    settlement_services.advance(row.settlement_id, "pay", scope=scope, at=at)
    return row


def _entries(row: PaymentOrder, on: date) -> list[Entry]:
    found, people = [], balances.payments_of([row.id])
    for insurance in INSURANCES:
        lines = [
            Line(PAYABLE, each.paid_fen, each.provider_id)
            for each in queries.lines(row.id)
            if each.insurance == insurance and each.paid_fen > 0
        ]
        lines += people_paying.postings([each for each in people if each.insurance == insurance])
        if lines:
            lines.append(Line(CASH, -sum(each.amount_fen for each in lines)))
            found.append(
                Entry(
                    key=f"payment:{row.id}:{insurance}",
                    area_code=row.area_code,
                    insurance=insurance,
                    kind="payment",
                    posted_on=on,
                    about=About("payment_order", str(row.id)),
                    document=row.bank_reference,
                    lines=tuple(lines),
                )
            )
    return found


def in_state(row: PaymentOrder, *states: str) -> None:
    """Refuse an act that does not fit the state that an order is in by now."""
    if row.state not in states:
        raise Conflict(
            f"the payment order is {row.state}, not {' or '.join(states)}",
            "付款单状态已变化，请刷新",
            field="state",
        )


def close_month(settlement_id: int, *, scope: Scope, at: datetime) -> None:
    """Close a paid month: its books take no more postings."""
    settlement = settlements.settlement(settlement_id, scope=scope, lock=True)
    settlement_services.advance(settlement.id, "close", scope=scope, at=at)
    ledger.close_period(settlement.area_code, Month.parse(settlement.month), scope=scope, at=at)
