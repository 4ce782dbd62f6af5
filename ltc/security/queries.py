"""Reading accounts and sessions.  These run before a request's own unit of work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import Role, User, assoc_user_role

from ltc.db import engine, session
from ltc.scope import Actor
from ltc.security.models import Account, LoginTry, WebSession


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live session: its content and, when somebody signed in, the actor and area."""

    content: dict[str, Any]
    seen_at: datetime
    user_id: int | None
    actor: Actor | None
    area: str


def live_session(token_hash: str, at: datetime) -> SignedIn | None:
    """Return the session of a cookie, unless it ended, its account changed or was disabled."""
    statement = (
        sa.select(WebSession, Account, User.active, User.first_name)
        .outerjoin(Account, Account.user_id == WebSession.user_id)
        .outerjoin(User, User.id == WebSession.user_id)
        .where(WebSession.token_hash == token_hash, WebSession.ends_at > at)
    )
    with engine().execution_options(ltc_reads_only=True).connect() as connection:
        row = connection.execute(statement).mappings().first()
        if row is None:
            return None
        return _signed_in(row, connection)


def _signed_in(row: sa.RowMapping, connection: sa.Connection) -> SignedIn | None:
    """Build the session's facts; a stale account version ends the session."""
    user_id = row[WebSession.user_id]
    if user_id is None:
        return SignedIn(row[WebSession.content], row[WebSession.seen_at], None, None, "")
    if not row[User.active] or row[Account.version] != row[WebSession.account_version]:
        return None
    actor = Actor(
        user_id,
        row[User.first_name],
        frozenset(connection.execute(_role_names(user_id)).scalars().all()),
        row[Account.organisation_id],
        row[Account.staff_id],
        row[Account.person_id],
    )
    content = row[WebSession.content]
    return SignedIn(content, row[WebSession.seen_at], user_id, actor, row[Account.area_code])


def _role_names(user_id: int) -> sa.Select[tuple[str]]:
    return (
        sa.select(Role.name)
        .join(assoc_user_role, assoc_user_role.c.role_id == Role.id)
        .where(assoc_user_role.c.user_id == user_id)
    )


def user_named(name: str) -> User | None:
    """Return a user by login name."""
    return session().scalar(sa.select(User).where(User.username == name))


def user(user_id: int) -> User | None:
    """Return a user by id."""
    return session().get(User, user_id)


def account(user_id: int) -> Account | None:
    """Return what a user stands for."""
    return session().get(Account, user_id)


def role_names(user_id: int) -> frozenset[str]:
    """Return the roles of a user."""
    return frozenset(session().scalars(_role_names(user_id)))


def accounts(area: str) -> Sequence[tuple[Account, User]]:
    """Return the accounts of an area subtree by login name; for the administrators."""
    return (
        session()
        .execute(
            sa.select(Account, User)
            .join(User, User.id == Account.user_id)
            .where(Account.area_code.startswith(area))
            .order_by(User.username)
        )
        .tuples()
        .all()
    )


def failed_tries(name_index: str, since: datetime) -> Sequence[datetime]:
    """Return when logins of this name failed since an instant, oldest first."""
    return (
        session()
        .scalars(
            sa.select(LoginTry.at)
            .where(LoginTry.name_index == name_index, LoginTry.at >= since)
            .order_by(LoginTry.at)
        )
        .all()
    )
