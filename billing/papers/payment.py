"""The payment order 支付单: who is paid what from which fund, made and approved by two people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from billing.ledger.rules.chart import INSURANCES
from billing.models import PaymentLine, PaymentOrder
from billing.payments import queries
from billing.payments.queries import Payee
from billing.payments.rules import DRAFTED, FIGURES, WITHDRAWN
from billing.persons.models import PersonPayment
from billing.persons.paying import paid_accounts
from billing.settlement import queries as settlements
from ltc.directory.offices import office_of
from ltc.papers.capitals import capitals
from ltc.papers.services import Sheet, Subject
from ltc.scope import Scope
from providers.visits.queries.desk import names_of_users

TEMPLATE, TITLE = "payment_order", "长期护理保险基金支付单"


class _Line(NamedTuple):
    """One row: what the bank is told to pay, what stays, what of that its file leaves out."""

    insurance: str
    due_fen: int
    carried_in_fen: int
    paid_fen: int
    carried_out_fen: int
    kept_fen: int = 0


_Row = tuple[_Line, Payee]


def payment_order(order_id: int, *, scope: Scope) -> Sheet:
    """Return a payment order; a draft until somebody else has approved it, void once withdrawn."""
    found = queries.order(order_id, scope=scope)
    about = Subject("payment_order", found.id, found.area_code)
    is_draft = found.state in (DRAFTED, WITHDRAWN)
    return Sheet(TEMPLATE, TITLE, about, _values(found), is_draft=is_draft)


def _values(found: PaymentOrder) -> dict[str, Any]:
    month = Scope.everything("the month of a payment order that was read in scope")
    lines = [*_providers(found.id), *_people(found)]
    kept = sum(line.kept_fen for line, _payee in lines)
    people = [each for each in (found.made_by, found.approved_by) if each is not None]
    names = names_of_users(people)
    return {
        "order": found,
        "settlement": settlements.settlement(found.settlement_id, scope=month),
        "office": office_of(found.area_code),
        "funds": _funds(lines),
        "paid_fen": found.total_fen - kept,
        "kept_fen": kept,
        "in_capitals": capitals(found.total_fen - kept),
        "maker": names.get(found.made_by, ""),
        "approver": names.get(found.approved_by or 0, ""),
    }


def _providers(order_id: int) -> list[_Row]:
    lines = queries.lines(order_id)
    payees = queries.payees([line.provider_id for line in lines])
    return [(_line(line), payees[line.provider_id]) for line in lines]


def _people(order: PaymentOrder) -> list[_Row]:
    """Return the people; what an account closed since the draft would have got stays owed."""
    left_out = order.left_out or []
    return [
        (
            _line(each.payment, kept=each.payment.account_id in left_out),
            Payee(each.payee, each.account.number if each.account else ""),
        )
        for each in paid_accounts(order.id)
    ]


def _line(stored: PaymentLine | PersonPayment, *, kept: bool = False) -> _Line:
    due, carried_in, paid, carried_out = (getattr(stored, name) for name in FIGURES)
    if not kept:
        return _Line(stored.insurance, due, carried_in, paid, carried_out)
    return _Line(stored.insurance, due, carried_in, 0, carried_out + paid, kept_fen=paid)


def _funds(lines: Sequence[_Row]) -> list[dict[str, Any]]:
    """Return the lines fund by fund, each with its sums; the two funds are kept apart."""
    return [
        {
            "name": name,
            "rows": own,
            "sums": [sum(getattr(line, key) for line, _payee in own) for key in FIGURES],
        }
        for code, name in INSURANCES.items()
        if (own := [row for row in lines if row[0].insurance == code])
    ]
