"""Reading providers' accounts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from billing.payees.models import PayeeAccount, PayeeReturn
from billing.payees.rules import CLOSED, CONFIRMED, PROPOSED
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
    """Return the account that holds for each provider: the newest that was confirmed.

    Once that one is closed no former one is paid into: another has to be confirmed first.
    """
    newest = _newest(provider_ids, CONFIRMED, CLOSED)
    return {whose: each for whose, each in newest.items() if each.state == CONFIRMED}


def paid_into(provider_id: int, at: datetime | None) -> PayeeAccount | None:
    """Return the account that a provider had at an instant, whatever became of it since."""
    chosen = sa.select(PayeeAccount).where(
        PayeeAccount.provider_id == provider_id,
        PayeeAccount.state.in_((CONFIRMED, CLOSED)),
        PayeeAccount.decided_at <= at,
    )
    newest = PayeeAccount.decided_at.desc(), PayeeAccount.id.desc()
    return session().scalar(chosen.order_by(*newest).limit(1).with_for_update())


def waiting(provider_ids: Sequence[int]) -> dict[int, PayeeAccount]:
    """Return the accounts that wait for a second person, by provider."""
    return _newest(provider_ids, PROPOSED)


def _newest(provider_ids: Sequence[int], *states: str) -> dict[int, PayeeAccount]:
    chosen = sa.select(PayeeAccount).where(
        PayeeAccount.provider_id.in_(provider_ids), PayeeAccount.state.in_(states)
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


def returned(return_id: int, *, scope: Scope, lock: bool = False) -> PayeeReturn:
    """Return one notice of a returned payment, locked for a change if asked."""
    chosen = scope.narrow(sa.select(PayeeReturn), PayeeReturn).where(PayeeReturn.id == return_id)
    return the_one(chosen, "bank return", "银行退回登记", lock=lock)


def returns(
    *, scope: Scope, states: Collection[str], order_id: int | None = None, limit: int = 50
) -> Sequence[PayeeReturn]:
    """Return notices in some states, the newest first: of one order if given."""
    chosen = scope.narrow(sa.select(PayeeReturn), PayeeReturn)
    chosen = chosen.where(PayeeReturn.state.in_(states))
    if order_id is not None:
        chosen = chosen.where(PayeeReturn.order_id == order_id)
    return session().scalars(chosen.order_by(PayeeReturn.id.desc()).limit(limit)).all()


def returned_owing(*, scope: Scope) -> list[PayeeReturn]:
    """Return the returned payments that wait for an account, the newest first."""
    found = returns(scope=scope, states=(CONFIRMED,))
    held = confirmed([each.provider_id for each in found])
    return [each for each in found if each.provider_id not in held]
