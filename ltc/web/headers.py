"""What every answer says to the browser about safety and keeping, and the id of each request."""

from __future__ import annotations

from flask import Flask, Response, g, has_request_context, request

from ltc.shared.ids import new_id

# No inline script, no inline style, nothing from outside, no frame around us.
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FIXED = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(self), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
TRANSPORT = "max-age=31536000; includeSubDomains"
_FIXED = (*FIXED.items(), ("Strict-Transport-Security", TRANSPORT))
_KEEP_A_YEAR = "public, max-age=31536000, immutable"
_KEEP_AN_HOUR = "public, max-age=3600"


def request_id() -> str:
    """Return the id under which this request is found in the log; the page shows it on errors."""
    if not has_request_context():
        return ""
    if "request_id" not in g:
        g.request_id = new_id()
    return str(g.request_id)


def add_headers(response: Response) -> Response:
    """Add the headers of the house; a view may have set a stricter or a named one before."""
    named = {name.lower() for name, _value in response.headers}
    response.headers.extend([each for each in _FIXED if each[0].lower() not in named])
    response.headers["X-Request-ID"] = request_id()
    if request.endpoint in ("static", "appbuilder.static") and response.status_code in (200, 304):
        # The address holds the file's own sum, so a new file has a new address.
        response.headers["Cache-Control"] = _KEEP_A_YEAR if "v" in request.args else _KEEP_AN_HOUR
        return response
    if "cache-control" not in named:
        response.headers["Cache-Control"] = "no-store"
    return response


def install(app: Flask) -> None:
    """Send the headers with every answer of ``app``."""
    app.after_request(add_headers)
