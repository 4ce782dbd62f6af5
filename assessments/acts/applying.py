"""Apply for an assessment: self-assessment first, then the application; advice for the intake desk.

A self-assessment below the gate, or a request that comes too soon, is no error: the answer says
why, and nothing is handed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from assessments.rules.eligibility import REFUSE, ApplicationFacts, Intake, examine
from assessments.rules.entitlement import qualified
from assessments.rules.scale import SelfScale
from assessments.rules.self_assessment import SelfScore, score_self
from assessments.scales.load import load_scale
from ltc.audit.services import record
from ltc.case import queries as cases
from ltc.case.models import Application, Person
from ltc.case.rules.admission import kind_of
from ltc.case.services import SubmitApplication, submit_application
from ltc.policy.load import pack_for_area
from ltc.policy.lookup import Pack
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.reasons import Reason

SELF_SCALE = "nhsa-2021-37-self"


@dataclass(frozen=True, slots=True, kw_only=True)
class Apply:
    """What an applicant tells; the letter is reckoned here and the kind follows from the past."""

    person_id: int
    answers: Mapping[str, str]
    disabled_since: date | None = None
    mode_wish: str = "home"
    channel: str = "web"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """What came of it: the application, or none and the reasons why not."""

    application: Application | None
    letter: str
    reasons: tuple[Reason, ...]


def self_scale() -> SelfScale:
    """Return the self-assessment form."""
    scale = load_scale(SELF_SCALE)
    if not isinstance(scale, SelfScale):
        raise TypeError(f"{SELF_SCALE} is no self-assessment")
    return scale


def self_assess(pack: Pack, answers: Mapping[str, str], on: date) -> SelfScore:
    """Return the letter for the answers, as the area counts partly independent items."""
    counts = pack["process.self_assessment_counts_partial"].on(on)
    return score_self(self_scale(), dict(answers), partial_counts=counts)


def apply(command: Apply, *, scope: Scope, at: datetime) -> Submission:
    """Score the self-assessment and hand the application in, if the law lets it be made now."""
    person = cases.person(command.person_id, scope=scope)
    on = legal_day(at)
    pack = pack_for_area(person.area_code, on)
    found = self_assess(pack, command.answers, on)
    intake = examine(
        _facts(person, pack, on, letter=found.letter, since=command.disabled_since),
        law=pack,
        on=on,
    )
    if intake.outcome == REFUSE:
        codes = {"letter": found.letter, "why": [reason.code for reason in intake.reasons]}
        record(act="application.not_admitted", about=person, actor=scope.actor, at=at, after=codes)
        return Submission(None, found.letter, intake.reasons)
    application = submit_application(_command(command, found), scope=scope, at=at)
    return Submission(application, found.letter, found.reasons)


def order_assessment(person_id: int, why: str, *, scope: Scope, at: datetime) -> Application:
    """Have a person assessed again because the office found a change; nobody applied for it."""
    command = SubmitApplication(person_id=person_id, channel="window", note=why, ordered=True)
    return submit_application(command, scope=scope, at=at)


def advice(application: Application, person: Person, on: date) -> Intake:
    """Return what the rules say about an application, for the officer who decides on it."""
    pack = pack_for_area(application.area_code, on)
    against = qualified(person.category, person.insured_from, law=pack, on=on)
    facts = ApplicationFacts(
        insured=person.insured_from <= on,
        kind=application.kind,
        letter=application.self_letter,
        disabled_since=application.disabled_since,
        last_concluded_on=_last_concluded(person.id),
        qualified=not against,
    )
    found = examine(facts, law=pack, on=on)
    return Intake(found.outcome, found.grounds, (*found.reasons, *against))


def _facts(
    person: Person, pack: Pack, on: date, *, letter: str, since: date | None
) -> ApplicationFacts:
    """Return what is known before an officer has looked: letter, time since, disability."""
    everything = Scope.everything("the kind follows from all earlier determinations")
    earlier = cases.earlier(person.id, scope=everything)
    return ApplicationFacts(
        insured=True,
        kind=kind_of(pack, earlier, on),
        letter=letter,
        disabled_since=since,
        last_concluded_on=earlier.decided_on if earlier else None,
    )


def _command(command: Apply, found: SelfScore) -> SubmitApplication:
    return SubmitApplication(
        person_id=command.person_id,
        self_answers=dict(command.answers),
        self_letter=found.letter,
        disabled_since=command.disabled_since,
        mode_wish=command.mode_wish,
        channel=command.channel,
        note=command.note,
        reasons=found.reasons,
    )


def _last_concluded(person_id: int) -> date | None:
    everything = Scope.everything("the time since the last conclusion, whoever asks")
    earlier = cases.earlier(person_id, scope=everything)
    return earlier.decided_on if earlier else None
