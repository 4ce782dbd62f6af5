"""Figures beside their goals: what a benchmark found, for whoever looks at all of them together."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path

NOTED = "BENCH_FIGURES"
"""Names the file that figures are also written to, one a line; without it nothing is written."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, in which unit, and what it should be: at most, or at least."""

    name: str
    measured: float
    unit: str
    goal: float
    at_least: bool = False
    beside: str = ""  # what it was measured from or against

    @property
    def of_goal(self) -> float:
        """Return the part of the goal: 1.00 or less has reached it, whichever way it is meant."""
        if self.at_least:
            return self.goal / self.measured if self.measured else float("inf")
        return self.measured / self.goal


def note(figure: Figure) -> None:
    """Keep a figure for the table of all, if somebody collects them."""
    if place := os.environ.get(NOTED):
        with Path(place).open("a", encoding="utf-8") as kept:
            kept.write(json.dumps(asdict(figure)) + "\n")


def noted(place: Path) -> list[Figure]:
    """Read what was kept."""
    lines = place.read_text(encoding="utf-8").splitlines() if place.exists() else []
    return [Figure(**json.loads(line)) for line in lines]


def machine() -> str:
    """Return the processor, its cores, memory, and the Python at work."""
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text(encoding="utf-8").splitlines() if facts.exists() else []
    model = next((line.split(":", 1)[1].strip() for line in lines if "model name" in line), "")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    about = f"{os.cpu_count()} cores, {memory:.0f} GB, Python {platform.python_version()}"
    return f"{platform.machine()} {model}, {about}"
