"""Take over an assignment that another system made: who served a plan, from when to when.

Nobody proposes or answers here; that happened elsewhere.  The visits under it come in beside it,
so none are planned; an assignment that goes on is planned with everybody else's next month.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ltc.audit.services import record
from ltc.case.models import Plan
from ltc.case.plan import queries as plans
from ltc.db import session
from ltc.directory import queries as directory
from ltc.directory.services import add_party, end_party
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.dates import FOREVER, overlaps
from ltc.shared.errors import BadInput, Conflict
from providers import queries as registry
from providers.assignment import queries
from providers.models import Agreement, Assignment
from providers.rules.states import HELD, SERVED


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedElsewhere:
    """An assignment as another system knows it; ``last_day`` None goes on."""

    plan_id: int
    agreement_id: int
    carer_id: int | None
    first_day: date
    last_day: date | None
    free_choice: bool


def take_over(given: ServedElsewhere, *, scope: Scope, at: datetime) -> Assignment:
    """Write down who serves or served a confirmed plan under an agreement in force."""
    plan = plans.plan_to_change(given.plan_id, scope=scope)
    agreement = registry.agreement(given.agreement_id, scope=scope)
    _check_days(given, plan, agreement)
    _check_carer(given, agreement, scope)
    _refuse_second(given, plan)
    made = Assignment(
        plan_id=plan.id,
        person_id=plan.person_id,
        provider_id=agreement.provider_id,
        agreement_id=agreement.id,
        area_code=plan.area_code,
        state="active" if given.last_day is None else "ended",
        free_choice=given.free_choice,
        distance_m=0,
        proposed_at=at,
        first_day=given.first_day,
        last_day=given.last_day,
        carer_id=given.carer_id,
    )
    session().add(made)
    session().flush()
    _open_case(made)
    after = {"state": made.state, "provider_id": made.provider_id, "carer_id": made.carer_id}
    record(act="assignment.take_over", about=made, actor=scope.actor, at=at, after=after)
    return made


def end_taken_over(assignment_id: int, last_day: date, *, scope: Scope, at: datetime) -> Assignment:
    """End an assignment on the day that the other system names.

    A last day that is still to come, as of an agreement that ends, may be brought forward.
    """
    found = queries.assignment(assignment_id, scope=scope, lock=True)
    goes_on = found.state == "active" or (
        found.state in SERVED and max(last_day, legal_day(at)) < (found.last_day or FOREVER)
    )
    if not goes_on or found.first_day is None:
        why = "this assignment has ended already", "该派单已经结束，不能再改"
        raise Conflict(*why, field="last_day")
    if last_day < found.first_day:
        raise BadInput("the days are not in order", "起止日期颠倒", field="last_day")
    found.state = "ended" if found.state == "active" else found.state
    found.last_day = last_day
    end_party(_why(found), on=last_day)
    after = {"state": found.state, "last_day": str(last_day)}
    record(act="assignment.ended", about=found, actor=scope.actor, at=at, after=after)
    return found


def _open_case(made: Assignment) -> None:
    """Let provider and carer see the case for as long as they serve."""
    day = made.first_day
    assert day is not None  # noqa: S101 - taken over with its first day
    for staff_id in dict.fromkeys((None, made.carer_id)):
        add_party(made.person_id, made.provider_id, staff_id=staff_id, why=_why(made), on=day)
    if made.last_day is not None:
        session().flush()
        end_party(_why(made), on=made.last_day)


def _check_days(given: ServedElsewhere, plan: Plan, agreement: Agreement) -> None:
    """The first day lies within the confirmed plan and the agreement."""
    if plan.confirmed_at is None:
        raise Conflict("the plan is not confirmed", "护理计划尚未经本人确认，不能派单")
    if agreement.state not in HELD:
        raise Conflict(
            "the agreement is not in force", "该协议尚未生效，不能派单", field="agreement"
        )
    if given.last_day is not None and given.last_day < given.first_day:
        raise BadInput("the days are not in order", "起止日期颠倒", field="last_day")
    for what, first, last in (
        ("护理计划", plan.first_day, plan.last_day or FOREVER),
        ("协议", agreement.first_day, agreement.last_day),
    ):
        if not first <= given.first_day <= last:
            raise BadInput(
                f"the first day must lie between {first} and {last}",
                f"开始日期应在{what}期内（{first} 至 {last}）",
                field="first_day",
            )


def _check_carer(given: ServedElsewhere, agreement: Agreement, scope: Scope) -> None:
    if given.carer_id is None:
        return
    if directory.staff_member(given.carer_id, scope=scope).organisation_id != agreement.provider_id:
        raise BadInput("not of this provider", "该人员不属于本机构", field="carer")


def _refuse_second(given: ServedElsewhere, plan: Plan) -> None:
    """One plan is served by one provider at a time."""
    everything = Scope.everything("whoever else serves the plan")
    for other in queries.assignments_of(plan.person_id, scope=everything):
        same = other.plan_id == plan.id and other.state in SERVED and other.first_day
        if same and overlaps(given.first_day, given.last_day, other.first_day, other.last_day):  # type: ignore[arg-type]  # it has begun
            raise Conflict(
                f"the plan is assigned from {other.first_day} already",
                f"该计划自 {other.first_day} 起已有派单",
                field="first_day",
            )


def _why(assignment: Assignment) -> str:
    return f"assignment:{assignment.id}"
