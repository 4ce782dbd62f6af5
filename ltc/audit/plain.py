"""Rows written past the object layer, with their seals: for the act that runs at every door.

A session watches each attribute of each object and finds out at the end what to write; here the act
says what it writes.  The seal and the audit trail are the same.  Never inside an ``attempt``: who
fails here fails with the whole unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ltc.db import Model, session, table_of


class PlainRow:
    """What a row of a model's table holds, by attribute, and nobody watches it."""

    def __init__(self, model: type[Model], values: Mapping[str, Any]) -> None:
        """Take the values of a row of ``model``."""
        self.__dict__.update(values)
        self.model = model
        self.stored = dict(values)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the column holds
            ...

    def move(self, **values: object) -> None:
        """Give columns new values; ``update`` writes them."""
        self.__dict__.update(values)

    @property
    def __tablename__(self) -> str:
        """The table's name, as a mapped row tells it."""
        return self.model.__tablename__

    @property
    def identity(self) -> tuple[Any, ...]:
        """The primary key."""
        return tuple(getattr(self, name) for name in _keys(self.model))


def insert(model: type[Model], values: Mapping[str, Any]) -> PlainRow:
    """Write a new row of a table that numbers its rows, every other column given; return it."""
    key = session().connection().execute(_insert(model), values).inserted_primary_key
    return PlainRow(model, {**values, **dict(zip(_keys(model), key or (), strict=True))})


def update(row: PlainRow) -> None:
    """Write what has changed of a row that this unit holds locked."""
    now = row.__dict__
    changed = {name: now[name] for name, old in row.stored.items() if now[name] != old}
    place = {f"its_{name}": row.stored[name] for name in _keys(row.model)}
    session().connection().execute(_update(row.model), changed | place)
    row.stored |= changed


@cache
def _keys(model: type[Model]) -> tuple[str, ...]:
    return tuple(column.name for column in table_of(model).primary_key)


@cache
def _insert(model: type[Model]) -> sa.Insert:
    return sa.insert(table_of(model))


@cache
def _update(model: type[Model]) -> sa.Update:
    table = table_of(model)
    return sa.update(table).where(
        *[each == sa.bindparam(f"its_{each.name}") for each in table.primary_key]
    )
