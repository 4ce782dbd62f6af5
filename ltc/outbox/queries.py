"""Reading the outbox: what is to be sent, and what somebody may read of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from ltc.db import session
from ltc.outbox.models import Message
from ltc.scope import Actor

WAITING, SENT, FAILED = "waiting", "sent", "failed"
PAGE = 30


def to_send(at: datetime, *, limit: int = 500) -> Sequence[int]:
    """Return the messages whose time has come, oldest first."""
    due = sa.or_(Message.next_try_at.is_(None), Message.next_try_at <= at)
    statement = sa.select(Message.id).where(Message.state == WAITING, due)
    return session().scalars(statement.order_by(Message.id).limit(limit)).all()


def message(message_id: int, *, lock: bool = False) -> Message | None:
    """Return one message, locked for a change if asked; for the sender alone."""
    return session().get(Message, message_id, with_for_update=lock)


def counts() -> dict[str, int]:
    """Return how many messages stand in each state."""
    statement = sa.select(Message.state, sa.func.count()).group_by(Message.state)
    return dict(session().execute(statement).all())


def failed() -> Sequence[tuple[int, str, int, datetime, str]]:
    """Return what could not be sent: id, channel, tries, when, why; nothing of what it says."""
    columns = (Message.id, Message.channel, Message.tries, Message.posted_at, Message.last_fault)
    statement = sa.select(*columns).where(Message.state == FAILED)
    return session().execute(statement.order_by(Message.id.desc()).limit(200)).all()


def received_by(actor: Actor, *, after: int | None = None) -> Sequence[Message]:
    """Return a page of the messages to a person or to an actor's organisation, and one more."""
    if actor.person_id is not None:
        mine = Message.person_id == actor.person_id
    elif actor.organisation_id is not None and actor.staff_id is None:
        mine = Message.organisation_id == actor.organisation_id
    else:
        mine = sa.false()
    statement = sa.select(Message).where(mine)
    if after is not None:
        statement = statement.where(Message.id < after)
    return session().scalars(statement.order_by(Message.id.desc()).limit(PAGE + 1)).all()
