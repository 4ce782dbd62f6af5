"""Reading accounts and sessions.  These run before a request's own unit of work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import Role, User, assoc_user_role
from sqlalchemy.orm import Session
from sqlalchemy_utils import aggregates

from ltc.audit.models import AuditRow
from ltc.config import settings
from ltc.db import lookup_engine, session
from ltc.directory.models import Area, Organisation, Staff
from ltc.directory.staff import LEFT
from ltc.scope import Actor
from ltc.security.models import Account, LoginTry, WebSession
from ltc.security.roles import FAMILY

# What Flask-AppBuilder brings along looks through every row of a session after each flush, for
# aggregated columns that no table here has: the longer a unit of work, the longer each flush.
sa.event.remove(Session, "after_flush", aggregates.manager.construct_aggregate_queries)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live session: its content and, when somebody signed in, the actor and area."""

    content: dict[str, Any]
    created_at: datetime
    seen_at: datetime
    user_id: int | None
    actor: Actor | None
    area: str
    must_do: str = ""  # the page of something to be done before anything else
    area_name: str = ""
    organisation_name: str = ""


# Built once: every request begins with it.  One row for each role of whoever is signed in.
_LIVE = (
    sa.select(
        WebSession.user_id,
        WebSession.content,
        WebSession.created_at,
        WebSession.seen_at,
        WebSession.account_version,
        Account.version,
        Account.area_code,
        Account.organisation_id,
        Account.staff_id,
        Account.person_id,
        Account.must_change,
        Account.totp_secret,
        User.active,
        User.first_name,
        Role.name.label("role"),
        Area.name.label("area_name"),
        Organisation.name.label("organisation_name"),
    )
    .outerjoin(Account, Account.user_id == WebSession.user_id)
    .outerjoin(User, User.id == WebSession.user_id)
    .outerjoin(assoc_user_role, assoc_user_role.c.user_id == WebSession.user_id)
    .outerjoin(Role, Role.id == assoc_user_role.c.role_id)
    .outerjoin(Area, Area.code == Account.area_code)
    .outerjoin(Organisation, Organisation.id == Account.organisation_id)
    .where(
        WebSession.token_hash == sa.bindparam("token_hash"), WebSession.ends_at > sa.bindparam("at")
    )
)


def live_session(token_hash: str, at: datetime) -> SignedIn | None:
    """Return the session of a cookie, unless it ended, its account changed or was disabled."""
    with lookup_engine().connect() as connection:
        rows = connection.execute(_LIVE, {"token_hash": token_hash, "at": at}).all()
    return _signed_in(rows) if rows else None


def _signed_in(rows: Sequence[sa.Row[*tuple[Any, ...]]]) -> SignedIn | None:
    """Build the session's facts; a stale account version ends the session."""
    row = rows[0]
    if row.user_id is None:
        return SignedIn(row.content, row.created_at, row.seen_at, None, None, "")
    if not row.active or row.version != row.account_version:
        return None
    actor = Actor(
        row.user_id,
        row.first_name,
        frozenset(str(each.role) for each in rows if each.role is not None),
        row.organisation_id,
        row.staff_id,
        row.person_id,
    )
    return SignedIn(
        row.content,
        row.created_at,
        row.seen_at,
        row.user_id,
        actor,
        row.area_code,
        _first_duty(actor, row),
        row.area_name or "",
        row.organisation_name or "",
    )


def _first_duty(actor: Actor, row: sa.Row[Any]) -> str:
    """Return the page of what a user must do first: a password of his own, a second factor."""
    if row.must_change:
        return "SignIn.password"
    is_staff = bool(actor.roles - {FAMILY})
    if settings().second_factor and is_staff and row.totp_secret is None:
        return "SecondFactor.index"
    return ""


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


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One line of the administrators' list."""

    user_id: int
    name: str
    shown_name: str
    active: bool
    area_code: str
    organisation: str | None
    roles: tuple[str, ...]


def account_page(area: str, *, words: str, after: str, limit: int) -> list[AccountRow]:
    """Return a page of the accounts of an area subtree by login name, with their roles."""
    statement = (
        sa.select(Account, User, Organisation.name)
        .join(User, User.id == Account.user_id)
        .outerjoin(Organisation, Organisation.id == Account.organisation_id)
        .where(Account.area_code.startswith(area, autoescape=True), User.username > after)
        .order_by(User.username)
        .limit(limit)
    )
    if words:
        begins = [
            each.startswith(words, autoescape=True) for each in (User.username, User.first_name)
        ]
        statement = statement.where(sa.or_(*begins))
    found = session().execute(statement).all()
    roles = _roles_of([account.user_id for account, _user, _name in found])
    return [
        AccountRow(
            user_id=account.user_id,
            name=str(user.username),
            shown_name=str(user.first_name),
            active=bool(user.active),
            area_code=account.area_code,
            organisation=name,
            roles=roles.get(account.user_id, ()),
        )
        for account, user, name in found
    ]


def _roles_of(user_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    statement = (
        sa.select(assoc_user_role.c.user_id, Role.name)
        .join(Role, Role.id == assoc_user_role.c.role_id)
        .where(assoc_user_role.c.user_id.in_(user_ids))
        .order_by(Role.name)
    )
    found: dict[int, tuple[str, ...]] = {}
    for user_id, name in session().execute(statement):
        found[user_id] = (*found.get(user_id, ()), str(name))
    return found


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


def left(*, lately: datetime) -> list[tuple[int, bool]]:
    """Return users who left their organisation and may still sign in, each with "only lately"."""
    member = sa.cast(Staff.id, sa.String)
    about = AuditRow.about_kind == Staff.__tablename__, AuditRow.about_id == member
    just_now = sa.exists().where(*about, AuditRow.act == "staff.end", AuditRow.at >= lately)
    chosen = (
        sa.select(Account.user_id, just_now)
        .join(Staff, Staff.id == Account.staff_id)
        .join(User, User.id == Account.user_id)
        .where(Staff.state == LEFT, User.active)
    )
    return [(int(user), bool(late)) for user, late in session().execute(chosen)]
