"""What the usual check-in reads: phone, visit and home in one statement, the queue in another.

Both are built once for each set of limits that scopes have.
"""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import Any, NamedTuple

import sqlalchemy as sa

from ltc.audit.plain import PlainRow
from ltc.case.models import Person
from ltc.db import session, table_of
from ltc.devices.models import Device
from ltc.scope import Scope
from ltc.shared.geo import Point
from providers.visits.models import SyncItem, Visit
from providers.visits.queries.log import AtHome, open_one

_DEVICE, _VISIT, _PERSON = table_of(Device), table_of(Visit), table_of(Person)
_ITEM = table_of(SyncItem)
# The scope's conditions on the table itself: the object layer has no part in these statements.
_VISIT_AS_MODEL = SimpleNamespace(__scope__=Visit.__scope__, **_VISIT.columns)
_HOME = (_PERSON.c.home_lat, _PERSON.c.home_lon, _PERSON.c.home_radius_m)
_QUEUE = (
    sa.select(sa.literal(1))
    .where(
        sa.or_(
            _ITEM.c.id == sa.bindparam("item"),
            sa.and_(_ITEM.c.device == sa.bindparam("device"), _ITEM.c.state == "held"),
        )
    )
    .limit(1)
)


class Usual(NamedTuple):
    """A locked phone and a locked visit at its home, past the object layer."""

    device: PlainRow
    there: AtHome


def phone_at_home(device_id: str, visit_id: int, *, scope: Scope) -> Usual | None:
    """Lock a phone, whosever it is, and a visit that ``scope`` may see; None without both."""
    given = {"device": device_id, "visit": visit_id, **scope.values}
    found = session().connection().execute(_usual(tuple(scope.values)), given).first()
    if found is None:
        return None
    phones, visits = len(_DEVICE.columns), len(_DEVICE.columns) + len(_VISIT.columns)
    device = PlainRow(Device, dict(zip(_DEVICE.columns.keys(), found[:phones], strict=True)))
    visit: Any = PlainRow(
        Visit, dict(zip(_VISIT.columns.keys(), found[phones:visits], strict=True))
    )
    lat, lon, radius, open_id = found[visits:]
    home = None if lat is None or lon is None else Point(lat, lon)
    return Usual(device, AtHome(visit, home, radius, open_id))


def has_items(device_id: str, item_id: str) -> bool:
    """Tell whether the item came before, or anything of the phone waits."""
    given = {"device": device_id, "item": item_id}
    return session().connection().execute(_QUEUE, given).first() is not None


@cache
def _usual(limits: tuple[str, ...]) -> sa.Select[*tuple[Any, ...]]:
    statement = (
        sa.select(*_DEVICE.columns, *_VISIT.columns, *_HOME, open_one(_VISIT))
        .select_from(_DEVICE)
        .join(_VISIT, _VISIT.c.id == sa.bindparam("visit"))
        .join(_PERSON, _PERSON.c.id == _VISIT.c.person_id)
        .where(_DEVICE.c.id == sa.bindparam("device"))
        .with_for_update(of=(_DEVICE, _VISIT))
    )
    return Scope.with_places(limits).narrow(statement, _VISIT_AS_MODEL)
