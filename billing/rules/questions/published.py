"""What is published of a benefit that cannot be paid yet: the amounts, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator

from billing.rules.columns import Cell
from billing.rules.shapes.unpublished import FIELD as UNPUBLISHED
from billing.rules.tables import maybe_in
from billing.rules.tariff import Tariff
from ltc.policy.describe import plain
from ltc.shared.errors import LtcError, PolicyGap

_TOPIC = "benefit."
OWN_PART = "_copay"
_UNITS = ("yuan", "share", "count", "minutes")


def published(tariff: Tariff, cell: Cell) -> dict[str, object]:
    """Return the values that hold for ``cell``; the gap itself where there is none.

    ``standard`` is the first amount among them that is not the person's own part.
    """
    try:
        tariff.terms(cell)
    except LtcError as error:
        values = [] if error.field == UNPUBLISHED else list(_values(tariff, cell))
        if not values:
            raise
        amounts = [v for name, unit, v in values if unit == "yuan" and not name.endswith(OWN_PART)]
        return {
            "standard": amounts[0] if amounts else None,
            "kind": "published",
            "published": {name: value for name, _, value in values},
            "gap": error.message("zh"),
        }
    return {"standard": None}


def _values(tariff: Tariff, cell: Cell) -> Iterator[tuple[str, str, str]]:
    """Yield name, unit and value of each own table that holds something for ``cell``."""
    for name, dated in tariff.pack.parameters.items():
        if name.startswith(_TOPIC) and dated.unit in _UNITS:
            try:
                value = maybe_in(tariff.law, name, cell)
            except PolicyGap:
                continue
            if value is not None:
                yield name.removeprefix(_TOPIC), dated.unit, str(plain(value, dated.unit))
