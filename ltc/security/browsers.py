"""Browsers in which somebody has signed in before: their tries are counted apart.

The cookie opens nothing.  It only says, under our key, that this browser once belonged to who
knew the password, so that a stranger's wrong tries elsewhere do not make the owner wait.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta

from flask import request
from werkzeug.wrappers import Response

from ltc.config import key, settings

_LASTS = timedelta(days=180)
_NONCE_BYTES = 16


def lane_of(name: str) -> str:
    """Return the lane of this browser for a login name; empty where it is not known."""
    nonce, _, mark = request.cookies.get(_cookie(), "").partition(".")
    known = nonce and hmac.compare_digest(mark.encode(), _mark(name, nonce).encode())
    return nonce if known else ""


def remember(response: Response, name: str) -> Response:
    """Have this browser known for ``name`` from now on."""
    nonce = secrets.token_urlsafe(_NONCE_BYTES)
    response.set_cookie(
        _cookie(),
        f"{nonce}.{_mark(name, nonce)}",
        max_age=_LASTS,
        httponly=True,
        secure=settings().behind_tls,
        samesite="Lax",
        path="/",
    )
    return response


def _cookie() -> str:
    return "__Host-ltc-known" if settings().behind_tls else "ltc-known"


def _mark(name: str, nonce: str) -> str:
    secret = hashlib.sha256(b"ltc known browser" + key("secret").encode()).digest()
    return hmac.digest(secret, f"{nonce} {name.strip().lower()}".encode(), "sha256").hex()
