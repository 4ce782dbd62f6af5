"""Every route has a policy line: the site does not start with one that has none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask

# Routes that are open by nature: files of the page kit, the reader's two switches.
OPEN_ENDPOINTS = frozenset(
    {
        "static",
        "appbuilder.static",
        "preferences.language",
        "preferences.text_size",
    }
)
# Stock routes of Flask-AppBuilder that do not exist here.
CLOSED_BLUEPRINTS = frozenset({"UtilView", "LocaleView", "OpenApi", "SwaggerView", "MenuApi"})


def refuse_open_routes(app: Flask) -> None:
    """Stop if a route has no permission, or a permission that nobody's table knows."""
    _close_stock_routes(app)
    table = app.extensions["ltc_permissions"]
    faults = [
        f"{rule.rule} ({rule.endpoint}): {fault}"
        for rule in app.url_map.iter_rules()
        if (fault := _fault(app, rule.endpoint, table))
    ]
    if faults:
        raise RuntimeError("routes without a policy line:\n" + "\n".join(sorted(faults)))


def _close_stock_routes(app: Flask) -> None:
    """Answer 404 on the stock routes that the house does not use."""
    for endpoint in list(app.view_functions):
        if endpoint.split(".")[0] in CLOSED_BLUEPRINTS:
            app.view_functions[endpoint] = _closed


def _closed(**_values: Any) -> tuple[str, int]:
    return "", 404


def _fault(app: Flask, endpoint: str, table: dict[str, tuple[str, ...]]) -> str:
    """Say what is wrong with the policy of one endpoint; empty is well."""
    if endpoint in OPEN_ENDPOINTS or app.view_functions[endpoint] is _closed:
        return ""
    permission = permission_of(app.view_functions[endpoint])
    if permission is None:
        return "no permission"
    return "" if permission in table else f"permission {permission} is in no table"


def permission_of(view: Callable[..., Any]) -> str | None:
    """Return the permission of a view function, through the wrappers around it."""
    for each in _layers(view):
        permission = getattr(each, "ltc_permission", None)
        if permission is not None:
            return str(permission)
    return None


def _layers(view: Callable[..., Any]) -> Iterator[Any]:
    """Yield the function, what it wraps, and the object whose method it is."""
    seen: Any = view
    while seen is not None:
        yield seen
        yield getattr(seen, "__func__", None)
        owner = getattr(seen, "__self__", None)
        if owner is not None:
            yield owner
        seen = getattr(seen, "__wrapped__", None)
