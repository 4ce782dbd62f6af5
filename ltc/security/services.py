"""Acts on accounts: create, change password, roles, disable.  Each is audited."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import pyotp
import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import Role, User
from werkzeug.security import generate_password_hash

from ltc.audit.services import record
from ltc.config import settings
from ltc.db import session
from ltc.scope import Actor
from ltc.security import queries
from ltc.security.models import Account, WebSession
from ltc.security.roles import FAMILY, FIELD_WORKERS, ROLES, TOGETHER
from ltc.shared.errors import BadInput, Conflict, Forbidden, NotFound

SHORTEST_PASSWORD = 10
_PASSWORD_BYTES = 12
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,40}")


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What is needed for an account; who it stands for decides what it will see."""

    name: str
    shown_name: str
    password: str
    roles: tuple[str, ...]
    area_code: str
    organisation_id: int | None = None
    staff_id: int | None = None
    person_id: int | None = None
    must_change: bool = False  # somebody else chose the password


def create_account(new: NewAccount, *, actor: Actor, at: datetime) -> Account:
    """Create a user with roles and what it stands for; nobody gives himself a role."""
    _check_new(new)
    if queries.user_named(new.name) is not None:
        raise Conflict(f"the name {new.name} is taken", f"登录名“{new.name}”已被使用")
    made = User(
        username=new.name,
        first_name=new.shown_name,
        last_name="",
        email=f"{new.name}@invalid",
        active=True,
        password=_hashed(new.password),
        roles=_roles(new.roles),
    )
    session().add(made)
    session().flush()
    account = Account(
        user_id=made.id,
        area_code=new.area_code,
        organisation_id=new.organisation_id,
        staff_id=new.staff_id,
        person_id=new.person_id,
        must_change=new.must_change,
    )
    session().add(account)
    after = {"name": new.name, "roles": list(new.roles)}
    record(act="account.create", about=account, actor=actor, at=at, after=after)
    return account


def change_password(user_id: int, password: str, *, actor: Actor, at: datetime) -> None:
    """Set a new password; every session of the account ends."""
    check_password(password)
    _user(user_id).password = _hashed(password)
    _account(user_id).must_change = False
    _end_sessions(user_id)
    record(act="account.password", about=_account(user_id), actor=actor, at=at)


def reset_password(user_id: int, *, actor: Actor, at: datetime) -> str:
    """Give an account a random password, shown once, that its owner must change at once."""
    if user_id == actor.user_id:
        raise Forbidden("change your own password instead", "请在“修改密码”中修改自己的密码")
    password = new_password()
    _user(user_id).password = _hashed(password)
    _account(user_id).must_change = True
    _end_sessions(user_id)
    record(act="account.reset_password", about=_account(user_id), actor=actor, at=at)
    return password


def new_password() -> str:
    """Return a random password that the rules take."""
    return f"{secrets.token_urlsafe(_PASSWORD_BYTES)}-7"


def change_roles(user_id: int, roles: Iterable[str], *, actor: Actor, at: datetime) -> None:
    """Give an account other roles; never one's own."""
    if user_id == actor.user_id:
        raise Forbidden("nobody changes his own roles", "不能修改自己的角色")
    before = sorted(queries.role_names(user_id))
    wanted = tuple(roles)
    _check_fit(_account(user_id), wanted)
    _user(user_id).roles = _roles(wanted)
    _end_sessions(user_id)
    record(
        act="account.roles",
        about=_account(user_id),
        actor=actor,
        at=at,
        before={"roles": before},
        after={"roles": sorted(wanted)},
    )


def set_active(user_id: int, *, active: bool, actor: Actor, at: datetime) -> None:
    """Disable or enable an account; a disabled one is out at its next request."""
    if user_id == actor.user_id:
        raise Forbidden("nobody disables himself", "不能停用自己的账号")
    _user(user_id).active = active
    _end_sessions(user_id)
    act = "account.enable" if active else "account.disable"
    record(act=act, about=_account(user_id), actor=actor, at=at)


def propose_second_factor(user_id: int, *, actor: Actor, at: datetime) -> str:
    """Make a fresh TOTP secret for the authenticator; it counts once a code of it was given."""
    secret = pyotp.random_base32()
    _account(user_id).totp_pending = secret
    record(act="account.propose_second_factor", about=_account(user_id), actor=actor, at=at)
    return secret


def confirm_second_factor(user_id: int, code: str, *, actor: Actor, at: datetime) -> None:
    """Put the proposed second factor into force; other sessions of the account end."""
    account = _account(user_id)
    secret = account.totp_pending
    if secret is None or not pyotp.TOTP(secret).verify(code.strip(), for_time=at, valid_window=1):
        raise BadInput(
            "the code does not fit; look at the authenticator again",
            "动态口令不正确，请查看验证器中最新的六位数字",
            field="code",
        )
    account.totp_secret, account.totp_pending = secret, None
    _end_sessions(user_id)
    record(act="account.second_factor", about=account, actor=actor, at=at)


def drop_second_factor(user_id: int, *, actor: Actor, at: datetime) -> None:
    """Take the second factor of somebody who lost his authenticator; he sets up another."""
    if user_id == actor.user_id:
        raise Forbidden("nobody drops his own second factor", "不能停用自己的动态口令")
    account = _account(user_id)
    account.totp_secret = account.totp_pending = None
    _end_sessions(user_id)
    record(act="account.drop_second_factor", about=account, actor=actor, at=at)


def ensure_roles() -> None:
    """Put the house's roles into the database; the table in the code decides what they may do."""
    there = set(session().scalars(sa.select(Role.name)))
    session().add_all(Role(name=code) for code in ROLES if code not in there)
    session().flush()


def check_password(password: str) -> None:
    """Refuse a password that is short or all of one kind."""
    kinds = sum(bool(re.search(kind, password)) for kind in (r"[a-z]", r"[A-Z]", r"\d", r"[^\w]"))
    if len(password) < SHORTEST_PASSWORD or kinds < 2:  # noqa: PLR2004 - two kinds of character
        raise BadInput(
            "use 10 characters or more, of two kinds (letters, digits, signs)",
            "密码至少 10 位，并包含字母、数字、符号中的两种",
            field="password",
        )


def actor_of(user: User) -> Actor:
    """Return the actor that a user is."""
    account = _account(user.id)
    return Actor(
        user.id,
        user.first_name,
        queries.role_names(user.id),
        account.organisation_id,
        account.staff_id,
        account.person_id,
    )


def _check_new(new: NewAccount) -> None:
    check_password(new.password)
    if not _NAME.fullmatch(new.name):
        raise BadInput(
            "the name takes 3 to 41 small letters, digits, . _ -",
            "登录名为 3 至 41 位小写字母、数字或 . _ -",
            field="name",
        )
    if FAMILY in new.roles and (len(new.roles) > 1 or new.person_id is None):
        raise BadInput("a family account stands for one person only", "家属账号只能对应一位参保人")


def check_role_set(names: Iterable[str]) -> None:
    """Refuse roles that keep each other in check, above all those of the three administrators."""
    wanted = set(names)
    unknown = wanted - set(ROLES)
    if unknown:
        raise BadInput(f"unknown roles: {sorted(unknown)}", "角色有误", field="roles")
    if len(wanted) > 1 and not any(wanted <= together for together in TOGETHER):
        raise BadInput(
            f"one account may not hold {sorted(wanted)} together",
            "这些角色相互制约，不能授予同一账号",
            field="roles",
        )


def _check_fit(account: Account, roles: tuple[str, ...]) -> None:
    """Refuse roles for which the account does not say whom it stands for."""
    if (FAMILY in roles) != (account.person_id is not None) and roles:
        raise BadInput(
            "a family account stands for one person, others for none",
            "家属角色只能授予对应到参保人的账号，其他角色不能",
            field="roles",
        )
    if set(roles) & set(FIELD_WORKERS) and account.staff_id is None:
        raise BadInput(
            "field workers need an account that stands for one of the staff",
            "护理员、评估员、评估专家的账号须先对应到实名人员",
            field="roles",
        )


def _roles(names: Iterable[str]) -> list[Role]:
    wanted = set(names)
    check_role_set(wanted)
    return list(session().scalars(sa.select(Role).where(Role.name.in_(wanted))))


def _hashed(password: str) -> str:
    # Tests make many accounts; a cheap hash there saves minutes and protects nothing.
    method = "scrypt:1024:8:1" if settings().env == "test" else "scrypt:32768:8:1"
    return generate_password_hash(password, method=method)


def _end_sessions(user_id: int) -> None:
    _account(user_id).version += 1
    session().execute(sa.delete(WebSession).where(WebSession.user_id == user_id))


def _account(user_id: int) -> Account:
    found = queries.account(user_id)
    if found is None:
        raise NotFound("no such account", "没有该账号")
    return found


def _user(user_id: int) -> User:
    found = queries.user(user_id)
    if found is None:
        raise NotFound("no such account", "没有该账号")
    return found
