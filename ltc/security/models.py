"""Accounts beside Flask-AppBuilder's users: whom they stand for, their sessions and login tries."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from ltc.audit.seals import cover
from ltc.db import Id, Model
from ltc.scope import Reach
from ltc.security.fields import EncryptedText


class Account(Model):
    """What a user (``ab_user``) stands for: area, organisation, staff member or person."""

    __tablename__ = "account"

    user_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    area_code: Mapped[str] = mapped_column(sa.String(12))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    person_id: Mapped[int | None]
    totp_secret: Mapped[str | None] = mapped_column(EncryptedText("account.totp_secret"))
    totp_pending: Mapped[str | None] = mapped_column(EncryptedText("account.totp_pending"))
    must_change: Mapped[bool] = mapped_column(default=False)  # somebody else chose the password
    version: Mapped[int] = mapped_column(default=1)  # raised by password, role or state changes


class WebSession(Model):
    """A session kept on the server; the cookie holds only a random token."""

    __tablename__ = "web_session"
    __sealed__ = False  # passing

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    user_id: Mapped[int | None] = mapped_column(index=True)
    account_version: Mapped[int | None]
    content: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)


class ApiToken(Model):
    """What a provider's own software shows instead of signing in; only its hash is kept.

    It acts as the account that had it made, within that one's provider, on the routes that take
    tokens.  It ends on its day, when it is revoked, and with a change of the account.
    """

    __tablename__ = "api_token"
    __scope__ = Reach(organisation="organisation_id", person=None)

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    area_code: Mapped[str] = mapped_column(sa.String(12))
    user_id: Mapped[int]
    account_version: Mapped[int]
    last_day: Mapped[date]
    issued_at: Mapped[datetime]
    revoked_by: Mapped[int | None]
    revoked_at: Mapped[datetime | None]


class LoginTry(Model):
    """A try that counts across all web processes: a failed login, a registration, a used code."""

    __tablename__ = "login_try"
    __sealed__ = False  # passing
    __table_args__ = (sa.Index("ix_login_try_name", "name_index", "at"),)

    id: Mapped[Id]
    name_index: Mapped[str] = mapped_column(sa.String(64))
    address: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime]


def _login_facts(opened: Session, account: Account) -> list[object]:
    """Return what an account's seal also covers: its names, password, whether active, roles."""
    from flask_appbuilder.security.sqla.models import Role, User, assoc_user_role

    mine = assoc_user_role.c.user_id == account.user_id
    roles = sa.select(Role.name).join(assoc_user_role, assoc_user_role.c.role_id == Role.id)
    names = (User.username, User.first_name, User.last_name, User.email)
    login = sa.select(*names, User.password, User.active).where(User.id == account.user_id)
    connection = opened.connection()
    held = sorted(map(str, connection.scalars(roles.where(mine))))
    return [*(connection.execute(login).first() or ()), held]


cover("account", _login_facts)
