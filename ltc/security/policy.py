"""Who may do what on the web: every route carries a permission name, every name a line of roles.

The table is the add-ons' ``permissions``; a route without ``@allowed`` or a name without a line
stops the site from starting.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import current_app, g, redirect, request, session, url_for

from ltc.db import unit_of_work
from ltc.scope import Actor, Scope
from ltc.security import tokens
from ltc.security.roles import ADMINISTRATORS, ANYONE, FAMILY, FIELD_WORKERS, SIGNED_IN
from ltc.shared.clock import now
from ltc.shared.errors import Forbidden

STEP_UP_SECONDS = 300
OWN_ACCOUNT = "account.own"  # pages on which one sees to one's own account


class StepUpNeeded(Forbidden):
    """A program asked for what wants the password again."""

    code = "step_up"

    def __init__(self) -> None:
        """Say where the password is given."""
        super().__init__(
            "give the password again at POST /step-up, then send this once more",
            "请先在 /step-up 再次确认密码，然后重发",
        )


View = TypeVar("View", bound=Callable[..., Any])


def allowed(
    permission: str, *, step_up: bool = False, by_token: bool = False
) -> Callable[[View], View]:
    """Let a view method run only for roles that hold ``permission``.

    ``step_up`` asks for the password (and second factor) again when that is more than five
    minutes ago: for approving payments, changing rules, bulk export, bank accounts.  ``by_token``
    lets a provider's software in by its token, which was made under that password.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - any view
            _check_token(by_token=by_token)
            turned_away = _turn_away(permission, step_up=step_up)
            return view(*args, **kwargs) if turned_away is None else turned_away

        guarded.ltc_permission = permission  # type: ignore[attr-defined]
        guarded.ltc_step_up = step_up  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return guard


def _check_token(*, by_token: bool) -> None:
    """Refuse a token that opens nothing, or not this; note what it is used for."""
    token = g.get("ltc_token")
    if token is None:
        return
    if not token:
        raise Forbidden(
            "the token is unknown, over or revoked; have another one made",
            "接口令牌无效、已过期或已撤销，请机构重新办理",
        )
    if not by_token:
        raise Forbidden("tokens do not open this; sign in", "接口令牌不能办理此项，请登录")
    with unit_of_work():
        tokens.note_use(token, f"{request.method} {request.path}"[:200], current_actor(), now())


def _turn_away(permission: str, *, step_up: bool) -> Any:  # noqa: ANN401 - a response or None
    """Return a redirect for who must sign in (again), raise for who may not, None for who may."""
    roles = roles_for(permission)
    if ANYONE in roles:
        return None
    actor = current_actor_or_none()
    if actor is None:
        if wants_json():
            raise Forbidden("please sign in", "请先登录")
        return redirect(url_for("SignIn.sign_in", next=request.full_path.rstrip("?")))
    first = g.get("ltc_must_do", "")
    if first and permission != OWN_ACCOUNT:
        return redirect(url_for(first))
    if SIGNED_IN not in roles and not actor.roles & set(roles):
        raise Forbidden(
            f"your role may not do this ({permission})", f"您的角色没有此项权限（{permission}）"
        )
    if step_up and not _stepped_up():
        if wants_json():
            raise StepUpNeeded
        return redirect(url_for("SignIn.step_up", next=request.referrer or "/"))
    return None


def _stepped_up() -> bool:
    """Tell whether the password was given again a short while ago, or for the token shown."""
    if g.get("ltc_token"):
        return True
    at = session.get("stepped_up_at")
    return at is not None and 0 <= now().timestamp() - at <= STEP_UP_SECONDS


def wants_json() -> bool:
    """Tell whether the caller is a program."""
    return request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json"


def roles_for(permission: str) -> tuple[str, ...]:
    """Return the roles that hold a permission; an unknown name is a mistake in the house."""
    table: dict[str, tuple[str, ...]] = current_app.extensions["ltc_permissions"]
    return table[permission]


def holds(permission: str) -> bool:
    """Tell whether the present user holds a permission, for menus and buttons."""
    roles = roles_for(permission)
    if ANYONE in roles:
        return True
    actor = current_actor_or_none()
    return actor is not None and (SIGNED_IN in roles or bool(actor.roles & set(roles)))


def current_actor_or_none() -> Actor | None:
    """Return who is signed in, as loaded with the session, or None."""
    return getattr(g, "ltc_actor", None)


def current_actor() -> Actor:
    """Return who is signed in; a public page must not ask."""
    actor = current_actor_or_none()
    if actor is None:
        raise Forbidden("please sign in", "请先登录")
    return actor


def current_scope() -> Scope:
    """Return the limits of what the present user may see."""
    return scope_of(current_actor(), g.ltc_area)


def administered_area() -> str:
    """Return the area whose accounts and logs an administrator sees to."""
    return str(g.ltc_area) or "-"


def scope_of(actor: Actor, area: str) -> Scope:
    """Derive a scope from what an account stands for; who stands for nothing sees nothing."""
    if actor.roles <= set(ADMINISTRATORS):
        return Scope(actor, area="-")  # accounts, rights and logs only: no business data
    if FAMILY in actor.roles:
        return Scope(actor, area=area, person_id=actor.person_id or -1)
    if actor.roles and actor.roles <= set(FIELD_WORKERS):
        return Scope(
            actor,
            area=area,
            organisation_id=actor.organisation_id or -1,
            staff_id=actor.staff_id or -1,
        )
    if actor.roles & {"assessment_desk", "provider_desk"}:
        return Scope(actor, area=area, organisation_id=actor.organisation_id or -1)
    return Scope(actor, area=area or "-")
