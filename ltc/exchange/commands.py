"""``ltc export`` and ``ltc import``: exchange files of an area and month.

Heavy imports wait until a command is run.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ltc.exchange.acts.report import Report

NO = 1
REJECTS = "rejects.csv"


@click.command(name="export")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--area", required=True, metavar="CODE", help="The area, such as 2111.")
@click.option("--month", required=True, metavar="YYYY-MM", help="The month of service.")
@click.option(
    "--format",
    "form",
    default="csv",
    show_default=True,
    help="csv, parquet, xlsx for people, or fhir (claims only).",
)
@click.option("--personal", is_flag=True, help="With names, ID numbers, phones and places.")
def export(folder: Path, *, area: str, month: str, form: str, personal: bool) -> None:
    """Write the exchange files of a month into DIR: 导出.

    DIR must be new or empty.  Without --personal nobody can be named and the files cannot be
    imported; with it the audit trail says so.  Layouts: docs/exchange.md.

    \b
    Example:
      ltc export out/2023-10 --area 2111 --month 2023-10
      ltc export out/all --area 2111 --month 2023-10 --format parquet --personal
    """  # noqa: D301 - \b is click's mark for text that is not to be re-flowed
    from ltc.exchange.layouts import EXPORTED
    from ltc.exchange.runs import Wanted, export_month
    from ltc.scope import Scope
    from ltc.shared.clock import now
    from ltc.shared.dates import Month

    _set_up()
    wanted = Wanted(area=area, month=Month.parse(month), form=form, personal=personal)
    scope = Scope.everything(reason="ltc export")
    with _bar("导出", len(EXPORTED)) as step:
        counts = export_month(wanted, folder, scope=scope, at=now(), told=lambda _name: step(1))
    _say({"folder": str(folder), "format": form, "personal": personal, "rows": counts})


@click.command(name="import")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--area", required=True, metavar="CODE", help="Only records of this area go in.")
@click.option(
    "--source", metavar="NAME", help="The system the files come from (default: as they say)."
)
@click.option("--dry-run", is_flag=True, help="Look over what would go in; write nothing.")
@click.option(
    "--rejects", type=click.Path(path_type=Path), help=f"Rejects file (default: DIR/{REJECTS})."
)
@click.pass_context
def import_(
    context: click.Context,
    folder: Path,
    *,
    area: str,
    source: str | None,
    dry_run: bool,
    rejects: Path | None,
) -> None:
    """Take the exchange files in DIR over (CSV, Parquet or XLSX): 导入.

    Good rows go in through the same services and rules as at a desk; a bad row goes to the rejects
    file with row, field and reason, and the exit status is 1.  The same files again change nothing.

    \b
    Example:
      ltc import out/2023-10 --area 2111 --source 原系统
      ltc import out/2023-10 --area 2111 --source 原系统 --dry-run
    """  # noqa: D301 - \b is click's mark for text that is not to be re-flowed
    from ltc.db import count_rows
    from ltc.exchange.importing import Brought, look_through, rejects_of, take_over
    from ltc.scope import Scope
    from ltc.shared.clock import now

    _set_up()
    brought = Brought(folder=folder, source=source or source_of(folder), area=area)
    scope = Scope.everything(reason="ltc import")
    if dry_run:
        report = look_through(brought, scope=scope, at=now())
    else:
        with _bar("导入", 0, folder) as step:
            report = take_over(brought, scope=scope, at=now(), told=step)
        count_rows()
    path = rejects or folder / REJECTS
    path.unlink(missing_ok=True)
    if report.rejects:
        path.write_bytes(rejects_of(report))
    _say(_answer(report, path, dry_run=dry_run))
    context.exit(NO if report.rejects else 0)


@click.command(name="compare")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--area", required=True, metavar="CODE", help="The area whose payments are ours.")
@click.option("--source", metavar="NAME", help="The system the file comes from.")
@click.pass_context
def compare(context: click.Context, folder: Path, *, area: str, source: str | None) -> None:
    """Hold DIR/payments.csv (or .parquet, .xlsx) against what was paid here: 比对.

    Writes nothing.  Every difference is told by month, payee and fund, to the 分; the exit status
    is 1 where there is one, or where a row cannot be read.

    \b
    Example:
      ltc compare former/2023-10 --area 2111 --source 原系统
    """  # noqa: D301 - \b is click's mark for text that is not to be re-flowed
    from ltc.exchange.comparing import compare as hold_against
    from ltc.scope import Scope

    scope = Scope.everything(reason="ltc compare")
    found = hold_against(folder, area, source or source_of(folder), scope=scope)
    _say(found.as_answer())
    context.exit(NO if found.faults or found.different else 0)


def source_of(folder: Path) -> str:
    """Return the system that a folder says it comes from, or a plain word."""
    from ltc.exchange.writing import MANIFEST
    from ltc.shared.errors import BadInput

    try:
        said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return "files"
    except ValueError:
        said = None
    if not isinstance(said, dict) or not isinstance(said.get("source", ""), str):
        raise BadInput(f"{MANIFEST} is not readable", f"{MANIFEST} 无法读取", field="manifest")
    return said.get("source") or "files"


def _answer(report: Report, path: Path, *, dry_run: bool) -> dict[str, Any]:
    said = {"dry_run": dry_run, "files": report.counts(), "rejected": report.rejected}
    return {**said, "rejects": str(path)} if report.rejects else said


def _set_up() -> None:
    """Let the rooms above hear of what the rooms below write, as on the site."""
    from ltc.addon import load_addons, wire_events
    from ltc.config import settings
    from ltc.policy.load import add_folder

    addons = load_addons(settings().addons)
    wire_events(addons)
    for each in (folder for addon in addons for folder in addon.packs):
        add_folder(Path(each))


@contextmanager
def _bar(label: str, steps: int, folder: Path | None = None) -> Iterator[Callable[[int], None]]:
    """Show a progress bar on a terminal, nothing in a pipe; a folder's steps are its rows."""
    if not sys.stderr.isatty():
        yield lambda _count: None
        return
    from ltc.exchange.reading import sources_in

    if folder is not None:
        steps = sum(source.count() for source in sources_in(folder))
    with click.progressbar(range(steps), label=label, file=sys.stderr) as bar:
        yield bar.update


def _say(answer: dict[str, Any]) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None))
