"""Several areas settled in one call.

Pools are cities and share nothing but the machine, so each is a settlement of its own, and one that
is refused stops no other.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from ltc.db import is_postgres
from ltc.shared.errors import LtcError

_Done = TypeVar("_Done")
# While one area is written the next is read; a column door to SQLite bears no neighbour.
AT_A_TIME = 2


def each_area(areas: Sequence[str], act: Callable[[str], _Done]) -> list[_Done | LtcError]:
    """Do ``act`` for each area, in order; a refusal stands in its place."""

    def one(area: str) -> _Done | LtcError:
        try:
            return act(area)
        except LtcError as refusal:
            return refusal

    with ThreadPoolExecutor(AT_A_TIME if is_postgres() else 1) as pool:
        return list(pool.map(one, areas))


@dataclass
class Together:
    """How far all areas are, told as one; an area that has not begun counts as one batch."""

    areas: Sequence[str]
    tell: Callable[[int, int], None]
    _done: dict[str, tuple[int, int]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, area: str) -> Callable[[int, int], None]:
        """Return whom to tell of one area's batches."""

        def progress(done: int, total: int) -> None:
            with self._lock:
                self._done[area] = done, total
                known = [self._done.get(each, (0, 1)) for each in self.areas]
                self.tell(sum(each[0] for each in known), sum(each[1] for each in known))

        return progress
