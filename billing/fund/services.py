"""Correct what an officer entered by hand; what settlements and payments posted stays theirs."""

from __future__ import annotations

from datetime import date, datetime

from billing.fund import queries
from billing.ledger import queries as ledger_queries
from billing.ledger import services as ledger
from billing.ledger.models import LedgerEntry
from ltc.scope import Scope
from ltc.security.persons import is_same_person
from ltc.shared.clock import legal_day
from ltc.shared.errors import BadInput, Conflict, Forbidden

BY_HAND = "income"


def take_back(entry_id: int, *, on: date, why: str, scope: Scope, at: datetime) -> LedgerEntry:
    """Reverse an income that was entered wrongly, once; never by whoever entered it."""
    entry = ledger_queries.posting(entry_id, scope=scope).entry
    if entry.kind != BY_HAND:
        raise Conflict(
            "only incomes entered by hand are reversed here; news correct settlements",
            "只有手工录入的收入可以冲销；结算以更正明细调整，付款以银行结果为准",
        )
    if queries.reversal_of(entry.id) is not None:
        raise Conflict("this entry is taken back already", "该笔记账已经冲销")
    if is_same_person(scope.actor, entry.recorded_by):
        raise Forbidden("whoever entered it does not take it back", "录入人不能冲销自己的记账")
    if not entry.posted_on <= on <= legal_day(at):
        raise BadInput(
            "the day lies between the entry's day and today",
            "冲销日期应在原记账日期之后、今天以前",
            field="on",
        )
    return ledger.reverse(entry.id, on=on, why=why.strip(), scope=scope, at=at)
