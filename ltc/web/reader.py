"""How the reader wants pages: language and size of letters.  Two cookies, no account needed.

The addresses here change nothing but those cookies and lead back to the page they came from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, Flask, Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from ltc.shared import clock
from ltc.web.headers import request_id
from ltc.web.language import COOKIE, LANGUAGES, current_language

LARGE_COOKIE = "ltc_large_text"
_A_YEAR = timedelta(days=365)
preferences = Blueprint("preferences", __name__)


@dataclass(frozen=True, slots=True)
class Reader:
    """What the layout asks about the one who reads."""

    language: str
    large_text: bool
    demo_time: datetime | None
    request_id: str


def reader() -> Reader:
    """Return the reader of this request; templates call it as ``reader()``."""
    return Reader(
        language=current_language(),
        large_text=request.cookies.get(LARGE_COOKIE) == "1",
        demo_time=clock.now() if clock.is_shifted() else None,
        request_id=request_id(),
    )


@preferences.get("/language/<code>")
def language(code: str) -> AnyResponse:
    """Switch the language of the pages."""
    if code not in LANGUAGES:
        abort(404)
    return _remember(COOKIE, code)


@preferences.get("/text-size/<size>")
def text_size(size: str) -> AnyResponse:
    """Switch between usual and large letters."""
    if size not in ("usual", "large"):
        abort(404)
    return _remember(LARGE_COOKIE, "1" if size == "large" else "0")


def _remember(name: str, value: str) -> Response:
    """Set the cookie and go back to the page of this site that was open."""
    answer = redirect(local_path(request.args.get("next", "/")), code=303)
    answer.set_cookie(
        name, value, max_age=_A_YEAR, secure=request.is_secure, httponly=True, samesite="Lax"
    )
    return answer  # type: ignore[return-value]  # Flask's redirect is typed as Werkzeug's


def local_path(address: str) -> str:
    """Return ``address`` if it is a path of this site, else the front page."""
    is_local = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if is_local and address.isprintable() else "/"


def install(app: Flask) -> None:
    """Add the two switches and ``reader()`` to ``app``."""
    app.register_blueprint(preferences)
    app.jinja_env.globals["reader"] = reader
