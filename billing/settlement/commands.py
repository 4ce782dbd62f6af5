"""``ltc settle``: the monthly settlement of an area.  Heavy imports wait until it is run."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from ltc.shared.errors import Conflict

if TYPE_CHECKING:
    from billing.models import Settlement
    from billing.settlement.engine import Pace
    from billing.settlement.runs import Preview
    from ltc.scope import Scope

NO = 1


@click.command()
@click.option("--area", required=True, metavar="CODE", help="The pool (统筹区), such as 2111.")
@click.option("--month", required=True, metavar="YYYY-MM", help="The month of service.")
@click.option("--dry-run", is_flag=True, help="Show what would come out; write nothing.")
@click.option(
    "--as-known-on", metavar="DAY", help="Leave out what was recorded after DAY (YYYY-MM-DD)."
)
@click.option(
    "--by",
    metavar="LOGIN",
    help="The officer who runs it, and who then cannot approve it.  Without: the system.",
)
@click.option("--workers", type=click.IntRange(1, 8), default=2, show_default=True)
def settle(
    area: str,
    month: str,
    *,
    dry_run: bool,
    as_known_on: str | None,
    by: str | None,
    workers: int,
) -> None:
    """Settle a month: 月结算.

    The month must be over, and is settled once.  A run that was killed is finished by the same
    command.  Facts that come later correct the month in the next one.  --dry-run may look at a
    month that is not over, or settle a past one again to compare; with --as-known-on the day on
    which a month was settled, the stored figures come out again.

    Approval takes two people.  --by says who the first is; without it the first is whoever signs
    the statements for the bureau, and the second is somebody else.

    \b
    Example:
      ltc settle --area 2111 --month 2023-10 --dry-run
      ltc settle --area 2111 --month 2023-10
      ltc settle --area 2111 --month 2023-10 --by officer
    """  # noqa: D301 - \b is click's mark for text that is not to be re-flowed
    from billing.settlement import runs
    from ltc.scope import Scope
    from ltc.shared.clock import now
    from ltc.shared.dates import Month, parse_day

    asked = Month.parse(month)
    day = parse_day(as_known_on, field="as-known-on") if as_known_on else None
    at = now()
    try:
        scope = _scope_of(by) if by else Scope.everything(reason="month close")
        known_at = runs.known_on(area, asked, day, scope=scope) if day else None
        if dry_run:
            seen = runs.preview(area, asked, scope=scope, at=at, known_at=known_at)
            answer = _previewed(area, month, seen)
        else:
            with _pace(workers) as pace:
                done = runs.settle(area, asked, scope=scope, at=at, known_at=known_at, pace=pace)
            answer = _settled(done)
    except Conflict as no:
        click.echo(no.zh, err=True)
        click.echo(no.en, err=True)
        click.get_current_context().exit(NO)
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None))


def _scope_of(login: str) -> Scope:
    """Return the scope of the officer who runs it; refuse who may not."""
    from billing.board.rules import SETTLE, WHO
    from billing.errands.services import scope_of_user
    from ltc.db import read_only
    from ltc.security.queries import user_named
    from ltc.shared.errors import Forbidden, NotFound

    with read_only():
        user = user_named(login.strip().lower())
        if user is None:
            raise NotFound(f"no account {login}", f"没有账号 {login}", field="by")
        scope = scope_of_user(user.id)
    if not scope.actor.roles & set(WHO[SETTLE]):
        raise Forbidden(f"{login} does not run settlements", f"账号 {login} 无权运行月结算")
    return scope


@contextmanager
def _pace(workers: int) -> Iterator[Pace]:
    """Show a progress bar on a terminal, nothing in a pipe."""
    from billing.settlement.engine import Pace

    if not sys.stderr.isatty():
        yield Pace(workers=workers)
        return
    with click.progressbar(length=1, label="结算", file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield Pace(show, workers)


def _settled(done: Settlement) -> dict[str, Any]:
    from billing.settlement import queries
    from ltc.db import read_only
    from ltc.shared.money import yuan

    with read_only():
        notes = [{"kind": each.kind, **each.facts} for each in queries.notes(done.id)]
    return {
        "area": done.area_code,
        "month": done.month,
        "state": done.state,
        "persons": done.persons,
        "lines": done.lines,
        "asked": yuan(done.asked_fen),
        "fund": yuan(done.fund_fen),
        "person": yuan(done.person_fen),
        "withheld": yuan(done.withheld_fen),
        "adjusted_fund": yuan(done.adjusted_fund_fen),
        "result_hash": done.result_hash,
        "pack": {"id": done.pack, "version": done.pack_version, "fingerprint": done.fingerprint},
        "notes": notes,
    }


def _previewed(area: str, month: str, seen: Preview) -> dict[str, Any]:
    from ltc.shared.money import yuan

    def total(name: str) -> str:
        return yuan(sum(getattr(part, name) for part in seen.totals))

    settled = seen.settled if seen.settled and seen.settled.result_hash else None
    return {
        "area": area,
        "month": month,
        "state": "dry-run",
        "lines": seen.lines,
        "asked": total("asked_fen"),
        "fund": total("fund_fen"),
        "person": total("person_fen"),
        "withheld": total("withheld_fen"),
        "result_hash": seen.result_hash,
        "same_as_settled": None if settled is None else settled.result_hash == seen.result_hash,
        "notes": [{"kind": kind, **facts} for kind, facts in seen.notes],
    }
