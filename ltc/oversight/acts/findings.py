"""Findings 检查发现: found, heard, decided by another person, remedied.

A decision that stands is carried out in the same unit of work: points, suspension (by the room of
the providers) and recovery (by the fund's books).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from billing.recoveries import services as books
from ltc.audit.services import record
from ltc.case.acts.clocks import due_day
from ltc.db import session
from ltc.directory import queries as directory
from ltc.outbox.services import Addressee, post
from ltc.oversight.acts.recovery import take_back, tell_person
from ltc.oversight.models import Finding
from ltc.oversight.queries import counting, records
from ltc.oversight.rules import sanctions as rules
from ltc.oversight.rules.states import FINDING, after
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.security.persons import is_same_person
from ltc.shared.clock import legal_day
from ltc.shared.dates import FOREVER
from ltc.shared.errors import BadInput, Conflict, Forbidden, NotFound, Unknown
from providers.services import lift, suspend

NOT_HEARD = "（逾期未陈述申辩）"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFinding:
    """What was found, under which law, and what is proposed; nothing holds before the decision."""

    provider_id: int
    text: str
    law: str
    kind: str = rules.AGREEMENT
    inspection_id: int | None = None
    complaint_id: int | None = None
    staff_id: int | None = None
    visit_id: int | None = None
    points: int = 0
    recovery_fen: int = 0
    insurance: str = ""
    mode: str = ""
    repays: str | None = None  # the visit never took place: who repays what the person was paid
    suspend_from: date | None = None
    suspend_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is decided: the proposal may be lessened, changed or dropped."""

    outcome: str  # upheld, dropped
    text: str
    points: int = 0
    recovery_fen: int = 0
    repays: str | None = None
    suspend_from: date | None = None
    suspend_to: date | None = None


def find(new: NewFinding, *, scope: Scope, at: datetime) -> Finding:
    """Write a finding down and tell the provider, who now has days to be heard."""
    rules.check_finding(
        new.kind, new.text, new.law, points=new.points, recovery_fen=new.recovery_fen
    )
    provider = directory.organisation(new.provider_id, scope=scope)
    _check_named(new, scope)
    on = legal_day(at)
    clause = pack_for_area(provider.area_code, on)["oversight.hearing_days"]
    made = Finding(
        **{name: getattr(new, name) for name in new.__slots__},
        area_code=provider.area_code,
        state="found",
        found_by=scope.actor.user_id,
        found_on=on,
        hearing_due_on=due_day(provider.area_code, on, clause),
    )
    session().add(made)
    session().flush()
    facts = {"provider_id": made.provider_id, "kind": made.kind, "law": made.law}
    record(act="finding.find", about=made, actor=scope.actor, at=at, after=facts, reason=made.text)
    tell_person(made, "检查发现告知", at)
    _tell(
        made,
        "检查发现告知",
        f"{made.text}（依据：{made.law}）。请于{made.hearing_due_on}前陈述申辩。",
        at,
    )
    return made


def hear(finding_id: int, hearing: str, *, scope: Scope, at: datetime) -> Finding:
    """The provider says what it has to say."""
    if not hearing.strip():
        raise BadInput("say what you have to say", "请填写陈述申辩的内容", field="hearing")
    if scope.actor.organisation_id is None:
        raise Forbidden("the provider itself is heard", "陈述申辩由当事机构填写")
    found = _step(finding_id, "hear", scope=scope, at=at, reason=hearing.strip())
    if scope.actor.organisation_id != found.provider_id:
        raise Forbidden("the provider itself is heard", "陈述申辩由当事机构填写")
    found.hearing, found.heard_on = hearing.strip(), legal_day(at)
    found.heard_by = scope.actor.user_id
    return found


def close_hearing(finding_id: int, *, scope: Scope, at: datetime) -> Finding:
    """Go on without the provider's word, once its days to be heard are over."""
    found = records.finding(finding_id, scope=scope)
    if legal_day(at) <= found.hearing_due_on:
        raise Conflict(
            f"the provider may be heard until {found.hearing_due_on}",
            f"机构可在{found.hearing_due_on}前陈述申辩，期满后才能继续",
        )
    found = _step(finding_id, "hear", scope=scope, at=at, reason=NOT_HEARD)
    found.hearing, found.heard_on = NOT_HEARD, legal_day(at)
    return found


def decide_finding(
    finding_id: int,
    decision: Decision,
    *,
    scope: Scope,
    at: datetime,
    version: int | None = None,
) -> Finding:
    """Decide a finding that was heard: by somebody else than who found it; carry it out at once."""
    if decision.outcome not in ("upheld", "dropped"):
        raise Unknown.word("outcome", decision.outcome, ("upheld", "dropped"), zh="决定")
    if not decision.text.strip():
        raise BadInput("give reasons", "请写明决定的理由", field="text")
    act = "uphold" if decision.outcome == "upheld" else "drop"
    found = _step(finding_id, act, scope=scope, at=at, version=version, reason=decision.text)
    rules.refuse_own_finding(is_own=is_same_person(scope.actor, found.found_by))
    found.decision, found.decided_on = decision.text.strip(), legal_day(at)
    found.decided_by = scope.actor.user_id
    if act == "uphold":
        _carry_out(found, decision, scope=scope, at=at)
    else:
        found.points = found.recovery_fen = 0
        found.suspend_from = found.suspend_to = found.repays = None
    _tell(found, "检查处理决定", found.decision, at)
    return found


def report_remedy(finding_id: int, remedy: str, *, scope: Scope, at: datetime) -> Finding:
    """The provider says how it put things right."""
    if not remedy.strip():
        raise BadInput("say what was done", "请填写整改情况", field="remedy")
    found = records.finding(finding_id, scope=scope, lock=True)
    if found.state != "decided" or scope.actor.organisation_id != found.provider_id:
        raise Conflict("there is nothing to put right here now", "当前环节不能填写整改情况")
    found.remedy = remedy.strip()
    found.version += 1
    record(act="finding.report_remedy", about=found, actor=scope.actor, at=at, reason=found.remedy)
    return found


def accept_remedy(finding_id: int, *, scope: Scope, at: datetime) -> Finding:
    """The bureau is satisfied that things were put right."""
    if not records.finding(finding_id, scope=scope).remedy:
        raise Conflict("the provider has reported nothing yet", "机构尚未报告整改情况")
    found = _step(finding_id, "remedy", scope=scope, at=at)
    found.remedied_on = legal_day(at)
    return found


def lift_finding(finding_id: int, why: str, *, scope: Scope, at: datetime) -> Finding:
    """Lift a decision that was wrong: points, money and a running suspension are given back.

    By somebody else than who decided it; what was suspended until today stays as it was.
    """
    if not why.strip():
        raise BadInput("give reasons", "请写明撤销的理由", field="text")
    found = _step(finding_id, "lift", scope=scope, at=at, reason=why.strip())
    if is_same_person(scope.actor, found.decided_by):
        raise Forbidden("who decided it does not lift it", "作出决定的人不能自己撤销，请另一人办理")
    found.lifted_why, found.lifted_on = why.strip(), legal_day(at)
    found.lifted_by = scope.actor.user_id
    books.lift(found.id, scope=scope, at=at)
    tell_person(found, "检查处理决定撤销", at)
    if found.suspension_id is not None and (found.suspend_to or FOREVER) >= legal_day(at):
        lift(found.suspension_id, last_day=legal_day(at), why=why.strip(), scope=scope, at=at)
    _tell(found, "检查处理决定撤销", found.lifted_why, at)
    return found


def _carry_out(found: Finding, decision: Decision, *, scope: Scope, at: datetime) -> None:
    """Put the decided figures in place of the proposed ones and carry them out."""
    rules.check_finding(
        found.kind,
        found.text,
        found.law,
        points=decision.points,
        recovery_fen=decision.recovery_fen,
    )
    found.points, found.recovery_fen = decision.points, decision.recovery_fen
    found.suspend_from, found.suspend_to = decision.suspend_from, decision.suspend_to
    found.repays = decision.repays
    if found.suspend_from is not None:
        found.suspension_id = _suspend(found, found.suspend_from, scope=scope, at=at)
    if found.recovery_fen or found.repays:
        take_back(found, scope=scope, at=at)


def _suspend(found: Finding, first_day: date, *, scope: Scope, at: datetime) -> int:
    """Suspend within the bounds of the law of the day, never backwards."""
    on = legal_day(at)
    if first_day < on:
        raise BadInput(
            "a suspension does not begin in the past", "暂停不能从过去起算", field="suspend_from"
        )
    proposed = rules.Suspending(first_day, found.suspend_to, found.staff_id is not None)
    refusals = rules.refusals(pack_for_area(found.area_code, on), found.kind, proposed, on)
    for reason in refusals:
        raise BadInput(
            f"{reason.text('en')} ({reason.law})",
            f"{reason.text()}（依据：{reason.law}）",
            field="suspend_to",
        )
    return suspend(
        found.provider_id,
        first_day=first_day,
        last_day=found.suspend_to,
        why=found.text[:200],
        scope=scope,
        at=at,
        staff_id=found.staff_id,
        finding_id=found.id,
    ).id


def _step(
    finding_id: int,
    act: str,
    *,
    scope: Scope,
    at: datetime,
    version: int | None = None,
    reason: str = "",
) -> Finding:
    """Move one finding one step under a lock, if it is still as it was shown."""
    found = records.finding(finding_id, scope=scope, lock=True)
    if version is not None and version != found.version:
        raise Conflict("somebody else has dealt with it", "该件刚被他人办理，请刷新后再试")
    before = found.state
    found.state = after(FINDING, before, act)
    found.version += 1
    record(
        act=f"finding.{act}",
        about=found,
        actor=scope.actor,
        at=at,
        before={"state": before},
        after={"state": found.state},
        reason=reason,
    )
    return found


def _check_named(new: NewFinding, scope: Scope) -> None:
    """Refuse a visit, staff member or inspection that is not the provider's or not there."""
    if new.staff_id is not None:
        member = directory.staff_member(new.staff_id, scope=scope)
        if member.organisation_id != new.provider_id:
            raise BadInput("not of this provider", "该人员不属于该机构", field="staff_id")
    rules.check_repays(new.repays, new.visit_id)
    if new.visit_id is not None:
        visit = counting.visits_by_id([new.visit_id], scope=scope).get(new.visit_id)
        if visit is None or visit.provider_id != new.provider_id:
            raise NotFound("no such visit", "没有该服务记录", field="visit_id")
    if new.inspection_id is not None:
        records.inspection(new.inspection_id, scope=scope)
    if new.complaint_id is not None:
        records.complaint(new.complaint_id, scope=scope)


def _tell(found: Finding, subject: str, body: str, at: datetime) -> None:
    post(
        Addressee(found.area_code, organisation_id=found.provider_id),
        key=f"finding:{found.id}:{found.state}",
        channel="notice",
        subject=subject,
        body=body,
        at=at,
    )
