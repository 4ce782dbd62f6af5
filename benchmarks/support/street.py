"""Many carers, each with a phone, a session and one visit to check in to now."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from itsdangerous import URLSafeTimedSerializer

from ltc.config import key
from ltc.db import session, unit_of_work
from ltc.devices.models import Device
from ltc.scope import Actor
from ltc.security.services import NewAccount, create_account, ensure_roles
from ltc.security.sessions import _begin
from ltc.shared.clock import now, today
from ltc.shared.ids import new_id
from tests.support.factories import base
from tests.support.factories import visits as make


@dataclass(frozen=True, slots=True)
class Request:
    """One request that a load generator sends as it stands."""

    path: str
    cookie: str
    token: str
    body: str


def build(carers: int) -> list[dict[str, str]]:
    """Write the street and return one check-in for every carer."""
    at = now()
    with unit_of_work():
        ensure_roles()
        world = make.world()
    return [asdict(_request(world, number, at)) for number in range(carers)]


def _request(world: make.World, number: int, at: datetime) -> Request:
    with unit_of_work():
        carer = base.staff(world.provider)
        visit = make.visit(world, day=today(), carer_id=carer.id, planned_start=at)
        phone = Device(
            id=new_id(),
            staff_id=carer.id,
            organisation_id=world.provider.id,
            area_code=base.COUNTY,
            registered_at=at,
        )
        session().add(phone)
        house = world.provider.id
        new = NewAccount(f"carer{number}", "护理员", "plain-words-42", ("carer",), base.CITY, house)
        new = NewAccount(**{**asdict(new), "staff_id": carer.id})
        user_id = create_account(new, actor=Actor.system("benchmark"), at=at).user_id
    cookie, raw = new_id(), new_id()
    _begin(cookie, {"_user_id": str(user_id), "csrf_token": raw}, at)
    token = URLSafeTimedSerializer(key("secret"), salt="wtf-csrf-token").dumps(raw)
    payload = {"visit": visit.id, "fix": make.fix(at)}
    body = {"device": phone.id, "items": [make.item(1, "check_in", payload, at=at)]}
    return Request("/api/v1/visits/sync", cookie, token, json.dumps(body))
