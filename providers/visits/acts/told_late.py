"""What is told of a person after visits were verified: death, a stay, a move, lapsed benefit.

Billing corrects the lines by itself.  The desks get an exception on each visit that the news speak
against, with its reason; the verification stays, until somebody decides.  News that are taken back
close it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from ltc.audit.services import record
from ltc.case.models import CaseEvent
from ltc.case.rules.events import CLOSING
from ltc.scope import Actor, Scope
from ltc.shared.clock import legal_day
from providers.visits.acts.book import book_for
from providers.visits.acts.opening import (
    close_by_system,
    ground_was_gone,
    open_exception,
    reopen,
)
from providers.visits.acts.verifying import look_over
from providers.visits.models import Visit, VisitException
from providers.visits.queries import facts, log
from providers.visits.rules.exceptions import kind
from providers.visits.rules.payable import OF_A_PERSON, findings
from providers.visits.rules.states import PASSED

_EVERYTHING = Scope.everything("news of a person concern whoever has visited him")


def person_news(*, told: CaseEvent, at: datetime, actor: Actor) -> None:
    """Put the visits that an event speaks against before the desks, or take them off again."""
    last_day = legal_day(at)
    if told.kind not in CLOSING and told.last_day is not None:
        last_day = min(last_day, told.last_day)
    ids = facts.ids_of_person(
        told.person_id, told.first_day, last_day, scope=_EVERYTHING, states=(*PASSED, "ended")
    )
    for part in facts.chunks(ids):
        visits = facts.locked(part, scope=_EVERYTHING)
        passed = [visit for visit in visits if visit.state in PASSED]
        if passed:
            _tell(told, _weigh(passed, at), actor=actor, at=at)
        look_over([visit for visit in visits if visit.state == "ended"], scope=Scope(actor), at=at)


def _weigh(visits: Sequence[Visit], at: datetime) -> list[str]:
    """Open or close the exceptions of such news; return the codes that changed, one a visit."""
    book, changed = book_for(visits, at=at), []
    rows: dict[int, dict[str, VisitException]] = {visit.id: {} for visit in visits}
    for row in log.exceptions_of(list(rows), scope=_EVERYTHING):
        rows[row.visit_id][row.code] = row
    for visit in visits:
        there = rows[visit.id]
        found = [code for code in findings(book.of(visit)) if code in OF_A_PERSON]
        changed += _opened(visit, found, there, at)
        changed += _closed(found, there.values(), at)
    return changed


def _opened(
    visit: Visit, found: Iterable[str], there: dict[str, VisitException], at: datetime
) -> list[str]:
    """Open what is new; what was closed because its ground was gone has one again."""
    fresh = [code for code in found if code not in there]
    for code in fresh:
        open_exception(visit, code, at=at)
    again = [code for code in found if code in there and ground_was_gone(there[code])]
    for code in again:
        reopen(there[code], at=at)
    return fresh + again


def _closed(found: Sequence[str], rows: Iterable[VisitException], at: datetime) -> list[str]:
    gone = [
        row
        for row in rows
        if row.code in OF_A_PERSON and row.code not in found and row.state != "decided"
    ]
    for row in gone:
        close_by_system(row, "corrected", at=at)
    return [row.code for row in gone]


def _tell(event: CaseEvent, changed: Sequence[str], *, actor: Actor, at: datetime) -> None:
    """Leave a line in the person's timeline."""
    if not changed:
        return
    back = event.reverses_id is not None
    names = "、".join(dict.fromkeys(kind(code).zh for code in changed))
    said = f"{len(changed)}次，{names}"
    record(
        act="visits.cleared" if back else "visits.doubted",
        about=event,
        actor=actor,
        at=at,
        after={"visits": len(changed), "codes": sorted(set(changed))},
        reason=f"已核实的服务{said}" + ("，异常已消除" if back else "，已列入异常处理"),
    )
