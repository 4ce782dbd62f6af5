"""Acts on care plans: draft, change, confirm, discard, end.

A plan spends a determination.  Nothing is delivered before the person has confirmed it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from ltc import events
from ltc.audit.services import record
from ltc.case import queries as case_queries
from ltc.case.models import Plan, PlanItem
from ltc.case.plan import queries
from ltc.case.plan.rules import HOW, OWN_ACCOUNT, Line, check_lines, meter, next_state, quota
from ltc.case.rules.spans import ONE_DAY
from ltc.db import session
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.shared.errors import BadInput, Conflict, Forbidden, Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPlan:
    """What is planned for whom from which day."""

    person_id: int
    mode: str
    first_day: date
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """How the person said yes, who said it, and whether to the part beyond the standard too."""

    how: str
    by: str
    beyond_standard: bool = False


def draft_plan(command: DraftPlan, *, scope: Scope, at: datetime) -> Plan:
    """Draft the next version of a person's plan on the determination of its first day."""
    person = case_queries.lock_person(command.person_id, scope=scope)
    case_queries.refuse_closed(person.id, scope=scope)
    span = case_queries.determination_on(person.id, command.first_day, scope=scope)
    if span is None:
        raise Conflict(
            f"nobody is entitled here on {command.first_day}",
            f"该参保人在 {command.first_day} 没有有效的待遇认定，不能制定护理计划",
            field="first_day",
        )
    pack = pack_for_area(person.area_code, command.first_day)
    pack.word("modes", command.mode)
    if command.lines:
        check_lines(command.lines, pack, command.first_day)
    made = Plan(
        person_id=person.id,
        area_code=person.area_code,
        determination_id=span.determination_id,
        version=_next_version(person.id),
        mode=command.mode,
        first_day=command.first_day,
        last_day=span.last_day,
        quota_fen=(fen := quota(pack, mode=command.mode, grade=span.grade, on=command.first_day)),
        planned_fen=meter(command.lines, fen).planned_fen,
        drafted_by=scope.actor.user_id,
    )
    session().add(made)
    session().flush()
    _add_lines(made, command.lines)
    after = {"mode": made.mode, "version": made.version, "planned_fen": made.planned_fen}
    record(act="plan.draft", about=made, actor=scope.actor, at=at, after=after)
    return made


def change_plan_items(plan_id: int, lines: Sequence[Line], *, scope: Scope, at: datetime) -> Plan:
    """Write the services of a draft anew; a confirmed plan is replaced by a new version instead."""
    plan = queries.plan_to_change(plan_id, scope=scope)
    next_state(plan.state, "change")
    check_lines(lines, pack_for_area(plan.area_code, plan.first_day), plan.first_day)
    before = [asdict(line) for line in queries.lines_of(plan.id)]
    session().execute(sa.delete(PlanItem).where(PlanItem.plan_id == plan.id))
    _write_lines(plan, lines)
    _note(plan, "plan.change", scope, at, before={"lines": before})
    return plan


def add_plan_item(plan_id: int, line: Line, *, scope: Scope, at: datetime) -> Plan:
    """Add a service to a draft as it stands now: what somebody else added meanwhile stays."""
    plan = queries.plan_to_change(plan_id, scope=scope)
    return change_plan_items(plan.id, [*queries.lines_of(plan.id), line], scope=scope, at=at)


def remove_plan_item(plan_id: int, item: str, *, scope: Scope, at: datetime) -> Plan:
    """Take a service out of a draft as it stands now."""
    plan = queries.plan_to_change(plan_id, scope=scope)
    lines = [line for line in queries.lines_of(plan.id) if line.item != item]
    return change_plan_items(plan.id, lines, scope=scope, at=at)


def confirm_plan(plan_id: int, consent: Consent, *, scope: Scope, at: datetime) -> Plan:
    """Take the person's yes: the plan may now be delivered, the one before it ends."""
    plan = queries.plan_to_change(plan_id, scope=scope)
    next_state(plan.state, "confirm")
    _follow_determination(plan)
    lines = queries.lines_of(plan.id)
    check_lines(lines, pack_for_area(plan.area_code, plan.first_day), plan.first_day)
    return _confirm(plan, lines, consent, scope=scope, at=at)


def draft_confirmed(command: DraftPlan, consent: Consent, *, scope: Scope, at: datetime) -> Plan:
    """Draft a plan and take the yes that was given to it elsewhere, in one act.

    The draft was checked a moment ago under the person's lock, so nothing of it is read again.
    """
    plan = draft_plan(command, scope=scope, at=at)
    if not command.lines:  # a draft may be empty, what is confirmed may not
        check_lines((), pack_for_area(plan.area_code, plan.first_day), plan.first_day)
    return _confirm(plan, command.lines, consent, scope=scope, at=at)


def _confirm(
    plan: Plan, lines: Sequence[Line], consent: Consent, *, scope: Scope, at: datetime
) -> Plan:
    """Confirm a plan that was checked; the one before it ends on the day before."""
    state = next_state(plan.state, "confirm")
    _check_consent(plan, consent, lines, scope)
    for earlier in queries.plans_of(plan.person_id, scope=scope):
        if earlier.state == "confirmed":
            _end(earlier, "supersede", plan.first_day - ONE_DAY, scope=scope, at=at)
    plan.state = state
    plan.confirmed_at = at
    plan.confirmed_how = consent.how
    plan.confirmed_by = consent.by
    _note(plan, "plan.confirm", scope, at, after={"how": consent.how, "by": consent.by})
    events.emit("plan.confirmed", plan=plan, at=at, actor=scope.actor)
    return plan


def discard_plan(plan_id: int, *, scope: Scope, at: datetime) -> Plan:
    """Throw a draft away; it stays in the file as ended."""
    plan = queries.plan_to_change(plan_id, scope=scope)
    plan.state = next_state(plan.state, "discard")
    plan.last_day = plan.first_day - ONE_DAY
    _note(plan, "plan.discard", scope, at)
    return plan


def end_plans(person_id: int, last_day: date, *, scope: Scope, at: datetime) -> None:
    """End every plan of a person with a day; called when the case closes."""
    everything = Scope.everything("a closed case ends its plans")
    for plan in queries.plans_of(person_id, scope=everything):
        if plan.state in ("drafted", "confirmed"):
            _end(plan, "end", last_day, scope=scope, at=at)


def _end(plan: Plan, act: str, last_day: date, *, scope: Scope, at: datetime) -> None:
    plan.state = next_state(plan.state, act)
    if plan.last_day is None or last_day < plan.last_day:
        plan.last_day = max(last_day, plan.first_day - ONE_DAY)
    _note(plan, f"plan.{act}", scope, at)


def _follow_determination(plan: Plan) -> None:
    """Let a draft end with the determination of its first day; another standard needs a new one."""
    everything = Scope.everything("a plan that the actor may confirm spends the determination")
    on = plan.first_day
    span = case_queries.determination_on(plan.person_id, on, scope=everything)
    if span is None:
        raise Conflict(
            f"nobody is entitled here on {on} any more; discard this draft",
            f"该参保人在 {on} 已没有有效的待遇认定，此草稿不能确认，请作废",
        )
    pack = pack_for_area(plan.area_code, on)
    if quota(pack, mode=plan.mode, grade=span.grade, on=on) != plan.quota_fen:
        raise Conflict(
            "the determination has changed since, and the standard with it; draft the plan anew",
            "待遇认定已变更，待遇标准随之不同，请作废此草稿，按新的认定重新制定计划",
        )
    plan.determination_id, plan.last_day = span.determination_id, span.last_day


def _check_consent(plan: Plan, consent: Consent, lines: Sequence[Line], scope: Scope) -> None:
    """Refuse a consent that is not the person's, or that does not cover what goes beyond."""
    if consent.how not in HOW:
        raise Unknown.word("how", consent.how, HOW, zh="确认方式")
    own = scope.person_id == plan.person_id
    if (consent.how == OWN_ACCOUNT) != own:
        raise Forbidden(
            "only the person's own account confirms by account",
            "网上确认只能由参保人本人或其家属账号办理",
        )
    if not consent.by.strip():
        raise BadInput("say who confirmed", "请填写确认人姓名", field="by")
    if meter(lines, plan.quota_fen).over_fen and not consent.beyond_standard:
        raise BadInput(
            "the plan goes beyond the standard; the person must agree to pay that part",
            "计划费用超出待遇标准，须由本人同意自付超出部分",
            field="beyond_standard",
        )


def _write_lines(plan: Plan, lines: Sequence[Line]) -> None:
    plan.planned_fen = meter(lines, plan.quota_fen).planned_fen
    _add_lines(plan, lines)


def _add_lines(plan: Plan, lines: Sequence[Line]) -> None:
    session().add_all(PlanItem(plan_id=plan.id, **asdict(line)) for line in lines)
    session().flush()


def _next_version(person_id: int) -> int:
    everything = Scope.everything("versions count over all plans of a person")
    newest = queries.plans_of(person_id, scope=everything)
    return newest[0].version + 1 if newest else 1


def _note(
    plan: Plan,
    act: str,
    scope: Scope,
    at: datetime,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    facts = {"state": plan.state, "planned_fen": plan.planned_fen, **(after or {})}
    record(act=act, about=plan, actor=scope.actor, at=at, before=before, after=facts)
