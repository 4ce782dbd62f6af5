"""Sending the outbox: read, deliver, note, each step on its own.

A crash after delivery delivers again; the carrier knows the key and the effect is one.  Who has no
phone gets a letter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache, partial
from pathlib import Path

from ltc.case import queries as cases
from ltc.config import settings
from ltc.db import read_only, unit_of_work
from ltc.directory import queries as directory
from ltc.outbox import queries
from ltc.outbox.carrier import Carrier, FileSpool, Letter
from ltc.outbox.models import Message
from ltc.outbox.services import note_failure, note_sent
from ltc.scope import Scope
from ltc.shared.clock import now


@cache
def _spool(folder: Path) -> FileSpool:
    return FileSpool(folder)


def carrier() -> Carrier:
    """Return the carrier of this installation."""
    return _spool(settings().data_dir / "outbox")


def send(_day: date) -> Iterator[tuple[str, Callable[[], None]]]:
    """Yield the sending of each message whose time has come."""
    with read_only():
        waiting = queries.to_send(now())
    for message_id in waiting:
        yield f"message:{message_id}", partial(send_one, message_id, carrier())


def send_one(message_id: int, by: Carrier) -> None:
    """Deliver one message and note how it went; a carrier out of reach is tried again later."""
    with read_only():
        found = queries.message(message_id)
        letter = _letter(found) if found and found.state == queries.WAITING else None
    if letter is None:
        return
    try:
        by.deliver(letter)
    except OSError as fault:
        with unit_of_work():
            note_failure(message_id, fault.strerror or type(fault).__name__, at=now())
        return
    with unit_of_work():
        note_sent(message_id, at=now())


def _letter(message: Message) -> Letter:
    """Put the address on a message."""
    channel, to, name = message.channel, "", ""
    if message.person_id is not None:
        scope = Scope.everything("the address on a letter")
        person = cases.person(message.person_id, scope=scope)
        phone, name = person.phone or person.guardian_phone, person.name
        channel = "letter" if channel == "sms" and not phone else channel
        to = person.address if channel == "letter" else phone or ""
    elif message.organisation_id is not None:
        name = to = directory.organisation_names().get(message.organisation_id, "")
    return Letter(
        key=message.key,
        channel=channel,
        to=to,
        name=name,
        subject=message.subject,
        body=message.body,
        posted_at=message.posted_at,
    )
