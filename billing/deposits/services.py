"""Decide on deposits, working capital and fees owed: one drafts, another approves, books follow.

A decision that the bank carries out (prepaid, paid back, fees) is posted on the bank's word; the
others at once.  Every amount is checked again, under the books' lock, when it is posted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from billing.deposits import queries
from billing.deposits.models import FundDecision
from billing.deposits.rules import (
    APPROVED,
    ASSESSOR,
    DRAFTED,
    GRADED,
    OFFSET,
    OPERATOR,
    PAYEES,
    POSTED,
    PROVIDER,
    REFUSED,
    Standing,
    check_amount,
    lines,
    through_the_bank,
)
from billing.ledger import services as ledger
from billing.ledger.queries import hold_books
from billing.ledger.rules.chart import INSURANCES
from billing.ledger.rules.entry import About, Entry
from billing.payments.queries import under_way
from billing.rules.notice import notice_reference
from billing.settlement.rules.lines import FUNDS
from billing.statements.held import held_back
from ltc.audit.services import record
from ltc.db import session
from ltc.directory.queries import organisation
from ltc.scope import Scope
from ltc.security.persons import is_same_person
from ltc.shared.clock import legal_day
from ltc.shared.errors import BadInput, Conflict, Forbidden, Unknown

_LONGEST_DOCUMENT = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDecision:
    """A decision as an officer types it."""

    area_code: str
    insurance: str
    provider_id: int
    kind: str
    fen: int
    grade: str
    basis: str


def draft(new: NewDecision, *, scope: Scope, at: datetime) -> FundDecision:
    """Draft a decision; what could not be posted today is refused at once."""
    _check(new, scope)
    made = FundDecision(
        area_code=new.area_code,
        insurance=new.insurance,
        provider_id=new.provider_id,
        kind=new.kind,
        fen=new.fen,
        grade=new.grade.strip(),
        basis=new.basis.strip(),
        made_by=scope.actor.user_id,
        made_at=at,
    )
    session().add(made)
    session().flush()
    after = {"kind": made.kind, "fen": made.fen, "grade": made.grade, "basis": made.basis}
    record(act="fund_decision.draft", about=made, actor=scope.actor, at=at, after=after)
    return made


def _check(new: NewDecision, scope: Scope) -> None:
    if not new.area_code.startswith(scope.area):
        raise Forbidden("this is another area's fund", "不能办理其他统筹区的基金")
    if new.insurance not in INSURANCES:
        raise Unknown.word("insurance", new.insurance, INSURANCES, field="insurance")
    whose = organisation(new.provider_id, scope=scope)
    if whose.kind != PAYEES.get(new.kind, PROVIDER):
        raise BadInput(
            "this does not concern this kind of organisation",
            "所选机构的类型与办理事项不符：经办服务费和风险分担是经办机构，评估费是评估机构，其余是护理机构",
            field="provider_id",
        )
    check_amount(new.kind, new.fen, _with_cash(new, scope))
    if not new.basis.strip():
        raise BadInput("say what it rests on", "请写明依据", field="basis")
    if new.kind in GRADED and not new.grade.strip():
        raise BadInput(
            "name the score or credit grade it rests on",
            "请写明考核得分或信用等级",
            field="grade",
        )


def _standing(about: NewDecision | FundDecision, scope: Scope) -> Standing:
    if about.kind in PAYEES:
        return _fees(about, scope)
    found = queries.standings(about.area_code, scope=scope)
    there = found.get((about.provider_id, about.insurance), Standing())
    return (
        replace(there, owed_fen=there.owed_fen - _taken(about)) if about.kind == OFFSET else there
    )


def _fees(about: NewDecision | FundDecision, scope: Scope) -> Standing:
    """Return what an operator, or all agencies, are owed.

    A fee of before operators were told apart may be paid to any of them.
    """
    owed = queries.fees_owed(about.area_code, scope=scope)
    together = owed.get((None, about.insurance), Standing())
    own = owed.get((about.provider_id, about.insurance), Standing())
    return replace(
        own,
        operator_fen=own.operator_fen + together.operator_fen,
        assessor_fen=together.assessor_fen,
    )


def _taken(about: NewDecision | FundDecision) -> int:
    """Return what of a debt to a provider an order will pay, or a dispute holds back."""
    whose = about.provider_id, about.insurance
    held = held_back(about.area_code).get((about.provider_id, FUNDS.index(about.insurance)), 0)
    return under_way(about.area_code).get(whose, 0) + held


def _with_cash(about: NewDecision | FundDecision, scope: Scope) -> Standing:
    """Return what stands before the bank acts: nothing that is promised already can be moved."""
    hold_books(about.area_code, alone=True)
    there, by_kind = _standing(about, scope), queries.promised(about.area_code, about.insurance)
    own = queries.promised(about.area_code, about.insurance, about.provider_id)
    return replace(
        there,
        cash_fen=queries.free_cash(about.area_code, scope=scope)[about.insurance],
        operator_fen=there.operator_fen - own.get(OPERATOR, 0),
        assessor_fen=there.assessor_fen - by_kind.get(ASSESSOR, 0),
    )


def approve(decision_id: int, *, scope: Scope, at: datetime) -> FundDecision:
    """Approve a decision, never by whoever drafted it; post it unless the bank must act first."""
    row = _open(decision_id, (DRAFTED,), scope)
    if is_same_person(scope.actor, row.made_by):
        raise Forbidden("whoever drafted it does not approve it", "拟定人不能复核自己的决定")
    check_amount(row.kind, row.fen, _with_cash(row, scope))
    row.state, row.decided_by, row.decided_at = APPROVED, scope.actor.user_id, at
    after = {"kind": row.kind, "fen": row.fen}
    record(act="fund_decision.approve", about=row, actor=scope.actor, at=at, after=after)
    if not through_the_bank(row.kind):
        _post(row, legal_day(at), scope=scope, at=at)
    return row


def refuse(decision_id: int, why: str, *, scope: Scope, at: datetime) -> FundDecision:
    """Turn a draft down, or an approved one that the bank did not carry out, with the reason."""
    row = _open(decision_id, (DRAFTED, APPROVED), scope)
    if not why.strip():
        raise BadInput("say why", "请写明原因", field="why")
    row.state, row.decided_by, row.decided_at = REFUSED, scope.actor.user_id, at
    record(act="fund_decision.refuse", about=row, actor=scope.actor, at=at, reason=why.strip())
    return row


def carried_out(
    decision_id: int, paid_on: date, bank_reference: str, *, scope: Scope, at: datetime
) -> FundDecision:
    """Record that the bank paid or received the money; the books follow."""
    row = _open(decision_id, (APPROVED,), scope)
    row.bank_reference = notice_reference(
        bank_reference, paid_on, since=row.decided_at, at=at, field="paid_on"
    )
    _post(row, paid_on, scope=scope, at=at)
    return row


def _open(decision_id: int, states: Sequence[str], scope: Scope) -> FundDecision:
    row = queries.decision(decision_id, scope=scope, lock=True)
    if row.state not in states:
        raise Conflict(f"the decision is {row.state}", "该决定状态已变化，请刷新", field="state")
    return row


def _post(row: FundDecision, on: date, *, scope: Scope, at: datetime) -> None:
    hold_books(row.area_code, alone=True)
    check_amount(row.kind, row.fen, _standing(row, scope))
    entry = Entry(
        key=f"fund_decision:{row.id}",
        area_code=row.area_code,
        insurance=row.insurance,
        kind=row.kind,
        posted_on=on,
        about=About("fund_decision", str(row.id)),
        document=row.bank_reference or row.basis[:_LONGEST_DOCUMENT],
        lines=lines(row.kind, row.fen, row.provider_id),
    )
    posted = ledger.post(entry, scope=scope, at=at)
    row.state, row.posted_on, row.entry_id = POSTED, on, posted.id
