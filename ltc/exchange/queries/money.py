"""What was settled and paid in an area and month, as rows of the exchange files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, aliased

from billing.claims.models import ClaimDecision, ClaimLine
from billing.claims.rules.states import APPROVED, SECOND
from billing.models import PaymentLine, PaymentOrder, SettledLine, Settlement
from billing.persons.models import PersonPayment
from billing.rules.reasons import codes_of
from billing.settlement.rules.states import VISIBLE
from ltc.db import session
from ltc.exchange.layouts import LINE_KINDS, SCHEMES
from ltc.exchange.queries.cases import Row, columns
from ltc.scope import Scope
from ltc.shared.dates import Month
from providers.visits.models import Visit

_PAGE = 500


def claims(area: str, month: Month, *, scope: Scope) -> Iterator[Row]:
    """Yield the lines of the month's settlements, with the claims that let them in."""
    by = aliased(ClaimLine)
    told = (SettledLine, Settlement, Visit.day, Visit.item, by.claim_id, by.id)
    statement = (
        scope.narrow(sa.select(*told), Settlement)
        .join(Settlement, Settlement.id == SettledLine.settlement_id)
        .outerjoin(Visit, Visit.id == SettledLine.visit_id)
        .outerjoin(by, by.id == _claimed_by())
        .where(*_of(area, month))
        .order_by(Settlement.id, SettledLine.person_id, SettledLine.visit_id, SettledLine.kind)
    )
    found = session().execute(statement.execution_options(yield_per=_PAGE))
    for line, settled, day, item, claim, claim_line in found:
        yield {
            "settlement_month": settled.month,
            "visit": line.visit_id,
            "claim": claim,
            "claim_line": claim_line,
            "day": day,
            "item": item,
            "line": LINE_KINDS[line.kind],
            "service_month": f"{line.for_month // 100:04d}-{line.for_month % 100:02d}",
            "person": line.person_id,
            "provider": line.provider_id,
            "carer": line.carer_id,
            "insurance": SCHEMES[line.insurance],
            "grade": _word(settled, "grade", line.grade),
            "mode": _word(settled, "mode", line.mode),
            "asked": line.asked_fen,
            "allowed": line.allowed_fen,
            "within_cap": line.within_cap_fen,
            "fund": line.fund_fen,
            "person_pays": line.person_fen,
            "withheld": line.withheld_fen,
            "to_person": line.to_person_fen or 0,
            "reasons": tuple(codes_of(line.reasons)),
        }


def payments(area: str, month: Month, *, scope: Scope) -> Iterator[Row]:
    """Yield the lines of the month's payment orders: of providers, then of people."""
    yield from _payments(PaymentLine, PaymentLine.provider_id, area, month, scope)
    yield from _payments(PersonPayment, PersonPayment.person_id, area, month, scope)


def _payments(
    model: Any,  # noqa: ANN401 - one of the two tables of an order
    payee: InstrumentedAttribute[int],
    area: str,
    month: Month,
    scope: Scope,
) -> Iterator[Row]:
    statement = (
        scope.narrow(sa.select(model, PaymentOrder, Settlement.month), PaymentOrder)
        .join(PaymentOrder, PaymentOrder.id == model.order_id)
        .join(Settlement, Settlement.id == PaymentOrder.settlement_id)
        .where(*_of(area, month))
        .order_by(PaymentOrder.id, model.insurance, payee)
    )
    for line, order, settled in session().execute(statement):
        yield {
            **columns(line, "insurance"),
            **columns(order, "state paid_on bank_reference"),
            "settlement_month": settled,
            "provider": getattr(line, "provider_id", None),
            "person": getattr(line, "person_id", None),
            "due": line.due_fen,
            "carried_in": line.carried_in_fen,
            "paid": line.paid_fen,
            "carried_out": line.carried_out_fen,
        }


def _claimed_by() -> sa.ScalarSelect[int]:
    """Select the newest line of a visit that both reviews had let through when it was settled."""
    return (
        sa.select(sa.func.max(ClaimLine.id))
        .join(ClaimDecision, ClaimDecision.claim_line_id == ClaimLine.id)
        .where(
            ClaimLine.visit_id == SettledLine.visit_id,
            ClaimDecision.step == SECOND,
            ClaimDecision.outcome == APPROVED,
            ClaimDecision.at <= Settlement.as_known_at,
        )
        .correlate(SettledLine, Settlement)
        .scalar_subquery()
    )


def _of(area: str, month: Month) -> tuple[sa.ColumnElement[bool], ...]:
    """Lines are seen only once their settlement is computed."""
    return (
        Settlement.area_code.startswith(area),
        Settlement.month == str(month),
        Settlement.state.in_(VISIBLE),
    )


def _word(settled: Settlement, kind: str, place: int) -> str | None:
    known = settled.words.get(kind, [])
    return str(known[place]) if 0 <= place < len(known) else None
