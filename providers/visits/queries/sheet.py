"""Reading all visits of one person by one provider in a month, for the sheet that is printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from ltc.db import session
from ltc.directory.models import Staff
from ltc.scope import Scope
from ltc.shared.dates import Month
from providers.visits.models import Visit, VisitException


class SheetRow(NamedTuple):
    """One visit as it is printed: with the carer's name and what was asked about it."""

    visit: Visit
    carer: str
    exceptions: tuple[str, ...]


def sheet_rows(
    person_id: int, provider_id: int, month: Month, *, scope: Scope
) -> Sequence[SheetRow]:
    """Return the visits in the order in which they were planned."""
    statement = (
        scope.narrow(sa.select(Visit, Staff.name), Visit)
        .join(Staff, Staff.id == Visit.carer_id)
        .where(
            Visit.person_id == person_id,
            Visit.provider_id == provider_id,
            Visit.day.between(*month.days),
        )
        .order_by(Visit.day, Visit.planned_start, Visit.id)
    )
    rows = session().execute(statement).all()
    asked = _exceptions([visit.id for visit, _carer in rows])
    return [SheetRow(visit, carer, asked.get(visit.id, ())) for visit, carer in rows]


def _exceptions(visit_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return the codes of the exceptions of visits that were read under a scope."""
    statement = sa.select(VisitException.visit_id, VisitException.code).where(
        VisitException.visit_id.in_(visit_ids)
    )
    found: dict[int, tuple[str, ...]] = {}
    for visit_id, code in session().execute(statement.order_by(VisitException.id)):
        found[visit_id] = (*found.get(visit_id, ()), code)
    return found
