"""The visit sheet 服务记录单: what one provider did for one person in a month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ltc.case import queries as cases
from ltc.case.plan.rules import catalogue
from ltc.directory import queries as directory
from ltc.papers.services import Sheet, Subject
from ltc.policy.load import pack_for_area
from ltc.policy.lookup import Pack
from ltc.scope import Scope
from ltc.shared.dates import Month
from providers.visits.queries.sheet import SheetRow, sheet_rows
from providers.visits.rules.exceptions import KINDS
from providers.visits.rules.states import PASSED, STATES

TEMPLATE, TITLE = "visit_sheet", "长期护理服务记录单"
PLACES = {"in": "在家", "weak": "定位较弱", "out": "不在住址", "none": "无定位"}


def visit_sheet(person_id: int, provider_id: int, month: Month, *, scope: Scope) -> Sheet:
    """Return the sheet of a month.  Later entries may change it, so it is printed anew."""
    person = cases.person(person_id, scope=scope)
    provider = Scope.everything("the provider whose visits were read in scope")
    rows = sheet_rows(person_id, provider_id, month, scope=scope)
    pack = pack_for_area(person.area_code, month.last_day)
    about = Subject(
        "person", f"{person_id}:{provider_id}:{month}", person.area_code, person_id, provider_id
    )
    values = {
        "month": str(month),
        "person": person,
        "provider": directory.organisation(provider_id, scope=provider),
        "rows": [_row(each, pack, month) for each in rows],
        "counted": _counted(rows),
    }
    return Sheet(TEMPLATE, TITLE, about, values, once=False)


def _row(row: SheetRow, pack: Pack, month: Month) -> dict[str, Any]:
    visit = row.visit
    names = {each.code: each.name for each in pack.items}
    names |= {code: str(each["name"]) for code, each in catalogue(pack, month.last_day).items()}
    return {
        "visit": visit,
        "carer": row.carer,
        "item": names.get(visit.item, visit.item),
        "state": STATES[visit.state][0],
        "place": _place(visit.in_verdict, visit.out_verdict),
        "notes": _notes(row),
    }


def _place(came: str | None, left: str | None) -> str:
    """Return where check-in and check-out were; once where both say the same."""
    told = [PLACES[each] for each in (came, left) if each]
    return "／".join(dict.fromkeys(told)) or "—"


def _notes(row: SheetRow) -> str:
    """Return what is unusual: entered by hand, two carers, exceptions, why not."""
    said = [KINDS[code].zh if code in KINDS else code for code in row.exceptions]
    if row.visit.manual:
        said.insert(0, "补登")
    if row.visit.why_not:
        said.append(row.visit.why_not)
    return "；".join(said)


def _counted(rows: Sequence[SheetRow]) -> dict[str, int]:
    """Add up what was verified; only that can be paid."""
    verified = [row.visit for row in rows if row.visit.state in PASSED]
    return {"visits": len(verified), "minutes": sum(each.minutes or 0 for each in verified)}
