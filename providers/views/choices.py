"""What the forms of this room offer to choose from, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _

from ltc.case.plan.rules import catalogue
from ltc.directory import queries as directory
from ltc.directory.models import Area
from ltc.policy.load import pack_for_area
from ltc.policy.lookup import Pack
from ltc.scope import Scope
from ltc.web.filters import named
from ltc.web.language import current_language
from providers import queries
from providers.forms import AgreementForm, PriceForm, RegistryFilter, StaffFilter, SuspendForm
from providers.models import Agreement

Pair = tuple[str, str]


def pairs(words: Iterable[Any]) -> list[Pair]:
    """Return code and name of a pack's words or of areas."""
    return [(each.code, named(each)) for each in words]


def services(pack: Pack, on: date) -> dict[str, str]:
    """Return code → name of the catalogue of a day."""
    key = "name_en" if current_language() == "en" else "name"
    return {code: str(each[key]) for code, each in catalogue(pack, on).items()}


def names(pack: Pack, on: date) -> dict[str, str]:
    """Return code → name of every word a plan or a price may hold."""
    words = (*pack.modes, *pack.carers, *pack.units)
    return {**services(pack, on), **dict(pairs(words))}


def fill_registry(form: RegistryFilter, areas: Sequence[Area], scope: Scope, on: date) -> None:
    """Offer the counties among the scope's areas and the modes of its pack."""
    form.area_code.choices = pairs(each for each in areas if each.level == "county")
    form.mode.choices = pairs(pack_for_area(scope.area, on).modes)


def fill_providers(form: StaffFilter | AgreementForm, scope: Scope) -> None:
    """Offer the providers of the scope; one's own alone is chosen already."""
    field = form.provider if isinstance(form, StaffFilter) else form.provider_id
    found = queries.providers(scope=scope)
    field.choices = [(str(provider.id), provider.name) for provider, _area in found]
    if len(field.choices) == 1 and not field.data:
        field.data = field.choices[0][0]


def fill_agreement(form: AgreementForm, scope: Scope, on: date) -> None:
    """Offer providers and modes."""
    fill_providers(form, scope)
    form.modes.choices = pairs(pack_for_area(scope.area, on).modes)


def fill_price(form: PriceForm, agreement: Agreement, on: date) -> None:
    """Offer the catalogue, units and carers; begin with the days of the agreement."""
    on = min(max(on, agreement.first_day), agreement.last_day)
    pack = pack_for_area(agreement.area_code, on)
    form.item.choices = list(services(pack, on).items())
    form.unit.choices = pairs(pack.units)
    form.qualification.choices = pairs(pack.carers)
    if not form.is_submitted():
        form.first_day.data = on
        form.last_day.data = agreement.last_day


def fill_suspend(form: SuspendForm, provider_id: int, scope: Scope) -> None:
    """Offer the staff of one provider that the scope may see."""
    directory.organisation(provider_id, scope=scope)
    staff = directory.staff_of(provider_id, scope=scope)
    form.staff_id.choices = [
        (str(each.id), _("%(name)s（%(id)s号）", name=each.name, id=each.id))
        for each in staff
        if each.state == "active"
    ]
