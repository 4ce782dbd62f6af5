"""Reading objections and requests for review, narrowed by scope."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from ltc.case.models import Appeal, Person
from ltc.case.queries import hold
from ltc.db import session
from ltc.scope import Scope
from ltc.shared.errors import NotFound

PAGE = 25
OBJECTION, REVIEW = "objection", "review"
UNANSWERED = ("open", "reviewing")
UNSETTLED = ("open", "upheld", "reviewing")
WAITING = ("open", "upheld")  # for an answer, or for another agency


def appeal(appeal_id: int, *, scope: Scope, lock: bool = False) -> Appeal:
    """Return one objection or request that ``scope`` may see, locked for an act if asked."""
    found = session().scalar(scope.narrow(sa.select(Appeal), Appeal).where(Appeal.id == appeal_id))
    if found is None:
        raise NotFound("no such objection", "没有该异议或复评申请")
    if lock:
        hold(found.person_id)
        session().refresh(found, with_for_update=True)
    return found


def appeals(
    states: Sequence[str], *, scope: Scope, after: int | None = None
) -> Sequence[tuple[Appeal, str]]:
    """Return a page of objections and requests, oldest first, and one row more."""
    statement = (
        scope.narrow(sa.select(Appeal, Person.name), Appeal)
        .join(Person, Person.id == Appeal.person_id)
        .where(Appeal.state.in_(states))
        .order_by(Appeal.id)
        .limit(PAGE + 1)
    )
    if after is not None:
        statement = statement.where(Appeal.id > after)
    return session().execute(statement).all()


def appeals_of(person_id: int, *, scope: Scope) -> Sequence[Appeal]:
    """Return what was objected to or asked for about a person, newest first."""
    statement = scope.narrow(sa.select(Appeal), Appeal).where(Appeal.person_id == person_id)
    return session().scalars(statement.order_by(Appeal.id.desc())).all()


def about(assessment_id: int, kind: str, *, scope: Scope) -> Sequence[Appeal]:
    """Return the objections or requests about one assessment."""
    statement = scope.narrow(sa.select(Appeal), Appeal).where(
        Appeal.assessment_id == assessment_id, Appeal.kind == kind
    )
    return session().scalars(statement.order_by(Appeal.id)).all()


def unsettled(assessment_id: int, *, scope: Scope) -> Sequence[Appeal]:
    """Return what is not closed yet about one assessment, objections and requests alike."""
    statement = scope.narrow(sa.select(Appeal), Appeal).where(
        Appeal.assessment_id == assessment_id, Appeal.state.in_(UNSETTLED)
    )
    return session().scalars(statement.order_by(Appeal.id)).all()


def upheld_besides(appeal: Appeal, *, scope: Scope) -> list[Appeal]:
    """Return the other objections to the same conclusion that wait for its review."""
    found = about(appeal.assessment_id, OBJECTION, scope=scope)
    return [each for each in found if each.state == "upheld" and each.id != appeal.id]


def count_waiting(*, scope: Scope) -> dict[str, int]:
    """Return how many objections and requests wait for the office, by state."""
    statement = scope.narrow(sa.select(Appeal.state, sa.func.count()), Appeal)
    waiting = statement.where(Appeal.state.in_(WAITING)).group_by(Appeal.state)
    return dict(session().execute(waiting).all())


def keeping_back(assessment_ids: Collection[int], *, scope: Scope) -> dict[int, int]:
    """Return, by assessment, the first objection that keeps its letter back."""
    statement = scope.narrow(sa.select(Appeal.assessment_id, sa.func.min(Appeal.id)), Appeal)
    unanswered = statement.where(
        Appeal.assessment_id.in_(assessment_ids),
        Appeal.kind == OBJECTION,
        Appeal.state.in_(UNANSWERED),
    )
    return dict(session().execute(unanswered.group_by(Appeal.assessment_id)).all())


def open_objections(assessment_id: int, *, scope: Scope) -> list[Appeal]:
    """Return the objections that keep a letter back."""
    found = about(assessment_id, OBJECTION, scope=scope)
    return [each for each in found if each.state in UNANSWERED]
