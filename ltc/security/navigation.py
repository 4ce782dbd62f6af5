"""The navigation and the buttons: what the present user may open, from the add-ons' tables."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_babel import gettext

from ltc.addon import Addon, MenuEntry
from ltc.db import engine
from ltc.directory.models import Area, Organisation
from ltc.scope import Actor
from ltc.security.policy import current_actor_or_none, holds
from ltc.security.roles import ROLES


def install(app: Flask) -> None:
    """Give templates the menu, ``holds(permission)`` and who is signed in."""
    app.jinja_env.globals.update(holds=holds)
    app.context_processor(_frame)


def _frame() -> dict[str, Any]:
    """Return what the layout shows around every page."""
    actor = current_actor_or_none()
    if actor is None:
        return {"menu": [], "user": None, "user_links": _visitor_links()}
    area_name, organisation = _names(actor)
    return {
        "menu": menu(),
        "area_name": area_name,
        "user": {
            "name": actor.name,
            "role": "、".join(gettext(ROLES[role]) for role in ROLES if role in actor.roles),
            "organisation": organisation,
        },
        "user_links": _own_links(),
    }


def menu() -> list[dict[str, Any]]:
    """Return the entries that the present user may open, in order."""
    addons: tuple[Addon, ...] = current_app.extensions["ltc_addons"]
    entries = [each for addon in addons for each in addon.menu if holds(each.permission)]
    entries.sort(key=lambda each: each.order)
    return [_entry(each) for each in entries]


def _entry(entry: MenuEntry) -> dict[str, Any]:
    path = request.path
    inside = entry.url != "/" and path.startswith(f"{entry.url.rstrip('/')}/")
    return {
        "label": gettext(entry.label),
        "url": entry.url,
        "icon": entry.icon,
        "group": gettext(entry.group) if entry.group else "",
        "active": path == entry.url or inside,
        "count": None,
    }


def _names(actor: Actor) -> tuple[str, str]:
    """Return the names of the user's area and organisation; both are public."""
    with engine().execution_options(ltc_reads_only=True).connect() as connection:
        area = connection.scalar(
            Area.__table__.select().with_only_columns(Area.name).where(Area.code == g.ltc_area)
        )
        organisation = connection.scalar(
            Organisation.__table__.select()
            .with_only_columns(Organisation.name)
            .where(Organisation.id == actor.organisation_id)
        )
    return area or "", organisation or ""


def _own_links() -> list[dict[str, Any]]:
    return [
        {"label": gettext("修改密码"), "url": url_for("SignIn.password"), "icon": "person"},
        {"label": gettext("退出登录"), "url": url_for("SignIn.sign_out"), "post": True},
    ]


def _visitor_links() -> list[dict[str, Any]]:
    return [{"label": gettext("登录"), "url": url_for("SignIn.sign_in"), "icon": "person"}]
