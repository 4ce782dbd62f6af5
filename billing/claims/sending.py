"""A claim that a provider's own software sends: tried, or drafted and submitted in one act.

The sender's key makes it safe to send again: the same key and the same lines give the same claim.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from billing.board.shown import pool_of
from billing.claims import filed, services
from billing.claims.checked import Checked, check
from billing.claims.models import Claim
from billing.claims.rules import sent as reading
from billing.claims.rules.sent import Body, Sent
from billing.claims.rules.stages import Fault
from ltc.directory import queries as directory
from ltc.scope import Scope
from ltc.shared.dates import Month
from ltc.shared.errors import Conflict
from ltc.shared.ids import sha256


@dataclass(frozen=True, slots=True)
class Handled:
    """What came of a claim that was sent: its faults, its dry run, the claim if it was written."""

    faults: Sequence[Fault]
    checked: Checked | None = None
    claim: Claim | None = None


def tried(body: Body, *, scope: Scope, at: datetime) -> Handled:
    """Check a claim as it would be submitted; writes nothing."""
    faults = reading.first_stages(body, services.environment(), keyed=False)
    if faults:
        services.own(scope)
        return Handled(faults)
    found = _checked(reading.read(body), scope=scope, at=at)
    return Handled(found.faults, found)


def hand_in(body: Body, *, scope: Scope, at: datetime) -> Handled:
    """Submit a claim, all of it or nothing; one that is refused comes back with every fault."""
    provider = services.own(scope)
    faults = reading.first_stages(body, services.environment(), keyed=True)
    if faults:
        return Handled(faults)
    sent = reading.read(body)
    digest = sha256(reading.canonical(sent))
    there = filed.by_key(provider, sent.key, scope=scope)
    if there is not None:
        return Handled((), claim=_same(there, digest))
    month = Month.parse(sent.month)
    services.refuse_early(month, at)
    found = _checked(sent, scope=scope, at=at)
    if found.refuses(insist=sent.insist):
        return Handled(found.faults, found)
    pool = _pool(sent, month, scope)
    services.refuse_beside_draft(provider, pool, month, scope=scope)
    row = services.write_draft(
        pool, month, found.wanted, scope=scope, at=at, digest=digest, key=sent.key
    )
    services.submit_checked(row, found, scope=scope, at=at)
    return Handled((), found, row)


def _checked(sent: Sent, *, scope: Scope, at: datetime) -> Checked:
    """Check lines that are in no draft."""
    month = Month.parse(sent.month)
    pool = _pool(sent, month, scope)
    services.refuse_without_claims(pool, month)
    lines = [list(each) for each in sent.lines]
    asked = Claim(provider_id=services.own(scope), area_code=pool, month=str(month), wanted=lines)
    return check(asked, at=at)


def _pool(sent: Sent, month: Month, scope: Scope) -> str:
    """Return the pool that pays: the one named, or the one in which the provider is at home."""
    if sent.area:
        return pool_of(sent.area, month.last_day)
    own = directory.organisation(services.own(scope), scope=scope)
    return pool_of(own.area_code, month.last_day)


def _same(there: Claim, digest: str) -> Claim:
    if there.file_sha256 != digest:
        raise Conflict(
            f"key {there.sender_key} was used by claim {there.id}, which says something else",
            f"key {there.sender_key} 已用于申报 {there.id}，内容不同；新的申报请换一个 key",
            field="key",
        )
    return there
