"""Numbers in paths: one that no database column holds stands for no record."""

from __future__ import annotations

from typing import Any

from werkzeug.routing import IntegerConverter, Map

_LARGEST = 2**63 - 1


class DatabaseNumber(IntegerConverter):
    """``<int:...>`` of this site; a larger number than a column holds answers 404."""

    def __init__(self, url_map: Map, **given: Any) -> None:
        super().__init__(url_map, **{"max": _LARGEST, **given})
