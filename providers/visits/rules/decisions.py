"""Who may decide an exception, with which resolution, and when waiting ends in provisional pay."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ltc.shared.errors import BadInput, Forbidden
from providers.visits.rules.exceptions import FIX, Kind, Resolution
from providers.visits.rules.manual import may_approve
from providers.visits.rules.payable import BY_FACTS, PLACE
from providers.visits.rules.proofs import INDEPENDENT

# What nobody is paid for provisionally: somebody says it was not so, or the law says no.
_NEVER_PROVISIONAL = frozenset(
    {
        *("place_mocked", "travel_impossible", "replayed_fix", "denied", "unknown_client"),
        *("carer_overlap", "person_overlap", "credential_expired", "eligibility_lapsed"),
        *("hospital_stay", "after_death", "worker_suspended", "provider_suspended"),
        *("plan_not_in_force", "manual_over_budget", "no_check_out", "missed_check_in", "short"),
    }
)

# Resolution: what of the evidence must bear it out, and what is said when nothing does.
_SHOWN_BY = {
    "proof_accepted": (
        "proved",
        "there is no independent proof yet",
        "尚无独立证明，不能按“其他证明已采信”处理",
    ),
    "confirmed": (
        "confirmed",
        "the recipient's side has not confirmed",
        "参保人一方尚未确认",
    ),
    "corrected": (
        "corrected",
        "nothing has been corrected",
        "尚无更正记录，不能按“已更正”处理",
    ),
    "home_moved": (
        "home_doubted",
        "no other source says that the home is elsewhere",
        "没有新的住址坐标来源，不能按此处理",
    ),
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What there is besides words: proofs, the recipient's yes, a change, doubt about the home."""

    proofs: frozenset[str] = frozenset()
    confirmed: bool = False
    corrected: bool = False
    home_doubted: bool = False

    @property
    def proved(self) -> bool:
        """Tell whether anything but the carer's phone speaks for the visit."""
        return self.confirmed or bool(self.proofs & INDEPENDENT)


def refuse_own(
    user_id: int, staff_id: int | None, *, users: Collection[int], staff: Collection[int]
) -> None:
    """Refuse a decision by anybody whom the exception names: four eyes, by person."""
    if not may_approve(user_id, named=users) or (
        staff_id is not None and not may_approve(staff_id, named=staff)
    ):
        raise Forbidden(
            "nobody decides what names him: the carer, who entered, explained or called back",
            "不能处理涉及本人的异常：护理员本人、补登人、说明人、回访人均应回避，请由另一人处理",
        )


def words_that_accept(kind: Kind) -> frozenset[str]:
    """Return the resolutions that may close this kind in the visit's favour.

    A kind that rests on facts (a certificate, a stay, the times) closes by itself when they are
    mended, and never by a word while they stand.
    """
    if kind.action != FIX:
        return frozenset(_SHOWN_BY) | {"explained", "other"}
    if kind.code in BY_FACTS:
        return frozenset()
    if kind.code in PLACE:
        return frozenset({"proof_accepted", "confirmed", "home_moved"})
    if kind.code in ("manual_over_budget", "denied"):
        return frozenset({"confirmed"})
    return frozenset({"proof_accepted", "confirmed", "corrected"})


def check_accepts(kind: Kind, chosen: Resolution, evidence: Evidence) -> None:
    """Refuse to close an exception with words that nothing bears out."""
    if chosen.code == "provisional":
        raise _unfit("only the clock pays provisionally", "“先行支付”由系统在超期后作出")
    if chosen.code not in words_that_accept(kind):
        raise _unfit(
            f"this does not close it ({chosen.en}): prove it, have it confirmed or mend the facts",
            f"这一类异常不能按“{chosen.zh}”通过：须有证明、参保人一方确认，或更正事实后自动消除",
        )
    missing = _SHOWN_BY.get(chosen.code)
    if missing is not None and not getattr(evidence, missing[0]):
        raise _unfit(*missing[1:])


def pays_provisionally(kind: Kind, *, explained: bool, evidence: Evidence) -> bool:
    """Tell whether an overdue exception is paid for now and adjusted later.

    The carer has answered, so that the wait is not his; what must be put right also needs proof.
    """
    if kind.code in _NEVER_PROVISIONAL or not explained:
        return False
    return kind.action != FIX or evidence.proved


def _unfit(en: str, zh: str) -> BadInput:
    return BadInput(en, zh, field="resolution_code")
