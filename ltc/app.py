"""Build the site from the add-ons: settings, extensions, security, page kit, rooms.

Everything a room brings is in its own ``addon.py``; nothing is wired here by hand.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask_appbuilder import AppBuilder
from sqlalchemy.orm import scoped_session, sessionmaker

from ltc.accounts.addon import ADDON as ACCOUNTS
from ltc.addon import Addon, load_addons, resolve, wire_events
from ltc.config import Settings, key, settings
from ltc.db import reading_engine, unit_of_work
from ltc.policy.load import add_folder
from ltc.security import navigation, routes
from ltc.security.manager import HouseSecurityManager
from ltc.security.services import ensure_roles
from ltc.security.sessions import HouseProtect, ServerSessions
from ltc.shared import clock
from ltc.web import denials, kit
from ltc.web.paths import DatabaseNumber
from ltc.web.proxy import TrustedHop
from ltc.web.words import register_words

LARGEST_REQUEST = 16 * 1024 * 1024


def create_app(addons: Iterable[str] | None = None) -> Flask:
    """Return the site with the named add-ons (default: those of the settings)."""
    chosen = settings()
    clock.start_at(chosen.clock)
    loaded = (ACCOUNTS, *load_addons(chosen.addons if addons is None else addons))
    app = Flask("ltc", template_folder=str(kit.TEMPLATES), static_folder=str(kit.STATIC))
    app.config.update(_flask_settings(chosen))
    app.session_interface = ServerSessions()
    believed = chosen.proxies if chosen.behind_tls else ()
    app.wsgi_app = TrustedHop(app.wsgi_app, believed)  # type: ignore[method-assign]
    app.url_map.converters["int"] = DatabaseNumber
    app.extensions["ltc_permissions"] = permission_table(loaded)
    app.extensions["ltc_addons"] = loaded
    HouseProtect(app)
    wire_events(loaded)
    for addon in loaded:
        for kind, words in addon.words.items():
            register_words(kind, words)
    for folder in (folder for addon in loaded for folder in addon.packs):
        add_folder(Path(folder))
    with app.app_context():
        with unit_of_work():
            ensure_roles()
        builder = _appbuilder(app)
        kit.install(app)
        _register_views(builder, loaded)
    navigation.install(app)
    denials.install(app)
    routes.refuse_open_routes(app)
    _quiet_logs(chosen)
    return app


def permission_table(addons: Iterable[Addon]) -> dict[str, tuple[str, ...]]:
    """Return permission → roles of all add-ons, as one table."""
    return {name: roles for addon in addons for name, roles in addon.permissions.items()}


def _flask_settings(chosen: Settings) -> dict[str, Any]:
    """Return Flask's and Flask-AppBuilder's settings; its own pages and APIs stay closed."""
    return {
        "SECRET_KEY": key("secret"),
        "MAX_CONTENT_LENGTH": LARGEST_REQUEST,
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "SEND_FILE_MAX_AGE_DEFAULT": 3600,
        "TEMPLATES_AUTO_RELOAD": False,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": chosen.behind_tls,
        "TESTING": chosen.env == "test",
        "PROPAGATE_EXCEPTIONS": False,
        "BABEL_DEFAULT_LOCALE": "zh",
        "LANGUAGES": {
            "zh": {"flag": "cn", "name": "中文"},
            "en": {"flag": "gb", "name": "English"},
        },
        "APP_NAME": "长期护理保险",
        "FAB_CREATE_DB": False,
        "FAB_UPDATE_PERMS": False,
        "FAB_ADD_SECURITY_VIEWS": False,
        "FAB_ADD_SECURITY_API": False,
        "FAB_API_SWAGGER_UI": False,
        "FAB_ADD_OPENAPI_VIEW": False,
        "FAB_ADD_MENU_API": False,
        "FAB_SECURITY_SIGNALS_ENABLED": False,
        "AUTH_TYPE": 1,
        "AUTH_USER_REGISTRATION": False,
    }


def _appbuilder(app: Flask) -> AppBuilder:
    """Start Flask-AppBuilder on a session of its own, for users, roles and code lists."""
    fab_session = scoped_session(sessionmaker(bind=reading_engine()))
    app.teardown_appcontext(lambda _fault: fab_session.remove())
    return AppBuilder(
        app,
        fab_session,
        security_manager_class=HouseSecurityManager,
        indexview=resolve("ltc.accounts.views:FrontPage"),
        update_perms=False,
    )


def _register_views(builder: AppBuilder, addons: Iterable[Addon]) -> None:
    """Register every view and API class, without Flask-AppBuilder's menu."""
    for addon in addons:
        for dotted in addon.views:
            builder.add_view_no_menu(resolve(dotted))


def _quiet_logs(chosen: Settings) -> None:
    """Log at the level of the settings; Flask-AppBuilder speaks only of trouble."""
    logging.getLogger().setLevel(chosen.log_level)
    logging.getLogger("flask_appbuilder").setLevel(logging.ERROR)


def template_folders(addons: Iterable[Addon]) -> list[Path]:
    """Return the template folders that add-ons from elsewhere bring."""
    return [Path(folder) for addon in addons for folder in addon.templates]
