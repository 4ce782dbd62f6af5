"""A row on its way in: what it says, which record it is about, what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ltc.audit.services import acts_noted
from ltc.case.models import Person
from ltc.directory.models import Area
from ltc.exchange.reading import Given
from ltc.scope import Scope
from ltc.shared.errors import Conflict, LtcError

Values = Mapping[str, Any]


@dataclass(slots=True, eq=False)
class Entry:
    """A sound row.  ``record_id`` None is new; ``fault`` is set by an act that answers by row."""

    given: Given
    values: dict[str, Any]
    record_id: int | None = None
    key_id: int | None = None
    fault: LtcError | None = None
    touched: bool = False  # something about its record was written


@dataclass(slots=True)
class Taking:
    """What every act of one import needs to know.

    ``scope`` is whoever imports; ``system`` is the same reach for what only the system may do.
    """

    source: str
    scope: Scope
    system: Scope
    at: datetime
    items: dict[str, list[Entry]] = field(default_factory=dict)  # of plans, by the plan's name
    # Read once for a page; while they are held here, the session finds them without asking again.
    areas: Sequence[Area] = ()
    by_index: dict[str, Person] = field(default_factory=dict)
    people: Mapping[int, Person] = field(default_factory=dict)


Put = Callable[[Sequence[Entry], Taking], None]
New = Callable[[Values, Taking], int]
Change = Callable[[int, Values, Taking], int]


def one_by_one(new: New, change: Change) -> Put:
    """Return the act that takes rows one at a time through their services."""

    def put(entries: Sequence[Entry], taking: Taking) -> None:
        for entry in entries:
            before = acts_noted()
            if entry.record_id is None:
                entry.record_id = new(entry.values, taking)
            else:
                entry.record_id = change(entry.record_id, entry.values, taking)
            entry.touched = acts_noted() > before

    return put


def differences(values: Values, record: Mapping[str, Any]) -> list[str]:
    """Return which fields of a row are not as they are on record; absent columns are not told."""
    return [name for name, held in record.items() if name in values and values[name] != held]


def refuse_changes(values: Values, record: Mapping[str, Any]) -> None:
    """Refuse a row that would change what is final on record."""
    changed = differences(values, record)
    if changed:
        said = ", ".join(changed)
        raise Conflict(
            f"on record already and final; a file does not change {said}",
            f"该记录已登记且不能用文件改写，变化的字段：{said}；请到相应业务页面办理",
            field=changed[0],
        )
