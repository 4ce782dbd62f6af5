"""Ask for a run, take it up once, say how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from billing.errands import queries
from billing.errands.models import Errand
from billing.errands.rules import ACTS, BROKEN, RUNNING, SETTLE, WAITING
from billing.settlement import queries as settlements
from billing.settlement import services as settlement_services
from ltc.audit.services import record
from ltc.db import session
from ltc.directory.queries import area as area_there
from ltc.scope import Scope
from ltc.security import queries as accounts
from ltc.security.policy import scope_of
from ltc.security.services import actor_of
from ltc.shared.dates import Month
from ltc.shared.errors import Conflict, Forbidden, Unknown


@dataclass(frozen=True, slots=True)
class Ending:
    """How an errand ended: its answer, or why there is none."""

    state: str
    answer: Mapping[str, Any] | None = None
    zh: str = ""
    en: str = ""


BROKE_OFF = Ending(
    BROKEN,
    zh="运行意外中断，已完成的批次不会丢失。请重新运行；若仍中断，请联系系统管理员查看日志",
    en="the run broke off; finished batches are kept.  Run it again, or have the log looked at",
)


def ask(area: str, month: Month, act: str, *, scope: Scope, at: datetime) -> Errand:
    """Ask for a run of a month; what would be refused anyway is refused here already."""
    if act not in ACTS:
        raise Unknown.word("act", act, ACTS)
    area_there(area)
    if not area.startswith(scope.area):
        raise Forbidden("this is another area's month", "不能结算其他统筹区")
    if queries.under_way(scope=scope, at=at):
        raise Conflict("a run is under way; wait for it", "有任务正在运行，请等它结束")
    if act == SETTLE:
        _check_may_settle(area, month, scope=scope, at=at)
    made = Errand(
        area_code=area, month=str(month), act=act, asked_by=scope.actor.user_id, asked_at=at
    )
    session().add(made)
    session().flush()
    record(act=f"errand.{act}", about=made, actor=scope.actor, at=at, after={"month": made.month})
    return made


def _check_may_settle(area: str, month: Month, *, scope: Scope, at: datetime) -> None:
    there = settlements.settlement_of(area, month, scope=scope)
    if there is None or there.state != "frozen":
        settlement_services.check_may_freeze(area, month, known_at=at, scope=scope, at=at)


def begin(errand_id: int) -> tuple[Errand, Scope]:
    """Take an errand up, once; return it with the scope of whoever asked for it."""
    mine = sa.update(Errand).where(Errand.id == errand_id, Errand.state == WAITING)
    if session().scalar(mine.values(state=RUNNING).returning(Errand.id)) is None:
        raise Conflict("this run was taken up already", "该任务已经开始")
    found = queries.errand(errand_id, scope=Scope.everything("an errand that was asked for"))
    return found, scope_of_user(found.asked_by)


def scope_of_user(user_id: int) -> Scope:
    """Return what an account may see and do, as if it were signed in."""
    user, account = accounts.user(user_id), accounts.account(user_id)
    if user is None or account is None or not user.active:
        raise Forbidden("the account that asked is closed", "提出任务的账号已停用")
    return scope_of(actor_of(user), account.area_code)


def end(errand_id: int, ending: Ending, *, at: datetime) -> None:
    """Write how an errand ended."""
    found = queries.errand(errand_id, scope=Scope.everything("an errand that was carried out"))
    found.state, found.ended_at = ending.state, at
    found.answer = dict(ending.answer) if ending.answer is not None else None
    found.fault_zh, found.fault_en = ending.zh, ending.en
