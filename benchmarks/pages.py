"""How long list pages take in a megacity, and how many statements each sends: `./run bench pages`.

Every page without a number in its address, for every role that may open it, from a demonstration
grown to 100,000 people and 3,000,000 visits.  One request at a time inside this process, so that
the figure is the page's own work; the first round only warms.
"""

from __future__ import annotations

import os
import platform
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import click

from ltc.shared.clock import monotonic

GOAL_MS, GOAL_STATEMENTS = 300, 8
_CLOCK = "2023-12-08T10:00:00+08:00"
_OK = 200


@dataclass(slots=True)
class Page:
    """One page as one role sees it."""

    path: str
    role: str
    times_ms: list[float] = field(default_factory=list)
    statements: int = 0

    @property
    def p95_ms(self) -> float:
        """Return the time that 95 of 100 requests stay under."""
        return quantiles(self.times_ms, n=20)[-1]


@click.command()
@click.option("--persons", default=100_000, show_default=True)
@click.option("--visits", default=3_000_000, show_default=True)
@click.option("--times", default=20, show_default=True, help="requests of each page")
@click.option(
    "--database",
    type=click.Choice(["sqlite", "postgres", "both"]),
    default="both",
    show_default=True,
)
@click.option("--keep", default="", help="a folder to build the SQLite file in, and to find it in")
@click.option("--only", default="", help="measure only addresses that begin so")
@click.option("--measure", is_flag=True, hidden=True)
def main(  # noqa: PLR0913 - one argument for each option
    *, persons: int, visits: int, times: int, database: str, keep: str, only: str, measure: bool
) -> None:
    """Print each page's median and p95 in milliseconds and its statements; the worst first."""
    if measure:
        _measure(times, only)
        return
    click.echo(f"{platform.machine()}, {os.cpu_count()} cores, {persons} people, {visits} visits")
    for name in ("sqlite", "postgres") if database == "both" else (database,):
        with _database(name, Path(keep) if keep and name == "sqlite" else None) as environment:
            begun = monotonic()
            _build(environment, persons, visits)
            click.echo(f"{name}: built in {monotonic() - begun:.0f} s")
            command = ["--measure", "--times", str(times), "--only", only]
            subprocess.run(
                [sys.executable, "-m", "benchmarks.pages", *command], env=environment, check=True
            )


def _build(environment: dict[str, str], persons: int, visits: int) -> None:
    """Tell the demonstration, then grow what it left; a folder that is built stays as it is."""
    import sqlalchemy as sa

    from benchmarks.support.grown import Size, grow

    done = Path(environment["LTC_DATA_DIR"]) / "grown"
    if done.exists():
        return
    ltc = [str(Path(sys.executable).with_name("ltc")), "demo", "--no-serve"]
    subprocess.run(ltc, env=environment, check=True, stdout=subprocess.DEVNULL)
    file = f"sqlite:///{environment['LTC_DATA_DIR']}/ltc.sqlite3"
    bind = sa.create_engine(environment.get("LTC_DATABASE_URL", file))
    grow(bind, Size(persons, visits))
    bind.dispose()
    done.touch()


def _measure(times: int, only: str) -> None:
    """Ask for every page of every role and print what it took."""
    from ltc.app import create_app

    app = create_app()
    pages = [page for page in _pages(app) if page.path.startswith(only)]
    cookies = _cookies({page.role for page in pages})
    with _counted() as counter:
        for page in pages:
            _ask(app, page, cookies[page.role], times, counter)
    measured = sorted(
        (page for page in pages if page.times_ms), key=lambda page: page.p95_ms, reverse=True
    )
    for page in measured:
        marks = "slow " * (page.p95_ms > GOAL_MS) + "chatty" * (page.statements > GOAL_STATEMENTS)
        click.echo(
            f"{page.path:36} {page.role:16} {median(page.times_ms):7.0f} ms  p95 {page.p95_ms:7.0f}"
            f"  {page.statements:3d} statements  {marks}"
        )
    slow = sum(page.p95_ms > GOAL_MS for page in measured)
    chatty = sum(page.statements > GOAL_STATEMENTS for page in measured)
    over = f"{slow} over {GOAL_MS} ms, {chatty} over {GOAL_STATEMENTS} statements"
    click.echo(f"{len(measured)} pages: {over}")


def _ask(app: Any, page: Page, cookie: str, times: int, counter: list[str]) -> None:  # noqa: ANN401 - the site
    """Ask for a page again and again; what is no page for this role is left out."""
    client = app.test_client()
    client.set_cookie("ltc", cookie)
    for number in range(times + 1):
        counter.clear()
        begun = monotonic()
        answer = client.get(page.path)
        taken = (monotonic() - begun) * 1000
        if answer.status_code != _OK or answer.mimetype != "text/html":
            return
        page.statements = len(counter)
        if number:
            page.times_ms.append(taken)


def _pages(app: Any) -> list[Page]:  # noqa: ANN401 - the site
    """Return every page that needs nothing but its address, with each role that may open it."""
    from ltc.security.roles import ROLES, SIGNED_IN
    from ltc.security.routes import permission_of

    found = []
    for rule in app.url_map.iter_rules():
        permission = permission_of(app.view_functions[rule.endpoint])
        if rule.arguments or "GET" not in rule.methods or permission is None:
            continue
        roles = app.extensions["ltc_permissions"][permission]
        found += [Page(rule.rule, role) for role in ROLES if role in roles or SIGNED_IN in roles]
    return found


def _cookies(roles: set[str]) -> dict[str, str]:
    """Sign one account of each role in, without its password."""
    import sqlalchemy as sa
    from flask_appbuilder.security.sqla.models import Role, assoc_user_role

    from ltc.db import engine
    from ltc.security.sessions import _begin
    from ltc.shared.clock import now

    chosen = (
        sa.select(Role.name, sa.func.min(assoc_user_role.c.user_id))
        .join(assoc_user_role, assoc_user_role.c.role_id == Role.id)
        .where(Role.name.in_(roles))
        .group_by(Role.name)
    )
    with engine().connect() as connection:
        accounts = connection.execute(chosen).all()
    cookies = {}
    for role, user_id in accounts:
        cookies[role] = secrets.token_urlsafe(32)
        _begin(cookies[role], {"_user_id": str(user_id)}, now())
    return cookies


@contextmanager
def _counted() -> Iterator[list[str]]:
    """Note every statement of the configured database that reads or writes rows."""
    import sqlalchemy as sa

    from ltc.db import engine

    sent: list[str] = []

    def note(*facts: Any) -> None:
        if facts[2].lstrip().upper().startswith(("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")):
            sent.append(facts[2])

    sa.event.listen(engine(), "before_cursor_execute", note)
    yield sent
    sa.event.remove(engine(), "before_cursor_execute", note)


@contextmanager
def _database(name: str, keep: Path | None) -> Iterator[dict[str, str]]:
    """Give the environment of an empty database, or of the one that was kept."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("LTC_")}
    with tempfile.TemporaryDirectory(prefix="ltc-bench-", dir="/tmp") as passing:
        folder = keep or Path(passing)
        folder.mkdir(parents=True, exist_ok=True)
        environment = {**clean, "LTC_DATA_DIR": str(folder), "LTC_CLOCK": _CLOCK, "LTC_ENV": "demo"}
        if name == "sqlite":
            environment["LTC_DATABASE_URL"] = f"sqlite:///{folder}/ltc.sqlite3"
            yield environment
            return
        from tests.support import postgres

        folder.chmod(0o755)
        (folder / "pg").mkdir()
        server = postgres._start(folder / "pg")  # noqa: SLF001 - the tests' own server
        address = f"postgresql+psycopg://postgres@/postgres?host={folder}/pg"
        try:
            yield {**environment, "LTC_DATABASE_URL": address}
        finally:
            server.communicate()


if __name__ == "__main__":
    main()
