"""What the night found wrong, on the desks of those who watch over the system itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ltc.addon import Tile
from ltc.jobs import queries
from ltc.scope import Scope

CHECKS = ("audit.check", "audit.seals", "books.check")
BACK = timedelta(days=30)


def night_checks(scope: Scope, on: date) -> Iterator[Tile]:  # noqa: ARG001 - every tile is told both
    """Findings of the nightly checks; always there, so that nothing found is seen too."""
    found = queries.failed_checks(CHECKS, on - BACK)
    yield Tile("夜间核验发现的异常", "/desk/checks-by-night/", len(found), warns=bool(found))
