"""Acts on objections and requests for review 复评: make, answer, take up, settle.

Whether the days for it are over, and what a review does, is the assessment room's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ltc.audit.services import record
from ltc.case import queries as cases
from ltc.case.acts.news import tell
from ltc.case.appeal import queries
from ltc.case.appeal.queries import OBJECTION, REVIEW
from ltc.case.models import Appeal
from ltc.db import session
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.errors import BadInput, Conflict


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAppeal:
    """Who objects to which conclusion about whom, in his own words and with his real name."""

    assessment_id: int
    person_id: int
    made_by_name: str
    text: str


def object_to(command: NewAppeal, *, scope: Scope, at: datetime) -> Appeal:
    """Note a named objection to a published conclusion."""
    return _make(command, OBJECTION, scope=scope, at=at)


def ask_review(command: NewAppeal, *, scope: Scope, at: datetime) -> Appeal:
    """Note the person's request for a review; one at a time."""
    everything = Scope.everything("one review of a conclusion")
    if queries.about(command.assessment_id, REVIEW, scope=everything):
        raise Conflict(
            "a review of this conclusion was asked for already; its result is final",
            "对该结论已申请过复评，复评结论为最终结论",
        )
    return _make(command, REVIEW, scope=scope, at=at)


def answer(appeal_id: int, text: str, *, upheld: bool, scope: Scope, at: datetime) -> Appeal:
    """Answer an objection with words that its maker can understand."""
    appeal = queries.appeal(appeal_id, scope=scope, lock=True)
    if appeal.kind != OBJECTION:
        raise Conflict(
            "a request for review is not answered: another agency looks at the conclusion again",
            "复评申请不作答复，请派往另一家评估机构复评",
        )
    if appeal.state != "open":
        raise Conflict("this was answered already", "该异议已答复")
    if not text.strip():
        raise BadInput("an answer needs words", "请写明答复内容", field="text")
    _step(appeal, "upheld" if upheld else "rejected", text.strip(), scope=scope, at=at)
    tell(appeal, subject="异议答复", body=appeal.answer, at=at, channel="letter")
    return appeal


def take_up(appeal_id: int, *, scope: Scope, at: datetime) -> Appeal:
    """Note that another agency now looks at the conclusion again."""
    appeal = queries.appeal(appeal_id, scope=scope, lock=True)
    fits = "open" if appeal.kind == REVIEW else "upheld"
    if appeal.state != fits:
        raise Conflict("no review can be opened on this", "该事项当前不能启动复评")
    _step(appeal, "reviewing", appeal.answer, scope=scope, at=at)
    return appeal


def put_back(assessment_id: int, *, scope: Scope, at: datetime) -> None:
    """Let what led to a review wait for another agency, when the review was taken back."""
    for appeal in queries.unsettled(assessment_id, scope=scope):
        if appeal.state == "reviewing":
            waits = "open" if appeal.kind == REVIEW else "upheld"
            _step(appeal, waits, appeal.answer, scope=scope, at=at, act="put_back")


def settle(assessment_id: int, text: str, *, scope: Scope, at: datetime) -> None:
    """Close what was waiting for the review of an assessment; whoever objected is told so."""
    for appeal in queries.unsettled(assessment_id, scope=scope):
        _step(appeal, "done", text, scope=scope, at=at)
        if appeal.kind == OBJECTION:
            tell(appeal, subject="异议办结", body=text, at=at, channel="letter")


def _make(command: NewAppeal, kind: str, *, scope: Scope, at: datetime) -> Appeal:
    person = cases.person(command.person_id, scope=scope)
    if not command.made_by_name.strip():
        raise BadInput("give your real name", "请填写真实姓名", field="made_by_name")
    if not command.text.strip():
        raise BadInput("say what is wrong", "请写明异议的理由", field="text")
    appeal = Appeal(
        person_id=person.id,
        area_code=person.area_code,
        assessment_id=command.assessment_id,
        kind=kind,
        made_on=legal_day(at),
        made_by_name=command.made_by_name.strip(),
        text=command.text.strip(),
    )
    session().add(appeal)
    session().flush()
    after = {"kind": kind, "assessment_id": command.assessment_id}
    record(act=f"appeal.{kind}", about=appeal, actor=scope.actor, at=at, after=after)
    return appeal


def _step(
    appeal: Appeal, state: str, text: str, *, scope: Scope, at: datetime, act: str = ""
) -> None:
    before = appeal.state
    appeal.state = state
    appeal.answer = text
    appeal.answered_on = legal_day(at)
    record(
        act=f"appeal.{act or state}",
        about=appeal,
        actor=scope.actor,
        at=at,
        before={"state": before},
        after={"state": state},
    )
