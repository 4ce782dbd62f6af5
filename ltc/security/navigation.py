"""The navigation and the buttons: what the present user may open, from the add-ons' tables."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Flask, current_app, g, request

from ltc.addon import Addon, MenuEntry, Tile, resolve
from ltc.scope import Scope
from ltc.security.policy import current_actor_or_none, holds
from ltc.security.roles import ROLES

PUBLIC = "公众"  # the group of entries that the public front page offers, and no desk


def install(app: Flask) -> None:
    """Give templates ``menu()``, ``holds(permission)``, ``actor()``, ``roles`` and names."""
    app.jinja_env.globals.update(menu=menu, holds=holds, actor=current_actor_or_none, roles=ROLES)
    # Flask-Login would read the account's row again for every page; no page of ours asks for it.
    processors = app.template_context_processors[None]
    processors[:] = [each for each in processors if each.__module__ != "flask_login.utils"]
    app.context_processor(_names)


def menu() -> list[dict[str, Any]]:
    """Return the groups of entries that the present user may open, in order."""
    addons: tuple[Addon, ...] = current_app.extensions["ltc_addons"]
    stranger = current_actor_or_none() is None
    entries = [
        each
        for addon in addons
        for each in addon.menu
        if holds(each.permission) and (each.group == PUBLIC) == stranger
    ]
    groups: dict[str, list[MenuEntry]] = {}
    for entry in sorted(entries, key=lambda each: each.order):
        groups.setdefault(entry.group, []).append(entry)
    return [
        {"group": group, "entries": [_entry(each) for each in each_group]}
        for group, each_group in groups.items()
    ]


def waiting(scope: Scope, on: date) -> list[Tile]:
    """Return what waits for the present user in every room, inside a reading unit of work."""
    addons: tuple[Addon, ...] = current_app.extensions["ltc_addons"]
    sources = [each for addon in addons for each in addon.tiles if holds(each[0])]
    return [tile for _permission, dotted in sources for tile in resolve(dotted)(scope, on)]


def _entry(entry: MenuEntry) -> dict[str, Any]:
    path = request.path
    inside = entry.url != "/" and path.startswith(f"{entry.url.rstrip('/')}/")
    active = path == entry.url or inside
    return {"label": entry.label, "url": entry.url, "icon": entry.icon, "active": active}


def _names() -> dict[str, str]:
    """Return the names of the user's area and organisation, as read with the session."""
    return dict(g.get("ltc_names", {}))
