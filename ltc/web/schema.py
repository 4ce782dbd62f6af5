"""The words in which the house writes JSON Schemas of what its addresses take and answer."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
ID: Schema = {"type": "integer", "minimum": 1}
UUID: Schema = {"type": "string", "format": "uuid"}
HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
NUMBER: Schema = {"type": "number"}


def only_object(needed: dict[str, Schema], more: dict[str, Schema] | None = None) -> Schema:
    """Return the schema of an object that holds nothing else."""
    return {
        "type": "object",
        "required": sorted(needed),
        "properties": {**needed, **(more or {})},
        "additionalProperties": False,
    }


def or_null(schema: Schema) -> Schema:
    """Return a schema that also takes nothing."""
    return {"oneOf": [schema, {"type": "null"}]}
