"""The figures of a pack one by one, and the pack with one of them a little other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from ltc.policy.lookup import Dated, Pack, Row

# What is cited or arranged rather than counted; how a benefit is paid is proved by every row.
ARRANGED = ("shape", "payee", "base", "channel", "pool", "coverage")
LITTLE = {"yuan": 10, "share": Decimal("0.0005"), "minutes": 30, "day": timedelta(days=40)}


@dataclass(frozen=True)
class Figure:
    """One value that a row of a parameter states, with every place at which it stands there."""

    dated: Dated
    row: Row
    value: Any
    places: frozenset[tuple[str, ...]]

    def __str__(self) -> str:
        """Name it as a failing test should."""
        places = ", ".join(sorted(".".join(each) for each in self.places))
        return f"{self.dated.name} {self.row.first_day} {places}: {self.value}"


def is_documented(row: Row) -> bool:
    """Tell whether a document stands behind a row: it is neither unknown nor our own choice."""
    return not row.unknown and not (row.assumption and row.confidence == "D")


def places(value: Any, depth: int, at: tuple[str, ...] = ()) -> Iterator[tuple[tuple, Any]]:
    """Yield every single value below ``depth`` levels of keys with its place."""
    if not depth or not isinstance(value, Mapping):
        yield at, value
        return
    for key, each in value.items():
        yield from places(each, depth - 1, (*at, key))


def figures(pack: Pack) -> Iterator[Figure]:
    """Yield the figures of a pack's own parameters that rest on a document."""
    for dated in pack.parameters.values():
        for row in dated.rows if dated.name.partition(".")[2] not in ARRANGED else ():
            if is_documented(row):
                yield from _of_row(dated, row)


def _of_row(dated: Dated, row: Row) -> Iterator[Figure]:
    found: dict[str, tuple[Any, set[tuple]]] = {}
    for place, value in places(row.value, len(dated.by)):
        found.setdefault(str(value), (value, set()))[1].add(place)
    for value, at in found.values():
        yield Figure(dated, row, value, frozenset(at))


def others(figure: Figure) -> list[Any]:
    """Return the value a little less and a little more, as far as that may be."""
    unit, value = figure.dated.unit, figure.value
    if unit == "yes_no":
        return [not value]
    if isinstance(value, str | list):
        return []
    step = LITTLE.get(unit, 1)
    return [each for each in (value - step, value + step) if _may_be(unit, each)]


def _may_be(unit: str, value: Any) -> bool:
    if unit == "day":
        return True
    least = 1 if unit == "days" else 0
    return value >= least and (unit != "share" or value <= 1)


def with_other(pack: Pack, figure: Figure, value: Any) -> Pack:
    """Return the pack in which the figure has another value; its fingerprint is another too."""
    changed = _put(figure.row.value, figure.places, value)
    rows = tuple(
        replace(row, value=changed) if row is figure.row else row for row in figure.dated.rows
    )
    parameters = {**pack.parameters, figure.dated.name: replace(figure.dated, rows=rows)}
    print_of_it = f"{pack.fingerprint}: {figure}: {value}"
    return replace(pack, parameters=parameters, fingerprint=print_of_it)


def _put(value: Any, at: frozenset[tuple], new: Any, here: tuple[str, ...] = ()) -> Any:
    if here in at:
        return new
    if isinstance(value, Mapping):
        return {key: _put(each, at, new, (*here, key)) for key, each in value.items()}
    return value
