"""Who may give which service: a higher qualification covers the lower ones."""

from __future__ import annotations

from collections.abc import Iterable

_COVERS = {
    "care_worker": frozenset({"care_worker"}),
    "medical_care_worker": frozenset({"care_worker", "medical_care_worker"}),
    "nurse": frozenset({"care_worker", "medical_care_worker", "nurse"}),
}


def covers(work: str, needed: str) -> bool:
    """Tell whether somebody of this ``work`` may give a service that needs ``needed``."""
    return needed in _COVERS.get(work, frozenset({work}))


def standing(work: str) -> int:
    """Return how many kinds of work this one covers: the higher, the more."""
    return len(_COVERS.get(work, (work,)))


def may_serve(work: str, certificates: Iterable[str], needed: str) -> bool:
    """Tell whether a worker with these valid certificates may give the service.

    Without any valid certificate nobody serves, whatever the contract says the work is.
    """
    valid = tuple(certificates)
    return bool(valid) and any(covers(each, needed) for each in (work, *valid))
