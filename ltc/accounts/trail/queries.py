"""Reading the audit trail: auditors within their area, the audit administrator without contents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from ltc.audit.models import AuditRow
from ltc.db import session
from ltc.scope import Scope
from ltc.shared.clock import SHANGHAI

PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; ``after`` is the last number already seen."""

    act: str = ""
    user_id: int | None = None
    about_kind: str = ""
    about_id: str = ""
    first_day: date | None = None
    last_day: date | None = None
    after: int | None = None


def page(wanted: Wanted, *, scope: Scope) -> Sequence[AuditRow]:
    """Return a page of the rows that ``scope`` may see and one more, newest first."""
    return _page(scope.narrow(sa.select(AuditRow), AuditRow), wanted)


def page_of_area(wanted: Wanted, *, area: str) -> Sequence[AuditRow]:
    """Return a page of everything that happened in an area or in no area; for the administrator.

    The page shows who did what and when; what the rows say stays closed to him.
    """
    here = sa.or_(AuditRow.area_code.startswith(area, autoescape=True), AuditRow.area_code == "")
    return _page(sa.select(AuditRow).where(here), wanted)


def _page(statement: sa.Select[AuditRow], wanted: Wanted) -> Sequence[AuditRow]:
    chosen = [
        column == value
        for column, value in (
            (AuditRow.about_kind, wanted.about_kind),
            (AuditRow.about_id, wanted.about_id),
        )
        if value
    ]
    if wanted.act:
        chosen.append(AuditRow.act.startswith(wanted.act, autoescape=True))
    if wanted.user_id is not None:
        chosen.append(AuditRow.user_id == wanted.user_id)
    if wanted.after is not None:
        chosen.append(AuditRow.seq < wanted.after)
    if wanted.first_day:
        chosen.append(AuditRow.at >= _midnight(wanted.first_day))
    if wanted.last_day:
        chosen.append(AuditRow.at < _midnight(wanted.last_day + timedelta(days=1)))
    statement = statement.where(*chosen)
    return session().scalars(statement.order_by(AuditRow.seq.desc()).limit(PAGE + 1)).all()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
