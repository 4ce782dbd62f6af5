"""Finding issued papers."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from ltc.db import session
from ltc.papers.models import Paper
from ltc.scope import Scope
from ltc.shared.errors import NotFound

PAGE = 25
# Of these only the newest about a person stands; the earlier ones stay genuine.
_NEWEST_STANDS = ("decision_letter",)


def by_code(code: str) -> Paper | None:
    """Return a paper by the code printed on it: who holds the paper holds the code."""
    return session().scalar(sa.select(Paper).where(Paper.code == code.strip().upper()))


def followed_by(paper: Paper) -> Paper | None:
    """Return the newest letter that has taken the place of this one, about another record."""
    if paper.kind not in _NEWEST_STANDS or paper.person_id is None:
        return None
    later = sa.select(Paper).where(
        Paper.id > paper.id,
        Paper.kind == paper.kind,
        Paper.person_id == paper.person_id,
        Paper.about_id != paper.about_id,
        Paper.is_draft.is_(False),
    )
    return session().scalar(later.order_by(Paper.id.desc()).limit(1))


def paper(paper_id: int, *, scope: Scope) -> Paper:
    """Return one paper that ``scope`` may see."""
    found = session().scalar(scope.narrow(sa.select(Paper).where(Paper.id == paper_id), Paper))
    if found is None:
        raise NotFound("no such paper", "没有该文书")
    return found


def papers_about(kind: str, identity: object, *, scope: Scope) -> Sequence[Paper]:
    """Return the papers about one record, newest first."""
    return (
        session()
        .scalars(
            scope.narrow(sa.select(Paper), Paper)
            .where(Paper.about_kind == kind, Paper.about_id == str(identity))
            .order_by(Paper.id.desc())
        )
        .all()
    )


def newest(template: str, about_kind: str, identity: object) -> Paper | None:
    """Return the newest final paper of a template about a record that was read under a scope."""
    return session().scalar(
        sa.select(Paper)
        .where(
            Paper.kind == template,
            Paper.about_kind == about_kind,
            Paper.about_id == str(identity),
            Paper.is_draft.is_(False),
        )
        .order_by(Paper.id.desc())
        .limit(1)
    )


def papers(*, scope: Scope, kind: str = "", after: int | None = None) -> Sequence[Paper]:
    """Return a page of papers and one row more, newest first."""
    statement = scope.narrow(sa.select(Paper), Paper)
    if kind:
        statement = statement.where(Paper.kind == kind)
    if after is not None:
        statement = statement.where(Paper.id < after)
    return session().scalars(statement.order_by(Paper.id.desc()).limit(PAGE + 1)).all()
