"""The navigation and the buttons: what the present user may open, from the add-ons' tables."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, request

from ltc.addon import Addon, MenuEntry
from ltc.security.policy import current_actor_or_none, holds
from ltc.security.roles import ROLES


def install(app: Flask) -> None:
    """Give templates ``menu()``, ``holds(permission)``, ``actor()`` and ``role_names``."""
    app.jinja_env.globals.update(menu=menu, holds=holds, actor=current_actor_or_none, roles=ROLES)


def menu() -> list[dict[str, Any]]:
    """Return the groups of entries that the present user may open, in order."""
    addons: tuple[Addon, ...] = current_app.extensions["ltc_addons"]
    entries = [each for addon in addons for each in addon.menu if holds(each.permission)]
    entries.sort(key=lambda each: (each.order, each.label))
    by_group: dict[str, list[MenuEntry]] = {}
    for entry in entries:
        by_group.setdefault(entry.group, []).append(entry)
    return [
        {"group": group, "entries": [_entry(each) for each in group_entries]}
        for group, group_entries in by_group.items()
    ]


def _entry(entry: MenuEntry) -> dict[str, Any]:
    path = request.path
    active = path == entry.url or (
        entry.url != "/" and path.startswith(f"{entry.url.rstrip('/')}/")
    )
    return {"label": entry.label, "url": entry.url, "icon": entry.icon, "active": active}
