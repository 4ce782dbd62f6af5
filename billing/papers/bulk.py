"""The papers of a whole month: every provider's statement, with a word on how far it has come."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from billing.papers.statement import statement
from billing.statements import queries
from ltc.db import read_only
from ltc.papers.bulk import Progress, issue_many
from ltc.scope import Scope


def issue_statements(
    settlement_id: int,
    *,
    scope: Scope,
    at: datetime,
    workers: int = 1,
    progress: Progress = lambda _done, _all: None,
) -> list[int]:
    """Issue the newest version of every provider's statement of a month; return the papers' ids."""
    with read_only():
        found = queries.statements(scope=scope, settlement_id=settlement_id)
        ids = [each.id for each in found]
    builds = [partial(statement, each, scope=scope) for each in ids]
    return issue_many(builds, scope=scope, at=at, workers=workers, progress=progress)
