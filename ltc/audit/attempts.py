"""A part of a unit of work that may fail alone: one item of many, for example.

If it raises, its writes are undone and its audit rows are forgotten; the rest of the unit goes on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ltc.db import session


@contextmanager
def attempt() -> Iterator[None]:
    """Do something inside a savepoint; the exception goes on to whoever asked."""
    opened = session()
    gathered = list(opened.info.get("audit", ()))
    done = False
    try:
        with opened.begin_nested():
            yield
        done = True
    finally:
        if not done:
            opened.info["audit"] = gathered
