"""Findings: four eyes, and the bounds that the law sets to a sanction on the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ltc.policy.lookup import Pack
from ltc.shared.dates import add_months
from ltc.shared.errors import BadInput, Forbidden, Unknown
from ltc.shared.reasons import Reason, register_texts

RULES, AGREEMENT, CRIME = "rules", "agreement", "crime"
KINDS = (RULES, AGREEMENT, CRIME)
BY_PROVIDER, BY_PERSON = "provider", "person"
REPAYS = (BY_PROVIDER, BY_PERSON)
MOST_POINTS = 100
LADDER = (
    "staff_suspension_least_months",
    "staff_suspension_most_months",
    "provider_suspension_least_months",
    "provider_suspension_most_months",
    "fine_least_times",
    "fine_most_times",
    "staff_restriction_least_years",
    "staff_restriction_most_years",
    "head_ban_years",
)

register_texts(
    {
        "sanction.no_end": (
            "暂停须有截止日，且不早于起始日",
            "the suspension needs an end that is not before its beginning",
        ),
        "sanction.too_short": (
            "暂停期限不得少于{months}个月",
            "the suspension must last {months} months or more",
        ),
        "sanction.too_long": (
            "暂停期限不得超过{months}个月",
            "the suspension may last {months} months at most",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Suspending:
    """A suspension that somebody proposes: of a provider, or of one of its staff."""

    first_day: date
    last_day: date | None
    of_staff: bool


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the law says about the length of a suspension."""

    least: int
    most: int
    law: str


def bounds(pack: Pack, kind: str, on: date, *, of_staff: bool) -> Bounds | None:
    """Return the bounds that hold on a day; a breach of the agreement alone has none."""
    if not of_staff and kind == AGREEMENT:
        return None
    who = "staff" if of_staff else "provider"
    least = pack[f"oversight.{who}_suspension_least_months"]
    most = pack[f"oversight.{who}_suspension_most_months"]
    return Bounds(least.on(on), most.on(on), least.law_on(on))


def refusals(pack: Pack, kind: str, proposed: Suspending, on: date) -> tuple[Reason, ...]:
    """Return why a suspension may not be imposed like this; nothing where it may."""
    held = bounds(pack, kind, on, of_staff=proposed.of_staff)
    law = held.law if held else ""
    first, last = proposed.first_day, proposed.last_day
    if (held and last is None) or (last is not None and last < first):
        return (Reason("sanction.no_end", law),)
    if held is None or last is None:
        return ()
    day_after = date.fromordinal(last.toordinal() + 1)
    if day_after < add_months(first, held.least):
        return (Reason("sanction.too_short", law, {"months": held.least}),)
    if day_after > add_months(first, held.most):
        return (Reason("sanction.too_long", law, {"months": held.most}),)
    return ()


def check_finding(kind: str, text: str, law: str, *, points: int, recovery_fen: int) -> None:
    """Refuse a finding without facts or law, or with figures that cannot be."""
    if kind not in KINDS:
        raise Unknown.word("kind", kind, KINDS, zh="性质")
    if not text.strip():
        raise BadInput("say what was found", "请写明检查发现的事实", field="text")
    if not law.strip():
        raise BadInput("name the law or clause", "请写明所依据的规定或协议条款", field="law")
    if not 0 <= points <= MOST_POINTS:
        raise BadInput(
            f"points from 0 to {MOST_POINTS}", f"扣分应在0到{MOST_POINTS}之间", field="points"
        )
    if recovery_fen < 0:
        raise BadInput("the amount cannot be below zero", "追回金额不能为负", field="recovery_fen")


def check_repays(repays: str | None, visit_id: int | None) -> None:
    """Refuse to say that a visit never took place without saying which."""
    if repays is None:
        return
    if repays not in REPAYS:
        raise Unknown.word("repays", repays, REPAYS, field="repays", zh="由谁退回")
    if visit_id is None:
        raise BadInput(
            "name the visit that never took place", "请填写没有发生的服务编号", field="visit_id"
        )


def refuse_own_finding(*, is_own: bool) -> None:
    """Refuse a decision by whoever found it: four eyes, by person."""
    if is_own:
        raise Forbidden(
            "who found it does not decide it", "检查发现须由发现人以外的人决定，请另一人办理"
        )
