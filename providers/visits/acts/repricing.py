"""A new price reaches the visits that are planned already; what was given keeps its own."""

from __future__ import annotations

from datetime import datetime

from ltc.audit.services import record
from ltc.scope import Actor, Scope
from providers.models import AgreedPrice, Assignment
from providers.visits.models import Visit
from providers.visits.queries import plans
from providers.visits.rules.planning import quantity_milli


def price_agreed(*, price: AgreedPrice, at: datetime, actor: Actor) -> None:
    """Handle ``price.agreed``: its planned visits cost what is agreed on for their days."""
    scope = Scope(actor, reason="planned visits follow the agreed price")
    found: dict[int, list[Visit]] = {}
    for visit in plans.planned_under(
        price.agreement_id,
        item=price.item,
        first_day=price.first_day,
        last_day=price.last_day,
        scope=scope,
    ):
        found.setdefault(visit.assignment_id or 0, []).append(visit)
    sources = plans.sources_of(found, scope=scope)
    for assignment_id, visits in found.items():
        _reprice(sources[assignment_id].assignment, visits, price, actor=actor, at=at)


def _reprice(
    assignment: Assignment, visits: list[Visit], price: AgreedPrice, *, actor: Actor, at: datetime
) -> None:
    """Write the price into the visits of one assignment; one line in the trail tells them all."""
    before = {"price_fen": visits[0].price_fen, "unit": visits[0].unit}
    for visit in visits:
        visit.price_fen, visit.unit = price.price_fen, price.unit
        visit.quantity_milli = quantity_milli(price.unit, visit.planned_minutes)
        visit.version += 1
    after = {
        "price_fen": price.price_fen,
        "unit": price.unit,
        "item": price.item,
        "from": str(price.first_day),
        "visits": len(visits),
    }
    record(act="visit.price", about=assignment, actor=actor, at=at, before=before, after=after)
