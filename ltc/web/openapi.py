"""The description of our own API, made from the routes that are really there.

A method of an API class says what it takes and answers with ``described``; a test compares the
document with the site's routes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from flask import Flask

from ltc.security.routes import permission_of

View = TypeVar("View", bound=Callable[..., Any])
Schema = Mapping[str, Any]

_ERROR: Schema = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {
                "code": {"type": "string"},
                "field": {"type": ["string", "null"]},
                "message": {"type": "string"},
            },
        },
        "request_id": {"type": "string"},
    },
}
_METHODS = ("GET", "POST", "PUT", "DELETE")
_ARGUMENT = re.compile(r"<(?:(\w+):)?(\w+)>")


def described(*, body: Schema | None = None, answer: Schema) -> Callable[[View], View]:
    """Attach the JSON Schemas of a method's body and answer; its docstring is the summary."""

    def attach(view: View) -> View:
        view.ltc_schemas = (body, answer)  # type: ignore[attr-defined]
        return view

    return attach


def schemas_of(view: Callable[..., Any]) -> tuple[Schema | None, Schema] | None:
    """Return what ``described`` attached, through the wrappers around a method."""
    seen: Any = view
    while seen is not None:
        found = getattr(seen, "ltc_schemas", None)
        if found is not None:
            return found
        seen = getattr(seen, "__wrapped__", None)
    return None


def document(app: Flask) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of every route under ``/api/v1``."""
    paths: dict[str, Any] = {}
    for path, method, view in routes(app):
        paths.setdefault(_ARGUMENT.sub(r"{\2}", path), {})[method.lower()] = _operation(path, view)
    return {
        "openapi": "3.1.0",
        "info": {"title": "长期护理保险 API", "version": "1"},
        "components": {
            "schemas": {"Error": _ERROR},
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "ltc"},
                "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRFToken"},
                "token": {"type": "http", "scheme": "bearer"},  # of a provider: claims only
            },
        },
        "security": [{"session": [], "csrf": []}],
        "paths": dict(sorted(paths.items())),
    }


def routes(app: Flask) -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """Yield path, method and view function of every API route."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1/") and permission_of(app.view_functions[rule.endpoint]):
            for method in sorted((rule.methods or set()) & set(_METHODS)):
                yield rule.rule, method, app.view_functions[rule.endpoint]


def _operation(path: str, view: Callable[..., Any]) -> dict[str, Any]:
    body, answer = schemas_of(view) or (None, {})
    words = (view.__doc__ or "").strip().splitlines()
    refused = {"description": "refused, with the reason", "content": _json(_reference("Error"))}
    operation: dict[str, Any] = {
        "summary": words[0] if words else "",
        "x-permission": permission_of(view),
        "parameters": [_parameter(*each) for each in _ARGUMENT.findall(path)],
        "responses": {
            "200": {"description": "done", "content": _json(answer)},
            **dict.fromkeys(("400", "403", "404", "409", "413", "415", "422"), refused),
        },
    }
    if body is not None:
        operation["requestBody"] = {"required": True, "content": _json(body)}
    return operation


def _parameter(kind: str, name: str) -> dict[str, Any]:
    schema = {"type": "integer" if kind == "int" else "string"}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _json(schema: Schema) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}
