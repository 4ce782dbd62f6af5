"""Whether a month is settled from verified visits or from reviewed claims.  Pure."""

from __future__ import annotations

from datetime import date

from billing.rules.law import Law
from ltc.shared.errors import PolicyGap

BASIS, DELEGATED = "settlement.basis", "settlement.claim_delegated"


def by_claims(law: Law, on: date) -> bool:
    """Tell whether a pack pays only what was claimed and reviewed; silence means visits."""
    return law.has(BASIS, on) and law.value(BASIS, on) == "claims"


def delegated_fen(law: Law, on: date) -> int | None:
    """Return up to what sum of a provider's month an operator reviews; none if not published."""
    try:
        return int(law.value(DELEGATED, on)) if law.has(DELEGATED, on) else None
    except PolicyGap:
        return None
