"""The hop behind TLS: what the proxy in front says of a request, and nobody else.

A proxy ends TLS and tells who asked and how in ``X-Forwarded-*``.  Anybody can write such headers,
so they are believed from the proxy's own address only (``LTC_PROXIES``) and taken off otherwise;
and only the last entry is read, the one that the proxy added itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Any

from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

_PREFIX, _STANDARD = "HTTP_X_FORWARDED_", "HTTP_FORWARDED"


class TrustedHop:
    """Serves ``inner`` with the client's address and scheme as a trusted proxy gives them."""

    def __init__(self, inner: WSGIApplication, proxies: Collection[str]) -> None:
        """Believe the named addresses; with none, nobody."""
        self._bare = inner
        self._told = ProxyFix(inner, x_for=1, x_proto=1)
        self._proxies = frozenset(proxies)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Hand the request on, as told by the proxy or as it came."""
        serve: Callable[..., Iterable[bytes]] = self._told
        if environ.get("REMOTE_ADDR") not in self._proxies:
            serve = self._bare
            for name in [each for each in environ if each.startswith((_PREFIX, _STANDARD))]:
                del environ[name]
        return serve(environ, start_response)
