"""What one check-in's CPU time goes into, part by part, inside one process."""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

from werkzeug.test import EnvironBuilder, run_wsgi_app

# Each includes what it calls; what is indented is a part of the line above it.
PARTS = {
    "whole answer": "ltc.web.proxy:TrustedHop.__call__",
    "  session, account, roles": "ltc.security.queries:live_session",
    "  token of the form (CSRF)": "flask_wtf.csrf:CSRFProtect.protect",
    "  body read and checked": "providers.visits.api:read_object",
    "  taken in": "providers.visits.services:take_check_in",
    "    phone, visit, home looked up": "providers.visits.queries.usual:phone_at_home",
    "    nothing waits": "providers.visits.queries.usual:has_items",
    "    place and time judged": "providers.visits.acts.next_check_in:begin",
    "    fix, visit, number written": "providers.visits.acts.next_check_in:_write",
    "    item and receipt written": "providers.visits.queries.devices:insert_item",
    "  seals and audit trail": "ltc.audit.services:_chain",
    "    seals": "ltc.audit.seals:write",
    "  headers, answer": "flask.app:Flask.finalize_request",
}
_WARM = 30


def measure(requests: list[dict[str, str]]) -> dict[str, float]:
    """Return CPU milliseconds of a request by part; the first requests only warm."""
    from ltc.server import Site

    app = Site({}).load()
    spent = dict.fromkeys(PARTS, 0.0)
    for number, each in enumerate(requests):
        if number == _WARM:
            for name, place in PARTS.items():
                _watch(name, place, spent)
        _send(app, each)
    return {name: seconds * 1000 / (len(requests) - _WARM) for name, seconds in spent.items()}


def _send(app: Any, each: dict[str, str]) -> None:  # noqa: ANN401 - the site
    headers = [
        ("Cookie", f"ltc={each['cookie']}"),
        ("X-CSRFToken", each["token"]),
        ("Content-Type", "application/json"),
    ]
    builder = EnvironBuilder(path=each["path"], method="POST", data=each["body"], headers=headers)
    answer, status, _headers = run_wsgi_app(app.wsgi_app, builder.get_environ())
    if not status.startswith("200") or b'"parked"' in b"".join(answer):
        raise RuntimeError(status)


def _watch(name: str, place: str, spent: dict[str, float]) -> None:
    """Put a stopwatch around a function where its caller finds it."""
    module, _, path = place.partition(":")
    owner: Any = import_module(module)
    *above, last = path.split(".")
    for each in above:
        owner = getattr(owner, each)
    setattr(owner, last, _timed(getattr(owner, last), name, spent))


def _timed(function: Callable[..., Any], name: str, spent: dict[str, float]) -> Callable[..., Any]:
    def timed(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - whatever the function takes
        begun = time.thread_time()
        try:
            return function(*args, **kwargs)
        finally:
            spent[name] += time.thread_time() - begun

    return timed
