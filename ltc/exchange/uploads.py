"""Files that an officer hands in: checked for size, kept encrypted until taken over, then deleted.

One exchange file, a workbook, or a ZIP of several files; larger months come in by ``ltc import``.
"""

from __future__ import annotations

import base64
import io
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath

from ltc.audit.services import record
from ltc.db import session
from ltc.exchange import workbook
from ltc.exchange.layouts import IMPORTABLE, LAYOUTS
from ltc.exchange.models import ExchangeUpload
from ltc.exchange.queries import keys
from ltc.exchange.reading import SUFFIXES, XLSX, sources_in
from ltc.exchange.workbook import WORKBOOK
from ltc.exchange.writing import MANIFEST
from ltc.scope import Scope
from ltc.shared.errors import BadInput

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
MOST_ROWS = 2000
_KEPT = timedelta(hours=24)
_NAMES = {f"{name}{suffix}" for name in IMPORTABLE for suffix in SUFFIXES} | {WORKBOOK}
# An export holds these beside what can be read back.
_PASSED_OVER = {f"{name}{suffix}" for name in LAYOUTS for suffix in SUFFIXES} - _NAMES
_PASSED_OVER |= {MANIFEST, "rejects.csv"}


def hand_in(
    name: str, content: bytes, *, source: str, area: str, scope: Scope, at: datetime
) -> ExchangeUpload:
    """Keep files to be looked over; what is not an exchange file is refused at once."""
    packed = _packed(_members(name, content))
    with _unpacked(packed) as folder:
        for book in folder.glob(f"*{XLSX}"):
            workbook.sheets(book, most=MOST_UNPACKED)  # refuses what is larger
        rows = sum(each.count(MOST_ROWS + 1) for each in sources_in(folder))
    if rows > MOST_ROWS:
        raise BadInput(
            f"a page takes {MOST_ROWS} rows, larger files come in by ltc import",
            f"页面一次至多 {MOST_ROWS} 行；更大的文件请由运维用 ltc import 导入",
            field="file",
        )
    keys.forget_uploads(at - _KEPT)
    text = base64.b64encode(packed).decode()
    made = ExchangeUpload(
        area_code=area, made_by=scope.actor.user_id, at=at, source=source, content=text
    )
    session().add(made)
    session().flush()
    record(act="exchange.hand_in", about=made, actor=scope.actor, at=at, after={"rows": rows})
    return made


@contextmanager
def unpacked(upload: ExchangeUpload) -> Iterator[Path]:
    """Give a folder with the files of an upload, gone afterwards."""
    with _unpacked(base64.b64decode(upload.content)) as folder:
        yield folder


def discard(upload: ExchangeUpload, *, scope: Scope, at: datetime) -> None:
    """Delete files that were taken over or are not wanted any more."""
    record(act="exchange.discard", about=upload, actor=scope.actor, at=at)
    session().flush()
    session().delete(upload)


@contextmanager
def _unpacked(packed: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="exchange-") as made:
        folder = Path(made)
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            for name in archive.namelist():
                (folder / name).write_bytes(archive.read(name))
        yield folder


def _members(name: str, content: bytes) -> dict[str, bytes]:
    """Return the exchange files of an upload by their names, and no other files."""
    if len(content) > MOST_BYTES:
        raise _refused("the file is larger than 5 MB", "文件超过 5 MB")
    plain = PurePosixPath(name.replace("\\", "/")).name
    if plain in _NAMES:
        return {plain: content}
    if plain.lower().endswith(XLSX):
        return {WORKBOOK: content}
    try:
        return _from_zip(content)
    except (zipfile.BadZipFile, RuntimeError, EOFError, zlib.error) as fault:
        known = ", ".join(f"{each}.csv" for each in IMPORTABLE)
        raise _refused(
            f"neither a ZIP nor one of {known}", f"不是 ZIP，文件名也不是：{known}"
        ) from fault


def _from_zip(content: bytes) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.infolist():
            plain = PurePosixPath(member.filename).name
            if member.is_dir() or plain in _PASSED_OVER:
                continue
            if plain not in _NAMES or plain in found:
                raise _refused(
                    f"{plain[:60]!r} is no exchange file, or comes twice",
                    f"ZIP 中的“{plain[:60]}”不是交换文件，或重复",
                )
            # Read no more than may be: what a member says of its own size proves nothing.
            room = MOST_UNPACKED - sum(map(len, found.values()))
            with archive.open(member) as raw:
                found[plain] = raw.read(room + 1)
            if len(found[plain]) > room:
                raise _refused("unpacked it is larger than 40 MB", "解压后超过 40 MB")
    return found


def _packed(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def _refused(en: str, zh: str) -> BadInput:
    return BadInput(en, zh, field="file")
