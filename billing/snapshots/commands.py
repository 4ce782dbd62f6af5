"""``ltc snapshot``: keep a month's closed days as files.  Heavy imports wait until it is run."""

from __future__ import annotations

import json
import sys

import click


@click.command()
@click.option("--area", required=True, metavar="CODE", help="The pool (统筹区), such as 2111.")
@click.option("--month", required=True, metavar="YYYY-MM", help="The month of service.")
def snapshot(area: str, month: str) -> None:
    """Keep the visits of closed days as Parquet files: 封存日快照.

    A day is closed when it is over and none of its visits waits for anything.  The files are tied
    to the database by number and sums; a settlement reads the days whose tie holds from them and
    the others from the database.  Every night this is done by itself (docs/operations.md).

    \b
    Example:
      ltc snapshot --area 2111 --month 2023-10
    """  # noqa: D301 - \b is click's mark for text that is not to be re-flowed
    from billing.snapshots.making import keep_month
    from ltc.scope import Scope
    from ltc.shared.clock import now
    from ltc.shared.dates import Month

    asked = Month.parse(month)
    done = keep_month(area, asked, scope=Scope.everything(reason="snapshot"), at=now())
    answer = {
        "area": area,
        "month": month,
        "made": list(map(str, done.made)),
        "kept": list(map(str, done.kept)),
        "open": list(map(str, done.open)),
    }
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None))
