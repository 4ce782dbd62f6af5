"""Acts on determinations: record one, end one earlier.  Rows are only ever added.

Whether a person is entitled, and from when, is decided by ``assessments``; here the span is
checked, the area's grade is named, and an earlier determination makes room for the new one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ltc import events
from ltc.audit.services import record
from ltc.case import queries
from ltc.case.models import Determination, DeterminationEnd, Person
from ltc.case.rules.spans import ONE_DAY, check_span, end_before
from ltc.db import session
from ltc.policy.lookup import Pack
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.errors import Conflict
from ltc.shared.reasons import Reason

SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDetermination:
    """What was decided about a person, under which pack and why."""

    person_id: int
    national_grade: int
    entitled: bool
    first_day: date
    last_day: date
    reasons: tuple[Reason, ...]
    pack: Pack
    application_id: int | None = None
    assessment_id: int | None = None
    decided_on: date | None = None  # where it was decided elsewhere; else today


def record_determination(command: NewDetermination, *, scope: Scope, at: datetime) -> Determination:
    """Add a determination and end the one before it on the day before it begins."""
    person = queries.lock_person(command.person_id, scope=scope)
    on = command.decided_on or legal_day(at)
    check_span(command.pack, command.first_day, command.last_day, on)
    _make_room(person, command.first_day, scope=scope, at=at)
    made = _row(command, person, on, at)
    session().add(made)
    session().flush()
    after = {
        "entitled": made.entitled,
        "grade": made.grade,
        "span": [str(made.first_day), str(made.last_day)],
        "pack": [made.pack, made.pack_version, made.fingerprint],
    }
    record(act="determination.record", about=made, actor=scope.actor, at=at, after=after)
    events.emit("determination.recorded", determination=made, at=at, actor=scope.actor)
    return made


def end_determination(
    determination_id: int, last_day: date, why: str, *, scope: Scope, at: datetime
) -> DeterminationEnd:
    """End a determination earlier than it was made for; the row itself stays as it is."""
    found = queries.determination(determination_id, scope=scope)
    return _end(found, max(last_day, found.first_day - ONE_DAY), why, scope=scope, at=at)


def _make_room(person: Person, first_day: date, *, scope: Scope, at: datetime) -> None:
    """End whatever would overlap a determination that begins on ``first_day``."""
    everything = Scope.everything("no two determinations of one person overlap")
    for earlier, end in queries.determinations_of(person.id, scope=everything):
        last_day = end.last_day if end else earlier.last_day
        if last_day < max(first_day, earlier.first_day):
            continue
        if end is not None:
            raise Conflict(
                f"determination {earlier.id} already ends on {last_day} and cannot end again",
                f"已有认定（编号 {earlier.id}）已定于 {last_day} 终止，新认定不能早于次日起算",
                field="first_day",
            )
        _end(earlier, end_before(first_day), SUPERSEDED, scope=scope, at=at)


def _end(
    found: Determination, last_day: date, why: str, *, scope: Scope, at: datetime
) -> DeterminationEnd:
    if session().get(DeterminationEnd, found.id) is not None:
        raise Conflict(
            f"determination {found.id} has ended already", "该待遇认定已经终止", field="last_day"
        )
    end = DeterminationEnd(
        determination_id=found.id,
        person_id=found.person_id,
        area_code=found.area_code,
        last_day=last_day,
        why=why,
        recorded_at=at,
    )
    session().add(end)
    session().flush()
    after = {"last_day": str(last_day), "why": why}
    record(act="determination.end", about=end, actor=scope.actor, at=at, after=after)
    return end


def _row(command: NewDetermination, person: Person, on: date, at: datetime) -> Determination:
    pack = command.pack
    return Determination(
        person_id=person.id,
        area_code=person.area_code,
        application_id=command.application_id,
        assessment_id=command.assessment_id,
        entitled=command.entitled,
        grade=pack.grade_of_national(command.national_grade).code,
        national_grade=command.national_grade,
        first_day=command.first_day,
        last_day=command.last_day,
        decided_on=on,
        reasons=[reason.as_row() for reason in command.reasons],
        pack=pack.id,
        pack_version=pack.version,
        fingerprint=pack.fingerprint,
        recorded_at=at,
    )
