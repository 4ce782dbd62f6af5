"""What the administrators' forms offer, within the area that they see to."""

from __future__ import annotations

from ltc.accounts.admin.forms import AccountForm, OrganisationForm
from ltc.directory import queries as directory
from ltc.scope import Actor, Scope
from ltc.security.policy import administered_area
from ltc.web.words import word

Pair = tuple[str, str]


def administrators_scope(actor: Actor) -> Scope:
    """Return the scope in which an administrator sees to the directory: organisations and staff."""
    return Scope(actor, area=administered_area(), reason="administration of accounts")


def areas() -> list[Pair]:
    """Return the areas of the subtree."""
    found = directory.areas_under(administered_area())
    return [(each.code, f"{each.name}（{each.code}）") for each in found]


def organisations() -> list[Pair]:
    """Return every organisation of the area, with its kind."""
    found = [
        each
        for kind in ("bureau", "operator", "assessment_agency", "care_provider")
        for each in directory.organisations(kind, administered_area())
    ]
    return [(str(each.id), f"{each.name}（{word(each.kind, 'organisation')}）") for each in found]


def fill_account(form: AccountForm, actor: Actor) -> None:
    """Offer areas, organisations, and the staff of all of them."""
    form.area_code.choices = areas()
    form.organisation_id.choices = organisations()
    scope = administrators_scope(actor)
    names = dict(form.organisation_id.choices)
    form.staff_id.choices = [
        (str(member.id), f"{member.name}（{names[organisation_id]}）")
        for organisation_id in names
        for member in directory.staff_of(int(organisation_id), scope=scope)
    ]


def fill_organisation(form: OrganisationForm) -> None:
    """Offer areas."""
    form.area_code.choices = areas()
