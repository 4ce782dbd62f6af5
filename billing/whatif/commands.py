"""``ltc what-if``: past months under a changed pack.  Heavy imports wait until it is run."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from billing.whatif.question import Question

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_NEW_FILE = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command("what-if")
@click.option("--area", required=True, metavar="CODE", help="The pool (统筹区), such as 2111.")
@click.option(
    "--month",
    "months",
    required=True,
    multiple=True,
    metavar="YYYY-MM",
    help="A month of service; give it again for more months.",
)
@click.option("--pack", type=_FOLDER, help="Folder of another pack, or another version of it.")
@click.option("--rules-of", metavar="DAY", help="Take what the pack says on DAY for all months.")
@click.option("--values", type=_FILE, help="YAML file of changed values.")
@click.option("--xlsx", type=_NEW_FILE, help="Also write the tables to this workbook.")
def what_if(
    area: str,
    months: tuple[str, ...],
    *,
    pack: Path | None,
    rules_of: str | None,
    values: Path | None,
    xlsx: Path | None,
) -> None:
    """Rate past months under a changed pack: 政策测算.

    Tells the cost before and after, who gains and who loses, by grade, mode, district and provider.
    Nothing is stored.  A draft pack will do.  A file of values holds what is other than in the
    pack, such as `benefit.ratio: {home: 0.85}`; amounts are in 元 with two decimals.

    \b
    Example:
      ltc what-if --area 2111 --month 2023-09 --month 2023-10 --pack drafts/panjin
      ltc what-if --area 2111 --month 2023-10 --values other.yaml --xlsx effect.xlsx
    """  # noqa: D301 - \b is click's mark for text that is not to be re-flowed
    from billing.whatif.question import Question
    from ltc.policy.load import load_folder
    from ltc.shared.dates import Month, parse_day

    question = Question(
        area=area,
        months=tuple(sorted({Month.parse(each) for each in months})),
        pack=load_folder(pack) if pack else None,
        rules_of=parse_day(rules_of, field="rules-of") if rules_of else None,
        values=values.read_text("utf-8-sig") if values else "",
    )
    answer = _answer(question)
    if xlsx:
        from billing.whatif.export import workbook

        xlsx.write_bytes(workbook(answer, str))
    told = {**_in_yuan(answer), "state": "what-if"}
    click.echo(json.dumps(told, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None))


def _answer(question: Question) -> dict[str, Any]:
    """Carry the question out, with a progress bar on a terminal and none in a pipe."""
    from billing.whatif import runs
    from ltc.scope import Scope
    from ltc.shared.clock import now

    scope, at = Scope.everything(reason="a what-if on the command line"), now()
    if not sys.stderr.isatty():
        return runs.answer(question, scope=scope, at=at)
    with click.progressbar(length=len(question.months), label="测算", file=sys.stderr) as bar:
        return runs.answer(
            question, scope=scope, at=at, progress=lambda done, _of: bar.update(done - bar.pos)
        )


def _in_yuan(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Write every amount in 元, under its name without the unit."""
    from ltc.shared.money import yuan

    if isinstance(value, list):
        return [_in_yuan(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name.removesuffix("_fen"): yuan(each)
        if name.endswith("_fen") and each is not None
        else _in_yuan(each)
        for name, each in value.items()
    }
