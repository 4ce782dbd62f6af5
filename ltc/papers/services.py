"""Issue papers: rendered once, kept as a file, found by code, verifiable by whoever holds one."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ltc.audit.services import record
from ltc.config import settings
from ltc.db import session
from ltc.papers import queries, render
from ltc.papers.models import Paper
from ltc.scope import Scope
from ltc.shared.errors import NotFound

_CODE_BYTES = 9


@dataclass(frozen=True, slots=True)
class Subject:
    """What a paper is about and whose it is."""

    kind: str  # about_kind: table name of the record
    identity: object
    area_code: str
    person_id: int | None = None
    organisation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a room wants on paper.  A draft is set anew each time, also where ``once`` is false."""

    template: str
    title: str
    about: Subject
    values: Mapping[str, Any]
    is_draft: bool = False
    once: bool = True


@dataclass(frozen=True, slots=True)
class Composed:
    """A sheet written as HTML, with the code under which it will be found."""

    sheet: Sheet
    code: str
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Typeset:
    """A sheet set as a PDF."""

    sheet: Sheet
    code: str
    source: str
    content: bytes
    at: datetime


def compose(sheet: Sheet, *, at: datetime, code: str = "") -> Composed:
    """Write ``templates/pdf/<template>.html`` with the values of a sheet, under a new code.

    Under the code of an earlier one it shows whether anything on the sheet has changed since.
    """
    code = code or secrets.token_hex(_CODE_BYTES).upper()
    link = f"{settings().base_url}/verify/{code}"
    frame = {
        "title": sheet.title,
        "code": code,
        "link": link,
        "qr": render.qr(link),
        "made_at": at,
        "is_draft": sheet.is_draft,
    }
    return Composed(sheet, code, render.html(sheet.template, {**frame, **sheet.values}), at)


def finished(composed: Composed, content: bytes) -> Typeset:
    """Return a composed sheet with the PDF that was set from it."""
    return Typeset(composed.sheet, composed.code, composed.source, content, composed.at)


def typeset(sheet: Sheet, *, at: datetime) -> Typeset:
    """Set a sheet as a PDF; touches no database, so nobody waits meanwhile."""
    composed = compose(sheet, at=at)
    return finished(composed, render.pdf(composed.source))


def register(ready: Typeset, *, scope: Scope) -> Paper:
    """Keep the PDF and record the paper, so that whoever holds it can verify it."""
    sheet, about = ready.sheet, ready.sheet.about
    _keep(ready.code, ready.content)
    paper = Paper(
        code=ready.code,
        kind=sheet.template,
        title=sheet.title,
        about_kind=about.kind,
        about_id=str(about.identity),
        area_code=about.area_code,
        person_id=about.person_id,
        organisation_id=about.organisation_id,
        content_sha256=hashlib.sha256(ready.source.encode()).hexdigest(),
        file_sha256=hashlib.sha256(ready.content).hexdigest(),
        file_name=f"{ready.code}.pdf",
        is_draft=sheet.is_draft,
        made_at=ready.at,
        made_by=scope.actor.name,
    )
    session().add(paper)
    after = {"kind": sheet.template, "code": ready.code, "sha256": paper.file_sha256}
    record(act="paper.issue", about=paper, actor=scope.actor, at=ready.at, after=after)
    return paper


def issue(  # noqa: PLR0913 - a paper has this many parts, all named
    template: str,
    title: str,
    about: Subject,
    values: Mapping[str, Any],
    *,
    scope: Scope,
    at: datetime,
    is_draft: bool = False,
) -> Paper:
    """Set and record a paper in one go, inside the unit of work that is open."""
    sheet = Sheet(template, title, about, values, is_draft)
    return register(typeset(sheet, at=at), scope=scope)


def issued(sheet: Sheet) -> Paper | None:
    """Return the paper that was issued for the same record before; a draft never counts."""
    if sheet.is_draft or not sheet.once:
        return None
    return queries.newest(sheet.template, sheet.about.kind, sheet.about.identity)


def content(paper: Paper) -> bytes:
    """Return the kept PDF, if it is still the one that was issued."""
    path = folder() / paper.file_name
    found = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(found).hexdigest() != paper.file_sha256:
        raise NotFound("the kept file is missing or was changed", "文书文件缺失或已被改动")
    return found


def folder() -> Path:
    """Return where papers are kept."""
    return settings().data_dir / "papers"


def _keep(code: str, content: bytes) -> None:
    """Write the file for its owner only, under a name nobody can guess."""
    folder().mkdir(parents=True, exist_ok=True)
    path = folder() / f"{code}.pdf"
    path.touch(mode=0o600)
    path.write_bytes(content)
