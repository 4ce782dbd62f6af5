"""How messages leave the house.  Delivery may happen twice, its effect once: by the message's key.

The shipped carrier writes JSON lines into a folder for a gateway or a printer to pick up.  The
files hold addresses, so they are for their owner only; the gateway takes them away.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from ltc.shared.clock import legal_day


@dataclass(frozen=True, slots=True)
class Letter:
    """One message with its address, as a carrier gets it."""

    key: str
    channel: str  # letter, sms, notice
    to: str  # phone, postal address, or name of an organisation
    name: str
    subject: str
    body: str
    posted_at: datetime


class Carrier(Protocol):
    """Takes letters; the same key again must be success without a second effect."""

    def deliver(self, letter: Letter) -> None:
        """Send one letter, or raise ``OSError`` to have it tried again."""


class FileSpool:
    """Appends each letter to a file of its channel and day, unless its key is there already."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._keys: dict[Path, set[str]] = {}

    def deliver(self, letter: Letter) -> None:
        """Write the letter and see it on disk."""
        self._folder.mkdir(parents=True, exist_ok=True)
        # The day of posting, not of sending: a second delivery goes to the same file.
        path = self._folder / f"{letter.channel}-{legal_day(letter.posted_at)}.jsonl"
        known = self._known(path)
        if letter.key in known:
            return
        line = json.dumps(asdict(letter), ensure_ascii=False, default=_plain) + "\n"
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        known.add(letter.key)

    def _known(self, path: Path) -> set[str]:
        """Return the keys in a file; a line cut off by a crash was never delivered and goes."""
        if path not in self._keys:
            self._keys[path] = set()
            if path.exists():
                _cut_torn_line(path)
                lines = path.read_text(encoding="utf-8").splitlines()
                self._keys[path] = {json.loads(line)["key"] for line in lines}
        return self._keys[path]


def _cut_torn_line(path: Path) -> None:
    """Take away what stands after the last line end."""
    content = path.read_bytes()
    whole = content.rfind(b"\n") + 1
    if whole < len(content):
        os.truncate(path, whole)


def _plain(value: object) -> str:
    """Write an instant as text."""
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
