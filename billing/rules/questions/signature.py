"""By which law an answer was given: the pack's name, version and fingerprint."""

from __future__ import annotations

from ltc.policy.lookup import Pack


def pack_named(pack: Pack) -> dict[str, str]:
    """Return what identifies the pack's content in an answer."""
    return {
        "id": pack.id,
        "version": pack.version,
        "fingerprint": pack.fingerprint,
        "status": pack.status,
    }
