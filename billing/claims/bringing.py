"""Claim lines that come in by a file of the exchange: the sound ones become a draft.

A file drafts, nobody's word is given by it: the provider's own account submits the draft on its
page, with its password.  The checks are those of the page and of the API, stage by stage; each
stage looks at the lines that passed the one before, so that every faulty line is told at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from billing.board.shown import pool_of
from billing.claims import filed, services
from billing.claims.checked import cited, policy_faults, tried
from billing.claims.models import Claim
from billing.claims.rules import stages
from billing.claims.rules.stages import MOST_ROWS, Fault, Wanted
from ltc.directory import queries as directory
from ltc.policy.load import pack_for_area
from ltc.scope import Actor, Scope
from ltc.shared.dates import Month
from ltc.shared.errors import Conflict

_ALL = Scope.everything("a claim is checked by everything that decides on its lines")


class OfMonth(NamedTuple):
    """What a provider claims for a month of one pool: lines by their place in the file."""

    provider_id: int
    area: str  # of the pool; empty for the one in which the provider is at home
    month: str


def draft_lines(
    about: OfMonth, lines: Mapping[int, Wanted], *, scope: Scope, at: datetime
) -> tuple[Claim | None, list[tuple[int, Fault]]]:
    """Draft the sound lines; return the draft and every fault with the place of its line."""
    month = Month.parse(about.month)
    home = directory.organisation(about.provider_id, scope=scope).area_code
    pool = pool_of(about.area or home, month.last_day)
    own = _own(about.provider_id, scope.actor)
    _refuse(lines, pool, scope)
    services.refuse_without_claims(pool, month)
    services.refuse_beside_draft(about.provider_id, pool, month, scope=own)
    sound, found = _checked(about.provider_id, pool, month, lines, at)
    if not sound:
        return None, found
    return services.write_draft(pool, month, [*sound.values()], scope=own, at=at), found


def _own(provider_id: int, actor: Actor) -> Scope:
    """Reach what the provider's own desk reaches, in the name of who brings the file."""
    return Scope(actor, organisation_id=provider_id)


def _refuse(lines: Mapping[int, Wanted], pool: str, scope: Scope) -> None:
    if not pool.startswith(scope.area):
        raise Conflict(
            f"the claim is paid by {pool}, which is beyond the area of this import",
            f"该申报由统筹区{pool}支付，不在本次导入的区划内",
            field="area",
        )
    if len(lines) > MOST_ROWS:
        raise Conflict(
            f"a claim takes {MOST_ROWS} lines, these are {len(lines)}; claim in parts",
            f"一次申报最多{MOST_ROWS}行，同一机构同一月份共{len(lines)}行，请分几次申报",
            field="month",
        )


def _checked(
    provider_id: int, pool: str, month: Month, lines: Mapping[int, Wanted], at: datetime
) -> tuple[dict[int, Wanted], list[tuple[int, Fault]]]:
    """Return the lines that pass stages 3 to 5, and the faults of the others."""
    sound, found = dict(lines), list[tuple[int, Fault]]()

    def sift(faults: Sequence[Fault]) -> None:
        places = list(sound)
        told = [(places[(fault.row or 1) - 1], fault) for fault in faults]
        found.extend(told)
        for place in {place for place, _fault in told}:
            del sound[place]

    sift(stages.code_faults([_cells(each) for each in sound.values()]))
    known = filed.known(provider_id, pool, month, scope=_ALL)
    sift(stages.record_faults([*sound.values()], known))
    if sound:
        asked = Claim(provider_id=provider_id, area_code=pool, month=str(month))
        law = cited(pack_for_area(pool, month.last_day), month.last_day)
        sift(policy_faults([*sound.values()], tried(asked, at=at), law))
    return sound, found


def _cells(line: Wanted) -> list[str]:
    return [line.kind, str(line.visit_id), str(line.prior_id or "")]
