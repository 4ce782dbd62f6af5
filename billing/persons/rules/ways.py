"""The ways of care that a pack pays to the person instead of a provider.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from billing.rules.payees import PAYEE, PERSON, SHARED
from billing.rules.shapes.registry import shape_named
from billing.rules.tariff import SHAPE, Tariff
from ltc.shared.errors import PolicyGap

# Not told, or told by a visit: the cash of an incentive stands where its visit row stands.
_NOT_BY_DAYS = ("", "unpublished", "loyalty_cash")


class Way(NamedTuple):
    """A mode of service, and the part of it where the pack pays parts of it."""

    mode: str
    item: str = ""


def paid_to_people(tariff: Tariff, on: date) -> list[Way]:
    """Return what the pack pays to people on a day; nothing where it pays providers only."""
    try:
        table = tariff.law.value(PAYEE, on)
        known = tariff.law.value(SHAPE, on)
    except PolicyGap:
        return []
    return [way for way in _ways(table) if _is_published(known, way)]


def pays_people(tariff: Tariff, on: date) -> bool:
    """Tell whether the pack pays people on a day: for care by the family, or a part of visits."""
    law = tariff.law
    if any(law.has(name, on) for name in SHARED):
        return True
    return law.has(PAYEE, on) and bool(_ways(law.value(PAYEE, on)))


def _ways(table: object) -> list[Way]:
    if not isinstance(table, Mapping):
        return []
    found = []
    for mode, payee in table.items():
        if isinstance(payee, Mapping):
            found += [Way(mode, item) for item, each in payee.items() if each == PERSON]
        elif payee == PERSON:
            found.append(Way(mode))
    return found


def _is_published(known: object, way: Way) -> bool:
    """Tell whether the pack says how the way is paid by itself on the day."""
    return _shape_in(known, way) not in _NOT_BY_DAYS


def _shape_in(known: object, way: Way) -> str:
    value = known.get(way.mode) if isinstance(known, Mapping) else known
    if isinstance(value, Mapping):
        value = value.get(way.item)
    return value if isinstance(value, str) else ""


def needs_cost(tariff: Tariff, way: Way, on: date) -> bool:
    """Tell whether the pack pays costs up to a limit, so that the cost of a month must be told."""
    return shape_named(_shape_in(tariff.law.value(SHAPE, on), way)).NEEDS_BILL
