"""The daily export of the trail's end: kept elsewhere, it shows a tail cut off or forged."""

from __future__ import annotations

import json
import os
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ltc.audit import queries
from ltc.config import settings


def file() -> Path:
    """Return where the heads are written; a copy belongs outside this machine."""
    return settings().data_dir / "audit-heads.jsonl"


def export(day: date, *, at: datetime) -> None:
    """Append the present head as the one of ``day``, once."""
    number, value = queries.head()
    if any(line["day"] == str(day) for line in exported()):
        return
    row = {"day": str(day), "seq": number, "hash": value, "at": at.isoformat()}
    file().parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file(), os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+", encoding="utf-8") as out:
        out.write(json.dumps(row) + "\n")
        out.flush()
        os.fsync(out.fileno())


def exported() -> list[dict[str, Any]]:
    """Return the exported heads; a line cut off by a crash is left out and taken away."""
    if not file().exists():
        return []
    content = file().read_bytes()
    whole = content.rfind(b"\n") + 1
    if whole < len(content):
        os.truncate(file(), whole)
    return [json.loads(line) for line in content[:whole].decode().splitlines()]


def last() -> tuple[int, str] | None:
    """Return number and hash of the head that was exported last."""
    heads = exported()
    return (int(heads[-1]["seq"]), str(heads[-1]["hash"])) if heads else None
