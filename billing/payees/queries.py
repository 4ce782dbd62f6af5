"""Reading providers' accounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from billing.payees.models import PayeeAccount
from billing.payees.rules import CONFIRMED, PROPOSED
from ltc.db import session, the_one
from ltc.directory.models import Organisation
from ltc.scope import Scope


class PayeeRow(NamedTuple):
    """A provider with the account that holds, and the one that waits for a second person."""

    provider: Organisation
    holds: PayeeAccount | None
    waits: PayeeAccount | None


def account(account_id: int, *, scope: Scope, lock: bool = False) -> PayeeAccount:
    """Return one account that ``scope`` may see, locked for a change if asked."""
    chosen = scope.narrow(sa.select(PayeeAccount), PayeeAccount)
    return the_one(chosen.where(PayeeAccount.id == account_id), "account", "账户记录", lock=lock)


def confirmed(provider_ids: Sequence[int]) -> dict[int, PayeeAccount]:
    """Return the account that holds for each provider: the newest confirmed one."""
    return _newest(provider_ids, CONFIRMED)


def waiting(provider_ids: Sequence[int]) -> dict[int, PayeeAccount]:
    """Return the accounts that wait for a second person, by provider."""
    return _newest(provider_ids, PROPOSED)


def _newest(provider_ids: Sequence[int], state: str) -> dict[int, PayeeAccount]:
    chosen = sa.select(PayeeAccount).where(
        PayeeAccount.provider_id.in_(provider_ids), PayeeAccount.state == state
    )
    order = (PayeeAccount.decided_at, PayeeAccount.id)
    return {each.provider_id: each for each in session().scalars(chosen.order_by(*order))}


def rows(*, scope: Scope) -> list[PayeeRow]:
    """Return the care providers that a scope may see: what waits first, then who has no account."""
    chosen = scope.narrow(sa.select(Organisation), Organisation).where(
        Organisation.kind == "care_provider"
    )
    providers = session().scalars(chosen.order_by(Organisation.area_code, Organisation.id)).all()
    ids = [each.id for each in providers]
    holds, waits = confirmed(ids), waiting(ids)
    found = [PayeeRow(each, holds.get(each.id), waits.get(each.id)) for each in providers]
    return sorted(found, key=lambda row: (row.waits is None, row.holds is not None))
