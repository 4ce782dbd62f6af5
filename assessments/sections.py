"""The part that this room adds to a person's record page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from assessments import queries
from ltc.case.timeline import Section
from ltc.scope import Scope


def _read(person_id: int, scope: Scope, on: date) -> Mapping[str, Any]:  # noqa: ARG001 - a section's signature
    return {"person_id": person_id, "assessments": queries.of_person(person_id, scope=scope)}


SECTION = Section("assessments", "assessments/_section.html", "person.read", _read)
