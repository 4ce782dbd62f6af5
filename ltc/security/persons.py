"""Who is who behind accounts: four eyes are two people, however many accounts they have."""

from __future__ import annotations

from ltc.db import session
from ltc.scope import Actor
from ltc.security.models import Account


def is_same_person(actor: Actor, user_id: int | None) -> bool:
    """Tell whether an act noted under ``user_id`` was done by whoever acts now.

    One account is one person, and so are two that stand for the same member of staff; 0 is the
    system itself, which is nobody.
    """
    if not user_id or not actor.user_id:
        return False
    if actor.user_id == user_id:
        return True
    other = session().get(Account, user_id)
    return actor.staff_id is not None and other is not None and other.staff_id == actor.staff_id
