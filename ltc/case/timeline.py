"""A person's record page: what happened, and the parts that other rooms add to it.

Rooms above cannot be imported here, so their add-ons name their parts (``sections``); what happened
is read from the audit trail, and an act is shown when its room gave it a word (kind ``act``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext

from ltc.audit import queries as trail
from ltc.audit.models import AuditRow
from ltc.scope import Scope
from ltc.web.words import choices, tone, word

Reader = Callable[[int, Scope, date], Mapping[str, Any]]
KIND = "act"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the record page: its template, who may see it, and what it is shown with."""

    name: str
    template: str
    permission: str
    read: Reader


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a timeline."""

    at: datetime
    title: str
    who: str
    text: str
    tone: str


def sections(
    parts: Iterable[Section], person_id: int, *, scope: Scope, on: date
) -> list[tuple[Section, Mapping[str, Any]]]:
    """Return each part with what it is shown with; the caller leaves out what may not be seen."""
    return [(each, each.read(person_id, scope, on)) for each in parts]


def timeline(person_id: int, *, scope: Scope, limit: int = 100) -> list[Entry]:
    """Return what happened to a person's records, newest first."""
    # Visits leave many rows that have no word here; they must not crowd the others out.
    told = [code for code, _word in choices(KIND)]
    return list(entries(trail.of_person(person_id, scope=scope, acts=told, limit=limit)))


def entries(rows: Iterable[AuditRow]) -> Iterable[Entry]:
    """Turn audit rows into lines; acts that have no word are not for this page."""
    for row in rows:
        title = _title(row.act)
        if title:
            yield Entry(row.at, title, who_acted(row), row.reason, tone(row.act, KIND))


def who_acted(row: AuditRow) -> str:
    """Return the name to show: what the system did by itself carries a reason instead of one."""
    if row.user_id or not row.actor_name.isascii():
        return row.actor_name
    return gettext("系统自动办理")


def _title(act: str) -> str:
    try:
        return word(act, KIND)
    except LookupError:
        return ""
