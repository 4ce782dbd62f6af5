"""``ltc serve``: the site under gunicorn, with as many web processes as the settings say."""

from __future__ import annotations

import gc
from typing import Any

import click
from gunicorn.app.base import BaseApplication

from ltc.config import settings
from ltc.db import forget_engines
from ltc.migrations.run import upgrade

_THREADS = 4
_SECONDS = 60
_COLLECT = (20_000, 50, 50)  # Python's own (700, 10, 10) takes a tenth of a request's time


class Site(BaseApplication):
    """Gunicorn with our settings; every process opens its own database connections."""

    def __init__(self, options: dict[str, Any]) -> None:
        """Keep the options for gunicorn's own start."""
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Hand the options over."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:  # noqa: ANN401 - a WSGI application
        """Build the site inside the web process."""
        from ltc.app import create_app

        forget_engines()
        app = create_app()
        # What the site is made of stays: the collector of lost objects need not look at it again.
        gc.collect()
        gc.freeze()
        gc.set_threshold(*_COLLECT)
        return app


def options(host: str, port: int, processes: int) -> dict[str, Any]:
    """Return gunicorn's options."""
    return {
        "bind": f"{host}:{port}",
        "workers": processes,
        "threads": _THREADS,
        "worker_class": "gthread",
        "timeout": _SECONDS,
        "graceful_timeout": _SECONDS,
        "accesslog": None,
        "errorlog": "-",
        "loglevel": "warning",
        "limit_request_line": 4094,
        "forwarded_allow_ips": ",".join(settings().proxies) if settings().behind_tls else "",
    }


def run(host: str, port: int, processes: int) -> None:
    """Bring the database up to date, say where the site is, and serve until stopped."""
    upgrade()
    forget_engines()
    click.echo(f"长期护理保险 http://{host}:{port}  (Ctrl+C 停止 / stops)")
    Site(options(host, port, processes)).run()


@click.command(help="Serve the web site.\n\nExample: ltc serve --port 8000")
@click.option("--host", default=None, help="address to listen on")
@click.option("--port", type=int, default=None, help="port to listen on")
@click.option("--processes", type=int, default=None, help="web processes")
def serve(host: str | None, port: int | None, processes: int | None) -> None:
    """Serve the site."""
    chosen = settings()
    run(host or chosen.host, port or chosen.port, processes or chosen.web_processes)
