"""Where people are paid: one proposes an account, another types it again and confirms.

A changed account is a known way of fraud; so the former one holds until two people agree, and the
page says for how many others the same number stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from billing.payees.rules import CLOSED, CONFIRMED, DROPPED, PROPOSED, account_number, last_digits
from billing.payees.services import check_again
from billing.persons import queries
from billing.persons.models import FamilyCare, PersonAccount
from ltc.audit.services import record
from ltc.case.queries import lock_person
from ltc.db import session
from ltc.scope import Scope
from ltc.security.fields import blind_index
from ltc.shared.clock import legal_day
from ltc.shared.dates import FOREVER
from ltc.shared.errors import BadInput, Conflict

SELF = "self"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPersonAccount:
    """What is proposed for a person; ``holder`` is himself, or the number of a registered care."""

    person_id: int
    holder: str
    number: str
    bank: str
    document: str
    first_day: date


def propose(new: NewPersonAccount, *, scope: Scope, at: datetime) -> PersonAccount:
    """Propose an account; until somebody else confirms it the former one holds."""
    person = lock_person(new.person_id, scope=scope)
    number = account_number(new.number)
    if queries.waiting([person.id]):
        raise Conflict(
            "an account of this person waits to be confirmed; confirm or drop it first",
            "该参保人已有待确认的账户，请先确认或退回",
        )
    since = max(new.first_day, legal_day(at))
    carer = "" if new.holder == SELF else _carer(person.id, new.holder, since, scope)
    made = PersonAccount(
        person_id=person.id,
        area_code=person.area_code,
        holder=carer or person.name,
        is_carer=bool(carer),
        number=number,
        number_index=blind_index(number, "person_account.number"),
        bank=new.bank.strip(),
        document=new.document.strip(),
        first_day=new.first_day,
        state=PROPOSED,
        proposed_by=scope.actor.user_id,
        proposed_at=at,
    )
    session().add(made)
    session().flush()
    _tell("person_payee.propose", made, scope=scope, at=at)
    return made


def _carer(person_id: int, holder: str, since: date, scope: Scope) -> str:
    """Return the name of a registered carer who still cares: nobody else is paid for the person."""
    for each in queries.cares(scope=scope, people=[person_id]):
        if str(each.care.id) == holder and each.holds(since, FOREVER):
            return each.care.carer_name
    raise BadInput(
        "the money goes to the insured person or a registered carer whose care goes on",
        "收款人只能是参保人本人或照护尚未终止的已登记照护人",
        field="holder",
    )


def confirm(account_id: int, number: str, *, scope: Scope, at: datetime) -> PersonAccount:
    """Confirm an account by typing it again from the document; never by who proposed it."""
    row = _waiting(account_id, scope)
    check_again(row, number, scope=scope)
    if row.is_carer and not _goes_on(row, legal_day(at), scope):
        raise Conflict(
            "the care by this carer has ended; drop the proposal",
            "该照护人的照护已终止，请退回后为参保人重新登记账户",
        )
    return _decide(row, CONFIRMED, "person_payee.confirm", scope=scope, at=at)


def drop(account_id: int, *, scope: Scope, at: datetime) -> PersonAccount:
    """Drop a proposal that is wrong."""
    return _decide(_waiting(account_id, scope), DROPPED, "person_payee.drop", scope=scope, at=at)


def close(row: PersonAccount, why: str, *, scope: Scope, at: datetime) -> None:
    """Pay no more into an account: the bank returned a payment, or the carer's care ended."""
    if row.state == CONFIRMED:
        row.state = CLOSED
        _tell("person_payee.close", row, scope=scope, at=at, why=why)


def close_of_carer(care: FamilyCare, last_day: date, *, scope: Scope, at: datetime) -> None:
    """Close a carer's account with the care, unless he cares for the person in another way too."""
    for each in queries.accounts_of(care.person_id, scope=scope):
        his = each.is_carer and each.holder == care.carer_name
        if his and not _goes_on(each, last_day + timedelta(days=1), scope):
            close(each, "照护已终止", scope=scope, at=at)


def _goes_on(row: PersonAccount, since: date, scope: Scope) -> bool:
    """Tell whether the carer whose account it is cares for the person on a day or later."""
    return any(
        each.care.carer_name == row.holder and each.holds(since, FOREVER)
        for each in queries.cares(scope=scope, people=[row.person_id])
    )


def _waiting(account_id: int, scope: Scope) -> PersonAccount:
    row = queries.account(account_id, scope=scope, lock=True)
    if row.state != PROPOSED:
        raise Conflict("somebody else has dealt with it", "该账户已经办理，请刷新后查看")
    return row


def _decide(
    row: PersonAccount, state: str, act: str, *, scope: Scope, at: datetime
) -> PersonAccount:
    row.state, row.decided_by, row.decided_at = state, scope.actor.user_id, at
    _tell(act, row, scope=scope, at=at)
    return row


def _tell(act: str, row: PersonAccount, *, scope: Scope, at: datetime, why: str = "") -> None:
    facts = {
        "person_id": row.person_id,
        "account": last_digits(row.number),
        "is_carer": row.is_carer,
        "first_day": str(row.first_day),
        "document": row.document,
    }
    record(act=act, about=row, actor=scope.actor, at=at, after=facts, reason=why)
