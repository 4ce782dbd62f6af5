"""Tokens of providers' own software: made by a person, shown once, revoked at any time.

Who holds one may claim as the provider's desk does, so making one asks for the password again, and
every use leaves a row.  Only the hash is stored: a stolen database opens nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import Role, User, assoc_user_role

from ltc.audit.services import record
from ltc.db import lookup_engine, session, the_one
from ltc.scope import Actor, Scope
from ltc.security.models import Account, ApiToken
from ltc.security.roles import PROVIDER_DESK
from ltc.shared.clock import legal_day
from ltc.shared.errors import BadInput, Conflict, Forbidden
from ltc.shared.ids import sha256

PREFIX = "ltc_"
LONGEST = timedelta(days=366)
MOST = 10
_PAGE = 100


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose token it is: the actor that its software acts as, and the area of the account."""

    token_id: int
    actor: Actor
    area: str


def issue(name: str, last_day: date, *, scope: Scope, at: datetime) -> tuple[ApiToken, str]:
    """Make a token for the provider of who asks; return it with the text that is shown once."""
    actor = scope.actor
    if actor.organisation_id is None or PROVIDER_DESK not in actor.roles:
        raise Forbidden("tokens are made by a provider's desk", "接口令牌由护理机构管理岗办理")
    account = session().get(Account, actor.user_id, with_for_update=True)  # one at a time
    if account is None:
        raise Forbidden("this account cannot have a token", "该账号不能办理接口令牌")
    _check(name, last_day, scope, at)
    text = PREFIX + secrets.token_urlsafe(32)
    made = ApiToken(
        token_hash=sha256(text),
        name=name.strip(),
        organisation_id=actor.organisation_id,
        area_code=account.area_code,
        user_id=actor.user_id,
        account_version=account.version,
        last_day=last_day,
        issued_at=at,
    )
    session().add(made)
    session().flush()
    after = {"name": made.name, "last_day": str(last_day)}
    record(act="api_token.issue", about=made, actor=actor, at=at, after=after)
    return made, text


def _check(name: str, last_day: date, scope: Scope, at: datetime) -> None:
    on = legal_day(at)
    if not name.strip():
        raise BadInput("name the program", "请填写软件名称", field="name")
    if not on <= last_day <= on + LONGEST:
        raise BadInput(
            "a token holds from today for a year at most",
            "有效期最早到今天，最长一年",
            field="last_day",
        )
    held = [each for each in tokens(scope=scope) if each.revoked_at is None]
    if len([each for each in held if each.last_day >= on]) >= MOST:
        raise Conflict("too many tokens; revoke an old one", "令牌过多，请先撤销不用的令牌")


def revoke(token_id: int, *, scope: Scope, at: datetime) -> ApiToken:
    """End a token at once; a second time changes nothing."""
    chosen = scope.narrow(sa.select(ApiToken), ApiToken).where(ApiToken.id == token_id)
    row = the_one(chosen, "token", "接口令牌", lock=True)
    if row.revoked_at is None:
        row.revoked_by, row.revoked_at = scope.actor.user_id, at
        record(act="api_token.revoke", about=row, actor=scope.actor, at=at)
    return row


def tokens(*, scope: Scope) -> Sequence[ApiToken]:
    """Return the tokens that a scope may see, newest first."""
    chosen = scope.narrow(sa.select(ApiToken), ApiToken)
    return session().scalars(chosen.order_by(ApiToken.id.desc()).limit(_PAGE)).all()


def holder_of(text: str, at: datetime) -> Holder | None:
    """Return whose token a text is; None for one that is unknown, over, revoked or out of date."""
    chosen = (
        sa.select(
            ApiToken.id,
            ApiToken.name,
            ApiToken.organisation_id,
            Account.user_id,
            Account.area_code,
            User.first_name,
        )
        .join(Account, Account.user_id == ApiToken.user_id)
        .join(User, User.id == ApiToken.user_id)
        .join(assoc_user_role, assoc_user_role.c.user_id == User.id)
        .join(Role, sa.and_(Role.id == assoc_user_role.c.role_id, Role.name == PROVIDER_DESK))
        .where(
            ApiToken.token_hash == sha256(text),
            ApiToken.revoked_at.is_(None),
            ApiToken.last_day >= legal_day(at),
            ApiToken.account_version == Account.version,
            ApiToken.organisation_id == Account.organisation_id,
            User.active.is_(True),
        )
    )
    with lookup_engine().connect() as connection:
        found = connection.execute(chosen).first()
    if found is None:
        return None
    name = f"{found.first_name}（接口：{found.name}）"
    roles = frozenset({PROVIDER_DESK})
    return Holder(
        found.id, Actor(found.user_id, name, roles, found.organisation_id), found.area_code
    )


def note_use(token_id: int, request: str, actor: Actor, at: datetime) -> None:
    """Leave a row of what a token was used for."""
    row = session().get(ApiToken, token_id)
    record(act="api_token.use", about=row, actor=actor, at=at, after={"request": request})
