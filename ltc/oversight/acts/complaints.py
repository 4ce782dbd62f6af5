"""Complaints and reports 投诉举报: received, accepted, investigated, answered, each by its clock.

Who reports under seal leaves no trace of himself outside the sealed fields: no account, no person,
no name in the trail.  He follows his report by a code that is shown once and kept as a hash.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from ltc.audit.services import record
from ltc.case.acts.clocks import due_day
from ltc.db import session
from ltc.directory import queries as directory
from ltc.outbox.services import Addressee, post
from ltc.oversight.models import Complaint
from ltc.oversight.queries import records
from ltc.oversight.rules import complaints as rules
from ltc.oversight.rules.states import COMPLAINT, after
from ltc.policy.load import pack_for_area
from ltc.scope import Actor, Scope
from ltc.security.fields import blind_index
from ltc.security.roles import BUREAU
from ltc.shared.clock import legal_day
from ltc.shared.errors import BadInput, Conflict, Forbidden, NotFound

_CODE_BYTES = 6
_COUNTY_DIGITS = 6
SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewComplaint:
    """What somebody says; under seal, name and contact are for the bureau's eyes on demand only."""

    area_code: str
    text: str
    kind: str = "complaint"
    against: str = "provider"
    channel: str = "web"
    provider_id: int | None = None
    operator_id: int | None = None
    person_id: int | None = None
    made_by_name: str = ""
    contact: str = ""
    sealed: bool = False


def make_complaint(new: NewComplaint, *, scope: Scope, at: datetime) -> tuple[Complaint, str]:
    """Take a complaint and return it with the code by which it is followed."""
    rules.check_made(new.kind, new.against, new.channel, new.text)
    _check_about(new, scope)
    code = secrets.token_hex(_CODE_BYTES).upper()
    on = legal_day(at)
    sealed = new.sealed
    made = Complaint(
        # Under seal not even the village is kept: in a small one it would name the maker.
        area_code=new.area_code[:_COUNTY_DIGITS] if sealed else new.area_code,
        kind=new.kind,
        against=new.against,
        channel=new.channel,
        person_id=None if sealed else (scope.person_id or new.person_id),
        provider_id=new.provider_id,
        operator_id=new.operator_id or records.operator_for(new.area_code, on),
        made_by_name=new.made_by_name.strip() or None,
        contact=new.contact.strip() or None,
        is_sealed=sealed,
        text=new.text.strip(),
        handler=rules.handler_of(new.kind, new.against, sealed=sealed),
        received_on=on,
        accept_due_on=_due(new.area_code, on, "complaint_accept_days"),
        due_on=_due(new.area_code, on, "complaint_answer_days"),
        track_index=_index(code),
        made_by=0 if sealed else scope.actor.user_id,
    )
    if made.operator_id is None:
        made.handler = rules.BUREAU
    session().add(made)
    session().flush()
    facts = {"kind": made.kind, "against": made.against, "handler": made.handler}
    actor = Actor.system("举报人（保密）") if sealed else scope.actor
    record(act="complaint.make", about=made, actor=actor, at=at, after=facts)
    return made, code


def accept_complaint(
    complaint_id: int, *, scope: Scope, at: datetime, version: int | None = None
) -> Complaint:
    """Accept it: the clock of the answer starts."""
    found = _step(complaint_id, "accept", scope=scope, at=at, version=version)
    found.accepted_on = legal_day(at)
    found.due_on = _due(found.area_code, found.accepted_on, "complaint_answer_days")
    return found


def reject_complaint(
    complaint_id: int, why: str, *, scope: Scope, at: datetime, version: int | None = None
) -> Complaint:
    """Do not take it up, with the reason that its maker gets to read."""
    _needs(why, "answer", "请写明不予受理的理由")
    found = _step(complaint_id, "reject", scope=scope, at=at, version=version, reason=why)
    found.answer, found.answered_on = why.strip(), legal_day(at)
    _tell(found, at)
    return found


def investigate_complaint(
    complaint_id: int,
    investigation: str,
    outcome: str,
    *,
    scope: Scope,
    at: datetime,
    version: int | None = None,
) -> Complaint:
    """Write down what was found out, and whether the complaint was right."""
    _needs(investigation, "investigation", "请写明调查经过和核实情况")
    rules.check_outcome(outcome)
    found = _step(complaint_id, "investigate", scope=scope, at=at, version=version)
    found.investigation, found.outcome = investigation.strip(), outcome
    found.investigated_on = legal_day(at)
    return found


def answer_complaint(
    complaint_id: int, answer: str, *, scope: Scope, at: datetime, version: int | None = None
) -> Complaint:
    """Answer it; its maker reads the answer on his page, by SMS or with his code."""
    _needs(answer, "answer", "请写明答复内容")
    found = _step(complaint_id, "answer", scope=scope, at=at, version=version)
    found.answer, found.answered_on = answer.strip(), legal_day(at)
    _tell(found, at)
    return found


def take_over(complaint_id: int, why: str, *, scope: Scope, at: datetime) -> Complaint:
    """Let the bureau deal with a complaint itself, such as one that the operator lets lie."""
    _needs(why, "why", "请写明收回办理的原因")
    found = records.complaint(complaint_id, scope=scope, lock=True)
    if not scope.actor.roles & set(BUREAU):
        raise Forbidden("only the bureau takes over", "只有医保局可以收回办理")
    if found.handler == rules.BUREAU or found.state in ("answered", "rejected"):
        raise Conflict("there is nothing to take over", "该件已由医保局办理或已办结")
    found.handler = rules.BUREAU
    found.version += 1
    record(
        act="complaint.take_over",
        about=found,
        actor=scope.actor,
        at=at,
        before={"handler": rules.OPERATOR},
        after={"handler": rules.BUREAU},
        reason=why.strip(),
    )
    return found


def reveal(complaint_id: int, why: str, *, scope: Scope, at: datetime) -> tuple[str, str]:
    """Open the seal: name and contact, against a reason that stays in the trail."""
    _needs(why, "why", "请写明需要了解举报人身份的原因")
    found = records.complaint(complaint_id, scope=scope)
    facts = {"sealed": found.is_sealed}
    record(
        act="complaint.reveal",
        about=found,
        actor=scope.actor,
        at=at,
        after=facts,
        reason=why.strip(),
    )
    return found.made_by_name or "", found.contact or ""


def tracked(code: str) -> Complaint:
    """Return the complaint that a follow-up code belongs to; the code is all one needs."""
    found = records.complaint_tracked(_index(code.strip().upper()))
    if found is None:
        raise NotFound("no complaint has this code", "没有与该查询码对应的投诉举报", field="code")
    return found


def _step(
    complaint_id: int,
    act: str,
    *,
    scope: Scope,
    at: datetime,
    version: int | None,
    reason: str = "",
) -> Complaint:
    """Move one complaint one step, if it is still as it was shown and is the actor's to handle."""
    found = records.complaint(complaint_id, scope=scope, lock=True)
    if version is not None and version != found.version:
        raise Conflict("somebody else has dealt with it", "该件刚被他人办理，请刷新后再试")
    if found.handler == rules.BUREAU and not scope.actor.roles & {*BUREAU, SYSTEM}:
        raise Forbidden("the bureau deals with this one", "该件由医保局办理")
    before = found.state
    found.state = after(COMPLAINT, before, act)
    found.version += 1
    found.handled_by = scope.actor.user_id
    record(
        act=f"complaint.{act}",
        about=found,
        actor=scope.actor,
        at=at,
        before={"state": before},
        after={"state": found.state},
        reason=reason.strip(),
    )
    return found


def _tell(found: Complaint, at: datetime) -> None:
    """Send the answer to the person, unless the seal forbids to know whom."""
    if found.person_id is None or found.is_sealed:
        return
    post(
        Addressee(found.area_code, person_id=found.person_id),
        key=f"complaint:{found.id}:{found.state}",
        channel="sms",
        subject="投诉举报办理结果",
        body=found.answer,
        at=at,
    )


def _check_about(new: NewComplaint, scope: Scope) -> None:
    """Refuse an area or an organisation that is not there."""
    directory.area(new.area_code)
    if not new.area_code.startswith(scope.area):
        raise BadInput("the area is not yours", "所选区划不在您的辖区", field="area_code")
    names = directory.organisation_names()
    for field, identity in (("provider_id", new.provider_id), ("operator_id", new.operator_id)):
        if identity is not None and identity not in names:
            raise BadInput("no such organisation", "没有该机构", field=field)


def _due(area_code: str, on: date, parameter: str) -> date:
    return due_day(area_code, on, pack_for_area(area_code, on)[f"oversight.{parameter}"])


def _index(code: str) -> str:
    return blind_index(code, "complaint.code")


def _needs(text: str, field: str, zh: str) -> None:
    if not text.strip():
        raise BadInput(f"{field} is needed", zh, field=field)
