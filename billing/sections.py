"""What the room adds to a person's record page: the months that were settled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from billing.lines import queries
from ltc.case.timeline import Section
from ltc.scope import Scope


def _read(person_id: int, scope: Scope, on: date) -> Mapping[str, Any]:  # noqa: ARG001 - one form for all
    return {"person_id": person_id, "months": queries.months_of_person(person_id, scope=scope)}


SECTION = Section("billing", "billing/_section.html", "line.read", _read)
