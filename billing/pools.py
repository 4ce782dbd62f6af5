"""Which records are a pool's own: those of its area, less the pools that lie inside it.

A county with a pack of its own is settled by itself; its city never pays for it too.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from ltc.policy.load import pools_inside


def of_pool(model: Any, area: str, on: date) -> sa.ColumnElement[bool]:  # noqa: ANN401 - any model with an area
    """Tell whether a record is of a pool, and of none inside it."""
    code = model.area_code
    inside = [~code.startswith(each, autoescape=True) for each in pools_inside(area, on)]
    return sa.and_(code.startswith(area, autoescape=True), *inside)
