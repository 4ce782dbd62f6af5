"""By which law an answer was given: the pack's name, version and fingerprint."""

from __future__ import annotations

from ltc.policy.lookup import Pack

_DRAFT = (
    "草案：数字未经核实，只供试算，不能用于支付 / "
    "draft: its figures are not confirmed; for trial only, not for payment"
)


def pack_named(pack: Pack) -> dict[str, str]:
    """Return what identifies the pack's content in an answer, and the warning of a draft."""
    named = {
        "id": pack.id,
        "version": pack.version,
        "fingerprint": pack.fingerprint,
        "status": pack.status,
    }
    return named if pack.status == "active" else {**named, "notice": _DRAFT}
