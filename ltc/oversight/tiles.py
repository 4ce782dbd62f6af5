"""What waits on the desks of oversight."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ltc.addon import Tile
from ltc.oversight.queries import records
from ltc.scope import Scope


def complaints(scope: Scope, on: date) -> Iterator[Tile]:
    """Complaints that this desk has to accept, look into or answer."""
    count, late = records.count_complaints(on, scope=scope)
    yield Tile("待办理的投诉举报", "/desk/complaints/", count, late)
