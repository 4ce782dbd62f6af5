"""Words for codes that other rooms may add to: shown as they are where nobody gave them a word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from billing.board.queries import acts_about
from ltc.audit.models import AuditRow
from ltc.case.timeline import who_acted
from ltc.scope import Scope
from ltc.web.words import tone, word


def word_or_code(code: str, kind: str) -> str:
    """Return the word for a code, or the code itself where there is none."""
    try:
        return word(code, kind)
    except LookupError:
        return code


def entries(rows: Iterable[AuditRow]) -> list[dict[str, Any]]:
    """Turn audit rows into lines of a timeline; acts without a word are left out."""
    found = []
    for row in rows:
        title = word_or_code(row.act, "billing_act")
        if title != row.act:
            found.append(
                {
                    "at": row.at,
                    "who": who_acted(row),
                    "title": title,
                    "text": row.reason,
                    "tone": tone(row.act, "billing_act"),
                }
            )
    return found


def happened(*records: tuple[str, object], scope: Scope) -> list[dict[str, Any]]:
    """Return what happened to records (kind and id) that were read under ``scope``."""
    whole = Scope(scope.actor, reason="the way of a record that was read in scope")
    return entries(acts_about(records, scope=whole))


def named_by_id(pairs: Iterable[Any]) -> Sequence[tuple[str, str]]:
    """Return id and name of organisations, for a list to choose from."""
    return [(str(each.id), each.name) for each in pairs]
