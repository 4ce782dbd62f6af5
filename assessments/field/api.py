"""The API of assessors' tablets: register, take tasks along, send what was done."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify
from flask_appbuilder import expose

from assessments.field import schemas, services
from assessments.field.bundle import bundle
from ltc.db import read_only, unit_of_work
from ltc.devices.api import registered
from ltc.devices.schemas import DEVICE_BODY, KEY_ANSWER
from ltc.security.policy import allowed, current_scope
from ltc.shared.clock import iso, now
from ltc.web.json_body import read_object
from ltc.web.openapi import described
from ltc.web.views import Page

_UNPROCESSABLE = 422
_OK = 200


class AssessmentApi(Page):
    """``/api/v1/assessments``: what a tablet asks and tells."""

    route_base = "/api/v1/assessments"
    default_view = "bundle"

    @expose("/devices", methods=["POST"])
    @allowed("assessment.field")
    @described(body=DEVICE_BODY, answer=KEY_ANSWER)
    def register(self) -> Response:
        """Register the tablet in use, or know it again; answer the server's part of its key."""
        return registered()

    @expose("/bundle")
    @allowed("assessment.field")
    @described(answer=schemas.BUNDLE_ANSWER)
    def bundle(self) -> Response:
        """Return the homes of these days and the scales to score with."""
        with read_only():
            return jsonify(bundle(scope=current_scope(), at=now()))

    @expose("/sync", methods=["POST"])
    @allowed("assessment.field")
    @described(body=schemas.SYNC_BODY, answer=schemas.SYNC_ANSWER)
    def sync(self) -> tuple[Response, int]:
        """Take in what a tablet recorded; answer one receipt for each item."""
        body, at = read_object("device", "items"), now()
        device: Any = body.get("device")
        with unit_of_work():
            receipts = services.sync(device, body.get("items"), scope=current_scope(), at=at)
        answer = jsonify(device=device, receipts=receipts, server_time=iso(at))
        refused = receipts and all(each["code"] == "conflict" for each in receipts)
        return answer, _UNPROCESSABLE if refused else _OK
