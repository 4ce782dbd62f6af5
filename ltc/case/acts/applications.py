"""Acts on an application: submit, accept, return for more, refuse, withdraw, and what follows.

Whether the applicant may apply is decided by ``assessments`` before it calls ``submit``; here are
the states, the clocks, the trail and the news to the person.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from ltc.audit.services import record
from ltc.case import queries
from ltc.case.acts.clocks import ACCEPTANCE, DELIVERY, meet_clock, start_clock
from ltc.case.acts.news import tell
from ltc.case.models import Application
from ltc.case.rules.admission import kind_of
from ltc.case.rules.grounds import refusal, return_note
from ltc.case.rules.states import next_state
from ltc.db import session
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.errors import Conflict
from ltc.shared.reasons import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitApplication:
    """An application as it was made; the kind is not the applicant's to choose."""

    person_id: int
    self_answers: dict[str, Any] | None = None
    self_letter: str | None = None
    disabled_since: date | None = None
    mode_wish: str = "home"
    channel: str = "web"
    note: str = ""
    ordered: bool = False
    reasons: tuple[Reason, ...] = field(default=())


def submit_application(command: SubmitApplication, *, scope: Scope, at: datetime) -> Application:
    """Hand in an application and start the clock of acceptance; one at a time per person."""
    person = queries.lock_person(command.person_id, scope=scope)
    on = legal_day(at)
    pack = pack_for_area(person.area_code, on)
    pack.word("modes", command.mode_wish)
    queries.refuse_closed(person.id, scope=scope)
    _refuse_second(person.id)
    everything = Scope.everything("the kind follows from all earlier determinations")
    kind = kind_of(pack, queries.earlier(person.id, scope=everything), on, ordered=command.ordered)
    application = Application(
        person_id=person.id,
        area_code=person.area_code,
        kind=kind,
        channel=command.channel,
        state=next_state("draft", "submit"),
        self_answers=command.self_answers,
        self_letter=command.self_letter,
        disabled_since=command.disabled_since,
        mode_wish=command.mode_wish,
        submitted_on=on,
        note=command.note,
        reasons=[reason.as_row() for reason in command.reasons],
        made_by=scope.actor.user_id,
    )
    session().add(application)
    start_clock(ACCEPTANCE, application, on=on)
    after = {"kind": application.kind, "letter": command.self_letter, "channel": command.channel}
    record(act="application.submit", about=application, actor=scope.actor, at=at, after=after)
    return application


def resubmit_application(
    application_id: int, note: str, *, scope: Scope, at: datetime
) -> Application:
    """Hand in again what was returned for more; the clock of acceptance starts anew."""
    application = queries.application_to_change(application_id, scope=scope)
    application.note = note
    application.submitted_on = legal_day(at)
    _move(application, "submit", scope=scope, at=at, after={"note": note})
    start_clock(ACCEPTANCE, application, on=legal_day(at))
    return application


def accept_application(
    application_id: int, *, scope: Scope, at: datetime, version: int | None = None
) -> Application:
    """Accept: the clock of acceptance is met, the clock of delivery starts."""
    application = queries.application_to_change(application_id, scope=scope, version=version)
    on = legal_day(at)
    application.decided_on = on
    _move(application, "accept", scope=scope, at=at, after={"decided_on": str(on)})
    meet_clock(ACCEPTANCE, application, on=on)
    start_clock(DELIVERY, application, on=on)
    tell(
        application,
        subject="申请已受理",
        body="您的失能等级评估申请已受理，评估机构将与您约定上门评估时间。",
        at=at,
    )
    return application


def return_application(
    application_id: int, note: str, *, scope: Scope, at: datetime, version: int | None = None
) -> Application:
    """Give the application back for more papers, all of them named at once."""
    application = queries.application_to_change(application_id, scope=scope, version=version)
    application.note = return_note(note)
    _move(application, "return", scope=scope, at=at, after={"missing": application.note})
    meet_clock(ACCEPTANCE, application, on=legal_day(at))
    tell(application, subject="申请需要补正材料", body=f"请补正：{application.note}", at=at)
    return application


def refuse_application(
    application_id: int,
    ground: str,
    note: str,
    *,
    scope: Scope,
    at: datetime,
    version: int | None = None,
) -> Application:
    """Refuse on one of the five grounds, with reasons that the applicant gets in writing."""
    application = queries.application_to_change(application_id, scope=scope, version=version)
    on = legal_day(at)
    reasons = refusal(pack_for_area(application.area_code, on), ground, note, on)
    application.refused_ground = ground
    application.decided_on = on
    application.reasons = [reason.as_row() for reason in reasons]
    _move(application, "refuse", scope=scope, at=at, after={"ground": ground, "note": note})
    meet_clock(ACCEPTANCE, application, on=on)
    body = f"不予受理。{reasons[0].text()}（依据：{reasons[0].law}）。如有异议，可向医保部门反映。"
    tell(application, subject="申请不予受理", body=body, at=at)
    return application


def withdraw_application(application_id: int, *, scope: Scope, at: datetime) -> Application:
    """Take an application back, as long as nobody has begun to assess."""
    application = queries.application_to_change(application_id, scope=scope)
    _move(application, "withdraw", scope=scope, at=at)
    _meet_all(application, legal_day(at))
    return application


def advance_application(
    application_id: int, act: str, *, scope: Scope, at: datetime
) -> Application:
    """Follow the assessment: assess, reopen, conclude, close or stop."""
    application = queries.application_to_change(application_id, scope=scope)
    _move(application, act, scope=scope, at=at)
    if act in ("close", "stop"):
        _meet_all(application, legal_day(at))
    return application


def _move(
    application: Application,
    act: str,
    *,
    scope: Scope,
    at: datetime,
    after: dict[str, Any] | None = None,
) -> None:
    """Take one step of the table, count the version up and leave the trail."""
    before = application.state
    application.state = next_state(before, act)
    application.version += 1
    record(
        act=f"application.{act}",
        about=application,
        actor=scope.actor,
        at=at,
        before={"state": before},
        after={"state": application.state, **(after or {})},
    )


def _meet_all(application: Application, on: date) -> None:
    for kind in (ACCEPTANCE, DELIVERY):
        meet_clock(kind, application, on=on)


def _refuse_second(person_id: int) -> None:
    """Refuse a second application beside one that is under way, whoever can see that one."""
    everything = Scope.everything("one application at a time per person")
    if queries.open_application(person_id, scope=everything) is not None:
        raise Conflict(
            "an application of this person is under way already",
            "该参保人已有申请正在办理，不必重复提交",
        )
