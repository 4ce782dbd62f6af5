"""What may change a grade beside the points: coma, diagnosis, care risk events.

Only GB/T 42195-2022 has such a clause (annex C).  The national LTCI standard has none, so giving
such facts with it is refused rather than quietly used or quietly dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from assessments.rules.scale import Changes, Scale
from ltc.shared.errors import BadInput, shown
from ltc.shared.reasons import Reason


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Facts about the person on the day: ``risk_events`` counts those of the last 30 days."""

    coma: bool = False
    dementia_or_mental: bool = False
    risk_events: int = 0


NONE = Circumstances()
KEYS = tuple(each.name for each in fields(Circumstances))


@dataclass(frozen=True, slots=True)
class Change:
    """What the circumstances do: the worst grade at once, or so many levels more severe."""

    worst: bool = False
    raised: int = 0
    reasons: tuple[Reason, ...] = ()


NO_CHANGE = Change()


def read_circumstances(scale: Scale, given: Mapping[str, object]) -> Circumstances:
    """Read the facts of ``KEYS`` that are in ``given``; what is not said did not happen."""
    facts = {key: given[key] for key in KEYS if key in given}
    if not facts:
        return NONE
    if scale.changes is None:
        key = next(iter(facts))
        raise BadInput(
            f"{key} does not belong to the scale {scale.id}",
            f"量表 {scale.id} 没有“{key}”一项",
            field=key,
        )
    events = facts.get("risk_events", 0)
    if type(events) is not int or events < 0:
        raise _wrong("risk_events", events, "a whole number from 0", "应为不小于 0 的整数")
    return Circumstances(
        coma=_flag(facts, "coma"),
        dementia_or_mental=_flag(facts, "dementia_or_mental"),
        risk_events=events,
    )


def change_of(scale: Scale, facts: Circumstances, points: Mapping[str, int]) -> Change:
    """Return what ``facts`` change by the clause of ``scale``."""
    if facts == NONE:
        return NO_CHANGE
    clause = scale.changes
    if clause is None:
        raise BadInput(
            f"the scale {scale.id} has no clause for circumstances",
            f"量表 {scale.id} 没有等级变更条款",
            field="circumstances",
        )
    if facts.coma:
        return Change(worst=True, reasons=_coma(scale, clause, points))
    levels, reasons = _raises(clause, facts)
    raised = sum(levels) if clause.add_up else max(levels, default=0)
    if len(levels) > 1 and not clause.add_up:
        reasons.append(Reason("score.changes_once", clause.law, {"levels": raised}))
    return Change(raised=raised, reasons=tuple(reasons))


def _raises(clause: Changes, facts: Circumstances) -> tuple[list[int], list[Reason]]:
    levels, reasons = [], []
    if facts.dementia_or_mental:
        levels.append(clause.dementia_or_mental)
        why: dict[str, object] = {"levels": clause.dementia_or_mental}
        reasons.append(Reason("score.diagnosis", clause.law, why))
    if facts.risk_events >= clause.risk_events_from:
        levels.append(clause.risk_events)
        why = {
            "count": facts.risk_events,
            "days": clause.risk_days,
            "from_count": clause.risk_events_from,
            "levels": clause.risk_events,
        }
        reasons.append(Reason("score.risk_events", clause.law, why))
    return levels, reasons


def _coma(scale: Scale, clause: Changes, points: Mapping[str, int]) -> tuple[Reason, ...]:
    worst = scale.grades[scale.worst]
    facts = {"grade": scale.worst, "grade_name": worst.name, "grade_name_en": worst.name_en}
    reasons = [Reason("score.coma", clause.law, facts)]
    if points[clause.coma_item] > 0:
        facts = {"points": points[clause.coma_item]}
        reasons.append(Reason("score.coma_contradicted", clause.law, facts))
    return tuple(reasons)


def _flag(facts: Mapping[str, object], key: str) -> bool:
    value = facts.get(key, False)
    if isinstance(value, bool):
        return value
    raise _wrong(key, value, "true or false", "应为 true 或 false")


def _wrong(key: str, value: object, en: str, zh: str) -> BadInput:
    return BadInput(
        f"{key} is {en}, not {shown(value)}", f"{key} {zh}，不能是 {shown(value)}", field=key
    )
