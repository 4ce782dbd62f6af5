"""The files of snapshots: one Parquet file a day, and one sealed list a month.

The list says for each day the file's hash and the tie.  It is sealed with the house's key and
replaced as a whole; a file is never changed, a new one gets another name.  All of it can be made
again from the database, so nothing is lost with it.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from billing.snapshots.rules import RAW, Tie, tie_of
from ltc.config import key, settings
from ltc.shared.dates import Month

LAYOUT = 1
_FOLDER, _LIST = "snapshots", "days.json"
_PRIVATE = 0o600


@dataclass(frozen=True, slots=True)
class Kept:
    """A day that has a file."""

    file: str
    sha256: str
    tie: Tie
    made_at: str


class Altered(Exception):
    """A list or a file is not as it was written, or is gone."""


def folder_of(area: str, month: Month) -> Path:
    """Return where the files of a month are."""
    return settings().data_dir / _FOLDER / area / str(month)


def months_there() -> Iterator[tuple[str, Month]]:
    """Yield the areas and months that have a list."""
    for found in sorted((settings().data_dir / _FOLDER).glob(f"*/*/{_LIST}")):
        yield found.parent.parent.name, Month.parse(found.parent.name)


def days_kept(area: str, month: Month) -> dict[date, Kept]:
    """Return the days that have a file, by the month's list; ``Altered`` where that is not ours."""
    path = folder_of(area, month) / _LIST
    if not path.exists():
        return {}
    try:
        stored = json.loads(path.read_text())
        seal, said = stored["seal"], stored["days"]
        true = hmac.compare_digest(seal, _seal(area, month, said))
    except (AttributeError, LookupError, TypeError, ValueError):
        true = False
    if not true:
        raise Altered(f"{area} {month}: the list of snapshots is not the one that was written")
    return {date.fromisoformat(day): _kept(**each) for day, each in said.items()}


def _kept(file: str, sha256: str, tie: list[Any], made_at: str) -> Kept:
    return Kept(file, sha256, Tie(tie[0], tuple(tie[1])), made_at)


def rows_kept(area: str, month: Month, kept: Kept) -> pl.DataFrame:
    """Return a day's rows from its file; ``Altered`` where it is not the file that was written."""
    content = _content(folder_of(area, month) / kept.file)
    if hashlib.sha256(content).hexdigest() != kept.sha256:
        raise Altered(f"{area} {month}: snapshot {kept.file} is not the one that was written")
    return pl.read_parquet(io.BytesIO(content))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise Altered(f"{path.parent.parent.name} snapshot {path.name} is missing") from fault


def is_whole(area: str, month: Month, kept: Kept) -> bool:
    """Tell whether a day's file is there as it was written."""
    try:
        rows_kept(area, month, kept)
    except Altered:
        return False
    return True


def keep(
    area: str, month: Month, days: Iterable[tuple[date, pl.DataFrame]], at: str
) -> dict[date, Kept]:
    """Write files for ``days`` and put them on the month's list."""
    folder = folder_of(area, month)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        known = days_kept(area, month)
    except Altered:
        known = {}  # what cannot be trusted is made again
    made = {day: _write(folder, day, rows, at) for day, rows in days}
    said = {str(day): asdict(each) for day, each in sorted({**known, **made}.items())}
    text = json.dumps({"days": said, "seal": _seal(area, month, json.loads(json.dumps(said)))})
    _replace(folder / _LIST, text.encode())
    named = {each["file"] for each in said.values()}
    for stray in folder.glob("*.parquet"):
        if stray.name not in named:
            stray.unlink()
    return made


def _write(folder: Path, day: date, rows: pl.DataFrame, at: str) -> Kept:
    stream = io.BytesIO()
    rows.select(*RAW).write_parquet(stream, compression="zstd")
    content = stream.getvalue()
    sha256 = hashlib.sha256(content).hexdigest()
    name = f"{day}.{sha256[:12]}.parquet"
    _replace(folder / name, content)
    return Kept(name, sha256, tie_of(rows), at)


def _replace(path: Path, content: bytes) -> None:
    """Write a whole file, or none: a reader never sees a half of it."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _seal(area: str, month: Month, said: object) -> str:
    secret = hmac.digest(key("secret").encode(), b"ltc visit snapshots", "sha256")
    content = json.dumps([LAYOUT, area, str(month), said], sort_keys=True).encode()
    return hmac.new(secret, content, "sha256").hexdigest()
