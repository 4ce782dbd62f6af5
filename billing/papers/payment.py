"""The payment order 支付单: who is paid what from which fund, made and approved by two people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from billing.ledger.rules.chart import INSURANCES
from billing.models import PaymentLine, PaymentOrder
from billing.papers.queries import names_of_users
from billing.payments import queries
from billing.payments.queries import Payee
from billing.payments.rules import DRAFTED, WITHDRAWN
from billing.persons.models import PersonPayment
from billing.persons.paying import paid_accounts
from billing.settlement import queries as settlements
from ltc.directory.offices import office_of
from ltc.papers.capitals import capitals
from ltc.papers.services import Sheet, Subject
from ltc.scope import Scope

TEMPLATE, TITLE = "payment_order", "长期护理保险基金支付单"
_Row = tuple[PaymentLine | PersonPayment, Payee]


def payment_order(order_id: int, *, scope: Scope) -> Sheet:
    """Return a payment order; a draft until somebody else has approved it, void once withdrawn."""
    found = queries.order(order_id, scope=scope)
    about = Subject("payment_order", found.id, found.area_code)
    is_draft = found.state in (DRAFTED, WITHDRAWN)
    return Sheet(TEMPLATE, TITLE, about, _values(found), is_draft=is_draft)


def _values(found: PaymentOrder) -> dict[str, Any]:
    month = Scope.everything("the month of a payment order that was read in scope")
    lines = [*_providers(found.id), *_people(found.id)]
    people = [each for each in (found.made_by, found.approved_by) if each is not None]
    names = names_of_users(people)
    return {
        "order": found,
        "settlement": settlements.settlement(found.settlement_id, scope=month),
        "office": office_of(found.area_code),
        "funds": _funds(lines),
        "in_capitals": capitals(found.total_fen),
        "maker": names.get(found.made_by, ""),
        "approver": names.get(found.approved_by or 0, ""),
    }


def _providers(order_id: int) -> list[_Row]:
    lines = queries.lines(order_id)
    payees = queries.payees([line.provider_id for line in lines])
    return [(line, payees[line.provider_id]) for line in lines]


def _people(order_id: int) -> list[_Row]:
    return [
        (each.payment, Payee(each.payee, each.account.number if each.account else ""))
        for each in paid_accounts(order_id)
    ]


def _funds(lines: Sequence[_Row]) -> list[dict[str, Any]]:
    """Return the lines fund by fund, each with its sums; the two funds are kept apart."""
    return [
        {
            "name": name,
            "rows": own,
            "sums": [
                sum(getattr(line, key) for line, _payee in own)
                for key in ("due_fen", "carried_in_fen", "paid_fen", "carried_out_fen")
            ],
        }
        for code, name in INSURANCES.items()
        if (own := [row for row in lines if row[0].insurance == code])
    ]
