"""What is common to payments that the bank returns, whether they went to people or to providers.

Who alone could say that money came back could have it paid twice: one person records the notice,
and nothing is posted until a second one has typed its reference again.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from billing.ledger.queries import is_closed
from billing.models import PaymentOrder
from billing.payees.rules import PROPOSED
from billing.payments.rules import PAID
from billing.rules.notice import notice_reference
from ltc.scope import Scope
from ltc.security.persons import is_same_person
from ltc.shared.clock import legal_day
from ltc.shared.dates import Month
from ltc.shared.errors import BadInput, Conflict, Forbidden, Unknown

WHY = {
    "closed": "账户已销户",
    "name": "户名与账号不符",
    "frozen": "账户被冻结或止付",
    "other": "银行退回的其他原因",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """What the bank's notice says."""

    came_on: date
    why: str
    bank_reference: str


class Notice(Protocol):
    """A notice on record, whoever's payment it is about."""

    state: str
    bank_reference: str
    proposed_by: int


def checked(back: Back, at: datetime) -> str:
    """Return the reference of a bank's notice; refuse one without, or of a day to come."""
    return notice_reference(back.bank_reference, back.came_on, since=None, at=at, field="came_on")


def known_reason(back: Back) -> None:
    """Refuse a reason that is none of ours."""
    if back.why not in WHY:
        raise Unknown.word("why", back.why, WHY, field="why", zh="退回原因")


def paid_before(order: PaymentOrder, back: Back) -> None:
    """Refuse an order that is not paid, or a day before it was."""
    if order.state != PAID or order.paid_on is None:
        raise Conflict("the order is not paid yet", "付款单尚未登记付款，不能登记退回")
    if back.came_on < order.paid_on:
        raise BadInput(
            f"it was paid on {order.paid_on}",
            f"该款于{order.paid_on}付出，退回日期不能更早",
            field="came_on",
        )


def waits(row: Notice) -> None:
    """Refuse a notice that somebody confirmed or dropped meanwhile."""
    if row.state != PROPOSED:
        raise Conflict("somebody else has dealt with it", "该退回已经办理，请刷新后查看")


def typed_again(row: Notice, reference: str, *, scope: Scope) -> None:
    """Refuse to confirm what one recorded oneself, or with another reference than was recorded."""
    if is_same_person(scope.actor, row.proposed_by):
        raise Forbidden("who recorded it does not confirm it", "登记人不能确认，请另一人办理")
    if not hmac.compare_digest(reference.strip().encode(), row.bank_reference.encode()):
        raise BadInput(
            "the reference is not the one that was recorded; look at the notice again",
            "流水号与登记的不一致，请对照银行退回通知核对；确有错误的请退回重新登记",
            field="bank_reference",
        )


def posted_on(area: str, came_on: date, at: datetime) -> date:
    """Return the day of the entry: the notice's; in a closed month the day it is recorded."""
    return legal_day(at) if is_closed(area, Month.of(came_on)) else came_on
