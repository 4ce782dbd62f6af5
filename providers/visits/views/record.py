"""The page of one visit: gathered from its queries in a few statements, drawn by one template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pyotp
import segno

from ltc.case import queries as case
from ltc.case.models import Person
from ltc.db import read_only
from ltc.scope import Scope
from ltc.security.policy import current_actor, current_scope
from ltc.shared.clock import today
from ltc.shared.geo import Point
from ltc.web.forms import Form
from ltc.web.views import Page
from providers.visits import forms
from providers.visits.models import RecipientKey, VisitException
from providers.visits.queries import desk, devices, log
from providers.visits.rules.decisions import words_that_accept
from providers.visits.rules.exceptions import KINDS, RESOLUTIONS
from providers.visits.rules.states import acts_from
from providers.visits.views.filters import offer_carers
from providers.visits.views.shown import Due, change_words, due, evidence_map, is_precise


@dataclass(frozen=True, slots=True)
class ExceptionShown:
    """An exception with how soon it is due and the forms to answer it, where one may."""

    row: VisitException
    due: Due
    explain: Form | None
    decide: Form | None


@dataclass(frozen=True, slots=True)
class Card:
    """A home's time-code card, shown once."""

    person_id: int
    secret: str
    path: str  # the QR code as the path of an SVG, one square a module
    side: int


def show(
    page: Page, visit_id: int, *, faulty: tuple[int, Form] | None = None, **given: Form
) -> Any:  # noqa: ANN401 - a page
    """Render a visit; ``faulty`` and ``given`` are forms that came back with faults."""
    scope, on = current_scope(), today()
    with read_only():
        row = desk.visit_row(visit_id, scope=scope)
        person = case.person(row.visit.person_id, scope=of_visit())
        fixes = log.fixes_of([visit_id], scope=scope)
        exceptions = log.exceptions_of([visit_id], scope=scope)
        changes = log.changes_of(visit_id, scope=scope)
        names = desk.names_of_users(_users(exceptions, changes))
        may = _forms(given)
        form = faulty[1] if faulty else next(iter(given.values()), None)
        return page.render(
            "visits/show.html",
            form=form,
            row=row,
            person=person,
            fixes=[(fix, is_precise(fix, on)) for fix in fixes],
            map=evidence_map(_home(person), person.home_radius_m, fixes, on),
            proofs=log.proofs_of([visit_id], scope=scope),
            exceptions=[_shown(each, on, faulty) for each in exceptions],
            changes=changes,
            items=devices.items_of_visit(visit_id, scope=scope),
            names=names,
            acts=acts_from(row.visit.state),
            change_words=change_words,
            **may,
        )


def of_visit() -> Scope:
    """Return the reader's scope for the person of a visit that was read under his own.

    A provider answers for its visits after its work for the person has ended, too.
    """
    return Scope(current_actor(), reason="the visit was read under the reader's own scope")


def visit_of_exception(exception_id: int) -> int:
    """Return the visit of an exception that the reader may see."""
    with read_only():
        return desk.exception(exception_id, scope=current_scope()).visit_id


def person(person_id: int) -> Person:
    """Return a person that the reader may see."""
    return case.person(person_id, scope=current_scope())


def card(key: RecipientKey) -> Card:
    """Return what is shown once of a fresh key."""
    address = pyotp.TOTP(key.code_secret).provisioning_uri(
        name=str(key.person_id), issuer_name="LTC"
    )
    rows = [list(row) for row in segno.make(address).matrix_iter(border=4)]
    squares = [
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    ]
    return Card(key.person_id, key.code_secret, "".join(squares), len(rows))


def _forms(given: dict[str, Form]) -> dict[str, Form]:
    """Return the forms of the page's other acts, those with faults as they came."""
    reassign = given.get("reassign") or forms.ReassignForm(formdata=None)
    if isinstance(reassign, forms.ReassignForm) and not given:
        offer_carers(reassign.carer_id, scope=current_scope())
    return {
        "reassign": reassign,
        "call_back": given.get("call_back") or forms.CallBackForm(formdata=None),
        "void": given.get("void") or forms.VoidForm(formdata=None),
    }


def _shown(
    row: VisitException,
    on: date,
    faulty: tuple[int, Form] | None,
) -> ExceptionShown:
    """Give each open exception its own pair of forms, with ids of their own."""
    is_open = row.state != "decided" or row.resolution_code == "provisional"
    back = faulty[1] if faulty and faulty[0] == row.id else None
    explain = back if isinstance(back, forms.ExplainForm) else forms.ExplainForm(formdata=None)
    decide = back if isinstance(back, forms.DecideForm) else forms.DecideForm(formdata=None)
    _narrow(decide, row)
    for form in (explain, decide):
        for field in form:
            field.id = f"{field.id}-{row.id}"
    mine = row.explained_by == current_actor().user_id
    return ExceptionShown(
        row,
        due(row, on),
        explain if row.state != "decided" else None,
        decide if is_open and not mine else None,
    )


def _narrow(decide: Form, row: VisitException) -> None:
    """Offer only what can close this kind, and what refuses it."""
    fits = words_that_accept(KINDS[row.code])
    refusals = {code for code, each in RESOLUTIONS.items() if not each.accepts}
    field = decide["resolution"]
    field.choices = [each for each in field.choices if each.value in fits | refusals]


def _users(*groups: Any) -> list[int]:
    rows = [row for group in groups for row in group]
    found = {
        getattr(row, name, None)
        for row in rows
        for name in ("explained_by", "decided_by", "changed_by")
    }
    return sorted(user for user in found if user)


def _home(person: Person) -> Point | None:
    if person.home_lat is None or person.home_lon is None:
        return None
    return Point(person.home_lat, person.home_lon)
