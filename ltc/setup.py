"""Production set-up: bring the database up, put areas in, make the first administrator; backups."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

import click

from ltc.backup import read_backup, write_backup
from ltc.config import settings
from ltc.db import session, unit_of_work
from ltc.directory.models import Area
from ltc.migrations.run import current, upgrade
from ltc.scope import Actor
from ltc.security.roles import AUDIT_ADMIN, SECURITY_ADMIN, SYSTEM_ADMIN
from ltc.security.services import NewAccount, create_account, ensure_roles
from ltc.shared.clock import now
from ltc.shared.errors import BadInput


@click.command(
    help="Set a new system up: database, areas, the three administrators.\n\n"
    "AREAS is a JSON file as ltc/demo/panjin.json: areas with code, name, level, parent.\n\n"
    "Example: ltc init areas.json --area 2111"
)
@click.argument("areas", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--area", required=True, help="code of the pool's area, such as 2111")
def init(areas: Path, area: str) -> None:
    """Set the system up once; passwords are shown once and must be changed."""
    upgrade()
    with unit_of_work():
        add_areas(areas)
        ensure_roles()
        made = [_administrator(role, area) for role in (SYSTEM_ADMIN, SECURITY_ADMIN, AUDIT_ADMIN)]
    for name, password in made:
        click.echo(f"{name}  {password}")
    click.echo("请立即登录并修改密码 / sign in and change the passwords now")


def add_areas(path: Path) -> int:
    """Put the areas of a file into the directory; areas already there are left alone."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["areas"]
        areas = [_area(row) for row in rows]
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise BadInput(
            f"{path.name}: not a file of areas ({fault})",
            f"{path.name}：不是区划文件",
            field="areas",
        ) from None
    added = 0
    for area in areas:
        if session().get(Area, area.code) is None:
            session().add(area)
            session().flush()
            added += 1
    return added


def _area(row: dict[str, Any]) -> Area:
    """Build one area from its row; a centre is [longitude, latitude]."""
    center = row.get("center")
    return Area(
        code=str(row["code"]),
        name=str(row["name"]),
        level=str(row["level"]),
        parent_code=row.get("parent"),
        lat=center[1] if isinstance(center, list) else None,
        lon=center[0] if isinstance(center, list) else None,
        setting=str(row.get("setting", "default")),
        boundary=row.get("rings"),
    )


def _administrator(role: str, area: str) -> tuple[str, str]:
    """Make one of the three administrators with a random password."""
    name, password = role.replace("_", "."), secrets.token_urlsafe(15)
    new = NewAccount(name, name, password, (role,), area, must_change=True)
    create_account(new, actor=Actor.system("ltc init"), at=now())
    return name, password


@click.group(help="The database: upgrade, current.\n\nExample: ltc db upgrade")
def db() -> None:
    """Group the database commands."""


@db.command("upgrade", help="Bring the database to the newest revision.\n\nExample: ltc db upgrade")
def db_upgrade() -> None:
    """Apply missing revisions."""
    upgrade()
    click.echo(current())


@db.command("current", help="Print the revision of the database.\n\nExample: ltc db current")
def db_current() -> None:
    """Print the revision, exit 1 when the database is empty."""
    revision = current()
    click.echo(revision or "empty")
    if revision is None:
        raise SystemExit(1)


@click.command(help="Write the whole system into one file.\n\nExample: ltc backup ltc.tar")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write database, papers and keys into ``file``."""
    head = write_backup(file, settings())
    click.echo(f"{file}  audit {head[0]} {head[1][:16]}")


@click.command(help="Bring a backup back into an empty system.\n\nExample: ltc restore ltc.tar")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Restore into an empty database and data folder; refuse to overwrite."""
    head = read_backup(file, settings())
    click.echo(f"{file}  audit {head[0]} {head[1][:16]}")
