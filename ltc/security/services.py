"""Acts on accounts: sign in, create, change password, roles, disable.  Each is audited."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import pyotp
import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import Role, User
from werkzeug.security import check_password_hash, generate_password_hash

from ltc.audit.services import record
from ltc.config import settings
from ltc.db import session
from ltc.scope import Actor
from ltc.security import queries
from ltc.security.fields import blind_index
from ltc.security.models import Account, LoginTry, WebSession
from ltc.security.roles import FAMILY, ROLES
from ltc.security.throttle import WINDOW, wait_until
from ltc.shared.errors import BadInput, Conflict, Forbidden, NotFound

SHORTEST_PASSWORD = 10
# Hash of nothing in particular: an unknown name costs the same time as a known one.
_DECOY = generate_password_hash("decoy", method="scrypt:32768:8:1")
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


def sign_in(name: str, password: str, *, address: str, at: datetime) -> User | None:
    """Return the user whose name and password fit, or None; failures slow the next try down."""
    index = blind_index(name.strip().lower(), "login name")
    waits = wait_until(queries.failed_tries(index, at - WINDOW))
    if waits is not None and waits > at:
        seconds = int((waits - at).total_seconds()) + 1
        raise Conflict(
            f"too many tries; wait {seconds} seconds", f"尝试次数过多，请 {seconds} 秒后再试"
        )
    found = queries.user_named(name.strip().lower())
    fits = check_password_hash(found.password if found else _DECOY, password)
    if found is None or not fits or not found.active or not password:
        session().add(LoginTry(name_index=index, address=address, at=at))
        return None
    session().execute(sa.delete(LoginTry).where(LoginTry.name_index == index))
    record(act="account.sign_in", about=_account(found.id), actor=actor_of(found), at=at)
    return found


def second_factor_fits(user_id: int, code: str, at: datetime) -> bool:
    """Check a TOTP code; an account without a second factor fits only where none is asked for."""
    secret = _account(user_id).totp_secret
    if secret is None:
        return not settings().second_factor
    return pyotp.TOTP(secret).verify(code.strip(), for_time=at, valid_window=1)


def password_fits(user_id: int, password: str) -> bool:
    """Check the password again, for a step-up."""
    found = queries.user(user_id)
    return found is not None and check_password_hash(found.password, password)


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
    )
    session().add(account)
    after = {"name": new.name, "roles": list(new.roles)}
    record(act="account.create", about=account, actor=actor, at=at, after=after)
    return account


def change_password(user_id: int, password: str, *, actor: Actor, at: datetime) -> None:
    """Set a new password; every session of the account ends."""
    check_password(password)
    _user(user_id).password = _hashed(password)
    _end_sessions(user_id)
    record(act="account.password", about=_account(user_id), actor=actor, at=at)


def change_roles(user_id: int, roles: Iterable[str], *, actor: Actor, at: datetime) -> None:
    """Give an account other roles; never one's own."""
    if user_id == actor.user_id:
        raise Forbidden("nobody changes his own roles", "不能修改自己的角色")
    before = sorted(queries.role_names(user_id))
    wanted = tuple(roles)
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


def enrol_second_factor(user_id: int, *, actor: Actor, at: datetime) -> str:
    """Give the account a fresh TOTP secret and return it once, for the authenticator."""
    secret = pyotp.random_base32()
    _account(user_id).totp_secret = secret
    record(act="account.second_factor", about=_account(user_id), actor=actor, at=at)
    return secret


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


def _roles(names: Iterable[str]) -> list[Role]:
    wanted = set(names)
    unknown = wanted - set(ROLES)
    if unknown or not wanted:
        raise BadInput(f"unknown roles: {sorted(unknown)}", "角色有误", field="roles")
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
