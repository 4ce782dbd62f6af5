"""How long list pages take in a megacity, and how many statements each sends: `./run bench pages`.

Every page without a number in its address, for every role that may open it, from a demonstration
grown to 100,000 people and 3,000,000 visits, which is built once and kept.  One request at a time
inside this process, so that the figure is the page's own work; the first round only warms.  Beside
the time stands the work of this process's processor, which other programs do not lengthen: on
SQLite the database's part is in it, on PostgreSQL not.
"""

from __future__ import annotations

import os
import platform
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median, quantiles
from time import process_time
from typing import Any

import click

from benchmarks.support.figures import Figure, note
from ltc.shared.clock import monotonic

GOAL_MS, GOAL_STATEMENTS = 300, 8
_WORST = 10
# What PostgreSQL is asked besides rows: whether a unit changed nothing.
_HOUSEKEEPING = "pg_current_xact_id_if_assigned"
_OK = 200


@dataclass(slots=True)
class Asked:
    """One statement that a page sent, with what it took."""

    text: str
    values: Any
    ms: float


@dataclass(slots=True)
class Page:
    """One page as one role sees it."""

    path: str
    role: str
    times_ms: list[float] = field(default_factory=list)
    works_ms: list[float] = field(default_factory=list)  # of this process's processor alone
    asked: list[Asked] = field(default_factory=list)

    @property
    def p95_ms(self) -> float:
        """Return the time that 95 of 100 requests stay under."""
        return quantiles(self.times_ms, n=20)[-1]

    @property
    def is_slow(self) -> bool:
        """Whether the page misses the goal of time."""
        return self.p95_ms > GOAL_MS

    @property
    def is_chatty(self) -> bool:
        """Whether the page misses the goal of statements."""
        return len(self.asked) > GOAL_STATEMENTS


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
@click.option("--only", default="", help="measure only addresses that begin so")
@click.option("--explain", default=0, help="show how the database answers the slowest pages")
@click.option("--measure", is_flag=True, hidden=True)
def main(  # noqa: PLR0913 - one argument for each option
    *, persons: int, visits: int, times: int, database: str, only: str, explain: int, measure: bool
) -> None:
    """Print each page's median and p95 in milliseconds and its statements; the worst first."""
    if measure:
        _measure(times, only, explain)
        return
    from benchmarks.support.city import city
    from benchmarks.support.grown import Size

    click.echo(f"{platform.machine()}, {os.cpu_count()} cores, {persons} people, {visits} visits")
    command = ["--measure", "--times", str(times), "--only", only, "--explain", str(explain)]
    for name in ("sqlite", "postgres") if database == "both" else (database,):
        click.echo(name)
        with city(name, Size(persons, visits)) as environment:
            subprocess.run(
                [sys.executable, "-m", "benchmarks.pages", *command], env=environment, check=True
            )


def _measure(times: int, only: str, explain: int) -> None:
    """Ask for every page of every role and print what it took."""
    from ltc.server import Site

    app = Site({}).load()
    pages = [page for page in _pages(app) if page.path.startswith(only)]
    cookies = _cookies({page.role for page in pages})
    with _noted() as asked:
        for page in pages:
            _ask(app, page, cookies[page.role], times, asked)
            if page.times_ms:
                click.echo(_told(page))
    measured = [page for page in pages if page.times_ms]
    measured.sort(key=lambda page: page.p95_ms, reverse=True)
    slow = sum(page.is_slow for page in measured)
    chatty = sum(page.is_chatty for page in measured)
    busy = sum(median(page.works_ms) > GOAL_MS for page in measured)
    over = f"{slow} over {GOAL_MS} ms ({busy} by work), {chatty} over {GOAL_STATEMENTS} statements"
    click.echo(f"{len(measured)} pages: {over}; the slowest:")
    _note(measured)
    for page in measured[:_WORST]:
        click.echo(_told(page))
    for page in measured[:explain]:
        _explain(page)


def _note(measured: list[Page]) -> None:
    """Keep the worst page of each kind for the table of all figures."""
    from ltc.db import engine

    name, slowest = engine().dialect.name, measured[0]
    chattiest = max(measured, key=lambda page: len(page.asked))
    slow = f"{slowest.path} {slowest.role}, {sum(page.is_slow for page in measured)} of them miss"
    note(Figure(f"list pages p95, {name}", slowest.p95_ms, "ms", GOAL_MS, beside=slow))
    many = f"{chattiest.path} {chattiest.role}, of {len(measured)} pages"
    note(Figure(f"statements, {name}", len(chattiest.asked), "", GOAL_STATEMENTS, beside=many))


def _told(page: Page) -> str:
    marks = "slow " * page.is_slow + "chatty" * page.is_chatty
    times = f"{median(page.times_ms):6.0f} ms  p95 {page.p95_ms:6.0f}  {page.p95_ms / GOAL_MS:5.2f}"
    work = f"work {median(page.works_ms):6.0f}  {len(page.asked):3d} statements"
    return f"{page.path:36} {page.role:16} {times}  {work}  {marks}".rstrip()


def _explain(page: Page) -> None:
    """Print how the database answers the statement that took longest on a page."""
    from ltc.db import engine, is_postgres

    slowest = max(page.asked, key=lambda asked: asked.ms)
    how = "EXPLAIN (ANALYZE, BUFFERS)" if is_postgres(engine()) else "EXPLAIN QUERY PLAN"
    click.echo(f"\n{page.path} {page.role}: {slowest.ms:.0f} ms\n{slowest.text}")
    with engine().connect() as connection:
        for row in connection.exec_driver_sql(f"{how} {slowest.text}", slowest.values):
            click.echo(f"    {row[-1]}")


def _ask(app: Any, page: Page, cookie: str, times: int, asked: list[Asked]) -> None:  # noqa: ANN401 - the site
    """Ask for a page again and again; what is no page for this role is left out."""
    client = app.test_client()
    client.set_cookie("ltc", cookie)
    for number in range(times + 1):
        asked.clear()
        begun, work = monotonic(), process_time()
        answer = client.get(page.path)
        taken, worked = monotonic() - begun, process_time() - work
        if answer.status_code != _OK or answer.mimetype != "text/html":
            return
        page.asked = list(asked)
        if number:
            page.times_ms.append(taken * 1000)
            page.works_ms.append(worked * 1000)


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
def _noted() -> Iterator[list[Asked]]:
    """Note every statement of the configured database that reads or writes rows."""
    import sqlalchemy as sa

    from ltc.db import engine

    sent: list[Asked] = []
    begun: list[float] = []

    def before(*_facts: Any) -> None:
        begun[:] = [monotonic()]

    def after(*facts: Any) -> None:
        if _HOUSEKEEPING in facts[2]:
            return
        if facts[2].lstrip().upper().startswith(("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")):
            sent.append(Asked(facts[2], facts[3], (monotonic() - begun[0]) * 1000))

    sa.event.listen(engine(), "before_cursor_execute", before)
    sa.event.listen(engine(), "after_cursor_execute", after)
    yield sent
    sa.event.remove(engine(), "before_cursor_execute", before)
    sa.event.remove(engine(), "after_cursor_execute", after)


if __name__ == "__main__":
    main()
