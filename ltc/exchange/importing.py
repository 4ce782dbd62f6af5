"""Import a folder of exchange files, or look over what an import would do and undo all of it.

Opens its own units of work, a page to each, so that a killed run is finished by running it again.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ltc.audit.services import record
from ltc.db import read_only, session, unit_of_work
from ltc.directory import queries as directory
from ltc.exchange.acts.entry import Taking
from ltc.exchange.acts.report import HEADING, Report
from ltc.exchange.acts.taking import Take, Told
from ltc.exchange.models import ExchangeRun
from ltc.exchange.queries.taking import days_to_look_over
from ltc.exchange.reading import Source, sources_in
from ltc.scope import Actor, Scope
from ltc.shared.errors import BadInput
from ltc.shared.tabular import csv_rows, safe_text
from providers.visits import services as visits

LONGEST_SOURCE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """Files to take over: from which system, for which area."""

    folder: Path
    source: str
    area: str


def look_through(brought: Brought, *, scope: Scope, at: datetime) -> Report:
    """Return what an import would do; nothing of it stays."""
    sources = sources_in(brought.folder)
    report = Report()
    try:
        # A unit that writes, so that it waits for others as the import itself would.
        with unit_of_work():
            taking = _taking(brought, scope, at)
            Take(taking, nullcontext, _undone_on_refusal, lambda _rows: None, report).all(sources)
            raise _UndoneError
    except _UndoneError:
        return report


def take_over(
    brought: Brought, *, scope: Scope, at: datetime, told: Told = lambda _rows: None
) -> Report:
    """Take the files over; running it again with the same files changes nothing."""
    sources = sources_in(brought.folder)
    with read_only():
        taking = _taking(brought, scope, at)
    report = Take(taking, read_only, unit_of_work, told).all(sources)
    _look_over(taking)
    _note(brought, report, sources, taking)
    return report


def rejects_of(report: Report) -> bytes:
    """Return the rows that did not go in, one line per fault, as CSV."""
    out = io.StringIO(newline="")
    rows = csv_rows(out)
    rows.writerow(HEADING)
    rows.writerows([safe_text(cell) for cell in each.cells()] for each in report.rejects)
    return out.getvalue().encode()


def _taking(brought: Brought, scope: Scope, at: datetime) -> Taking:
    """Keep the import to its area, and name who imports where only the system may act."""
    if not brought.source.strip() or len(brought.source) > LONGEST_SOURCE:
        raise BadInput(
            f"name the source in at most {LONGEST_SOURCE} characters",
            f"请填写来源系统名称，不超过 {LONGEST_SOURCE} 字",
            field="source",
        )
    directory.area(brought.area)
    if not brought.area.startswith(scope.area):
        raise BadInput("the area is not yours", "所选区划不在您的辖区", field="area")
    narrowed = replace(scope, area=brought.area)
    system = Scope(Actor.system(f"import for {scope.actor.name}"), area=brought.area)
    return Taking(brought.source.strip(), narrowed, system, at)


class _UndoneError(Exception):
    """Ends a look-through: nothing of it is kept."""


@contextmanager
def _undone_on_refusal() -> Iterator[None]:
    """Keep what a page wrote for the pages after it, unless it is refused."""
    with session().begin_nested():
        yield
        session().flush()


def _look_over(taking: Taking) -> None:
    """Judge the visits that came in, day by day with all else of the day, as the night does."""
    with read_only():
        days = days_to_look_over(taking.source)
    for day in days:
        with read_only():
            flags = visits.flags_of_day(day, scope=taking.system)
            parts = list(visits.parts_of_day(day, scope=taking.system))
        for part in parts:
            with unit_of_work():
                visits.look_over_part(part, flags, scope=taking.system, at=taking.at)


def _note(brought: Brought, report: Report, sources: Sequence[Source], taking: Taking) -> None:
    with unit_of_work():
        made = ExchangeRun(
            act="import",
            area_code=brought.area,
            source=taking.source,
            form=",".join(sorted({each.path.suffix[1:] for each in sources})),
            personal=any(each.layout.names_people for each in sources),
            counts=report.counts(),
            made_by=taking.scope.actor.user_id,
            at=taking.at,
        )
        session().add(made)
        session().flush()
        after = {"source": made.source, "rows": made.counts}
        record(
            act="exchange.import", about=made, actor=taking.scope.actor, at=taking.at, after=after
        )
