"""What the forms of oversight offer to choose from."""

from __future__ import annotations

from datetime import date

from ltc.directory import queries as directory
from ltc.oversight.queries import records
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.shared.errors import PolicyGap
from ltc.web.filters import named

Pair = tuple[str, str]


def organisations(kind: str, scope: Scope) -> list[Pair]:
    """Return the organisations of a kind in the scope's area; their names are public."""
    return [(str(each.id), each.name) for each in directory.organisations(kind, scope.area)]


def areas(scope: Scope) -> list[Pair]:
    """Return the areas of the scope down to towns."""
    found = directory.areas_under(scope.area)
    return [(each.code, each.name) for each in found if each.level != "village"]


def contracts(scope: Scope) -> list[Pair]:
    """Return the contracts in force."""
    names = directory.organisation_names()
    return [
        (str(each.id), f"{names.get(each.operator_id, '')} {each.number}")
        for each in records.contracts(scope=scope)
        if each.state == "in_force"
    ]


def modes(scope: Scope, on: date) -> list[Pair]:
    """Return the modes of service of the area's pack."""
    try:
        return [(each.code, named(each)) for each in pack_for_area(scope.area, on).modes]
    except PolicyGap:
        return []
