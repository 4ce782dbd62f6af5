"""Many papers at a time: gathered one by one, set by several processes, each recorded by itself.

A failure stops the run; what was recorded before stays and is given back by the next run, which
therefore only does the rest.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context

from ltc.db import read_only, unit_of_work
from ltc.papers import services
from ltc.papers.render import pdf
from ltc.papers.services import Composed, Sheet, Typeset
from ltc.scope import Scope

Build = Callable[[], Sheet]
Waiting = deque[int | tuple[Composed, Future[bytes]]]
Progress = Callable[[int, int], None]


def issue_many(
    builds: Iterable[Build],
    *,
    scope: Scope,
    at: datetime,
    workers: int = 1,
    progress: Progress = lambda _done, _all: None,
) -> list[int]:
    """Issue the papers that ``builds`` describe, in their order; return their ids.

    ``progress`` is told after each paper how many of how many are done.
    """
    wanted = list(builds)
    made: list[int] = []
    for ready in _set(wanted, at, workers):
        made.append(ready if isinstance(ready, int) else _record(ready, scope))
        progress(len(made), len(wanted))
    return made


def _record(ready: Typeset, scope: Scope) -> int:
    with unit_of_work() as opened:
        paper = services.register(ready, scope=scope)
        opened.flush()
        return paper.id


def _set(wanted: list[Build], at: datetime, workers: int) -> Iterator[Typeset | int]:
    """Yield each paper as it is set, or the id of one that was issued before."""
    if workers <= 1:
        for build in wanted:
            found = _compose(build, at)
            yield found if isinstance(found, int) else services.finished(found, pdf(found.source))
        return
    # A fresh process each: a fork would share the database's connections.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from _ahead(pool, wanted, at, workers * 2)


def _ahead(
    pool: ProcessPoolExecutor, wanted: list[Build], at: datetime, most: int
) -> Iterator[Typeset | int]:
    """Keep the processes busy with a few papers ahead, never with all of them in memory."""
    waiting: Waiting = deque()
    for build in wanted:
        found = _compose(build, at)
        waiting.append(found if isinstance(found, int) else (found, pool.submit(pdf, found.source)))
        if len(waiting) >= most:
            yield _next(waiting)
    while waiting:
        yield _next(waiting)


def _next(waiting: Waiting) -> Typeset | int:
    found = waiting.popleft()
    return found if isinstance(found, int) else services.finished(found[0], found[1].result())


def _compose(build: Build, at: datetime) -> Composed | int:
    """Read what goes onto a paper and write its HTML, or return the one issued before."""
    with read_only():
        sheet = build()
        issued = services.issued(sheet)
        return issued.id if issued else services.compose(sheet, at=at)
