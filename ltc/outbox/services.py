"""Post messages in the same transaction as the act they tell of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from ltc.db import session
from ltc.outbox.models import Message


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
