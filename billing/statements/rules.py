"""A provider's statement: what its hash covers, why a line may be in dispute, who signs.  Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ltc.security.roles import BUREAU, LEAD, OFFICER, OPERATOR, PROVIDER_DESK
from ltc.shared.errors import Conflict, Forbidden, Unknown
from ltc.shared.ids import canonical_json, sha256

PARTIES = {"provider": "护理机构", "operator": "经办机构", "bureau": "医保局"}
_PARTY_OF = {
    PROVIDER_DESK: "provider",
    OPERATOR: "operator",
    OFFICER: "bureau",
    LEAD: "bureau",
}

# Code: (Chinese, English, role that must act).
BREAKS = {
    "denied": ("参保人否认服务", "the person denies the visit", PROVIDER_DESK),
    "evidence": ("服务凭据不足", "evidence is missing", PROVIDER_DESK),
    "price": ("单价与协议不符", "the price is not the agreed one", OPERATOR),
    "duplicate": ("重复申报", "claimed twice", OPERATOR),
    "refusal": ("对不予支付有异议", "the refusal is disputed", OFFICER),
    "other": ("其他", "other", OPERATOR),
}
OPEN, KEPT, WITHDRAWN = "open", "kept", "withdrawn"
OUTCOMES = {KEPT: "按原计算支付", WITHDRAWN: "暂不支付，待更正"}


@dataclass(frozen=True, slots=True)
class Sums:
    """What the lines of one provider add up to, in 分."""

    lines: int
    asked_fen: int
    fund_fen: int
    person_fen: int
    withheld_fen: int
    to_person_fen: int = 0  # of the fund's, what goes to people: no part of what is payable

    @property
    def payable_fen(self) -> int:
        """What the provider is owed if nothing is disputed."""
        return self.fund_fen - self.to_person_fen - self.withheld_fen


@dataclass(frozen=True, slots=True)
class Disputed:
    """One line that the parties do not agree on."""

    visit_id: int
    code: str
    asked_fen: int
    payable_fen: int
    state: str

    @property
    def counts(self) -> bool:
        """A line that was looked at and kept is agreed again."""
        return self.state != KEPT


@dataclass(frozen=True, slots=True)
class Partition:
    """Every line is agreed or in dispute: the two parts make the whole."""

    agreed_fen: int
    broken_fen: int
    payable_fen: int
    held_fen: int


def partition(sums: Sums, disputed: Sequence[Disputed]) -> Partition:
    """Divide what was asked and what is payable into the agreed part and the rest."""
    broken = sum(each.asked_fen for each in disputed if each.counts)
    held = sum(each.payable_fen for each in disputed if each.counts)
    return Partition(sums.asked_fen - broken, broken, sums.payable_fen - held, held)


def content_hash(
    header: Mapping[str, object], sums: Sums, lines_hash: str, disputed: Sequence[Disputed]
) -> str:
    """Return the hash that parties sign: header (with the hash before), sums, lines, disputes."""
    rows = sorted(
        [each.visit_id, each.code, each.asked_fen, each.payable_fen, each.state]
        for each in disputed
    )
    names = [name for name in Sums.__slots__ if name != "to_person_fen" or sums.to_person_fen]
    numbers = [getattr(sums, name) for name in names]
    return sha256(canonical_json([dict(header), numbers, lines_hash, rows]))


def still_held(state: str, held_fen: int, later_fen: int, taken_back: bool) -> int:  # noqa: FBT001 - a fact
    """Return what a dispute still holds, after ``later_fen`` of later months for its visit.

    One that waits for a decision holds what the visit comes to by now; one that waits for its
    correction holds nothing once it was corrected.  Nothing is held below zero: what is taken back
    takes effect also while it is disputed.
    """
    if state == WITHDRAWN:
        return 0 if taken_back else max(held_fen, 0)
    return max(held_fen + later_fen, 0)


def refuse_decided(state: str, outcome: str) -> None:
    """Refuse to decide twice; what waited for its correction may still be found right."""
    if state == OPEN or (state == WITHDRAWN and outcome == KEPT):
        return
    raise Conflict("this dispute is decided already", "该争议项已处理")


def party_of(roles: frozenset[str]) -> str:
    """Return for which party somebody signs."""
    for role, party in _PARTY_OF.items():
        if role in roles:
            return party
    raise Forbidden("your role does not sign statements", "您的角色不能签署对账单")


def owner_of(code: str) -> str:
    """Return the role that must act on a dispute of this kind."""
    if code not in BREAKS:
        raise Unknown.word("break", code, BREAKS, field="code")
    return BREAKS[code][2]


def refuse_other_office(owner: str, roles: frozenset[str], *, signing: bool) -> None:
    """What the bureau must act on is decided by the bureau: an operator would judge the law.

    So is what is decided after the month was approved: nobody signs it any more.
    """
    if roles & set(BUREAU):
        return
    if not signing:
        raise Forbidden(
            "the month is approved: disputes that are left are decided by the bureau",
            "本月已复核，余下的争议由医保局处理",
        )
    if owner == OFFICER:
        raise Forbidden(
            "a refusal by the rules that is disputed is decided by the bureau",
            "对按规则不予支付的争议由医保局处理",
        )
