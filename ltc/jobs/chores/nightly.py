"""Nightly work on the house itself: audit head, checks of books and trail, tidying up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from itertools import islice

from billing.ledger import checks as books
from ltc.audit import checks as seals
from ltc.audit import heads
from ltc.audit import queries as trail
from ltc.db import count_rows, read_only, unit_of_work
from ltc.jobs import queries
from ltc.migrations.tables import metadata
from ltc.outbox.services import Addressee, post
from ltc.scope import Scope
from ltc.security import queries as accounts
from ltc.security.roles import ASSESSOR, CARER, EXPERT
from ltc.security.services import set_active
from ltc.shared.clock import now
from ltc.shared.errors import Conflict

Piece = tuple[str, Callable[[], object]]
_KEEP_ITEMS = timedelta(days=90)
_SHOWN = 5
_ON_A_DEVICE = {CARER, ASSESSOR, EXPERT}
_STILL_SENDS = timedelta(hours=72)  # a device opens no longer without the server


def export_head(day: date) -> Iterator[Piece]:
    """Yield the export of the audit trail's end."""
    yield "audit head", partial(_export, day)


def _export(day: date) -> None:
    with read_only():
        heads.export(day, at=now())


def check_books(day: date) -> Iterator[Piece]:
    """Yield the check of the fund's books."""
    yield "books", partial(_report, "books", day, _book_faults)


def check_trail(day: date) -> Iterator[Piece]:
    """Yield the check of the audit trail."""
    yield "audit trail", partial(_report, "audit trail", day, _trail_faults)


def check_seals(day: date) -> Iterator[Piece]:
    """Yield the check of the rows' seals: tonight's share row by row, the number of all."""
    yield "seals", partial(_report, "seals", day, partial(_seal_faults, day))


def _seal_faults(day: date) -> list[str]:
    metadata()  # the tables of rooms that nobody has imported yet have seals too
    share = seals.Share.of(day, seals.sealed_rows())
    return list(islice(seals.seal_faults(share=share), _SHOWN))


def _book_faults() -> list[str]:
    return list(islice(books.faults(), _SHOWN))


def _trail_faults() -> list[str]:
    """Check the chain, against the last head that was exported too."""
    return list(islice(trail.faults(heads.last()), _SHOWN))


def _report(what: str, day: date, find: Callable[[], list[str]]) -> None:
    """Run a check; faults are told to every bureau and make the piece fail."""
    with read_only():
        faults = find()
    if not faults:
        return
    with unit_of_work():
        for bureau, area in queries.bureaus():
            post(
                Addressee(area, organisation_id=bureau),
                key=f"check:{what}:{bureau}:{day}",
                channel="notice",
                subject="夜间核查发现异常",
                body="；".join(faults),
                at=now(),
            )
    raise Conflict(f"{what}: {'; '.join(faults)}")


def tidy(day: date) -> Iterator[Piece]:
    """Yield the clearing away of what has passed: sessions, failed sign-ins, old pieces."""
    yield "passed rows", partial(queries.forget_passed, now(), day - _KEEP_ITEMS)


def count(_day: date) -> Iterator[Piece]:
    """Yield the counting of rows, by which the database chooses among indexes."""
    yield "rows", count_rows


def close_accounts(_day: date) -> Iterator[Piece]:
    """Yield the disabling of accounts whose owner left.

    Who works with a device may send what is on it for three days more; others are out at once.
    """
    at, actor = now(), Scope.everything("who left signs in no more").actor
    with read_only():
        found = [
            user
            for user, lately in accounts.left(lately=at - _STILL_SENDS)
            if not (lately and _ON_A_DEVICE & set(accounts.role_names(user)))
        ]
    for user in found:
        yield f"account {user}", partial(set_active, user, active=False, actor=actor, at=at)
