"""What makes the pages under ``/pwa/`` installable: the service worker and the manifest.

The worker keeps the files of ``static/pwa`` and the shells that rooms name; its version is the sum
of what it keeps, so a changed file is a new version.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from flask import Response, current_app, jsonify, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _

from ltc.addon import AppShell
from ltc.security.policy import allowed
from ltc.shared.clock import shift
from ltc.shared.errors import NotFound
from ltc.shared.ids import sha256
from ltc.web.tables import asset
from ltc.web.views import Page


class Shell(Page):
    """``/pwa/worker.js`` and the manifests: open, they hold nothing of anybody."""

    route_base = "/pwa"
    default_view = "worker"

    @expose("/worker.js")
    @allowed("pwa.shell")
    def worker(self) -> Response:
        """Return the service worker with the list of what it keeps."""
        folder = Path(str(current_app.static_folder)) / "pwa"
        names = sorted(each.name for each in folder.glob("*.js") if each.name != "worker.js")
        files = [url_for("static", filename=f"pwa/{name}") for name in names]
        files += [asset("css/ltc.css"), asset("icons/favicon.svg")]
        addons = current_app.extensions["ltc_addons"]
        files += [url_for(each.endpoint) for addon in addons for each in addon.shells]
        head = (
            f"const VERSION = {json.dumps(_version(folder))};\nconst SHELL = {json.dumps(files)};\n"
        )
        text = head + (folder / "worker.js").read_text(encoding="utf-8")
        return Response(text, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})

    @expose("/<name>.webmanifest")
    @allowed("pwa.shell")
    def manifest(self, name: str) -> Response:
        """Return what a browser needs to install one of the apps."""
        shell = _shell(name)
        answer = jsonify(
            id=url_for(shell.endpoint),
            name=f"{_('长期护理保险')} · {_(shell.title)}",
            short_name=_(shell.title),
            start_url=url_for(shell.endpoint),
            scope="/pwa/",
            display="standalone",
            lang="zh-CN",
            background_color="#f4f7f7",
            theme_color="#0c5f68",
            icons=[{"src": asset("icons/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}],
        )
        return Response(answer.get_data(), mimetype="application/manifest+json")


def moved_ms() -> int:
    """Return how far a demonstration has moved the clock, for devices to move theirs as far."""
    return round(shift().total_seconds() * 1000)


def _shell(name: str) -> AppShell:
    for addon in current_app.extensions["ltc_addons"]:
        for each in addon.shells:
            if each.name == name:
                return each
    raise NotFound("no such app", "没有该应用")


@cache
def _version(folder: Path) -> str:
    """Return the sum of all that is kept: scripts, stylesheet and the shells' templates."""
    kept = [*sorted(folder.glob("*.js")), folder.parent / "css" / "ltc.css"]
    kept += sorted((folder.parents[2] / "templates" / "pwa").glob("*.html"))
    return sha256("".join(sha256(each.read_bytes()) for each in kept))[:12]
