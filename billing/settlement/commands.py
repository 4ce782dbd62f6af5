"""``ltc settle``: the monthly settlement of an area.  Heavy imports wait until it is run."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from ltc.shared.errors import Conflict

NO = 1


@click.command()
@click.option(
    "--area",
    "areas",
    required=True,
    multiple=True,
    metavar="CODE",
    help="The pool (统筹区), such as 2111; may be given again for another one.",
)
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
@click.option(
    "--on", metavar="ADDRESS", help="Have a Dask cluster reckon, such as tls://10.0.0.5:8786."
)
def settle(areas: tuple[str, ...], **given: Any) -> None:
    """Settle a month: 月结算.

    The month must be over, and is settled once.  A run that was killed is finished by the same
    command.  Facts that come later correct the month in the next one.  --dry-run may look at a
    month that is not over, or settle a past one again to compare; with --as-known-on the day on
    which a month was settled, the stored figures come out again.

    Approval takes two people.  --by says who the first is; without it the first is whoever signs
    the statements for the bureau, and the second is somebody else.

    Several areas give an array of answers; one that is refused stops no other (exit 1).  With --on
    the machines of a cluster reckon; the books are written here (docs/operations.md).

    \b
    Example:
      ltc settle --area 2111 --month 2023-10 --dry-run
      ltc settle --area 2111 --month 2023-10 --by officer
      ltc settle --area 2111 --area 2101 --month 2023-10 --on tls://10.0.0.5:8786
    """  # noqa: D301 - \b is click's mark for text that is not to be re-flowed
    from billing.settlement.asked import Asked

    areas, asked = tuple(dict.fromkeys(areas)), Asked(**given)
    context = click.get_current_context()
    if len(areas) > 1:
        answers = asked.answers(areas)
        _say(answers)
        for no in (each for each in answers if "error" in each):
            click.echo(f"{no['area']}: {no['error']['message']}", err=True)
        context.exit(NO if any("error" in each for each in answers) else 0)
    try:
        _say(asked.answer(areas[0]))
    except Conflict as no:
        click.echo(no.zh, err=True)
        click.echo(no.en, err=True)
        context.exit(NO)


def _say(answer: object) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None))
