"""Ask for a what-if; a process of its own carries it out, since it may rate years of visits."""

from __future__ import annotations

from datetime import datetime

from billing.errands import queries as errands
from billing.errands.models import Errand
from billing.errands.rules import WHAT_IF
from billing.whatif.question import Question
from ltc.audit.services import record
from ltc.db import session
from ltc.directory.queries import area as area_there
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.dates import Month
from ltc.shared.errors import BadInput, Conflict, Forbidden


def ask(question: Question, *, scope: Scope, at: datetime) -> Errand:
    """Store the question to be carried out; what would be refused anyway is refused here."""
    area_there(question.area)
    if not question.area.startswith(scope.area):
        raise Forbidden("this is another area's month", "不能测算其他统筹区")
    last = question.months[-1]
    if last > Month.of(legal_day(at)):
        raise BadInput(f"{last} has not come yet", f"{last} 尚未到来", field="last_month")
    if errands.under_way(scope=scope, at=at):
        raise Conflict("a run is under way; wait for it", "有任务正在运行，请等它结束")
    stored = question.stored()
    made = Errand(
        area_code=question.area,
        month=str(last),
        act=WHAT_IF,
        question=stored,
        asked_by=scope.actor.user_id,
        asked_at=at,
    )
    session().add(made)
    session().flush()
    record(act="errand.what_if", about=made, actor=scope.actor, at=at, after=stored)
    return made
