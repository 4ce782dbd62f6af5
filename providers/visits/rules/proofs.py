"""Whether the place of a check-in or check-out stands, once other proofs are counted.

A browser cannot see a simulated location, so a fix is an assertion; what happens at the home and
cannot be copied away from it is an independent proof.  A printed code that never changes is not:
it can be photographed.  Nothing here punishes: what does not stand names the exception to open.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ltc.shared.errors import Unknown
from ltc.shared.reasons import Reason, register_texts
from providers.visits.rules.place import Verdict

INDEPENDENT = frozenset(
    {"rotating_code", "nfc_tag", "recipient_signature", "recipient_pin", "photo", "call_back"}
)
NOT_ENOUGH = frozenset({"static_code"})
_EXCEPTIONS = {"weak": "place_weak", "out": "place_out", "none": "place_missing"}


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether the place may be paid on as it is, or the exception that a person must decide."""

    stands: bool
    exception: str | None
    because: tuple[Reason, ...]


def standing(verdict: Verdict, proofs: Collection[str] = ()) -> Standing:
    """Say whether the verdict stands with these proofs, or which exception it opens.

    ``in`` stands by itself.  ``weak`` stands with one independent proof.  ``out`` never stands
    without a decision, and neither does ``none``: proofs of a visit without a fix are looked at
    and accepted by a person.
    """
    given = _known(proofs) & INDEPENDENT
    if verdict.word == "in":
        return Standing(stands=True, exception=None, because=verdict.because)
    if verdict.word == "weak" and given:
        proved = Reason("proofs.independent", facts={"proofs": ", ".join(sorted(given))})
        return Standing(stands=True, exception=None, because=(*verdict.because, proved))
    mocked = any(reason.code == "place.mocked" for reason in verdict.because)
    code = "place_mocked" if mocked else _EXCEPTIONS[verdict.word]
    return Standing(stands=False, exception=code, because=verdict.because)


def _known(proofs: Collection[str]) -> frozenset[str]:
    for word in proofs:
        if word not in INDEPENDENT | NOT_ENOUGH:
            raise Unknown.word("proof", word, INDEPENDENT | NOT_ENOUGH, field="proofs", zh="证明")
    return frozenset(proofs)


register_texts(
    {
        "proofs.independent": (
            "另有独立证明（{proofs}）",
            "There is independent proof as well ({proofs})",
        ),
    }
)
