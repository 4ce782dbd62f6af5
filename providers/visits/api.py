"""The API of visits: what phones send, and what they need to know to work without a network."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from flask import Response, current_app, jsonify, request
from flask_appbuilder import expose
from flask_wtf.csrf import generate_csrf
from sqlalchemy.exc import IntegrityError

from ltc.db import read_only, unit_of_work
from ltc.scope import Scope
from ltc.security.policy import allowed, current_actor, current_scope
from ltc.shared.clock import now, today
from ltc.shared.dates import parse_day
from ltc.shared.errors import BadInput, LtcError
from ltc.shared.json_values import check_keepable
from ltc.web.json_body import read_json
from ltc.web.openapi import described, document
from ltc.web.views import Page
from providers.visits import schemas, services
from providers.visits.acts.receipts import iso
from providers.visits.models import Device
from providers.visits.queries import devices, phone

_UNPROCESSABLE = 422
_OK = 200


class VisitApi(Page):
    """``/api/v1``: session, devices, a day's visits, sync, and the description of it all."""

    route_base = "/api/v1"
    default_view = "session"

    @expose("/session")
    @allowed("api.session")
    @described(answer=schemas.SESSION_ANSWER)
    def session(self) -> Response:
        """Tell who is signed in, with the token that every changing request must carry."""
        actor, scope = current_actor(), current_scope()
        with read_only():
            own = devices.devices_of(actor.staff_id, scope=scope) if actor.staff_id else ()
            user = {"id": actor.user_id, "name": actor.name, "roles": sorted(actor.roles)}
            return jsonify(
                csrf=generate_csrf(),
                user=user,
                devices=[_device(each) for each in own],
                server_time=iso(now()),
            )

    @expose("/visits/devices", methods=["POST"])
    @allowed("visit.sync")
    @described(body=schemas.DEVICE_BODY, answer=schemas.DEVICE_ANSWER)
    def register(self) -> Response:
        """Register the phone in use to whoever is signed in."""
        body = _body("device", "name")
        name = body.get("name") or ""
        if not isinstance(name, str):
            raise BadInput("the name is a text", "名称应为文本", field="name")
        with unit_of_work():
            found = services.register_device(
                str(body.get("device")), name, scope=current_scope(), at=now()
            )
        return jsonify(_device(found))

    @expose("/visits/sync", methods=["POST"])
    @allowed("visit.sync")
    @described(body=schemas.SYNC_BODY, answer=schemas.SYNC_ANSWER)
    def sync(self) -> tuple[Response, int]:
        """Take in what a device recorded; answer one receipt for each item."""
        body, at = _body("device", "items"), now()
        device, items = body.get("device"), body.get("items")
        receipts = _take_in(device, items, scope=current_scope(), at=at)
        answer = jsonify(device=device, receipts=receipts, server_time=iso(at))
        refused = receipts and all(each["code"] == "conflict" for each in receipts)
        return answer, _UNPROCESSABLE if refused else _OK

    @expose("/visits/day")
    @allowed("visit.sync")
    @described(answer=schemas.DAY_ANSWER)
    def day(self) -> Response:
        """Return the visits of the carer's day (``?day=YYYY-MM-DD``) in order."""
        on = parse_day(request.args["day"]) if "day" in request.args else today()
        with read_only():
            stops = phone.day_of(on, scope=current_scope())
            return jsonify(day=on.isoformat(), visits=[_stop(each) for each in stops])

    @expose("/_openapi")
    @allowed("api.describe")
    @described(answer={"type": "object"})
    def openapi(self) -> Response:
        """Describe this API."""
        return jsonify(document(current_app))


def _take_in(device: object, items: Any, *, scope: Scope, at: datetime) -> list[dict[str, Any]]:  # noqa: ANN401 - from outside
    """Take a batch in the short way where it can go, else (and after a refusal) the long one."""
    if services.looks_usual(items):
        with suppress(LtcError, IntegrityError), unit_of_work():
            told = services.take_check_in(device, items[0], scope=scope, at=at)
            return [told]
    with unit_of_work():
        return services.sync(device, items, scope=scope, at=at)


def _body(*names: str) -> dict[str, Any]:
    """Return the JSON object of the request; it holds nothing but these names."""
    body = read_json()
    if not isinstance(body, dict):
        raise BadInput("a JSON object is needed", "应为 JSON 对象")
    check_keepable({name: value for name, value in body.items() if name != "items"})
    unknown = sorted(set(body) - set(names))
    if unknown:
        raise BadInput(
            f"unknown: {', '.join(unknown[:5])}; known: {', '.join(names)}",
            f"未知字段：{'、'.join(unknown[:5])}；可用：{'、'.join(names)}",
        )
    return body


def _device(device: Device) -> dict[str, Any]:
    return {"device": device.id, "last_seq": device.last_seq}


def _stop(stop: phone.Stop) -> dict[str, Any]:
    """Return what a phone needs of a visit: no ID number, no health data."""
    visit = stop.visit
    home = None if stop.home_lat is None else {"lat": stop.home_lat, "lon": stop.home_lon}
    return {
        "id": visit.id,
        "person": stop.person,
        "address": stop.address,
        "home": home,
        "radius_m": stop.radius_m,
        "item": visit.item,
        "state": visit.state,
        "planned_start": iso(visit.planned_start),
        "planned_minutes": visit.planned_minutes,
    }
