"""Whose turn it is to write to an SQLite file: a queue in front of the one write lock.

SQLite lets waiting writers try again after longer and longer pauses, whoever came first, so that
one of many waits a quarter of a second for work of two milliseconds.  Here threads of a process
line up behind a lock and processes behind a lock file, asking every half millisecond.  It is a
courtesy: who waits too long goes on and leaves it to SQLite, which alone keeps writers apart.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from pathlib import Path

from ltc.shared.clock import monotonic

PATIENCE_S = 5.0
_PAUSE_S = 0.0005


class Turnstile:
    """The queue in front of one database file, as one process sees it."""

    def __init__(self, database: Path) -> None:
        """Keep the lock file beside ``database``."""
        self._threads = threading.Lock()
        self._file = os.open(f"{database}-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def enter(self) -> bool:
        """Wait for a turn; False after ``PATIENCE_S``, and then there is nothing to leave."""
        end = monotonic() + PATIENCE_S
        if not self._threads.acquire(timeout=PATIENCE_S):
            return False
        while not self._lock_file():
            if monotonic() > end:
                self._threads.release()
                return False
            time.sleep(_PAUSE_S)
        return True

    def leave(self) -> None:
        """Let the next one in."""
        if self._file >= 0:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        self._threads.release()

    def close(self) -> None:
        """Give the file back: after a fork its lock would be the parent's too."""
        closing, self._file = self._file, -1
        os.close(closing)

    def _lock_file(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
