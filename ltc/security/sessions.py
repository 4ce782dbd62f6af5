"""Sessions on the server: the cookie holds a random token, the row everything else.

Signing out, a new password, another role or a disabled account end a session at once.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask, Request, Response, g
from flask.sessions import SessionInterface, SessionMixin
from flask_wtf.csrf import CSRFProtect
from werkzeug.datastructures import CallbackDict

from ltc.config import settings
from ltc.db import engine, ride_alone, ride_along, table_of
from ltc.security import queries, tokens
from ltc.security.models import Account, WebSession
from ltc.shared.clock import now

LASTS = timedelta(hours=12)
IDLE = timedelta(hours=2)
_BEARER = "Bearer "
_SEEN_EVERY = timedelta(minutes=1)
_TOUCH = sa.update(table_of(WebSession)).where(WebSession.token_hash == sa.bindparam("its_hash"))


class HouseProtect(CSRFProtect):
    """No page can send a program's token on its own, so what comes with one needs no form token."""

    def protect(self, *given: Any, **more: Any) -> None:
        """Check the form token of what comes with a cookie."""
        if g.get("ltc_token") is None:
            super().protect(*given, **more)


class ServerSession(CallbackDict[str, Any], SessionMixin):
    """A session's content; knows its token and whether it must be written."""

    def __init__(self, content: dict[str, Any] | None = None, token: str = "") -> None:
        """Start from stored ``content`` under ``token``; a new one has neither."""
        super().__init__(content or {}, self._changed)
        self.token = token
        self.modified = False
        self.renew = False

    @staticmethod
    def _changed(changed: ServerSession) -> None:
        changed.modified = True


class ServerSessions(SessionInterface):
    """Flask's session interface over the table ``web_session``."""

    def cookie_name(self) -> str:
        """Return the cookie's name; behind TLS it is bound to the host."""
        return "__Host-ltc" if settings().behind_tls else "ltc"

    def open_session(self, app: Flask, request: Request) -> ServerSession:
        """Read the session of the cookie, or begin an empty one."""
        g.ltc_actor, g.ltc_area, g.ltc_must_do, g.ltc_names = None, "", "", {}
        g.ltc_token = None
        ride_along(None)
        shown = request.headers.get("Authorization", "")
        if shown.startswith(_BEARER):
            _let_in(shown.removeprefix(_BEARER).strip())
            return ServerSession()
        token = request.cookies.get(self.cookie_name(), "")
        if not token or request.path.startswith("/static/"):
            return ServerSession()
        at = now()
        found = queries.live_session(_hash(token), at)
        if found is None:
            return ServerSession()
        g.ltc_actor, g.ltc_area, g.ltc_must_do = found.actor, found.area, found.must_do
        if found.actor is not None:
            g.ltc_names = {
                "area_name": found.area_name,
                "organisation_name": found.organisation_name,
            }
        if at - found.seen_at > _SEEN_EVERY:
            ride_along(_touching(_hash(token), at, min(at + IDLE, found.created_at + LASTS)))
        return ServerSession(found.content, token)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write a changed session; a sign-in gets a fresh token, a sign-out loses its row."""
        ride_alone()
        if not isinstance(session, ServerSession) or not session.modified:
            return
        if session.renew and session.token:
            end(session.token)
            session.token = ""
        if not session:
            end(session.token)
            response.delete_cookie(self.cookie_name(), path="/", secure=settings().behind_tls)
            return
        if session.token:
            _keep(session.token, dict(session))
            self._send_cookie(response, session.token)
        else:
            token = secrets.token_urlsafe(32)
            _begin(token, dict(session), now())
            self._send_cookie(response, token)

    def _send_cookie(self, response: Response, token: str) -> None:
        response.set_cookie(
            self.cookie_name(),
            token,
            httponly=True,
            secure=settings().behind_tls,
            samesite="Lax",
            path="/",
            max_age=int(LASTS.total_seconds()),
        )


def _let_in(text: str) -> None:
    """Let a provider's software in by its token, which no cookie goes with; 0: nobody's."""
    found = tokens.holder_of(text, now())
    g.ltc_token = found.token_id if found else 0
    if found is not None:
        g.ltc_actor, g.ltc_area = found.actor, found.area


def renew_token(session: SessionMixin) -> None:
    """Have the session written under a fresh token: whoever knew the old one knows nothing."""
    if isinstance(session, ServerSession):
        session.renew = True
        session.modified = True


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _begin(token: str, content: dict[str, Any], at: datetime) -> None:
    """Insert the row of a fresh token, bound to the account as it stands now."""
    user_id = content.get("_user_id")
    row = {"token_hash": _hash(token), "content": content, "created_at": at, "seen_at": at}
    with engine().begin() as connection:
        version = connection.scalar(
            sa.select(Account.version).where(Account.user_id == int(user_id or 0))
        )
        row |= {"user_id": int(user_id) if user_id else None, "account_version": version}
        connection.execute(sa.insert(WebSession).values(**row, ends_at=at + IDLE))


def _keep(token: str, content: dict[str, Any]) -> None:
    """Write what a session holds.  One that ended while its request ran stays ended."""
    mine = WebSession.token_hash == _hash(token)
    with engine().begin() as connection:
        connection.execute(sa.update(WebSession).where(mine).values(content=content))


def _touching(token_hash: str, at: datetime, ends: datetime) -> Callable[[sa.Connection], None]:
    """Return what keeps a session in use alive, at most ``LASTS`` from its beginning."""
    values = {"its_hash": token_hash, "seen_at": at, "ends_at": ends}

    def touch(connection: sa.Connection) -> None:
        connection.execute(_TOUCH, values)

    return touch


def end(token: str) -> None:
    """Forget a session."""
    if token:
        with engine().begin() as connection:
            connection.execute(sa.delete(WebSession).where(WebSession.token_hash == _hash(token)))
