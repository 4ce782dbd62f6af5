"""``ltc draw``: redo a published draw, without this system's database or anybody's word."""

from __future__ import annotations

import json
from typing import IO

import click

from ltc.oversight.rules import drawing
from ltc.oversight.rules.drawing import Proof
from ltc.shared.errors import BadInput


@click.command(
    help="Redo a published inspection draw.\n\n"
    "FILE is the proof that the page of the draw offers; - is standard input.\n\n"
    "Example: ltc draw draw-12.json"
)
@click.argument("file", type=click.File("r", encoding="utf-8"))
def draw(file: IO[str]) -> None:
    """Say whether the draw fits; exit 1 when it does not."""
    try:
        proof = Proof.from_row(json.load(file))
    except ValueError as fault:
        raise BadInput(
            f"{file.name}: not a proof ({fault})", f"{file.name}：不是抽取证明"
        ) from None
    faults = drawing.faults(proof)
    for each in faults:
        click.echo(each)
    if faults:
        raise SystemExit(1)
    sample = ", ".join(map(str, proof.drawn))
    click.echo(f"相符 / it fits: {len(proof.drawn)} of {len(proof.ids)} ({sample})")
