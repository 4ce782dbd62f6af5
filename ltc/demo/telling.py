"""What is told about the story while it runs: chapters with their seconds, and events with ids.

Everything is kept as lines of text; where they are written is the command's business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sized
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import click

from ltc.shared.clock import monotonic

Each = TypeVar("Each")


@dataclass(slots=True)
class Teller:
    """Writes lines as they come; shows a bar only where somebody watches."""

    write: Callable[[str], None]
    watched: bool = False
    seconds: dict[str, float] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def say(self, zh: str, en: str) -> None:
        """Tell one thing in both languages."""
        self.lines.append(zh)
        self.write(f"  · {zh}\n    {en}")

    @contextmanager
    def chapter(self, zh: str, en: str) -> Iterator[None]:
        """Tell that a part begins, and keep how long it took."""
        self.write(f"\n■ {zh} · {en}")
        began = monotonic()
        yield
        taken = monotonic() - began
        self.seconds[f"{zh} · {en}"] = taken
        self.write(f"  （{taken:.1f} 秒 / s）")

    def each(self, rows: Iterable[Each], label: str) -> Iterator[Each]:
        """Yield the rows, behind a progress bar on a terminal."""
        if not self.watched:
            yield from rows
            return
        length = len(rows) if isinstance(rows, Sized) else None
        with click.progressbar(rows, length=length, label=f"  {label}", file=None) as bar:
            yield from bar
