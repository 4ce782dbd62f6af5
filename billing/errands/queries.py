"""Reading errands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from billing.errands.models import Errand
from billing.errands.rules import ACTS, GIVEN_UP_AFTER, UNDER_WAY
from ltc.db import session
from ltc.scope import Scope
from ltc.shared.dates import Month
from ltc.shared.errors import NotFound


def errand(errand_id: int, *, scope: Scope) -> Errand:
    """Return one errand that ``scope`` may see."""
    found = session().scalar(scope.narrow(sa.select(Errand), Errand).where(Errand.id == errand_id))
    if found is None:
        raise NotFound("no such run", "没有该任务")
    return found


def newest(area: str, month: Month, *, scope: Scope) -> Errand | None:
    """Return what was asked for last about a month."""
    statement = scope.narrow(sa.select(Errand), Errand).where(
        Errand.area_code == area, Errand.month == str(month), Errand.act.in_(ACTS)
    )
    return session().scalar(statement.order_by(Errand.id.desc()).limit(1))


def under_way(*, scope: Scope, at: datetime) -> Sequence[Errand]:
    """Return the errands that are still to be waited for."""
    statement = scope.narrow(sa.select(Errand), Errand).where(
        Errand.state.in_(UNDER_WAY), Errand.asked_at > at - GIVEN_UP_AFTER
    )
    return session().scalars(statement.order_by(Errand.id)).all()


def of_act(act: str, *, scope: Scope, limit: int = 50) -> Sequence[Errand]:
    """Return the newest errands of one act."""
    statement = scope.narrow(sa.select(Errand), Errand).where(Errand.act == act)
    return session().scalars(statement.order_by(Errand.id.desc()).limit(limit)).all()
