"""Reading what was scored in a period, and what is kept of looking at it, narrowed by scope."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from assessments.models import Assessment, Recusal, ScoreForm
from assessments.quality.models import (
    BlindSample,
    BlindScore,
    GoldCase,
    QualityFigures,
    QualityReview,
)
from assessments.queries import OWN, team_ids
from ltc.case.models import Person
from ltc.db import session
from ltc.directory.models import Certificate, Organisation, Staff
from ltc.scope import Scope
from ltc.shared.errors import NotFound

CONCLUDED = ("confirmed", "published", "delivered", "disputed")
_EXPERT, _AGENCY = "expert", "assessment_agency"
_MOST = 100


@dataclass(frozen=True, slots=True)
class Concluded:
    """A concluded assessment; ``before`` is the grade that the person had until then."""

    id: int
    agency_id: int
    area_code: str
    grade: int
    minutes: int | None
    on_site_at: datetime
    concluded_on: date
    before: int | None


@dataclass(frozen=True, slots=True)
class Subject:
    """What a second scorer is told of a person: no name, no answers, no grade."""

    sex: str
    born_on: date
    on_site_at: datetime | None
    video_reference: str


@dataclass(frozen=True, slots=True)
class Rescored:
    """A drawn conclusion beside what the second scorer found; for the bureau."""

    assessment_id: int
    agency_id: int
    scorer: str
    sealed_at: datetime | None
    grade: int | None
    again: int | None


@dataclass(frozen=True, slots=True)
class SealedForm:
    """What one scorer found of a person, once it can no longer change."""

    assessment_id: int
    staff_id: int
    answers: dict[str, Any]
    grade: int


def concluded(first: date, last: date, scale: str, *, scope: Scope) -> list[Concluded]:
    """Return what was concluded on a scale in a period, with each person's grade before."""
    columns: Any = (
        Assessment.id,
        Assessment.agency_id,
        Assessment.area_code,
        Assessment.grade,
        Assessment.on_site_minutes,
        Assessment.on_site_at,
        Assessment.concluded_on,
        _grade_before(),
    )
    statement: Any = scope.narrow(sa.select(*columns), Assessment).where(
        Assessment.scale == scale,
        Assessment.state.in_(CONCLUDED),
        Assessment.concluded_on.between(first, last),
        Assessment.on_site_at.is_not(None),
    )
    return [Concluded(*row) for row in session().execute(statement.order_by(Assessment.id))]


def _grade_before() -> sa.ScalarSelect[Any]:
    """Return the grade of the person's conclusion before this one; a review has none of its own."""
    earlier = sa.orm.aliased(Assessment)
    found = (
        sa.select(earlier.grade)
        .where(
            earlier.person_id == Assessment.person_id,
            earlier.id < Assessment.id,
            earlier.state == "delivered",
            Assessment.reviews_id.is_(None),
        )
        .order_by(earlier.id.desc())
        .limit(1)
    )
    return found.correlate(Assessment).scalar_subquery()


def forms_of(first: date, last: date, scale: str, *, scope: Scope) -> dict[int, list[SealedForm]]:
    """Return every sealed form of what was concluded in a period, by assessment.

    Only what figures are made of is read: the reasons of a result are most of a form's bytes.
    """
    grade = ScoreForm.result["grade"].as_integer()
    columns = (ScoreForm.assessment_id, ScoreForm.staff_id, ScoreForm.answers, grade)
    statement: Any = (
        scope.narrow(sa.select(*columns), Assessment)
        .join(Assessment, Assessment.id == ScoreForm.assessment_id)
        .where(
            Assessment.scale == scale,
            Assessment.state.in_(CONCLUDED),
            Assessment.concluded_on.between(first, last),
            ScoreForm.kind == OWN,
            ScoreForm.sealed_at.is_not(None),
        )
        .order_by(ScoreForm.assessment_id, ScoreForm.staff_id)
    )
    found: dict[int, list[SealedForm]] = defaultdict(list)
    for row in session().execute(statement):
        found[row.assessment_id].append(SealedForm(*row))
    return found


def count_concluded(first: date, last: date, *, scope: Scope) -> int:
    """Return how many assessments were concluded in a period."""
    statement = scope.narrow(sa.select(sa.func.count()).select_from(Assessment), Assessment)
    return session().scalar(statement.where(Assessment.concluded_on.between(first, last))) or 0


def kept_of(months: int, *, scope: Scope) -> QualityFigures | None:
    """Return the kept figures of exactly the area of ``scope``; an organisation has none."""
    return _kept(QualityFigures.months == months, scope=scope)


def kept_between(first: date, last: date, *, scope: Scope) -> QualityFigures | None:
    """Return the kept figures of just these days, if there are any."""
    days = QualityFigures.first_day == first, QualityFigures.last_day == last
    return _kept(*days, scope=scope)


def _kept(*which: sa.ColumnElement[bool], scope: Scope) -> QualityFigures | None:
    statement = scope.narrow(sa.select(QualityFigures), QualityFigures)
    return session().scalar(statement.where(QualityFigures.area_code == scope.area, *which))


def names(staff_ids: Collection[int]) -> dict[int, tuple[str, int]]:
    """Return name and agency of staff by id."""
    statement = sa.select(Staff.id, Staff.name, Staff.organisation_id).where(
        Staff.id.in_(staff_ids)
    )
    return {who: (name, agency) for who, name, agency in session().execute(statement)}


def population(area: str, first: date, last: date) -> list[int]:
    """Return the ids of all that can be drawn: concluded in an area and period, ascending."""
    statement = sa.select(Assessment.id).where(
        Assessment.area_code.startswith(area),
        Assessment.state.in_(CONCLUDED),
        Assessment.concluded_on.between(first, last),
    )
    return list(session().scalars(statement.order_by(Assessment.id)))


def drawn_assessments(ids: Collection[int]) -> dict[int, Assessment]:
    """Return drawn assessments by id."""
    statement = sa.select(Assessment).where(Assessment.id.in_(ids))
    return {each.id: each for each in session().scalars(statement)}


def experts(area: str, on: date) -> dict[int, Staff]:
    """Return every expert of an assessment agency of an area who may work on a day."""
    statement = (
        sa.select(Staff)
        .join(Organisation, Organisation.id == Staff.organisation_id)
        .join(Certificate, Certificate.staff_id == Staff.id)
        .where(
            Organisation.kind == _AGENCY,
            Organisation.area_code.startswith(area),
            Staff.work == _EXPERT,
            Staff.state == "active",
            Certificate.kind == _EXPERT,
            Certificate.first_day <= on,
            Certificate.last_day >= on,
        )
        .order_by(Staff.id)
    )
    return {each.id: each for each in session().scalars(statement)}


def standing_back(assessment: Assessment) -> set[int]:
    """Return who may not score a person again: the first team and whoever is recused."""
    recused = sa.select(Recusal.staff_id).where(Recusal.person_id == assessment.person_id)
    return team_ids(assessment.id) | set(session().scalars(recused))


def sample(sample_id: int, *, scope: Scope, lock: bool = False) -> BlindSample:
    """Return one sample, locked for a change if asked."""
    statement = scope.narrow(sa.select(BlindSample), BlindSample)
    statement = statement.where(BlindSample.id == sample_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return _there(session().scalar(statement))


def samples(*, scope: Scope) -> Sequence[BlindSample]:
    """Return samples, newest first."""
    statement = scope.narrow(sa.select(BlindSample), BlindSample)
    return session().scalars(statement.order_by(BlindSample.id.desc()).limit(_MOST)).all()


def rescored(found: BlindSample) -> list[Rescored]:
    """Return a sample that was read under a scope, line by line, with what came of it."""
    columns: Any = (
        Assessment.id,
        Assessment.agency_id,
        Staff.name,
        BlindScore.sealed_at,
        Assessment.grade,
        BlindScore.grade,
    )
    statement = (
        sa.select(*columns)
        .join(BlindScore, BlindScore.assessment_id == Assessment.id)
        .join(Staff, Staff.id == BlindScore.staff_id)
        .where(BlindScore.sample_id == found.id)
        .order_by(BlindScore.id)
    )
    return [Rescored(*row) for row in session().execute(statement)]


def differing(first: date, last: date, *, scope: Scope) -> dict[int, tuple[int, int]]:
    """Return by agency how many of its conclusions were scored again, how many otherwise."""
    other = sa.func.sum(sa.case((BlindScore.grade != Assessment.grade, 1), else_=0))
    statement: Any = (
        scope.narrow(sa.select(Assessment.agency_id, sa.func.count(), other), Assessment)
        .join(BlindScore, BlindScore.assessment_id == Assessment.id)
        .where(BlindScore.sealed_at.is_not(None), Assessment.concluded_on.between(first, last))
        .group_by(Assessment.agency_id)
    )
    return {agency: (count, int(apart)) for agency, count, apart in session().execute(statement)}


def task(score_id: int, *, scope: Scope, lock: bool = False) -> BlindScore:
    """Return one's own task of scoring again."""
    statement = scope.narrow(sa.select(BlindScore), BlindScore)
    statement = statement.where(
        BlindScore.id == score_id, BlindScore.staff_id == scope.actor.staff_id
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return _there(session().scalar(statement))


def tasks(*, scope: Scope) -> Sequence[BlindScore]:
    """Return one's own tasks and gold cases, open ones first."""
    statement = scope.narrow(sa.select(BlindScore), BlindScore)
    statement = statement.where(BlindScore.staff_id == scope.actor.staff_id)
    order = BlindScore.sealed_at.is_not(None), BlindScore.id.desc()
    return session().scalars(statement.order_by(*order).limit(_MOST)).all()


def subject(score: BlindScore) -> Subject:
    """Return what the holder of a task is told of the person."""
    statement = (
        sa.select(Person.sex, Person.born_on, Assessment.on_site_at, Assessment.video_reference)
        .join(Assessment, Assessment.person_id == Person.id)
        .where(Assessment.id == score.assessment_id)
    )
    return Subject(*session().execute(statement).one())


def gold(gold_id: int, area: str) -> GoldCase:
    """Return a gold case that is meant for an area."""
    found = session().get(GoldCase, gold_id)
    return _there(found if found and area.startswith(found.area_code) else None)


def golds(area: str) -> Sequence[GoldCase]:
    """Return the gold cases of an area and of those above it, newest first."""
    above = [area[:length] for length in range(len(area) + 1)]
    statement = sa.select(GoldCase).where(GoldCase.area_code.in_(above))
    return session().scalars(statement.order_by(GoldCase.id.desc()).limit(_MOST)).all()


def gold_results(*, scope: Scope) -> list[tuple[GoldCase, BlindScore, str]]:
    """Return who scored which gold case and how, newest first."""
    statement: Any = (
        scope.narrow(sa.select(GoldCase, BlindScore, Staff.name), BlindScore)
        .join(BlindScore, BlindScore.gold_id == GoldCase.id)
        .join(Staff, Staff.id == BlindScore.staff_id)
        .order_by(BlindScore.id.desc())
        .limit(_MOST)
    )
    return [(case, score, name) for case, score, name in session().execute(statement)]


def review(review_id: int, *, scope: Scope, lock: bool = False) -> QualityReview:
    """Return one review, locked for a change if asked."""
    statement = scope.narrow(sa.select(QualityReview), QualityReview)
    statement = statement.where(QualityReview.id == review_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return _there(session().scalar(statement))


def reviews(*, scope: Scope) -> Sequence[QualityReview]:
    """Return reviews, open ones first."""
    statement = scope.narrow(sa.select(QualityReview), QualityReview)
    order = QualityReview.state == "closed", QualityReview.id.desc()
    return session().scalars(statement.order_by(*order).limit(_MOST)).all()


def _there(found: Any) -> Any:  # noqa: ANN401 - the row given, if there is one
    if found is None:
        raise NotFound("there is no such record", "没有该记录")
    return found
