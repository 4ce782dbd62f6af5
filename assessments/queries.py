"""Reading assessments, their teams, forms and confirmations, narrowed by scope.

Another scorer's form is not to be had here before all are sealed, whoever asks.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import sqlalchemy as sa

from assessments.models import Assessment, Assessor, Confirmation, Recusal, ScoreForm
from ltc.case.models import Clock, Person
from ltc.case.queries import hold
from ltc.db import session
from ltc.directory.models import Organisation, Staff
from ltc.scope import Scope
from ltc.shared.dates import FOREVER
from ltc.shared.errors import Conflict, NotFound

PAGE = 25
OWN, AGREED = "own", "agreed"
ON_SITE_WORKS = ("assessor", "expert")
CONFIRMER = "confirmer"
UNDER_WAY = ("scheduled", "on_site", "sealed", "compared", "confirmed", "published", "disputed")
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of an assessment desk: the assessment, the person's name, when the letter is due."""

    assessment: Assessment
    name: str
    area_code: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody's place on a team."""

    staff: Staff
    work: str

    @property
    def scores(self) -> bool:
        """Whether this member goes to the home and scores."""
        return self.work in ON_SITE_WORKS


@dataclass(frozen=True, slots=True)
class Published:
    """One line of the public list; the name is masked where it is shown."""

    assessment_id: int
    name: str
    sex: str
    area_code: str
    grade: int | None
    agency: str
    first_day: date | None
    last_day: date | None


def assessment(assessment_id: int, *, scope: Scope) -> Assessment:
    """Return one assessment that ``scope`` may see."""
    statement = scope.narrow(sa.select(Assessment), Assessment)
    return _there(session().scalar(statement.where(Assessment.id == assessment_id)))


def of_assessment(scope: Scope) -> Scope:
    """Return the reader's scope for the person of an assessment that was read under his own.

    An agency answers for what it assessed after the letter has gone out, too.
    """
    return Scope(scope.actor, reason="the assessment was read under the reader's own scope")


def assessment_to_change(assessment_id: int, *, scope: Scope) -> Assessment:
    """Lock one assessment, so that two acts on it come one after the other."""
    found = assessment(assessment_id, scope=scope)
    hold(found.person_id)
    session().refresh(found, with_for_update=True)
    return found


def team(assessment: Assessment) -> list[Place]:
    """Return who is on the team of an assessment that was read under a scope."""
    statement = (
        sa.select(Staff, Assessor.work)
        .join(Assessor, Assessor.staff_id == Staff.id)
        .where(Assessor.assessment_id == assessment.id)
        .order_by(Staff.id)
    )
    return [Place(*row) for row in session().execute(statement)]


def team_ids(assessment_id: int) -> set[int]:
    """Return the ids of a team's members."""
    return set(
        session().scalars(
            sa.select(Assessor.staff_id).where(Assessor.assessment_id == assessment_id)
        )
    )


def queue(
    states: Sequence[str], *, scope: Scope, after: tuple[date, int] | None = None
) -> list[QueueRow]:
    """Return a page of assessments and one row more: whose letter is due first comes first."""
    due = sa.func.coalesce(Clock.due_on, FOREVER)
    clock = sa.and_(
        Clock.kind == "delivery",
        Clock.about_kind == "application",
        Clock.about_id == Assessment.application_id,
        Clock.met_on.is_(None),
    )
    statement = (
        scope.narrow(sa.select(Assessment.id, Clock.due_on), Assessment)
        .outerjoin(Clock, clock)
        .where(Assessment.state.in_(states))
    )
    if after is not None:
        day, last = after
        statement = statement.where(sa.or_(due > day, sa.and_(due == day, Assessment.id > last)))
    # The page is cut first: in an area thousands wait, and their results are long.
    page = statement.order_by(due, Assessment.id).limit(PAGE + 1).subquery()
    rows = (
        sa.select(Assessment, Person.name, Person.area_code, page.c.due_on)
        .join(page, page.c.id == Assessment.id)
        .join(Person, Person.id == Assessment.person_id)
        .order_by(sa.func.coalesce(page.c.due_on, FOREVER), Assessment.id)
    )
    return [QueueRow(*row) for row in session().execute(rows)]


def delivered(*, scope: Scope, after: tuple[date, int] | None = None) -> list[QueueRow]:
    """Return a page of assessments that are over and one row more, newest first."""
    chosen = scope.narrow(sa.select(Assessment.id), Assessment)
    chosen = chosen.where(Assessment.state == "delivered")
    if after is not None:
        chosen = chosen.where(Assessment.id < after[1])
    page = chosen.order_by(Assessment.id.desc()).limit(PAGE + 1).subquery()
    rows = (
        sa.select(Assessment, Person.name, Person.area_code)
        .join(page, page.c.id == Assessment.id)
        .join(Person, Person.id == Assessment.person_id)
        .order_by(Assessment.id.desc())
    )
    return [QueueRow(*row, None) for row in session().execute(rows)]


def count_published_over(on: date, *, scope: Scope) -> int:
    """Return how many publications are over on a day: their letters wait."""
    statement = scope.narrow(sa.select(sa.func.count()).select_from(Assessment), Assessment)
    over = statement.where(Assessment.state == "published", Assessment.published_to < on)
    return session().scalar(over) or 0


def count_by_state(states: Collection[str], *, scope: Scope) -> dict[str, int]:
    """Return how many assessments stand in each of some states."""
    statement = scope.narrow(sa.select(Assessment.state, sa.func.count()), Assessment)
    waiting = statement.where(Assessment.state.in_(states)).group_by(Assessment.state)
    return dict(session().execute(waiting).all())


def of_person(person_id: int, *, scope: Scope) -> Sequence[Assessment]:
    """Return a person's assessments, newest first."""
    statement = scope.narrow(sa.select(Assessment), Assessment)
    statement = statement.where(Assessment.person_id == person_id)
    return session().scalars(statement.order_by(Assessment.id.desc())).all()


def under_way(person_id: int, *, scope: Scope) -> Sequence[Assessment]:
    """Return a person's assessments that are not concluded yet."""
    return [each for each in of_person(person_id, scope=scope) if each.state in UNDER_WAY]


def open_load() -> dict[int, int]:
    """Return how many assessments each agency has in hand; figures only."""
    statement = sa.select(Assessment.agency_id, sa.func.count()).where(
        Assessment.state.in_(UNDER_WAY)
    )
    return dict(session().execute(statement.group_by(Assessment.agency_id)).all())


def reviewed(assessment: Assessment) -> Assessment:
    """Return the first assessment that a review looks at again."""
    return session().get_one(Assessment, assessment.reviews_id)


def reviews_of(assessment_id: int, *, scope: Scope) -> Sequence[Assessment]:
    """Return every review of an assessment, those taken back included, newest first."""
    statement = scope.narrow(sa.select(Assessment), Assessment)
    statement = statement.where(Assessment.reviews_id == assessment_id)
    return session().scalars(statement.order_by(Assessment.id.desc())).all()


def review_of(assessment_id: int, *, scope: Scope) -> Assessment | None:
    """Return the review that stands: another agency looks, or has looked, at it again."""
    found = reviews_of(assessment_id, scope=scope)
    return next((each for each in found if each.state != "revoked"), None)


def own_form(assessment_id: int, staff_id: int, *, scope: Scope) -> ScoreForm | None:
    """Return one's own form; another's is none of anybody's business before sealing."""
    statement = scope.narrow(sa.select(ScoreForm), ScoreForm).where(
        ScoreForm.assessment_id == assessment_id,
        ScoreForm.staff_id == staff_id,
        ScoreForm.kind == OWN,
    )
    return session().scalar(statement)


def form_exists(form_id: str) -> bool:
    """Tell whether a form with this id is there, whoever's it is."""
    return bool(session().scalar(sa.select(sa.exists().where(ScoreForm.id == form_id))))


def sealed_by(assessment_id: int) -> set[int]:
    """Return which staff have sealed their forms; nothing of what is in them."""
    statement = sa.select(ScoreForm.staff_id).where(
        ScoreForm.assessment_id == assessment_id,
        ScoreForm.kind == OWN,
        ScoreForm.sealed_at.is_not(None),
    )
    return set(session().scalars(statement))


def forms(assessment: Assessment) -> Sequence[ScoreForm]:
    """Return the sealed forms of exactly those who score on the team, once all are sealed.

    What somebody wrote who is no longer on the team, or did not seal, counts for nothing.
    """
    scorers = {place.staff.id for place in team(assessment) if place.scores}
    statement = sa.select(ScoreForm).where(
        ScoreForm.assessment_id == assessment.id,
        ScoreForm.kind == OWN,
        ScoreForm.sealed_at.is_not(None),
        ScoreForm.staff_id.in_(scorers),
    )
    found = session().scalars(statement.order_by(ScoreForm.staff_id)).all()
    if not scorers or {form.staff_id for form in found} != scorers:
        raise Conflict(
            "the forms are seen side by side when all are sealed",
            "全部评分表封存以后才能比对",
        )
    return found


def agreed_form(assessment: Assessment) -> ScoreForm | None:
    """Return the agreed form of an assessment that was read under a scope."""
    statement = sa.select(ScoreForm).where(
        ScoreForm.assessment_id == assessment.id, ScoreForm.kind == AGREED
    )
    return session().scalar(statement)


def confirmations(assessment: Assessment) -> Sequence[Confirmation]:
    """Return who confirmed an assessment that was read under a scope."""
    statement = sa.select(Confirmation).where(Confirmation.assessment_id == assessment.id)
    return session().scalars(statement.order_by(Confirmation.id)).all()


def recused(person_id: int) -> set[int]:
    """Return the staff who must stand back from a person; ids only."""
    statement = sa.select(Recusal.staff_id).where(Recusal.person_id == person_id)
    return set(session().scalars(statement))


def recusals_of(person_id: int, *, scope: Scope) -> Sequence[Recusal]:
    """Return who must stand back from a person and why."""
    statement = scope.narrow(sa.select(Recusal), Recusal).where(Recusal.person_id == person_id)
    return session().scalars(statement.order_by(Recusal.id)).all()


def published(on: date, *, scope: Scope) -> list[Published]:
    """Return the conclusions that are published on a day: what the law makes public."""
    columns = (
        Assessment.id,
        Person.name,
        Person.sex,
        Assessment.area_code,
        Assessment.grade,
        Organisation.name,
        Assessment.published_from,
        Assessment.published_to,
    )
    statement = (
        scope.narrow(sa.select(*columns), Assessment)
        .join(Person, Person.id == Assessment.person_id)
        .join(Organisation, Organisation.id == Assessment.agency_id)
        .where(
            Assessment.state.in_(("published", "disputed")),
            Assessment.published_from <= on,
            Assessment.published_to >= on,
        )
        .order_by(Assessment.published_to, Assessment.id)
        .limit(500)
    )
    return [Published(*row) for row in session().execute(statement)]


def _there(found: Row | None) -> Row:
    if found is None:
        raise NotFound("no such assessment", "没有该评估")
    return found
