"""The acts on providers, one legal act each; the other rooms call them from here."""

from __future__ import annotations

from providers.acts.agreements import (
    NewAgreement,
    NewPrice,
    advance_agreement,
    apply_agreement,
    end_agreement,
    set_price,
    sign_agreement,
)
from providers.acts.suspensions import lift, suspend

__all__ = [
    "NewAgreement",
    "NewPrice",
    "advance_agreement",
    "apply_agreement",
    "end_agreement",
    "lift",
    "set_price",
    "sign_agreement",
    "suspend",
]
