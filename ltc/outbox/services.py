"""Post messages in the same transaction as the act they tell of, and note how sending went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from ltc.db import session
from ltc.outbox import queries
from ltc.outbox.models import Message
from ltc.outbox.rules import next_try


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom: a person (by letter or SMS) or an organisation (by notice)."""

    area_code: str
    person_id: int | None = None
    organisation_id: int | None = None


def post(
    to: Addressee, *, key: str, channel: str, subject: str, body: str, at: datetime
) -> Message:
    """Put a message into the outbox; the same ``key`` again gives the message already there."""
    there = session().scalar(sa.select(Message).where(Message.key == key))
    if there is not None:
        return there
    message = Message(
        key=key,
        channel=channel,
        person_id=to.person_id,
        organisation_id=to.organisation_id,
        area_code=to.area_code,
        subject=subject,
        body=body,
        posted_at=at,
    )
    session().add(message)
    return message


def note_sent(message_id: int, *, at: datetime) -> None:
    """Note that a carrier has taken a message."""
    found = queries.message(message_id, lock=True)
    if found is not None and found.state == queries.WAITING:
        found.state, found.sent_at, found.last_fault = queries.SENT, at, ""


def note_failure(message_id: int, fault: str, *, at: datetime) -> None:
    """Note that a carrier has not taken a message; after many tries it waits for a person."""
    found = queries.message(message_id, lock=True)
    if found is None or found.state != queries.WAITING:
        return
    found.tries += 1
    found.last_fault = fault[:300]
    found.next_try_at = next_try(found.tries, at)
    if found.next_try_at is None:
        found.state = queries.FAILED


def send_again(message_id: int) -> Message | None:
    """Put a message that was given up back in line; any other is left as it is: ``None``."""
    found = queries.message(message_id, lock=True)
    if found is None or found.state != queries.FAILED:
        return None
    found.state, found.tries, found.next_try_at = queries.WAITING, 0, None
    return found
