"""Take a payment order back: a draft by its desk, an approved one by the lead.

Nothing stands on the books before the bank has paid, so nothing is posted: what the order would
have paid is owed as before and goes into the next one.  Once the bank's file was taken out only the
bank knows; so one officer records its word that nothing was paid, and the lead, another person,
withdraws.
"""

from __future__ import annotations

from datetime import datetime

from billing.models import PaymentOrder
from billing.payments import queries
from billing.payments.rules import APPROVED, UNDER_WAY, WITHDRAWN
from billing.payments.services import in_state
from ltc.audit.services import record
from ltc.scope import Scope
from ltc.security.persons import is_same_person
from ltc.security.roles import LEAD
from ltc.shared.errors import BadInput, Conflict, Forbidden


def record_unpaid(order_id: int, document: str, *, scope: Scope, at: datetime) -> PaymentOrder:
    """Record the bank's word that it carried out nothing of an order whose file it got."""
    row = queries.order(order_id, scope=scope, lock=True)
    in_state(row, APPROVED)
    if not queries.was_handed_over(row):
        raise Conflict(
            "the bank's file was never taken out; withdraw the order",
            "银行文件尚未导出，不需要银行答复，可以直接撤回付款单",
        )
    if row.unpaid_at is not None:
        raise Conflict("the bank's word is recorded already", "已登记过银行未付款")
    if not document.strip():
        raise BadInput("name the bank's answer", "请填写银行答复的编号", field="document")
    row.unpaid_document = document.strip()
    row.unpaid_by, row.unpaid_at = scope.actor.user_id, at
    after = {"document": row.unpaid_document}
    record(act="payment.unpaid", about=row, actor=scope.actor, at=at, after=after)
    return row


def withdraw(order_id: int, why: str, *, scope: Scope, at: datetime) -> PaymentOrder:
    """Withdraw an order that paid nothing, with the reason; its month can be drafted again."""
    row = queries.order(order_id, scope=scope, lock=True)
    in_state(row, *UNDER_WAY)
    if not why.strip():
        raise BadInput("say why", "请写明撤回原因", field="why")
    if row.state == APPROVED:
        _refuse_approved(row, scope)
    before = {"state": row.state}
    row.state, row.withdrawn_why = WITHDRAWN, why.strip()
    row.withdrawn_by, row.withdrawn_at = scope.actor.user_id, at
    record(
        act="payment.withdraw",
        about=row,
        actor=scope.actor,
        at=at,
        before=before,
        after={"total_fen": row.total_fen},
        reason=row.withdrawn_why,
    )
    return row


def _refuse_approved(row: PaymentOrder, scope: Scope) -> None:
    """Leave an approved order to the lead; one that the bank may have paid to two people."""
    if LEAD not in scope.actor.roles:
        raise Forbidden(
            "an approved order is withdrawn by the bureau's lead", "已复核的付款单由复核岗撤回"
        )
    if not queries.was_handed_over(row):
        return
    if row.unpaid_at is None:
        raise Conflict(
            "the bank's file was taken out: record the bank's word that nothing was paid first",
            "银行文件已导出，银行可能已付款；请先由经办岗登记银行未付款的答复，才能撤回",
        )
    if is_same_person(scope.actor, row.unpaid_by):
        raise Forbidden(
            "who recorded the bank's word does not withdraw the order",
            "登记银行未付款的人不能撤回，请另一人办理",
        )
