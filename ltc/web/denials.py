"""Every act that was turned away leaves one audit row."""

from __future__ import annotations

from flask import Flask, Response, request

from ltc.audit.services import record
from ltc.audit.services import request_id as audit_request_id
from ltc.db import session, unit_of_work
from ltc.security import queries
from ltc.security.policy import current_actor_or_none
from ltc.shared.clock import now
from ltc.web.headers import request_id
from ltc.web.signs import readable

_TURNED_AWAY = frozenset({400, 403, 404, 409, 422, 429})
_QUIET = ("/static/", "/favicon")


def install(app: Flask) -> None:
    """Write a ``denied`` row for each refused request of somebody signed in."""
    app.before_request(_name_request)
    app.after_request(_note_denial)


def _name_request() -> None:
    """Let the audit rows of this request carry its id."""
    audit_request_id.set(request_id())


def _note_denial(response: Response) -> Response:
    """Record who was refused what; a page that does not exist is no denial for a stranger."""
    actor = current_actor_or_none()
    if response.status_code in _TURNED_AWAY and actor and not request.path.startswith(_QUIET):
        with unit_of_work():
            account = queries.account(actor.user_id)
            if account is not None:
                facts = {"method": request.method, "path": readable(request.path[:200])}
                facts["status"] = str(response.status_code)
                record(act="denied", about=account, actor=actor, at=now(), after=facts)
                session().flush()
    return response
