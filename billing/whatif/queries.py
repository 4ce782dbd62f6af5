"""Where people live, as a column beside a month's lines."""

from __future__ import annotations

import polars as pl
import sqlalchemy as sa

from billing.columnar import ColumnDoor
from ltc.case.models import Person
from ltc.directory.queries import areas_under
from ltc.scope import Scope


def areas_of_people(door: ColumnDoor, area: str) -> pl.DataFrame:
    """Return where each person of a pool is registered."""
    scope = Scope.everything(reason="a what-if adds people up by area and shows none of them")
    statement: sa.Select = sa.select(Person.id.label("person_id"), Person.area_code.label("area"))
    chosen = Person.area_code.startswith(area, autoescape=True)
    return door.read(scope.narrow(statement, Person).where(chosen))


def districts(area: str) -> dict[str, str]:
    """Return for each area of a pool the part of the pool, one step down, that it lies in."""
    parents = {each.code: each.parent_code for each in areas_under(area)}
    found = {}
    for code in parents:
        at = code
        while at != area and parents.get(at) not in (area, None):
            at = str(parents[at])
        found[code] = at
    return found
