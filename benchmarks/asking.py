"""How fast ``ltc ask`` answers: one question, and an array of 100,000: `./run bench asking`."""

from __future__ import annotations

import json
import os
import platform
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import click

from benchmarks.support.figures import Figure, note
from billing.rules.questions.ask import answer_many
from ltc.policy.load import load_pack
from ltc.shared.clock import monotonic

MONTHS = {"panjin": [f"2023-{month:02d}" for month in range(1, 13)],
          "hanzhong": [f"2022-{month:02d}" for month in range(1, 13)]}  # fmt: skip
MODES = {"panjin": ("home", "institution"), "hanzhong": ("home", "family", "institution")}
_TIMES = 3
GRADES = ("severe_1", "severe_2", "severe_3", "moderate")


@click.command()
@click.option("--questions", default=100_000, show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(questions: int, seed: int) -> None:
    """Print seconds for a person's month after start, and for the whole command on an array."""
    click.echo(f"{platform.machine()}, {os.cpu_count()} cores, seed {seed}")
    chance = random.Random(seed)
    whole_month = _question(chance, lines=30)
    times = [_seconds(lambda: answer_many([whole_month], load_pack)) for _ in range(21)]
    usual_ms = median(times[1:]) * 1000
    click.echo(
        f"one person's month of 30 lines: first {times[0] * 1000:.1f} ms (packs are read), "
        f"then {usual_ms:.1f} ms (goal 20)"
    )
    note(Figure("one person's month after start", usual_ms, "ms", 20, beside="30 lines"))
    asked = [_question(chance, lines=1) for _ in range(questions)]
    seconds, cpu = _command(asked)
    click.echo(f"ltc ask on {questions} questions: {seconds:.2f} s (goal 5), {cpu:.2f} s of CPU")
    note(Figure(f"ltc ask on {questions} questions", seconds, "s", 5, beside=f"{cpu:.2f} s of CPU"))


def _question(chance: random.Random, lines: int) -> dict[str, Any]:
    pack = chance.choice(list(MONTHS))
    month = chance.choice(MONTHS[pack])
    return {
        "question": "benefit",
        "pack": pack,
        "month": month,
        "person": {"insurance": "employee", "grade": chance.choice(GRADES), "traits": []},
        "mode": chance.choice(MODES[pack]),
        "lines": [_line(chance, month, str(number)) for number in range(lines)],
        "events": [],
    }


def _line(chance: random.Random, month: str, name: str) -> dict[str, Any]:
    return {
        "id": name,
        "day": f"{month}-{chance.randint(1, 28):02d}",
        "item": "care",
        "unit": "visit",
        "quantity": "1",
        "minutes": 120,
        "price": f"{chance.randint(50, 300)}.{chance.randint(0, 99):02d}",
        "carer": "care_worker",
    }


def _seconds(work: Callable[[], object]) -> float:
    begun = monotonic()
    work()
    return monotonic() - begun


def _command(asked: list[dict[str, Any]]) -> tuple[float, float]:
    """Return how long the whole command takes, start included, and its processor's part."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "questions.json"
        file.write_text(json.dumps(asked), encoding="utf-8")
        ltc = [sys.executable, "-c", "from ltc.cli import main; main()", "ask", str(file)]

        def run() -> None:
            subprocess.run(ltc, stdout=subprocess.DEVNULL, check=True)

        before = _children()
        seconds = median(_seconds(run) for _ in range(_TIMES))
        return seconds, (_children() - before) / _TIMES


def _children() -> float:
    """Return the CPU seconds of all children that ended."""
    times = os.times()
    return times.children_user + times.children_system


if __name__ == "__main__":
    main()
