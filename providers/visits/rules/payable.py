"""What keeps an ended visit from being verified: the exceptions it must have.

Facts in, codes out; which of them are already decided is the caller's to weigh (``held_by``).
Nothing here punishes and nothing here pays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from providers.visits.rules.place import Verdict
from providers.visits.rules.proofs import standing

FULL_ENOUGH = frozenset({"full", "part"})
# What the facts of the day say: when they change, the exception has lost its ground and closes.
BY_FACTS = frozenset(
    {
        *("no_check_out", "short", "over_length", "after_death", "eligibility_lapsed"),
        *("hospital_stay", "plan_not_in_force", "provider_suspended", "worker_suspended"),
        *("credential_expired", "unscheduled", "carer_overlap", "person_overlap"),
        "missed_check_in",
    }
)
# What is told of the person after a visit was verified: the verification stays until decided.
OF_A_PERSON = frozenset({"after_death", "hospital_stay", "eligibility_lapsed"})
PLACE = frozenset({"place_weak", "place_out", "place_missing", "place_mocked"})
_TIME_FAULTS = {"open": "no_check_out", "backward": "no_check_out", "short": "short"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a visit's day: the person's right, the plan, provider and carer."""

    outcome: str  # words of ``duration``
    over_length: bool = False
    entitled: bool = True
    in_hospital: bool = False
    dead: bool = False
    plan_in_force: bool = True
    provider_suspended: bool = False
    worker_suspended: bool = False
    certified: bool = True


def findings(facts: Facts) -> list[str]:
    """Return the codes of all that speaks against verifying the visit, place aside."""
    found = [_TIME_FAULTS[facts.outcome]] if facts.outcome in _TIME_FAULTS else []
    for is_so, code in (
        (facts.over_length, "over_length"),
        (facts.dead, "after_death"),
        (not facts.entitled and not facts.dead, "eligibility_lapsed"),
        (facts.in_hospital, "hospital_stay"),
        (not facts.plan_in_force and not facts.dead, "plan_not_in_force"),
        (facts.provider_suspended, "provider_suspended"),
        (facts.worker_suspended, "worker_suspended"),
        (not facts.certified, "credential_expired"),
    ):
        if is_so:
            found.append(code)
    return found


def place_findings(ends: Sequence[Verdict], proofs: frozenset[str]) -> list[str]:
    """Return the exceptions of place at either end; none means that both ends stand."""
    found = [standing(end, proofs).exception for end in ends]
    return sorted({code for code in found if code is not None})


def held_by(found: Sequence[str], decided: Mapping[str, bool | None]) -> list[str]:
    """Return the codes that still hold a visit: found and not accepted, or open anyway.

    ``decided`` maps the codes of the visit's exceptions to their decision: accepted, refused or,
    while nobody has decided, ``None``.
    """
    waiting = {code for code, accepted in decided.items() if not accepted}
    missing = {code for code in found if code not in decided}
    return sorted(waiting | missing)
