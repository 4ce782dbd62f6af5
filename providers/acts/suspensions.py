"""Acts on suspensions of a provider or one of its staff; published and told to the provider."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from ltc.audit.services import record
from ltc.db import session
from ltc.directory import queries as directory
from ltc.events import emit
from ltc.outbox.services import Addressee, post
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.errors import BadInput, Conflict
from providers import queries
from providers.models import Suspension

_ONE_DAY = timedelta(days=1)


def suspend(  # noqa: PLR0913 - a sanction names all its facts
    provider_id: int,
    *,
    first_day: date,
    last_day: date | None,
    why: str,
    scope: Scope,
    at: datetime,
    staff_id: int | None = None,
    finding_id: int | None = None,
) -> Suspension:
    """Suspend a provider, or one of its staff, from day to day; told to the provider."""
    provider = directory.organisation(provider_id, scope=scope)
    if last_day is not None and last_day < first_day:
        raise BadInput("the days are not in order", "起止日期颠倒", field="last_day")
    _check_staff(staff_id, provider.id, scope)
    made = Suspension(
        provider_id=provider.id,
        staff_id=staff_id,
        area_code=provider.area_code,
        first_day=first_day,
        last_day=last_day,
        why=why,
        finding_id=finding_id,
        decided_by=scope.actor.user_id,
        recorded_at=at,
    )
    session().add(made)
    session().flush()
    after = {"from": str(first_day), "to": str(last_day or ""), "staff_id": staff_id}
    record(act="provider.suspend", about=made, actor=scope.actor, at=at, after=after, reason=why)
    post(
        Addressee(provider.area_code, organisation_id=provider.id),
        key=f"suspension:{made.id}",
        channel="notice",
        subject="暂停服务通知",
        body=f"自{first_day}起暂停服务{f'至{last_day}' if last_day else ''}。原因：{why}",
        at=at,
    )
    emit("provider.suspended", suspension=made, at=at, scope=scope)
    return made


def lift(suspension_id: int, *, last_day: date, why: str, scope: Scope, at: datetime) -> Suspension:
    """Lift a suspension: ``last_day`` is the last day on which it holds.

    One that is lifted before it begins has held on no day.
    """
    found = queries.suspension(suspension_id, scope=scope)
    if found.last_day is not None and found.last_day < legal_day(at):
        raise Conflict("the suspension is already over", "该暂停已经结束")
    if found.last_day is not None and last_day > found.last_day:
        raise BadInput(
            f"it ends on {found.last_day} already", f"暂停原定至 {found.last_day}", field="last_day"
        )
    before = {"last_day": str(found.last_day or "")}
    begun = found.first_day <= legal_day(at)
    found.last_day = max(last_day, found.first_day if begun else found.first_day - _ONE_DAY)
    after = {"last_day": str(found.last_day)}
    record(
        act="provider.lift",
        about=found,
        actor=scope.actor,
        at=at,
        before=before,
        after=after,
        reason=why,
    )
    return found


def _check_staff(staff_id: int | None, provider_id: int, scope: Scope) -> None:
    """Refuse to suspend somebody who works elsewhere under this provider's name."""
    if staff_id is None:
        return
    if directory.staff_member(staff_id, scope=scope).organisation_id != provider_id:
        raise BadInput("not a member of this provider", "该人员不属于本机构", field="staff_id")
