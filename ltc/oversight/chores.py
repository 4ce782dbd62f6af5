"""Scheduled work of oversight: scorecards of the month before, complaints past their day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from ltc.db import read_only
from ltc.directory import queries as directory
from ltc.outbox.services import Addressee, post
from ltc.oversight import services
from ltc.oversight.queries import records
from ltc.scope import Scope
from ltc.shared.clock import now
from ltc.shared.dates import Month

Piece = tuple[str, Callable[[], object]]


def scorecards(day: date) -> Iterator[Piece]:
    """Yield the counting of each operator's last month; accepting it stays with people."""
    month = Month.of(day).previous()
    everything = Scope.everything("monthly scorecards")
    with read_only():
        found = [each.id for each in records.contracts_in_days(*month.days)]
    for contract_id in found:
        yield (
            f"contract:{contract_id}",
            partial(_make, contract_id, month, everything),
        )


def _make(contract_id: int, month: Month, scope: Scope) -> None:
    services.make_scorecard(contract_id, month, scope=scope, at=now())


def complaints(day: date) -> Iterator[Piece]:
    """Yield one notice per desk that has complaints past their day."""
    with read_only():
        late = records.late_complaints(day)
    for handler, number in late:
        yield f"organisation:{handler}", partial(_remind, handler, number, day)


def _remind(organisation_id: int, number: int, day: date) -> None:
    everything = Scope.everything("where an organisation is")
    found = directory.organisation(organisation_id, scope=everything)
    post(
        Addressee(found.area_code, organisation_id=found.id),
        key=f"complaints:{found.id}:{day}",
        channel="notice",
        subject="投诉举报逾期提醒",
        body=f"有{number}件投诉举报已过办理时限，请及时办理。",
        at=now(),
    )
