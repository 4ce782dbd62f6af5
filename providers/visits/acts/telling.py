"""What else is told about a visit: tasks, the recipient's confirmation, missed, refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from ltc.audit.services import record
from ltc.db import session
from ltc.scope import Scope
from ltc.shared.errors import BadInput, Conflict, Unknown
from ltc.shared.ids import canonical_json
from providers.visits.acts.keys import code_fits, pin_fits
from providers.visits.acts.opening import open_exception, reopen
from providers.visits.acts.reports import Confirmation, Task, Why
from providers.visits.acts.verifying import look_over_soon
from providers.visits.models import Visit, VisitProof
from providers.visits.queries import devices, log
from providers.visits.rules.exceptions import DENIED, REASONS, check_reason
from providers.visits.rules.signature import check_strokes, digest
from providers.visits.rules.states import after

CALL_BACK, ACCOUNT = "call_back", "account"
FROM_THE_HOME = ("rotating_code", "recipient_pin", "recipient_signature")
_MOST_TRIES = 5
_UNDER_WAY = frozenset({"started", "ended", "verified"})


def log_tasks(visit_id: int, tasks: Sequence[Task], *, scope: Scope, at: datetime) -> Visit:
    """Note which services of the plan were given; one left undone is an exception with its why."""
    visit = log.visit_to_change(visit_id, scope=scope)
    _refuse_unless(visit, frozenset({"started", "ended"}))
    known = log.planned_items(visit.plan_id) | {visit.item}
    for task in tasks:
        if task.item not in known:
            raise Unknown.word("service", task.item, known, field="tasks", zh="服务项目")
        if not task.done:
            check_reason(task.why or "other", task.why)
    visit.tasks = [asdict(task) for task in tasks]
    visit.version += 1
    undone = [task for task in tasks if not task.done]
    if undone and not _asked(visit, "missing_task", scope):
        why = Why(undone[0].why, by=scope.actor.user_id)
        open_exception(visit, "missing_task", at=at, facts={"undone": len(undone)}, said=why)
    facts = {"done": len(tasks) - len(undone), "undone": len(undone)}
    record(act="visit.tasks", about=visit, actor=scope.actor, at=at, after=facts)
    look_over_soon(visit, scope=scope, at=at)
    return visit


def confirm(visit_id: int, given: Confirmation, *, scope: Scope, at: datetime) -> Visit:
    """Take the recipient's confirmation at the home, after checking that it is the recipient's."""
    visit = log.visit_to_change(visit_id, scope=scope)
    _refuse_unless(visit, _UNDER_WAY)
    if given.how not in FROM_THE_HOME:
        raise Unknown.word("confirmation", given.how, FROM_THE_HOME, field="how", zh="确认方式")
    proof = _prove(visit, given, at)
    _add_proof(visit, proof, scope=scope, at=at)
    return visit


def record_call_back(visit_id: int, said: str, *, scope: Scope, at: datetime) -> Visit:
    """Note that an office reached the recipient's side by phone and heard that the visit was."""
    visit = log.visit_to_change(visit_id, scope=scope)
    _refuse_unless(visit, _UNDER_WAY)
    if not said.strip():
        raise BadInput("say who was reached", "请填写接听人", field="given_by")
    _add_proof(visit, VisitProof(kind=CALL_BACK, given_by=said), scope=scope, at=at)
    return visit


def answer_by_family(visit_id: int, *, was_there: bool, scope: Scope, at: datetime) -> Visit:
    """Take the family's own yes or no; a no opens a case for the operator."""
    visit = log.visit_to_change(visit_id, scope=scope)
    if scope.person_id != visit.person_id:
        raise BadInput("only the person's own account answers", "只能由参保人一方账号回答")
    _refuse_unless(visit, _UNDER_WAY | {"rated", "settled"})
    if was_there:
        visit.confirmed_how = ACCOUNT
    else:
        note_denial(visit, at=at)
    act = "visit.confirmed" if was_there else "visit.denied"
    record(act=act, about=visit, actor=scope.actor, at=at, after={"how": ACCOUNT})
    look_over_soon(visit, scope=scope, at=at)
    return visit


def note_denial(visit: Visit, *, at: datetime, facts: Mapping[str, Any] | None = None) -> None:
    """Put a no before the operator; it takes back the account's yes, and a decision for the visit.

    From now on only what is confirmed after this no answers it.
    """
    if visit.confirmed_how == ACCOUNT:
        visit.confirmed_how = ""
    everything = Scope.everything("a denial of a visit that the caller has locked")
    there = {row.code: row for row in log.exceptions_of([visit.id], scope=everything)}
    row = there.get(DENIED)
    if row is None:
        open_exception(visit, DENIED, at=at, facts=facts)
    elif row.accepted:
        reopen(row, at=at)
    elif row.state != "decided":
        row.opened_at = at


def log_missed(visit_id: int, why: Why, *, scope: Scope, at: datetime) -> Visit:
    """Note that a planned visit did not happen, and why."""
    return _not_given(visit_id, "miss", why, scope=scope, at=at)


def log_refused(visit_id: int, why: Why, *, scope: Scope, at: datetime) -> Visit:
    """Note that the recipient did not want the visit, and why."""
    return _not_given(visit_id, "refuse", why, scope=scope, at=at)


def _not_given(visit_id: int, act: str, why: Why, *, scope: Scope, at: datetime) -> Visit:
    visit = log.visit_to_change(visit_id, scope=scope)
    check_reason(why.code, why.memo)
    state = after(visit.state, act)
    visit.state = state
    visit.why_not = f"{REASONS[why.code][0]} {why.memo}".strip()[:200]
    visit.version += 1
    facts = {"state": state, "code": why.code}
    record(act=f"visit.{act}", about=visit, actor=scope.actor, at=at, after=facts, reason=why.memo)
    return visit


def _prove(visit: Visit, given: Confirmation, at: datetime) -> VisitProof:
    """Check what was given at the home; a wrong code or PIN proves nothing."""
    if given.how == "recipient_signature":
        strokes = check_strokes(given.value)
        return VisitProof(
            kind=given.how,
            given_by=given.by,
            content=canonical_json(strokes),
            digest=digest(strokes),
        )
    if devices.wrong_tries(visit.id) >= _MOST_TRIES:
        raise Conflict("too many wrong tries", "错误次数过多，请改用其他确认方式", field="value")
    if not _fits(visit, given, at):
        raise BadInput("it does not fit", "验证码不正确，请参保人一方核对后重新提供", field="value")
    return VisitProof(kind=given.how, given_by=given.by)


def _fits(visit: Visit, given: Confirmation, at: datetime) -> bool:
    """Compare a code or a PIN with what the home knows; a carer may use the key, never see it."""
    everything = Scope.everything("the home's key is only compared with, never shown")
    key = log.recipient_key(visit.person_id, scope=everything)
    if key is None or not isinstance(given.value, str):
        return False
    if given.how == "recipient_pin":
        return pin_fits(key, given.value)
    first = visit.started_at or at
    return code_fits(key, given.value, first=first, last=visit.ended_at or at)


def _add_proof(visit: Visit, proof: VisitProof, *, scope: Scope, at: datetime) -> None:
    """Write the proof down; a copied signature is put before the operator instead."""
    everything = Scope.everything("a visit's proofs are read to add one")
    if proof.kind in {row.kind for row in log.proofs_of([visit.id], scope=everything)}:
        raise Conflict("this proof is there already", "本次服务已有同类证明", field="how")
    if proof.digest and log.same_content(proof.digest, visit.id) is not None:
        raise BadInput("a copied signature", "签名与另一次服务完全相同，请重新签名", field="value")
    proof.visit_id, proof.person_id = visit.id, visit.person_id
    proof.provider_id, proof.carer_id = visit.provider_id, visit.carer_id
    proof.area_code, proof.recorded_by, proof.at = visit.area_code, scope.actor.user_id, at
    session().add(proof)
    visit.confirmed_how = proof.kind
    visit.version += 1
    session().flush()
    record(act="visit.proof", about=visit, actor=scope.actor, at=at, after={"kind": proof.kind})
    look_over_soon(visit, scope=scope, at=at)


def _asked(visit: Visit, code: str, scope: Scope) -> bool:
    """Tell whether an exception of a kind was opened before."""
    return any(row.code == code for row in log.exceptions_of([visit.id], scope=scope))


def _refuse_unless(visit: Visit, states: frozenset[str]) -> None:
    if visit.state not in states:
        raise Conflict(
            f"nothing more is told about a visit that is {visit.state}",
            "这次服务的当前状态不能再补充此项内容，请刷新后查看",
            field="visit",
        )
