"""What the pages of the assignment desk show, gathered from the rooms below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _

from ltc.case import queries as cases
from ltc.case.models import Plan
from ltc.case.plan import queries as plans
from ltc.directory import queries as directory
from ltc.papers.services import Sheet
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.shared.clock import today
from ltc.shared.dates import Month
from ltc.web.filters import distance
from ltc.web.language import current_language
from ltc.web.words import word
from providers.assignment import queries, services
from providers.assignment.forms import AcceptForm, TransferForm
from providers.models import Assignment
from providers.rules.candidates import Candidate
from providers.rules.states import ASSIGNMENT, OPEN
from providers.visits.papers import visit_sheet

WAITING, ALL = "waiting", "all"


def tabs(state: str, scope: Scope, *, may_propose: bool) -> list[dict[str, Any]]:
    """Return the tabs of the desk: plans that wait come first, for whoever may propose them."""
    counts = queries.count_by_state(OPEN, scope=scope)
    shown = [(each, word(each, "assignment"), counts.get(each, 0)) for each in ASSIGNMENT]
    if may_propose:
        waiting = queries.count_waiting(today(), scope=scope)
        shown.insert(0, (WAITING, _("待派单"), waiting))
    shown.append((ALL, _("全部"), 0))
    known = [code for code, _label, _count in shown]
    chosen = state if state in known else known[0]
    return [
        {
            "code": "" if code == ALL else code,
            "label": label,
            "url": f"?state={code}",
            "active": code == chosen,
            "count": count if code in (WAITING, *OPEN) else 0,
        }
        for code, label, count in shown
    ]


def fitting(found: Sequence[Candidate], *, but: int | None = None) -> list[tuple[str, str]]:
    """Return the providers that could take a plan, nearest first, each with how far it is."""
    return [
        (
            str(each.provider.provider_id),
            _(
                "%(name)s（%(far)s）",
                name=each.provider.name,
                far=distance(each.provider.distance_m),
            ),
        )
        for each in found
        if each.fits and each.provider.provider_id != but
    ]


def plan_values(plan: Plan, scope: Scope) -> dict[str, Any]:
    """Return a plan with its person, its services by name, and who has it already."""
    return {
        "plan": plan,
        "person": cases.person(plan.person_id, scope=scope),
        "items": _items(plan),
        "words": _words(plan.area_code, today()),
        "live": queries.live_assignment(plan.id),
        "providers": directory.organisation_names(),
    }


def assignment_values(found: Assignment, scope: Scope) -> dict[str, Any]:
    """Return what the page of an assignment shows; of a closed one the name alone."""
    is_open = found.state in OPEN
    plan = plans.plan(found.plan_id, scope=scope) if is_open else None
    return {
        "name": queries.name_of(found),
        "person": cases.person(found.person_id, scope=scope) if is_open else None,
        "plan": plan,
        "items": _items(plan) if plan else [],
        "words": _words(found.area_code, today()),
        "providers": directory.organisation_names(),
        "carer": _carer(found),
        "overdue": found.state == "proposed" and (found.answer_due_on or today()) < today(),
    }


def fill_accept(form: AcceptForm, found: Assignment, scope: Scope) -> None:
    """Offer the provider's active staff; begin today, or with the plan."""
    staff = directory.staff_of(found.provider_id, scope=scope)
    form.carer_id.choices = [
        (str(each.id), f"{each.name} · {word(each.work, 'staff_work')}")
        for each in staff
        if each.state == "active" and each.work != "desk"
    ]
    if not form.is_submitted():
        form.first_day.data = max(today(), plans.plan(found.plan_id, scope=scope).first_day)


def successors(form: TransferForm, old: Assignment, scope: Scope) -> list[Candidate]:
    """Offer whoever could take over, but the one that has it now; return all with reasons."""
    found = services.candidates(old.plan_id, scope=scope, on=today())
    form.provider_id.choices = fitting(found, but=old.provider_id)
    return found


def sheet(assignment_id: int, month: Month, scope: Scope) -> Sheet:
    """Return the sheet of a month's visits by the provider of an assignment."""
    found = queries.assignment(assignment_id, scope=scope)
    return visit_sheet(found.person_id, found.provider_id, month, scope=scope)


def _items(plan: Plan) -> list[Any]:
    return list(plans.items_of([plan.id]))


def _words(area_code: str, on: date) -> dict[str, str]:
    """Return code → name of what a plan may hold, in the reader's language."""
    language = current_language()
    found = services.names_of(pack_for_area(area_code, on), on)
    return {code: zh if language == "zh" else en for code, (zh, en) in found.items()}


def _carer(found: Assignment) -> str:
    """Return the carer's name; the assignment itself was read under a scope."""
    if found.carer_id is None:
        return ""
    scope = Scope.everything("the carer of an assignment that was read in scope")
    return directory.staff_member(found.carer_id, scope=scope).name
