"""The API of visits: what phones send, and what they need to know to work without a network."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from flask import Response, current_app, jsonify, request
from flask_appbuilder import expose
from sqlalchemy.exc import IntegrityError

from ltc.db import read_only, unit_of_work
from ltc.devices.api import registered
from ltc.devices.schemas import DEVICE_BODY, KEY_ANSWER
from ltc.scope import Scope
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import now, today
from ltc.shared.dates import parse_day
from ltc.shared.errors import LtcError
from ltc.web.json_body import read_object
from ltc.web.openapi import described, document
from ltc.web.views import Page
from providers.visits import schemas, services
from providers.visits.acts.receipts import iso
from providers.visits.bundle import bundle
from providers.visits.queries import phone

_UNPROCESSABLE = 422
_OK = 200


class VisitApi(Page):
    """``/api/v1``: phones, a day's visits, sync, and the description of it all."""

    route_base = "/api/v1"
    default_view = "day"

    @expose("/visits/devices", methods=["POST"])
    @allowed("visit.sync")
    @described(body=DEVICE_BODY, answer=KEY_ANSWER)
    def register(self) -> Response:
        """Register the phone in use, or know it again; answer the server's part of its key."""
        return registered()

    @expose("/visits/sync", methods=["POST"])
    @allowed("visit.sync")
    @described(body=schemas.SYNC_BODY, answer=schemas.SYNC_ANSWER)
    def sync(self) -> tuple[Response, int]:
        """Take in what a device recorded; answer one receipt for each item."""
        body, at = read_object("device", "items"), now()
        device, items = body.get("device"), body.get("items")
        receipts = _take_in(device, items, scope=current_scope(), at=at)
        answer = jsonify(device=device, receipts=receipts, server_time=iso(at))
        refused = receipts and all(each["code"] == "conflict" for each in receipts)
        return answer, _UNPROCESSABLE if refused else _OK

    @expose("/visits/bundle")
    @allowed("visit.sync")
    @described(answer=schemas.BUNDLE_ANSWER)
    def bundle(self) -> Response:
        """Return what a carer's phone takes along: these days' visits, and own pay."""
        with read_only():
            return jsonify(bundle(scope=current_scope(), at=now()))

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
