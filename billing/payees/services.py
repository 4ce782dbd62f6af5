"""Set a provider's account: one officer proposes it, another types it again and confirms.

The number is stored encrypted; pages show its last digits, the trail no more than these.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from billing.payees import queries
from billing.payees.models import PayeeAccount
from billing.payees.rules import CONFIRMED, DROPPED, PROPOSED, account_number, last_digits
from ltc.audit.services import record
from ltc.db import session
from ltc.directory import queries as directory
from ltc.scope import Scope
from ltc.security.persons import is_same_person
from ltc.shared.errors import BadInput, Conflict, Forbidden


class Proposed(Protocol):
    """An account that waits for a second person, whoever's it is."""

    number: Any
    proposed_by: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """What is proposed, and by which document of the provider."""

    provider_id: int
    number: str
    bank: str
    document: str


def propose(new: NewAccount, *, scope: Scope, at: datetime) -> PayeeAccount:
    """Propose an account; until somebody else confirms it the former one holds."""
    provider = directory.organisation(new.provider_id, scope=scope)
    if provider.kind != "care_provider":
        raise BadInput("accounts are kept for care providers", "只登记定点护理机构的收款账户")
    if not new.bank.strip() or not new.document.strip():
        raise BadInput("name bank and document", "请填写开户行和依据文件", field="bank")
    if queries.waiting([provider.id]):
        raise Conflict(
            "an account of this provider waits to be confirmed; confirm or drop it first",
            "该机构已有待确认的账户，请先确认或退回",
        )
    made = PayeeAccount(
        provider_id=provider.id,
        area_code=provider.area_code,
        number=account_number(new.number),
        bank=new.bank.strip(),
        document=new.document.strip(),
        state=PROPOSED,
        proposed_by=scope.actor.user_id,
        proposed_at=at,
    )
    session().add(made)
    session().flush()
    _tell("payee.propose", made, scope=scope, at=at)
    return made


def confirm(account_id: int, number: str, *, scope: Scope, at: datetime) -> PayeeAccount:
    """Confirm an account by typing it again from the document; never by who proposed it."""
    row = _waiting(account_id, scope)
    check_again(row, number, scope=scope)
    return _decide(row, CONFIRMED, "payee.confirm", scope=scope, at=at)


def check_again(row: Proposed, number: str, *, scope: Scope) -> None:
    """Refuse to confirm one's own proposal, or another number than the one proposed."""
    if is_same_person(scope.actor, row.proposed_by):
        raise Forbidden("who proposed it does not confirm it", "提出人不能确认，请另一人办理")
    if not hmac.compare_digest(account_number(number), row.number):
        raise BadInput(
            "the number is not the one that was proposed; look at the document again",
            "账号与提出人填写的不一致，请对照依据文件核对；确有错误的请退回重填",
            field="number",
        )


def drop(account_id: int, *, scope: Scope, at: datetime) -> PayeeAccount:
    """Drop a proposal that is wrong; by anybody who may propose or confirm."""
    return _decide(_waiting(account_id, scope), DROPPED, "payee.drop", scope=scope, at=at)


def _waiting(account_id: int, scope: Scope) -> PayeeAccount:
    row = queries.account(account_id, scope=scope, lock=True)
    if row.state != PROPOSED:
        raise Conflict("somebody else has dealt with it", "该账户已经办理，请刷新后查看")
    return row


def _decide(row: PayeeAccount, state: str, act: str, *, scope: Scope, at: datetime) -> PayeeAccount:
    row.state, row.decided_by, row.decided_at = state, scope.actor.user_id, at
    _tell(act, row, scope=scope, at=at)
    return row


def _tell(act: str, row: PayeeAccount, *, scope: Scope, at: datetime) -> None:
    facts = {
        "provider_id": row.provider_id,
        "account": last_digits(row.number),
        "document": row.document,
    }
    record(act=act, about=row, actor=scope.actor, at=at, after=facts)
