"""Who of a team may act: nobody who left, lost his certificate or must stand back.

All of it is asked again at every act: it may have become known after the team was set.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from assessments import queries
from assessments.acts.steps import own_place, pass_gate
from assessments.models import Assessment
from assessments.queries import CONFIRMER, Place
from assessments.rules.onsite import EXPERT, Member, Subject, recusals
from ltc.case import queries as cases
from ltc.case.models import Person
from ltc.directory import queries as directory
from ltc.directory.models import Staff
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.errors import Conflict

ASSESSOR = "assessor"


@dataclass(frozen=True, slots=True)
class Seat:
    """A place on a team to be filled: who, and as assessor, expert or confirmer."""

    staff_id: int
    work: str


def acting(assessment: Assessment, *, scope: Scope, at: datetime) -> Place:
    """Return the actor's place on the team, as long as he may work on this assessment."""
    place = own_place(queries.team(assessment), scope)
    refuse_unfit(assessment, (place,), legal_day(at))
    refuse_ties(assessment, (place,), scope)
    return place


def fits(staff: Staff, work: str, agency_id: int, on: date) -> bool:
    """Tell whether a member of the agency may do this work on the day."""
    kinds = (EXPERT,) if work in (EXPERT, CONFIRMER) else (ASSESSOR, EXPERT)
    here = staff.organisation_id == agency_id and staff.state == "active"
    return here and staff.work in kinds and directory.has_certificate(staff.id, kinds, on)


def refuse_unfit(assessment: Assessment, places: Iterable[Place], on: date) -> None:
    """Stop where somebody has left the agency or holds no certificate on the day."""
    for place in places:
        if not fits(place.staff, place.work, assessment.agency_id, on):
            raise Conflict(
                f"{place.staff.name} has left or holds no valid certificate on {on}; "
                "set another team, or have the office revoke the assessment once a form is sealed",
                f"{place.staff.name} 已不在岗或证书不在有效期内；请改期另派人员，"
                "已有评分封存的，请经办撤销本次评估后重新派单",
            )


def refuse_ties(assessment: Assessment, places: Sequence[Place], scope: Scope) -> None:
    """Stop where somebody must stand back from the person."""
    person = cases.person(assessment.person_id, scope=scope)
    seats = [Seat(place.staff.id, place.work) for place in places]
    team = members([place.staff for place in places], seats)
    pass_gate(recusals(team, subject(person)))


def members(people: Sequence[Staff], seats: Iterable[Seat]) -> tuple[Member, ...]:
    """Return the team as the rules see it, with the organisations that each is tied to."""
    ties = directory.ties_of(people)
    return tuple(
        Member(
            id=who.id,
            work=seat.work,
            address=who.address,
            phone=who.phone,
            interests=ties[who.id],
        )
        for who, seat in zip(people, seats, strict=True)
    )


def subject(person: Person) -> Subject:
    """Return the person as recusal sees it."""
    phones = {each for each in (person.phone, person.guardian_phone) if each}
    return Subject(
        address=person.address,
        phones=frozenset(phones),
        kin=frozenset(queries.recused(person.id)),
        providers=directory.caring_for(person.id),
    )
