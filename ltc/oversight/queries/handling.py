"""Whose work a record was, where several operators serve one area.

A record is the work of the operator that acted on it last, by the audit trail; one that no
operator touched was left lying by each of them.  What an area delivered is shared evenly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ltc.audit.models import AuditRow
from ltc.db import session
from ltc.oversight.models import OperatorContract
from ltc.shared.clock import legal_day
from ltc.shared.dates import Month

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Handled:
    """A record that counts in somebody's month: what it is, and when its work was done."""

    id: int
    about_kind: str
    about_id: int
    done_on: date | None
    due_on: date


def operators_beside(contract: OperatorContract, month: Month) -> list[int]:
    """Return every operator whose contract covers the whole area in a month, this one included."""
    statement = (
        sa.select(OperatorContract.operator_id)
        .where(
            OperatorContract.state == "in_force",
            OperatorContract.first_day <= month.last_day,
            OperatorContract.last_day >= month.first_day,
            sa.literal(contract.area_code).startswith(OperatorContract.area_code),
        )
        .distinct()
    )
    return sorted({contract.operator_id, *session().scalars(statement)})


def own(
    found: Sequence[Handled], contract: OperatorContract, operators: Sequence[int]
) -> list[Handled]:
    """Return what counts for this operator: its own work, and what nobody did."""
    if len(operators) == 1:
        return list(found)
    touched = _touched(found, operators)
    return [
        each
        for each in found
        if _last(touched.get((each.about_kind, str(each.about_id)), ()), each.done_on)
        in (None, contract.operator_id)
    ]


def _last(rows: Iterable[tuple[date, int | None]], done_on: date | None) -> int | None:
    """Return who acted last, up to the day on which the work was done."""
    until = [operator for on, operator in rows if done_on is None or on <= done_on]
    return until[-1] if until else None


def _touched(
    found: Sequence[Handled], operators: Sequence[int]
) -> Mapping[tuple[str, str], list[tuple[date, int | None]]]:
    """Return the acts of the operators on the records, oldest first."""
    acts: dict[tuple[str, str], list[tuple[date, int | None]]] = {}
    columns = (AuditRow.about_kind, AuditRow.about_id, AuditRow.at, AuditRow.organisation_id)
    for kind in sorted({each.about_kind for each in found}):
        ids = sorted({str(each.about_id) for each in found if each.about_kind == kind})
        for at in range(0, len(ids), _CHUNK):
            chosen = (
                AuditRow.about_kind == kind,
                AuditRow.about_id.in_(ids[at : at + _CHUNK]),
                AuditRow.organisation_id.in_(operators),
            )
            rows = session().execute(sa.select(*columns).where(*chosen).order_by(AuditRow.seq))
            for _kind, about, instant, operator in rows:
                acts.setdefault((kind, about), []).append((legal_day(instant), operator))
    return acts
