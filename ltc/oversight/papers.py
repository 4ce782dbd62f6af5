"""The inspection notice 检查通知书 to one provider: what was drawn, who comes, how it was drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ltc.directory import queries as directory
from ltc.directory.offices import office_of
from ltc.oversight.models import Inspection, InspectionItem
from ltc.oversight.queries import counting, records
from ltc.oversight.rules import drawing
from ltc.papers.services import Sheet, Subject
from ltc.policy.load import pack_for_area
from ltc.policy.lookup import Source
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.errors import Conflict, NotFound

TEMPLATE, TITLE = "inspection_notice", "长期护理保险双随机检查通知书"
LAW = "order-735"


def notice(inspection_id: int, provider_id: int, *, scope: Scope) -> Sheet:
    """Return the notice to a provider of which something was drawn."""
    found = records.inspection(inspection_id, scope=scope)
    items = [
        each for each in records.items_of(found.id, scope=scope) if each.provider_id == provider_id
    ]
    if found.drawn_at is None:
        raise Conflict("nothing was drawn yet", "尚未抽取，不能出具检查通知书")
    if not items:
        raise NotFound("nothing of this provider was drawn", "没有抽中该机构，不能出具检查通知书")
    about = Subject(
        "inspection", f"{found.id}:{provider_id}", found.area_code, organisation_id=provider_id
    )
    return Sheet(TEMPLATE, TITLE, about, _values(found, provider_id, items))


def _values(found: Inspection, provider_id: int, items: Sequence[InspectionItem]) -> dict[str, Any]:
    everything = Scope.everything("the provider and visits of items that were read in scope")
    names = counting.staff_names(found.inspectors)
    ids = [each.visit_id for each in items if each.visit_id is not None]
    return {
        "inspection": found,
        "office": office_of(found.area_code),
        "provider": directory.organisation(provider_id, scope=everything),
        "inspectors": [names[each] for each in found.inspectors],
        "of_visits": found.population == drawing.VISITS,
        "visits": counting.visits_by_id(ids, scope=everything) if ids else {},
        "items_": items,
        "law": _law(found),
    }


def _law(found: Inspection) -> Source | None:
    """Return the regulation that inspections rest on, as the pack cites it."""
    on = legal_day(found.planned_at)
    pack = pack_for_area(found.area_code, on)
    sources = {**(pack.base.sources if pack.base else {}), **pack.sources}
    return sources.get(LAW)
