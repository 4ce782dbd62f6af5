"""Who delivers and what was delivered in an area and month, as rows of the exchange files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ltc.db import session
from ltc.directory.models import Certificate, Organisation, Staff
from ltc.directory.staff import LEFT, WORK
from ltc.exchange.queries.cases import Row, columns, plans_of, stream
from ltc.scope import Scope
from ltc.shared.dates import Month
from providers.models import AgreedPrice, Agreement, Assignment
from providers.rules.states import HELD, SERVED
from providers.visits.models import Fix, Visit, VisitProof

_PAGE = 500
_OUTCOMES = {"planned": "planned", "missed": "missed", "refused": "refused", "voided": "voided"}
_FIX = ("lat", "lon", "crs", "mocked", "status")


def providers(area: str, month: Month, *, scope: Scope) -> Iterator[Row]:
    """Yield the care providers of the area, and whoever else serves its people."""
    statement = sa.select(Organisation).where(Organisation.id.in_(_provider_ids(area, month)))
    for each in stream(_public(statement, Organisation, scope).order_by(Organisation.id)):
        yield {
            **columns(each, "id credit_code name address phone lat lon registered_on"),
            "area": each.area_code,
        }


def agreements(area: str, month: Month, *, scope: Scope) -> Iterator[Row]:
    """Yield the agreements of these providers that were ever in force by the month's end."""
    for each in stream(_agreements(area, month, scope).order_by(Agreement.id)):
        yield {
            **columns(each, "id number capacity first_day last_day"),
            "provider": each.provider_id,
            "modes": tuple(each.modes),
            "deposit": each.deposit_fen,
        }


def prices(area: str, month: Month, *, scope: Scope) -> Iterator[Row]:
    """Yield the prices of these agreements, each on the days on which it could be charged."""
    wanted = _agreements(area, month, scope).with_only_columns(Agreement.id)
    statement = (
        sa.select(AgreedPrice, Agreement.last_day)
        .join(Agreement, Agreement.id == AgreedPrice.agreement_id)
        .where(AgreedPrice.agreement_id.in_(wanted))
        .order_by(AgreedPrice.id)
    )
    for price, until in session().execute(statement.execution_options(yield_per=_PAGE)):
        last_day = min(price.last_day, until)
        if price.first_day <= last_day:
            yield {
                **columns(price, "id item unit minutes qualification first_day"),
                "agreement": price.agreement_id,
                "price": price.price_fen,
                "last_day": last_day,
            }


def carers(area: str, month: Month, *, scope: Scope) -> Iterator[Row]:
    """Yield these providers' carers, also those who have left."""
    for each in stream(_carers(area, month, scope).order_by(Staff.id)):
        yield {
            **columns(each, "id name work sex phone address"),
            "provider": each.organisation_id,
            "left": each.state == LEFT,
        }


def certificates(area: str, month: Month, *, scope: Scope) -> Iterator[Row]:
    """Yield the carers' certificates."""
    whose = _carers(area, month, scope).with_only_columns(Staff.id)
    statement = sa.select(Certificate).where(Certificate.staff_id.in_(whose))
    for each in stream(statement.order_by(Certificate.id)):
        yield {**columns(each, "id kind number first_day last_day"), "carer": each.staff_id}


def assignments(area: str, month: Month, *, scope: Scope) -> Iterator[Row]:
    """Yield who served the plans of the month."""
    statement = scope.narrow(sa.select(Assignment), Assignment).where(
        Assignment.plan_id.in_(plans_of(area, month)), *_served(month)
    )
    for each in stream(statement.order_by(Assignment.id)):
        yield {
            **columns(each, "id first_day last_day free_choice"),
            "plan": each.plan_id,
            "agreement": each.agreement_id,
            "carer": each.carer_id,
        }


def visits(area: str, month: Month, *, scope: Scope) -> Iterator[Row]:
    """Yield the visits of the month that stand under an assignment, with their evidence."""
    statement = (
        scope.narrow(sa.select(Visit), Visit)
        .where(
            Visit.area_code.startswith(area),
            Visit.day.between(*month.days),
            Visit.assignment_id.is_not(None),
        )
        .order_by(Visit.id)
        .execution_options(yield_per=_PAGE)
    )
    for part in session().scalars(statement).partitions():
        yield from _with_evidence(part)


def _with_evidence(part: Sequence[Visit]) -> Iterator[Row]:
    ids = [visit.id for visit in part]
    fixes: dict[int, dict[str, Fix]] = {}
    for fix in session().scalars(sa.select(Fix).where(Fix.visit_id.in_(ids))):
        fixes.setdefault(fix.visit_id, {})[fix.kind] = fix
    proofs: dict[int, list[str]] = {}
    told = sa.select(VisitProof.visit_id, VisitProof.kind).where(VisitProof.visit_id.in_(ids))
    for visit_id, kind in session().execute(told.order_by(VisitProof.kind)):
        proofs.setdefault(visit_id, []).append(kind)
    for visit in part:
        ends = fixes.get(visit.id, {})
        yield {
            **_visit(visit),
            "proofs": tuple(proofs.get(visit.id, ())),
            **_raw_fix("in", ends.get("in")),
            **_raw_fix("out", ends.get("out")),
        }


def _visit(visit: Visit) -> dict[str, Any]:
    return {
        **columns(visit, "id item planned_start planned_minutes why_not started_at ended_at"),
        **columns(visit, "manual two_person state in_verdict out_verdict minutes"),
        "assignment": visit.assignment_id,
        "carer": visit.carer_id,
        "person": visit.person_id,
        "price": visit.price_fen,
        "outcome": _outcome(visit),
    }


def _outcome(visit: Visit) -> str:
    whole = visit.started_at is not None and visit.ended_at is not None
    return _OUTCOMES.get(visit.state) or ("done" if whole else "unfinished")


def _raw_fix(end: str, fix: Fix | None) -> dict[str, Any]:
    """Return a fix as the device said it: that is the evidence, not what we made of it."""
    said: Mapping[str, Any] = ((fix.raw or {}).get("fix") if fix else None) or {}
    taken = said.get("taken_at")
    found = {f"{end}_{name}": said.get(name) for name in _FIX}
    found[f"{end}_accuracy"] = said.get("accuracy_m")
    found[f"{end}_taken_at"] = datetime.fromisoformat(taken) if isinstance(taken, str) else None
    return found


def _served(month: Month) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Assignment.state.in_(SERVED),
        Assignment.first_day <= month.last_day,
        sa.or_(Assignment.last_day.is_(None), Assignment.last_day >= Assignment.first_day),
    )


def _provider_ids(area: str, month: Month) -> sa.CompoundSelect:
    return sa.union(
        sa.select(Organisation.id).where(
            Organisation.kind == "care_provider", Organisation.area_code.startswith(area)
        ),
        sa.select(Assignment.provider_id).where(
            Assignment.plan_id.in_(plans_of(area, month)), *_served(month)
        ),
    )


def _agreements(area: str, month: Month, scope: Scope) -> sa.Select[tuple[Agreement]]:
    statement = sa.select(Agreement).where(
        Agreement.provider_id.in_(_provider_ids(area, month)),
        Agreement.state.in_(HELD),
        Agreement.first_day <= month.last_day,
        Agreement.last_day >= Agreement.first_day,
    )
    return _public(statement, Agreement, scope)


def _carers(area: str, month: Month, scope: Scope) -> sa.Select[tuple[Staff]]:
    statement = sa.select(Staff).where(
        Staff.organisation_id.in_(_provider_ids(area, month)), Staff.work.in_(WORK)
    )
    return _public(statement, Staff, scope)


def _public(statement: Any, model: Any, scope: Scope) -> Any:  # noqa: ANN401 - any statement
    """Narrow to what the scope sees; a provider from elsewhere needs a scope that reaches there."""
    return scope.narrow(statement, model)
