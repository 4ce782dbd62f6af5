"""Reading contracts, scorecards, complaints, checks, inspections and findings, within a scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

import sqlalchemy as sa

from ltc.db import session, the_one
from ltc.directory.models import Organisation
from ltc.directory.queries import organisation_names
from ltc.oversight.models import (
    Complaint,
    Finding,
    Inspection,
    InspectionItem,
    InspectionPopulation,
    OperatorContract,
    Scorecard,
    ScorecardApproval,
    SpotCheck,
)
from ltc.oversight.rules.states import COMPLAINT_OPEN
from ltc.scope import Scope
from ltc.security.roles import AUDITOR, BUREAU, OPERATOR
from ltc.shared.errors import Conflict, NotFound

PAGE = 25
Row = TypeVar("Row")
_WIDER = frozenset({*BUREAU, AUDITOR})


@dataclass(frozen=True, slots=True)
class CardRow:
    """One scorecard with its operator's name and whether it is the accepted version."""

    card: Scorecard
    operator: str
    approved: bool


def own(scope: Scope) -> Scope:
    """Limit an operator to its own records; the bureau and auditors keep their whole area."""
    roles = scope.actor.roles
    if OPERATOR in roles and not roles & _WIDER and scope.organisation_id is None:
        return replace(scope, organisation_id=scope.actor.organisation_id or -1)
    return scope


def contract(contract_id: int, *, scope: Scope, lock: bool = False) -> OperatorContract:
    """Return one contract that ``scope`` may see, locked for a change if asked."""
    return _one(OperatorContract, contract_id, "contract", "合同", own(scope), lock=lock)


def contracts(*, scope: Scope) -> Sequence[OperatorContract]:
    """Return contracts, newest first."""
    statement = own(scope).narrow(sa.select(OperatorContract), OperatorContract)
    order = (OperatorContract.first_day.desc(), OperatorContract.id.desc())
    return session().scalars(statement.order_by(*order)).all()


def contracts_in_force(area_code: str, first_day: date, last_day: date) -> list[OperatorContract]:
    """Return the contracts that hold in an area in some of the days; contracts are public."""
    statement = sa.select(OperatorContract).where(
        OperatorContract.state == "in_force",
        OperatorContract.first_day <= last_day,
        OperatorContract.last_day >= first_day,
        sa.literal(area_code).startswith(OperatorContract.area_code),
    )
    return list(session().scalars(statement.order_by(OperatorContract.id)))


def contracts_in_days(first_day: date, last_day: date) -> Sequence[OperatorContract]:
    """Return the contracts of every area that hold in some of the days; for the monthly job."""
    statement = sa.select(OperatorContract).where(
        OperatorContract.state == "in_force",
        OperatorContract.first_day <= last_day,
        OperatorContract.last_day >= first_day,
    )
    return session().scalars(statement.order_by(OperatorContract.id)).all()


def operator_for(area_code: str, on: date) -> int | None:
    """Return the operator under contract for an area on a day: the nearest, if there is one."""
    found = contracts_in_force(area_code, on, on)
    nearest = max(found, key=lambda each: len(each.area_code), default=None)
    return nearest.operator_id if nearest else None


def overlapping(new: OperatorContract) -> OperatorContract | None:
    """Return another contract of the operator that holds in the same area and days."""
    return session().scalar(
        sa.select(OperatorContract).where(
            OperatorContract.operator_id == new.operator_id,
            OperatorContract.area_code == new.area_code,
            OperatorContract.state == "in_force",
            OperatorContract.id != new.id,
            OperatorContract.first_day <= new.last_day,
            OperatorContract.last_day >= new.first_day,
        )
    )


def scorecard(scorecard_id: int, *, scope: Scope) -> Scorecard:
    """Return one scorecard that ``scope`` may see."""
    return _one(Scorecard, scorecard_id, "scorecard", "考核表", own(scope))


def scorecards(*, scope: Scope, contract_id: int | None = None) -> list[CardRow]:
    """Return the newest version of each month, newest month first."""
    newest = sa.select(sa.func.max(Scorecard.id)).group_by(Scorecard.contract_id, Scorecard.month)
    statement = own(scope).narrow(sa.select(Scorecard, ScorecardApproval.scorecard_id), Scorecard)
    statement = statement.outerjoin(
        ScorecardApproval, ScorecardApproval.scorecard_id == Scorecard.id
    ).where(Scorecard.id.in_(newest))
    if contract_id is not None:
        statement = statement.where(Scorecard.contract_id == contract_id)
    rows = session().execute(statement.order_by(Scorecard.month.desc(), Scorecard.id)).all()
    names = organisation_names()
    return [CardRow(card, names.get(card.operator_id, ""), bool(done)) for card, done in rows]


def versions(contract_id: int, month: str, *, scope: Scope) -> Sequence[Scorecard]:
    """Return every version of an operator's month, newest first."""
    statement = own(scope).narrow(sa.select(Scorecard), Scorecard)
    statement = statement.where(Scorecard.contract_id == contract_id, Scorecard.month == month)
    return session().scalars(statement.order_by(Scorecard.version.desc())).all()


def approval(contract_id: int, month: str) -> ScorecardApproval | None:
    """Return which version of a month was accepted."""
    return session().scalar(
        sa.select(ScorecardApproval).where(
            ScorecardApproval.contract_id == contract_id, ScorecardApproval.month == month
        )
    )


def complaint(complaint_id: int, *, scope: Scope, lock: bool = False) -> Complaint:
    """Return one complaint that ``scope`` may see; sealed ones are the bureau's alone."""
    found = _one(Complaint, complaint_id, "complaint", "投诉举报", own(scope), lock=lock)
    if not _may_see(found, scope):
        raise NotFound("no such complaint", "没有该投诉举报")
    return found


def complaints(
    *, scope: Scope, open_only: bool = False, after: int | None = None
) -> Sequence[Complaint]:
    """Return a page of complaints and one row more: what waits longest first, all newest first."""
    statement = own(scope).narrow(sa.select(Complaint), Complaint)
    if own(scope) != scope:
        statement = statement.where(Complaint.handler == "operator")
    if scope.person_id is not None:
        statement = statement.where(Complaint.is_sealed.is_(False))
    if open_only:
        statement = statement.where(Complaint.state.in_(COMPLAINT_OPEN))
    if after is not None:
        statement = statement.where(Complaint.id > after if open_only else Complaint.id < after)
    order = Complaint.id if open_only else Complaint.id.desc()
    return session().scalars(statement.order_by(order).limit(PAGE + 1)).all()


def count_complaints(on: date, *, scope: Scope) -> tuple[int, int]:
    """Return how many complaints wait for this desk, and how many of them are late."""
    due = sa.case((Complaint.state == "received", Complaint.accept_due_on), else_=Complaint.due_on)
    late = sa.func.sum(sa.case((due < on, 1), else_=0))
    desk = "operator" if own(scope) != scope else "bureau"
    statement = own(scope).narrow(
        sa.select(sa.func.count(), late).select_from(Complaint), Complaint
    )
    found = statement.where(Complaint.state.in_(COMPLAINT_OPEN), Complaint.handler == desk)
    count, overdue = session().execute(found).one()
    return count, int(overdue or 0)


def late_complaints(day: date) -> list[tuple[int, int]]:
    """Return how many complaints each desk has let pass its day: ``(organisation, number)``."""
    due = sa.case((Complaint.state == "received", Complaint.accept_due_on), else_=Complaint.due_on)
    at_operator = sa.and_(Complaint.handler == "operator", Complaint.operator_id.is_not(None))
    statement = (
        sa.select(
            sa.case((at_operator, Complaint.operator_id)), Complaint.area_code, sa.func.count()
        )
        .where(Complaint.state.in_(COMPLAINT_OPEN), due < day)
        .group_by(sa.case((at_operator, Complaint.operator_id)), Complaint.area_code)
    )
    found: dict[int, int] = {}
    for operator_id, area_code, number in session().execute(statement):
        desk = operator_id or _bureau_of(area_code)
        if desk is not None:
            found[desk] = found.get(desk, 0) + number
    return sorted(found.items())


def _bureau_of(area_code: str) -> int | None:
    """Return the bureau nearest to an area: its own, or one around it."""
    statement = (
        sa.select(Organisation.id)
        .where(
            Organisation.kind == "bureau",
            sa.literal(area_code).startswith(Organisation.area_code),
        )
        .order_by(sa.func.length(Organisation.area_code).desc(), Organisation.id)
    )
    return session().scalar(statement.limit(1))


def complaint_tracked(track_index: str) -> Complaint | None:
    """Return the complaint that a follow-up code belongs to."""
    return session().scalar(sa.select(Complaint).where(Complaint.track_index == track_index))


def spot_checks(*, scope: Scope, after: int | None = None) -> Sequence[SpotCheck]:
    """Return a page of spot checks and one row more, newest first."""
    statement = own(scope).narrow(sa.select(SpotCheck), SpotCheck)
    if after is not None:
        statement = statement.where(SpotCheck.id < after)
    return session().scalars(statement.order_by(SpotCheck.id.desc()).limit(PAGE + 1)).all()


def review_of(application_id: int) -> SpotCheck | None:
    """Return the review of a decision, if there was one."""
    return session().scalar(
        sa.select(SpotCheck).where(
            SpotCheck.about_kind == "application",
            SpotCheck.about_id == application_id,
            SpotCheck.how == "review",
        )
    )


def inspection(inspection_id: int, *, scope: Scope, lock: bool = False) -> Inspection:
    """Return one inspection that ``scope`` may see, locked for a change if asked."""
    return _one(Inspection, inspection_id, "inspection", "检查", scope, lock=lock)


def inspections(*, scope: Scope) -> Sequence[Inspection]:
    """Return inspections, newest first."""
    statement = scope.narrow(sa.select(Inspection), Inspection)
    return session().scalars(statement.order_by(Inspection.id.desc()).limit(200)).all()


def population_of(inspection_id: int) -> InspectionPopulation:
    """Return the stored population of an inspection that was read under a scope."""
    found = session().get(InspectionPopulation, inspection_id)
    if found is None:
        raise Conflict("nothing has been drawn yet", "尚未抽取")
    return found


def items_of(inspection_id: int, *, scope: Scope) -> Sequence[InspectionItem]:
    """Return what was drawn, in the order of the draw."""
    statement = scope.narrow(sa.select(InspectionItem), InspectionItem)
    statement = statement.where(InspectionItem.inspection_id == inspection_id)
    return session().scalars(statement.order_by(InspectionItem.rank)).all()


def item(item_id: int, *, scope: Scope, of: int | None = None) -> InspectionItem:
    """Return one drawn item (of one inspection), locked for a change."""
    found = _one(InspectionItem, item_id, "drawn item", "抽中对象", scope, lock=True)
    if of is not None and found.inspection_id != of:
        raise NotFound("no such drawn item in this inspection", "该次检查没有抽中该对象")
    return found


def finding(finding_id: int, *, scope: Scope, lock: bool = False) -> Finding:
    """Return one finding that ``scope`` may see, locked for a change if asked."""
    return _one(Finding, finding_id, "finding", "检查发现", scope, lock=lock)


def findings(
    *, scope: Scope, inspection_id: int | None = None, state: str = "", after: int | None = None
) -> Sequence[Finding]:
    """Return a page of findings and one row more, newest first."""
    statement = scope.narrow(sa.select(Finding), Finding)
    if inspection_id is not None:
        statement = statement.where(Finding.inspection_id == inspection_id)
    if state:
        statement = statement.where(Finding.state == state)
    if after is not None:
        statement = statement.where(Finding.id < after)
    return session().scalars(statement.order_by(Finding.id.desc()).limit(PAGE + 1)).all()


def points_of(provider_id: int, first_day: date, last_day: date) -> int:
    """Return the points that decided findings took from a provider in a span of days."""
    statement = sa.select(sa.func.coalesce(sa.func.sum(Finding.points), 0)).where(
        Finding.provider_id == provider_id,
        Finding.state.in_(("decided", "remedied")),
        Finding.decided_on.between(first_day, last_day),
    )
    return int(session().scalar(statement) or 0)


def _may_see(found: Complaint, scope: Scope) -> bool:
    """An operator sees what it deals with; nobody's own page ever shows a sealed report."""
    if found.is_sealed and not scope.actor.roles & {*_WIDER, "system"}:
        return False
    return own(scope) == scope or found.handler == "operator"


def _one(
    model: Any,  # noqa: ANN401 - any model of the room
    identity: int,
    en: str,
    zh: str,
    scope: Scope,
    *,
    lock: bool = False,
) -> Any:  # noqa: ANN401 - that model
    statement = scope.narrow(sa.select(model), model).where(model.id == identity)
    return the_one(statement, en, zh, lock=lock)
