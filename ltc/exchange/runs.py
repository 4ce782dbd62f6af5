"""Export a month: read, write the files aside, leave the audit row, put the files in place.

Opens its own units of work: reading a city's month must not keep others from writing.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ltc.audit.services import record
from ltc.db import read_only, session, unit_of_work
from ltc.directory import queries as directory
from ltc.exchange.layouts import EXPORTED, LAYOUTS
from ltc.exchange.models import ExchangeRun
from ltc.exchange.queries import cases, delivery, money
from ltc.exchange.queries.keys import tag
from ltc.exchange.writing import FORMS, Table, write_manifest, write_tables
from ltc.scope import Scope
from ltc.shared.dates import Month
from ltc.shared.errors import BadInput, Conflict, Unknown

LAYOUT_VERSION = 1
Told = Callable[[str], None]
_READ = {
    "persons": cases.persons,
    "determinations": cases.determinations,
    "providers": delivery.providers,
    "agreements": delivery.agreements,
    "prices": delivery.prices,
    "carers": delivery.carers,
    "certificates": delivery.certificates,
    "plans": cases.plans,
    "plan_items": cases.plan_items,
    "assignments": delivery.assignments,
    "stays": cases.stays,
    "visits": delivery.visits,
    "claims": money.claims,
    "payments": money.payments,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which month of which area, in which form, with or without what names people."""

    area: str
    month: Month
    form: str = "csv"
    personal: bool = False


def export_month(
    wanted: Wanted, folder: Path, *, scope: Scope, at: datetime, told: Told = lambda _name: None
) -> dict[str, int]:
    """Write the files of a month into a folder that does not exist yet or is empty."""
    if wanted.form not in FORMS:
        raise Unknown.word("format", wanted.form, FORMS, zh="格式")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict(
            f"{folder} is not an empty folder", f"{folder} 不是空文件夹，请另选", field="folder"
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".exchange-", dir=folder.parent))
    try:
        counts = _write(wanted, aside, scope, told)
        note_run(wanted, counts, scope=scope, at=at)
        if folder.exists():
            folder.rmdir()
        aside.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return counts


def note_run(wanted: Wanted, counts: dict[str, int], *, scope: Scope, at: datetime) -> ExchangeRun:
    """Leave the run with its audit row, before anybody gets the files."""
    with unit_of_work():
        made = ExchangeRun(
            act="export",
            area_code=wanted.area,
            month=str(wanted.month),
            form=wanted.form,
            personal=wanted.personal,
            counts=counts,
            made_by=scope.actor.user_id,
            at=at,
        )
        session().add(made)
        session().flush()
        after = {"month": made.month, "personal": made.personal, "rows": counts}
        record(act="exchange.export", about=made, actor=scope.actor, at=at, after=after)
    return made


def _write(wanted: Wanted, folder: Path, scope: Scope, told: Told) -> dict[str, int]:
    with read_only():
        directory.area(wanted.area)
        if not wanted.area.startswith(scope.area):
            raise BadInput("the area is not yours", "所选区划不在您的辖区", field="area")
        counts = write_tables(folder, _tables(wanted, scope, told), wanted.form)
        facts = {
            "layout": LAYOUT_VERSION,
            "area": wanted.area,
            "month": str(wanted.month),
            "personal": wanted.personal,
            "source": tag(),
        }
    write_manifest(folder, facts, counts)
    return counts


def _tables(wanted: Wanted, scope: Scope, told: Told) -> Iterator[Table]:
    for name in EXPORTED:
        layout, rows = LAYOUTS[name], _READ[name](wanted.area, wanted.month, scope=scope)
        yield Table(layout, layout.columns(personal=wanted.personal), rows)
        told(name)
