"""Which providers could take a plan, nearest first, and why each of the others could not.  Pure.

Free choice comes first: the person may name a provider; the same gates hold for it.
Sources: 医保办发〔2024〕22号 art. 15 (free choice, dispatch);
医保办发〔2024〕21号 (agreement, staff).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ltc.shared.reasons import Reason, register_texts
from providers.visits.rules.qualified import covers

DISPATCH_LAW = "医保办发〔2024〕22号 第十五条"
AGREEMENT_LAW = "医保办发〔2024〕21号"

register_texts(
    {
        "assignment.no_agreement": (
            "该机构当日没有生效的服务协议",
            "no agreement in force that day",
        ),
        "assignment.mode": (
            "协议不含“{mode_name}”服务方式",
            "the agreement does not cover {mode_name_en}",
        ),
        "assignment.suspended": ("该机构自{first_day}起暂停服务", "suspended since {first_day}"),
        "assignment.capacity": (
            "在服务人数已满（{serving}/{capacity}）",
            "no room: {serving} of {capacity} served",
        ),
        "assignment.price": (
            "协议没有约定计划中的项目：{items_names}",
            "no agreed price for {items_names_en}",
        ),
        "assignment.staff": (
            "没有持有效证书的{qualification_names}",
            "no certified {qualification_names_en}",
        ),
        "assignment.place": ("机构或住处没有定位，无法计算距离", "no location to measure from"),
        "assignment.declined": ("该机构已谢绝本计划：{why}", "already declined: {why}"),
    }
)


@dataclass(frozen=True, slots=True)
class Need:
    """What a plan needs of whoever takes it; ``names`` gives codes their Chinese and English."""

    mode: str
    items: frozenset[str]
    qualifications: frozenset[str]
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def named(self, key: str, codes: Sequence[str]) -> dict[str, object]:
        """Return facts of a reason: the codes, and what people call them in both languages."""
        pairs = [self.names.get(code, (code, code)) for code in codes]
        return {
            key: list(codes),
            f"{key}_names": "、".join(zh for zh, _ in pairs),
            f"{key}_names_en": ", ".join(en for _, en in pairs),
        }


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider's facts on the day; ``None`` where there is none."""

    provider_id: int
    name: str
    agreement_id: int | None
    modes: frozenset[str]
    capacity: int
    serving: int
    suspended_from: str | None
    priced: frozenset[str]
    certified: frozenset[str]
    distance_m: int | None
    declined: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A provider with what speaks against it; none means that it may be proposed."""

    provider: Provider
    refusals: tuple[Reason, ...]

    @property
    def fits(self) -> bool:
        """Tell whether nothing speaks against it."""
        return not self.refusals


def rank(need: Need, providers: Iterable[Provider]) -> list[Candidate]:
    """Return every provider with its refusals, those that fit first, nearest first."""
    found = [Candidate(each, tuple(_refusals(need, each))) for each in providers]
    return sorted(found, key=_order)


def _order(candidate: Candidate) -> tuple[bool, float, int]:
    distance = candidate.provider.distance_m
    far = float("inf") if distance is None else distance
    return (not candidate.fits, far, candidate.provider.provider_id)


def _refusals(need: Need, provider: Provider) -> Sequence[Reason]:
    """List all that speaks against a provider, not only the first."""
    if provider.agreement_id is None:
        return [Reason("assignment.no_agreement", AGREEMENT_LAW)]
    missing_items = sorted(need.items - provider.priced)
    missing_staff = sorted(each for each in need.qualifications if not _staffed(each, provider))
    found: list[tuple[bool, str, dict[str, object]]] = [
        (need.mode not in provider.modes, "assignment.mode", _mode(need)),
        (
            provider.suspended_from is not None,
            "assignment.suspended",
            {"first_day": provider.suspended_from},
        ),
        (
            provider.serving >= provider.capacity,
            "assignment.capacity",
            {"serving": provider.serving, "capacity": provider.capacity},
        ),
        (bool(missing_items), "assignment.price", need.named("items", missing_items)),
        (bool(missing_staff), "assignment.staff", need.named("qualification", missing_staff)),
        (provider.distance_m is None, "assignment.place", {}),
        (provider.declined is not None, "assignment.declined", {"why": provider.declined}),
    ]
    return [Reason(code, DISPATCH_LAW, facts) for refused, code, facts in found if refused]


def _staffed(qualification: str, provider: Provider) -> bool:
    """Tell whether somebody there may do the work; a higher qualification covers a lower one."""
    return any(covers(work, qualification) for work in provider.certified)


def _mode(need: Need) -> dict[str, object]:
    name, name_en = need.names.get(need.mode, (need.mode, need.mode))
    return {"mode": need.mode, "mode_name": name, "mode_name_en": name_en}
