"""Checks of accounts and rights in Flask-AppBuilder's tables, which have no seals of their own.

An account's seal covers its user, password and roles (``ltc.security.models``); here is what no
account stands for.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import Role, User, assoc_user_role

from ltc.audit.unsealed import EMPTY
from ltc.db import session
from ltc.security.models import Account
from ltc.security.roles import ROLES


def faults() -> Iterator[str]:
    """Yield users, roles and rights that the house did not write; sound tables yield nothing."""
    yield from _users()
    yield from _roles()
    yield from _unused()


def _users() -> Iterator[str]:
    """Every user has an account, and every role that is held a user."""
    alone = sa.select(User.username).where(User.id.not_in(sa.select(Account.user_id)))
    for name in session().scalars(alone.order_by(User.id)):
        yield f"ab_user {name} has no account"
    held = assoc_user_role.c
    nobodys = sa.select(held.id).where(held.user_id.not_in(sa.select(User.id)))
    for number in session().scalars(nobodys):
        yield f"ab_user_role {number} belongs to no user"


def _roles() -> Iterator[str]:
    """The roles are those of the house, each once; none before the first account."""
    names = sorted(map(str, session().scalars(sa.select(Role.name))))
    if names and names != sorted(ROLES):
        odd = sorted({*names, *ROLES} - ({*names} & {*ROLES})) or names
        yield f"ab_role holds other roles than the house knows: {', '.join(odd)}"


def _unused() -> Iterator[str]:
    """Rights are not rows: tables for that stay empty."""
    for table in EMPTY:
        if session().scalar(sa.select(sa.func.count()).select_from(sa.table(table))):
            yield f"{table} has rows, the house writes none"
