"""Jobs for tests: what they do is told by a list that the test fills."""

from collections.abc import Callable, Iterator
from datetime import date

PIECES: list[tuple[str, Callable[[], object]]] = []
CALLS: list[str] = []


def forget() -> None:
    """Begin a test with nothing to do and nothing done."""
    PIECES.clear()
    CALLS.clear()


def pieces(day: date) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield what the test wants done."""
    CALLS.append(f"listed {day}")
    yield from list(PIECES)


def broken(day: date) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield one piece, then break."""
    yield "first", lambda: CALLS.append("first")
    raise RuntimeError("a name that must not be in any log: 张秀英")


def alone(day: date) -> int:
    """Do all by itself."""
    CALLS.append(f"alone {day}")
    return 3
