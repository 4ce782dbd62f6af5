"""Give a confirmed plan to a provider: propose, accept, decline, transfer, end.

The person's own choice is recorded; otherwise the nearest provider that fits is proposed, and the
reasons why nearer ones do not fit are kept with the assignment.
"""

from __future__ import annotations

from datetime import date, datetime

from ltc.audit.services import record
from ltc.case import queries as cases
from ltc.case.acts.clocks import due_day
from ltc.case.models import Plan
from ltc.case.plan import queries as plans
from ltc.case.plan.rules import catalogue
from ltc.case.rules.spans import ONE_DAY
from ltc.db import session
from ltc.directory import queries as directory
from ltc.directory.services import add_party, end_party
from ltc.events import emit
from ltc.outbox.services import Addressee, post
from ltc.policy.load import pack_for_area
from ltc.policy.lookup import Pack
from ltc.scope import Actor, Scope
from ltc.shared.clock import legal_day
from ltc.shared.dates import in_chinese
from ltc.shared.errors import BadInput, Conflict
from providers import queries as registry
from providers.assignment import queries
from providers.assignment.telling import ask_operators, tell_family, tell_family_of_end
from providers.models import Agreement, Assignment
from providers.rules.candidates import Candidate, rank
from providers.rules.states import ASSIGNMENT, OPEN, OVER, step


def candidates(plan_id: int, *, scope: Scope, on: date) -> list[Candidate]:
    """Return every provider of the pool for a plan: those that fit first, nearest first."""
    plan = plans.plan(plan_id, scope=scope)
    person = cases.person(plan.person_id, scope=scope)
    pack = pack_for_area(plan.area_code, on)
    need = queries.need_of(plan, names_of(pack, on))
    return rank(need, queries.providers_for(plan, person, on, pack.area_code))


def names_of(pack: Pack, on: date) -> dict[str, tuple[str, str]]:
    """Return what people call the modes, services and carers that a plan may hold."""
    words = {each.code: (each.name, each.name_en) for each in (*pack.modes, *pack.carers)}
    services = {
        code: (str(each["name"]), str(each["name_en"]))
        for code, each in catalogue(pack, on).items()
    }
    return {**services, **words}


def propose(
    plan_id: int, *, scope: Scope, at: datetime, chosen_provider_id: int | None = None
) -> Assignment:
    """Propose a confirmed plan to the chosen provider, or to the nearest that fits."""
    on = legal_day(at)
    plan = plans.plan_to_change(plan_id, scope=scope)
    _refuse_unready(plan)
    found = candidates(plan_id, scope=scope, on=on)
    taken = _take(found, chosen_provider_id)
    assert taken.provider.agreement_id is not None  # noqa: S101 - a candidate that fits has one
    _hold_place(taken, taken.provider.agreement_id, plan.person_id)
    due_on = _answer_due_on(plan.area_code, on)
    made = Assignment(
        plan_id=plan.id,
        person_id=plan.person_id,
        provider_id=taken.provider.provider_id,
        agreement_id=taken.provider.agreement_id,
        area_code=plan.area_code,
        free_choice=chosen_provider_id is not None,
        distance_m=taken.provider.distance_m or 0,
        refusals=_nearer_refusals(found, taken),
        proposed_at=at,
        answer_due_on=due_on,
    )
    session().add(made)
    session().flush()
    after = {"provider_id": made.provider_id, "free_choice": made.free_choice}
    record(act="assignment.propose", about=made, actor=scope.actor, at=at, after=after)
    add_party(plan.person_id, made.provider_id, staff_id=None, why=_why(made), on=on)
    post(
        Addressee(plan.area_code, organisation_id=made.provider_id),
        key=f"assignment:{made.id}",
        channel="notice",
        subject="新派单",
        body=f"有一份护理计划等待接单，请于{in_chinese(due_on)}前答复。",
        at=at,
    )
    return made


def accept(
    assignment_id: int, *, carer_id: int | None, first_day: date, scope: Scope, at: datetime
) -> Assignment:
    """The provider takes the plan from ``first_day`` on."""
    queries.hold_agreement(assignment_id, scope=scope)
    found = queries.assignment(assignment_id, scope=scope, lock=True)
    state = step(ASSIGNMENT, found.state, "active")
    _check_start(plans.plan(found.plan_id, scope=scope), first_day, legal_day(at))
    _check_carer(carer_id, found.provider_id, scope)
    _refuse_suspended(found.provider_id, first_day)
    found.state = state
    found.first_day, found.carer_id = first_day, carer_id
    _relieve(found, scope, at)
    if carer_id is not None:
        add_party(
            found.person_id, found.provider_id, staff_id=carer_id, why=_why(found), on=first_day
        )
    after = {"state": "active", "first_day": str(first_day), "carer_id": carer_id}
    record(act="assignment.accept", about=found, actor=scope.actor, at=at, after=after)
    emit("assignment.active", assignment=found, at=at, actor=scope.actor)
    tell_family(found, first_day, at)
    return found


def decline(assignment_id: int, why: str, *, scope: Scope, at: datetime) -> Assignment:
    """The provider declines, with its reason; the plan can be proposed to the next."""
    if not why.strip():
        raise BadInput("give a reason", "请填写谢绝原因", field="why")
    found = _end(assignment_id, "declined", scope=scope, at=at, why=why)
    found.decline_reason = why.strip()[:200]
    return found


def expire(assignment_id: int, *, scope: Scope, at: datetime) -> Assignment:
    """No answer came in time; the plan can be proposed to the next."""
    found = _end(assignment_id, "expired", scope=scope, at=at, why="no answer in time")
    found.decline_reason = "逾期未答复"
    return found


def end(assignment_id: int, why: str, *, scope: Scope, at: datetime) -> Assignment:
    """Service under this assignment ends today."""
    return _end(assignment_id, "ended", scope=scope, at=at, why=why)


def transfer(
    assignment_id: int, to_provider_id: int, why: str, *, scope: Scope, at: datetime
) -> Assignment:
    """The person changes the provider: the new one is proposed.

    The old one serves until the day before the new one begins, so that nobody is without care;
    where care with it cannot go on, ``end`` it.
    """
    found = queries.assignment(assignment_id, scope=scope)
    plan = plans.plan(found.plan_id, scope=scope)
    last_day = plan.last_day or _answer_due_on(plan.area_code, legal_day(at))
    old = _end(assignment_id, "transferred", scope=scope, at=at, why=why, last_day=last_day)
    session().flush()
    return propose(old.plan_id, scope=scope, at=at, chosen_provider_id=to_provider_id)


def close_file(assignment_id: int, last_day: date) -> None:
    """Close the provider's sight of a case after the last day on which it served."""
    end_party(f"assignment:{assignment_id}", on=last_day)


def end_for_closed_case(*, person_id: int, on: date, why: str, at: datetime, actor: Actor) -> None:
    """Handle ``case.closed`` (death, moved away): what was open ends with the day it happened."""
    scope = Scope(actor, reason="a closed case ends its assignments")
    for found in queries.assignments_of(person_id, scope=scope):
        if found.state in OPEN:
            state = "ended" if found.state == "active" else "expired"
            _end(found.id, state, scope=scope, at=at, why=why, last_day=on)
            found.decline_reason = "" if state == "ended" else "个案已终止"


def end_under_agreement(*, agreement: Agreement, why: str, at: datetime, scope: Scope) -> None:
    """Handle ``agreement.ended``: nobody is served under it after its last day.

    The plans wait for another provider at once; families and operators are told.
    """
    everyone = Scope(scope.actor, reason="an ended agreement ends its assignments")
    served = queries.open_under(agreement.id)
    for assignment_id in served:
        state = queries.assignment(assignment_id, scope=everyone).state
        end = "ended" if state == "active" else "expired"
        day = agreement.last_day
        found = _end(assignment_id, end, scope=everyone, at=at, why=why, last_day=day)
        if end == "ended":
            tell_family_of_end(found, at)
        else:
            found.decline_reason = "服务协议已终止"
    if served:
        name = directory.organisation_names()[agreement.provider_id]
        said = f"{name}的服务协议至{in_chinese(agreement.last_day)}终止，有{len(served)}人待转派"
        key = f"agreement:{agreement.id}:transfer"
        ask_operators(agreement.area_code, key, "协议终止，请办理转派", said, at)


def _end(
    assignment_id: int,
    state: str,
    *,
    scope: Scope,
    at: datetime,
    why: str,
    last_day: date | None = None,
) -> Assignment:
    """Bring an assignment to one of its last states and close the provider's sight of the case."""
    found = queries.assignment(assignment_id, scope=scope, lock=True)
    before = {"state": found.state}
    found.state = step(ASSIGNMENT, found.state, state)
    on = legal_day(at)
    found.last_day = last_day or on
    if found.last_day <= on:  # else the night after the last day: ``jobs.close_files``
        end_party(_why(found), on=on)
    record(
        act=f"assignment.{state}",
        about=found,
        actor=scope.actor,
        at=at,
        before=before,
        after={"state": state, "last_day": str(found.last_day)},
        reason=why,
    )
    emit("assignment.ended", assignment=found, at=at, actor=scope.actor)
    return found


def _take(found: list[Candidate], chosen: int | None) -> Candidate:
    """Return the chosen candidate if it fits, or the nearest that does; else say why none does."""
    if chosen is not None:
        found = [each for each in found if each.provider.provider_id == chosen]
    if found and found[0].fits:
        return found[0]
    why = "；".join(reason.text() for each in found[:3] for reason in each.refusals)
    why_en = "; ".join(reason.text("en") for each in found[:3] for reason in each.refusals)
    raise Conflict(
        f"no provider can take this plan: {why_en or 'none in this area'}",
        f"没有可以承接的机构：{why or '本地没有定点机构'}",
        field="provider_id",
    )


def _hold_place(taken: Candidate, agreement_id: int, person_id: int) -> None:
    """Keep a place while this is written: of two who choose the last one, the second is refused.

    Whoever is served there already keeps the own place.
    """
    capacity = queries.capacity_held(agreement_id)
    serving = queries.served_by(taken.provider.provider_id, besides=person_id)
    if serving >= capacity:
        raise Conflict(
            f"no room: {serving} of {capacity} served; somebody took the last place just now",
            f"在服务人数已满（{serving}/{capacity}），最后一个名额刚被选走，请另选机构",
            field="provider_id",
        )


def _nearer_refusals(found: list[Candidate], taken: Candidate) -> list[dict[str, object]]:
    """Keep why nearer providers were passed over."""
    distance = taken.provider.distance_m or 0
    return [
        {
            "provider_id": each.provider.provider_id,
            "distance_m": each.provider.distance_m,
            "reasons": [reason.as_row() for reason in each.refusals],
        }
        for each in found
        if each.refusals and (each.provider.distance_m or 0) <= distance
    ]


def _relieve(taken: Assignment, scope: Scope, at: datetime) -> None:
    """Whoever served the person under an earlier plan does so until the day before."""
    everyone = Scope(scope.actor, reason="the next plan's provider takes over")
    last_day = taken.first_day - ONE_DAY if taken.first_day else None
    for other in queries.assignments_of(taken.person_id, scope=everyone):
        if other.state == "active" and other.id != taken.id:
            state = "ended" if other.provider_id == taken.provider_id else "transferred"
            _end(other.id, state, scope=everyone, at=at, why="新计划接续", last_day=last_day)
        elif other.state in OVER and last_day and other.last_day and other.last_day > last_day:
            _shorten(other, last_day, scope=everyone, at=at)


def _shorten(ended: Assignment, last_day: date, *, scope: Scope, at: datetime) -> None:
    """Let an assignment that was to end later end with the day before the next one's first."""
    before, after = {"last_day": str(ended.last_day)}, {"last_day": str(last_day)}
    ended.last_day = last_day
    act = f"assignment.{ended.state}"
    record(act=act, about=ended, actor=scope.actor, at=at, before=before, after=after)
    emit("assignment.ended", assignment=ended, at=at, actor=scope.actor)


def _check_start(plan: Plan, first_day: date, on: date) -> None:
    """Care begins neither in the past nor on a day the plan does not hold."""
    if first_day < on:
        raise BadInput(
            "service cannot begin in the past", "开始日期不能早于今天", field="first_day"
        )
    if not plan.first_day <= first_day <= (plan.last_day or first_day):
        until = plan.last_day or "—"
        raise BadInput(
            f"the plan holds from {plan.first_day} to {until}",
            f"开始日期应在护理计划期内（{plan.first_day} 至 {until}）",
            field="first_day",
        )


def _check_carer(carer_id: int | None, provider_id: int, scope: Scope) -> None:
    """The carer, if one is named already, is an active member of the provider."""
    if carer_id is None:
        return
    carer = directory.staff_member(carer_id, scope=scope)
    if carer.organisation_id != provider_id or carer.state != "active":
        raise BadInput(
            "not an active member of this provider", "该人员不是本机构在岗人员", field="carer_id"
        )


def _refuse_suspended(provider_id: int, first_day: date) -> None:
    since = registry.suspended_from(provider_id, first_day)
    if since is not None:
        raise Conflict(
            f"suspended since {since}; decline, so that another provider is found",
            f"本机构自 {since} 起暂停服务，不能接单，请谢绝以便另行派单",
            field="first_day",
        )


def _refuse_unready(plan: Plan) -> None:
    if plan.state != "confirmed":
        raise Conflict(
            "the plan is not confirmed by the person", "护理计划尚未经本人确认，不能派单"
        )
    if queries.live_assignment(plan.id) is not None:
        raise Conflict("the plan is already assigned", "该计划已派单")


def _answer_due_on(area_code: str, on: date) -> date:
    """Return the last day on which the provider may answer."""
    return due_day(area_code, on, pack_for_area(area_code, on)["process.assignment_answer_days"])


def _why(assignment: Assignment) -> str:
    return f"assignment:{assignment.id}"
