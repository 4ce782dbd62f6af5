"""Who is signed in, for programs: what every device asks before it sends anything."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify
from flask_appbuilder import expose
from flask_wtf.csrf import generate_csrf

from ltc.db import read_only, unit_of_work
from ltc.devices import queries, schemas
from ltc.devices.keys import key_part
from ltc.devices.models import Device
from ltc.devices.services import register_device
from ltc.security.policy import allowed, current_actor, current_scope
from ltc.shared.clock import iso, now
from ltc.shared.errors import BadInput
from ltc.web.json_body import read_object
from ltc.web.openapi import described
from ltc.web.views import Page


class DeviceApi(Page):
    """``/api/v1/session``."""

    route_base = "/api/v1"
    default_view = "session"

    @expose("/session")
    @allowed("api.session")
    @described(answer=schemas.SESSION_ANSWER)
    def session(self) -> Response:
        """Tell who is signed in, with the token that every changing request must carry."""
        actor, scope = current_actor(), current_scope()
        with read_only():
            own = queries.devices_of(actor.staff_id, scope=scope) if actor.staff_id else ()
            user = {"id": actor.user_id, "name": actor.name, "roles": sorted(actor.roles)}
            return jsonify(
                csrf=generate_csrf(),
                user=user,
                devices=[described_device(each) for each in own],
                server_time=iso(now()),
            )


def described_device(device: Device) -> dict[str, Any]:
    """Return what a device is told about itself."""
    return {"device": device.id, "last_seq": device.last_seq}


def registered() -> Response:
    """Register the device of this request, or know it again; answer its key's part."""
    body, at = read_object("device", "name"), now()
    name = body.get("name") or ""
    if not isinstance(name, str):
        raise BadInput("the name is a text", "名称应为文本", field="name")
    with unit_of_work():
        found = register_device(str(body.get("device")), name, scope=current_scope(), at=at)
        part = key_part(found.id, current_actor().user_id)
        return jsonify(**described_device(found), key_part=part, server_time=iso(at))
