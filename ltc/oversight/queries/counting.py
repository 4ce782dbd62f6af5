"""What an operator's month is counted from, and what an inspection may draw from.

Every figure is a list of records, so that a page can show what stands behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from ltc.case.models import Clock
from ltc.db import session
from ltc.directory.models import Organisation, Staff
from ltc.oversight.models import Complaint, OperatorContract, ScorecardItem, SpotCheck
from ltc.oversight.queries import handling
from ltc.oversight.queries.handling import Handled
from ltc.oversight.rules.checks import CALL_BACK, ON_SITE, REACHED, REVIEW
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.dates import Month
from providers.models import Agreement
from providers.visits.models import Visit, VisitException
from providers.visits.rules.states import PASSED

_PAGE = 50


@dataclass(frozen=True, slots=True)
class Counted:
    """The records behind one indicator: ``(id, met)`` each, and the base of a rate or quota."""

    items: tuple[tuple[int, bool], ...] = ()
    base: int = 0


@dataclass(frozen=True, slots=True)
class Detail:
    """One record behind a figure, as the drill-down shows it."""

    id: int
    about_kind: str
    about_id: int
    due_on: date | None
    done_on: date | None
    result: str
    met: bool


@dataclass(frozen=True, slots=True)
class Question:
    """Whose month is counted, and within which scope."""

    contract: OperatorContract
    month: Month
    scope: Scope
    operators: Sequence[int] = (0,)  # who serves the area in that month


def counted(code: str, question: Question) -> Counted:
    """Count one indicator."""
    return _COUNTERS[code](question)


def _clocks(kind: str) -> Callable[[Question], Counted]:
    """Count the clocks of a kind that ran out in the month: met in time or not."""

    def count(question: Question) -> Counted:
        columns = (Clock.id, Clock.about_kind, Clock.about_id, Clock.met_on, Clock.due_on)
        statement = _in_area(sa.select(*columns), Clock, question)
        rows = session().execute(
            statement.where(Clock.kind == kind, Clock.due_on.between(*question.month.days))
        )
        return _own(question, [Handled(*row) for row in rows])

    return count


def _reviews(question: Question) -> Counted:
    rows = _checks(question, SpotCheck.how == REVIEW)
    return Counted(tuple((each.id, each.result == "upheld") for each in rows))


def _call_backs(question: Question) -> Counted:
    rows = _checks(question, SpotCheck.how == CALL_BACK, SpotCheck.result.in_(REACHED))
    return Counted(tuple((each.id, each.result == "confirmed") for each in rows))


def _quota(question: Question) -> Counted:
    """Count visits that the operator looked at itself, each once, against its verified visits."""
    rows = _checks(
        question, SpotCheck.how.in_((CALL_BACK, ON_SITE)), SpotCheck.by_bureau.is_(False)
    )
    first = {each.about_id: each.id for each in reversed(rows)}
    delivered = _in_area(sa.select(sa.func.count()), Visit, question).where(*_delivered(question))
    base = session().scalar(delivered.select_from(Visit)) or 0
    shared = -(-base // len(question.operators))
    return Counted(tuple((each, True) for each in sorted(first.values())), shared)


def _complaint_rate(question: Question) -> Counted:
    """Count complaints about the operator that were not unfounded, against people served."""
    rows = _complaints(
        question,
        Complaint.against == "operator",
        Complaint.received_on.between(*question.month.days),
        Complaint.outcome != "unfounded",
    )
    people = _in_area(sa.select(sa.func.count(Visit.person_id.distinct())), Visit, question)
    base = session().scalar(people.where(*_delivered(question))) or 0
    shared = -(-base // len(question.operators))
    return Counted(tuple((each.id, False) for each in rows), shared)


def _complaints_in_time(question: Question) -> Counted:
    rows = _complaints(
        question,
        Complaint.handler == "operator",
        Complaint.due_on.between(*question.month.days),
    )
    return Counted(tuple((each.id, _in_time(each.answered_on, each.due_on)) for each in rows))


def _exceptions(question: Question) -> Counted:
    """Count exceptions that were for the operator to decide: its own, and explained ones."""
    statement = _in_area(
        sa.select(VisitException.id, VisitException.due_on, VisitException.decided_at),
        VisitException,
        question,
    ).where(
        VisitException.due_on.between(*question.month.days),
        sa.or_(VisitException.owner_role == "operator", VisitException.explained_at.is_not(None)),
    )
    rows = session().execute(statement)
    return _own(
        question,
        [
            Handled(row.id, "visit_exception", row.id, _day_of(row.decided_at), row.due_on)
            for row in rows
        ],
    )


_COUNTERS: dict[str, Callable[[Question], Counted]] = {
    "intake_time": _clocks("acceptance"),
    "delivery_time": _clocks("delivery"),
    "review_quality": _reviews,
    "complaint_rate": _complaint_rate,
    "complaints_in_time": _complaints_in_time,
    "spot_checks": _quota,
    "call_backs": _call_backs,
    "exceptions_in_time": _exceptions,
}


def details(scorecard_id: int, code: str, *, met: bool | None, page: int) -> list[Detail]:
    """Return a page (and one row more) of what a figure of a card was counted from.

    The card itself was read under the reader's scope; here are ids, days and results only.
    """
    chosen = [ScorecardItem.scorecard_id == scorecard_id, ScorecardItem.code == code]
    if met is not None:
        chosen.append(ScorecardItem.met.is_(met))
    items = (
        session()
        .scalars(
            sa.select(ScorecardItem)
            .where(*chosen)
            .order_by(ScorecardItem.met, ScorecardItem.about_id)
            .limit(_PAGE + 1)
            .offset((page - 1) * _PAGE)
        )
        .all()
    )
    facts = _facts(items)
    return [_detail(each, facts.get(each.about_id)) for each in items]


def _facts(items: Sequence[ScorecardItem]) -> dict[int, Sequence[Any]]:
    """Read what the items are about; one figure counts records of one kind only."""
    if not items:
        return {}
    columns = _COLUMNS[items[0].about_kind]
    statement = sa.select(*columns).where(columns[0].in_([each.about_id for each in items]))
    return {row[0]: row for row in session().execute(statement)}


_COLUMNS: dict[str, tuple[Any, ...]] = {
    "clock": (Clock.id, Clock.about_kind, Clock.about_id, Clock.due_on, Clock.met_on, sa.null()),
    "spot_check": (
        *(SpotCheck.id, SpotCheck.about_kind, SpotCheck.about_id),
        *(sa.null(), SpotCheck.done_on, SpotCheck.result),
    ),
    "complaint": (
        *(Complaint.id, sa.literal("complaint"), Complaint.id),
        *(Complaint.due_on, Complaint.answered_on, Complaint.outcome),
    ),
    "visit_exception": (
        *(VisitException.id, sa.literal("visit"), VisitException.visit_id),
        *(VisitException.due_on, VisitException.decided_at, VisitException.code),
    ),
}


def _detail(item: ScorecardItem, row: Sequence[Any] | None) -> Detail:
    if row is None:
        return Detail(item.about_id, item.about_kind, item.about_id, None, None, "", item.met)
    _, kind, about_id, due_on, done, result = row
    done_on = legal_day(done) if hasattr(done, "hour") else done
    return Detail(item.about_id, kind, about_id, due_on, done_on, result or "", item.met)


def population(kind: str, area_code: str, month: Month, *, scope: Scope) -> list[int]:
    """Return the ids that an inspection may draw from: delivered visits, or providers."""
    if kind == "visits":
        statement = scope.narrow(sa.select(Visit.id), Visit).where(
            Visit.area_code.startswith(area_code),
            Visit.state.in_(PASSED),
            Visit.day.between(*month.days),
        )
        return list(session().scalars(statement.order_by(Visit.id)))
    statement = scope.narrow(sa.select(Agreement.provider_id).distinct(), Agreement).where(
        Agreement.area_code.startswith(area_code),
        Agreement.state.in_(("in_force", "suspended")),
        Agreement.first_day <= month.last_day,
        Agreement.last_day >= month.first_day,
    )
    return sorted(session().scalars(statement))


def inspector_pool(area_code: str) -> list[int]:
    """Return the active staff of the bureaus at or around an area: inspectors are drawn of them."""
    statement = (
        sa.select(Staff.id)
        .join(Organisation, Organisation.id == Staff.organisation_id)
        .where(
            Organisation.kind == "bureau",
            sa.or_(
                Organisation.area_code.startswith(area_code),
                sa.literal(area_code).startswith(Organisation.area_code),
            ),
            Staff.state == "active",
        )
    )
    return list(session().scalars(statement.order_by(Staff.id)))


def visits_by_id(ids: Sequence[int], *, scope: Scope) -> dict[int, Visit]:
    """Return visits by id."""
    statement = scope.narrow(sa.select(Visit), Visit).where(Visit.id.in_(ids))
    return {visit.id: visit for visit in session().scalars(statement)}


def to_check(on: date, *, scope: Scope, limit: int = 20) -> Sequence[Visit]:
    """Return the newest visits delivered up to a day that nobody has looked at again yet.

    The day also spares reading all visits that are still planned, which are the newest.
    """
    checked = sa.exists().where(SpotCheck.about_kind == "visit", SpotCheck.about_id == Visit.id)
    statement = scope.narrow(sa.select(Visit), Visit).where(Visit.state.in_(PASSED), ~checked)
    newest = statement.where(Visit.day <= on).order_by(Visit.day.desc(), Visit.id.desc())
    return session().scalars(newest.limit(limit)).all()


def staff_names(ids: Iterable[int]) -> dict[int, str]:
    """Return the names of the bureau's inspectors, which are published with the draw."""
    rows = session().execute(sa.select(Staff.id, Staff.name).where(Staff.id.in_(list(ids))))
    return dict(rows.all())


def _checks(question: Question, *chosen: sa.ColumnElement[bool]) -> Sequence[SpotCheck]:
    statement = _in_area(sa.select(SpotCheck), SpotCheck, question).where(
        SpotCheck.operator_id == question.contract.operator_id,
        SpotCheck.done_on.between(*question.month.days),
        *chosen,
    )
    return session().scalars(statement.order_by(SpotCheck.id)).all()


def _complaints(question: Question, *chosen: sa.ColumnElement[bool]) -> Sequence[Complaint]:
    statement = _in_area(sa.select(Complaint), Complaint, question).where(
        Complaint.operator_id == question.contract.operator_id,
        Complaint.state != "rejected",
        *chosen,
    )
    return session().scalars(statement.order_by(Complaint.id)).all()


def _in_area(statement: Any, model: Any, question: Question) -> Any:  # noqa: ANN401 - statements
    narrowed = question.scope.narrow(statement, model)
    return narrowed.where(model.area_code.startswith(question.contract.area_code))


def _delivered(question: Question) -> tuple[sa.ColumnElement[bool], ...]:
    return Visit.state.in_(PASSED), Visit.day.between(*question.month.days)


def _own(question: Question, found: Sequence[Handled]) -> Counted:
    """Count what is this operator's: in time or not."""
    mine = handling.own(found, question.contract, question.operators)
    return Counted(tuple((each.id, _in_time(each.done_on, each.due_on)) for each in mine))


def _day_of(at: datetime | None) -> date | None:
    return None if at is None else legal_day(at)


def _in_time(done_on: date | None, due_on: date) -> bool:
    return done_on is not None and done_on <= due_on
