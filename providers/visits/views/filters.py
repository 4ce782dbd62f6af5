"""From the address of a list to what is looked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms.fields.choices import SelectChoice

from ltc.directory.queries import organisations
from ltc.scope import Scope
from ltc.shared.dates import Month
from ltc.web.paging import due_key, number_key
from providers.visits.forms import QueueFilterForm, VisitFilterForm
from providers.visits.queries import desk

_UNDECIDED = ("open", "explained")


def visit_filter(form: VisitFilterForm, args: Mapping[str, str], on: date) -> desk.VisitFilter:
    """Return what is looked for, and show it in the form; without days, this month till today."""
    sound = form.validate()
    if sound:
        form.last_day.data = form.last_day.data or on
        form.first_day.data = form.first_day.data or Month.of(form.last_day.data).first_day
    return desk.VisitFilter(
        first_day=(sound and form.first_day.data) or Month.of(on).first_day,
        last_day=(sound and form.last_day.data) or on,
        state=(form.state.data or "") if sound else "",
        carer_id=_number(form.carer_id.data) if sound else None,
        provider_id=_number(form.provider_id.data) if sound else None,
        after=due_key(args.get("after", "")),
    )


def queue_filter(form: QueueFilterForm, args: Mapping[str, str]) -> desk.QueueFilter:
    """Return what is looked for; without a state, what nobody has decided."""
    sound = form.validate()
    state = form.state.data if sound else ""
    return desk.QueueFilter(
        states=(state,) if state else _UNDECIDED,
        owner_role=(form.owner.data or "") if sound else "",
        code=(form.code.data or "") if sound else "",
        after=due_key(args.get("after", "")),
    )


def offer_names(form: VisitFilterForm, *, scope: Scope) -> None:
    """Offer the carers of one's own house, or to an office the providers of its area."""
    if scope.organisation_id is not None:
        offer_carers(form.carer_id, scope=scope)
    else:
        found = organisations("care_provider", scope.area)
        form.provider_id.choices = [SelectChoice(str(each.id), each.name) for each in found]


def offer_carers(field: Any, *, scope: Scope) -> None:  # noqa: ANN401 - a WTForms field
    """Offer the carers in scope."""
    found = desk.carers_of(scope=scope, organisation_id=scope.organisation_id)
    field.choices = [SelectChoice(str(identity), name) for identity, name in found]


def place_in(day: date, identity: int) -> str:
    """Return the key of a row in a list by day, as ``due_key`` reads it."""
    return f"{day.isoformat()}.{identity}"


def _number(text: object) -> int | None:
    return number_key(text) if isinstance(text, str) else None
