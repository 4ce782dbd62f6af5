"""The two reviews of a claim: line by line, by different people, each line once a review.

A rule rejects exactly what the engine refuses now, so a line that passed its dry run and whose
facts did not change cannot be rejected by a rule.  What a payer rejects by judgement names its
evidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from billing.claims import clocks, filed
from billing.claims.checked import cited, is_as_declared, refusals, tried
from billing.claims.filed import Reviewed
from billing.claims.models import Claim, ClaimDecision, ClaimLine
from billing.claims.rules.basis import delegated_fen
from billing.claims.rules.states import (
    APPROVED,
    CANCEL,
    CHANGED,
    DISCRETION,
    FIRST,
    OUTCOMES,
    after,
    require,
    waits_for,
)
from billing.claims.trial import TriedLine
from billing.rules.law import Law
from ltc.audit.services import record
from ltc.db import session
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.security.persons import is_same_person
from ltc.security.roles import OPERATOR
from ltc.shared.clock import legal_day
from ltc.shared.dates import Month
from ltc.shared.errors import BadInput, Conflict, Forbidden, Unknown
from ltc.shared.money import yuan
from providers.visits.models import Visit

_ALL = Scope.everything("a review looks at everything that decides on a line")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a reviewer says of some lines: approved, or rejected with why and the evidence."""

    outcome: str
    code: str = ""
    evidence: str = ""


class Ruled(NamedTuple):
    """Why the rules refuse a line: the code, its law, the records behind it."""

    code: str
    law: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What a judgement would do to some lines."""

    lines: Sequence[Reviewed]
    refused: Mapping[int, Ruled] = field(default_factory=dict)  # by line: the rules refuse these

    @property
    def asked_fen(self) -> int:
        """What the chosen lines ask for."""
        return sum(each.line.asked_fen for each in self.lines)


def ruled(claim: Claim, rows: Sequence[Reviewed], *, at: datetime) -> dict[int, Ruled]:
    """Return which lines the rules refuse now, and why."""
    answers = tried(claim, at=at)
    visits = filed.visits_now([each.line.visit_id for each in rows], scope=_ALL)
    found = {each.line.id: _ruled(each, answers, visits) for each in rows}
    return {line_id: why for line_id, why in found.items() if why is not None}


def _ruled(
    row: Reviewed, answers: Mapping[int, TriedLine], visits: Mapping[int, Visit]
) -> Ruled | None:
    line = row.line
    if line.kind == CANCEL:
        return None
    answer = answers.get(line.visit_id)
    if answer is None or not is_as_declared(line, visits.get(line.visit_id)):
        return Ruled(CHANGED, _cited(line), f"visit {line.visit_id}")
    why = next(iter(refusals(answer)), None)
    if why is None:
        return None
    records = (
        f"{each.kind} {each.first_day or ''} {each.last_day or ''} {each.visit_id or ''}".strip()
        for each in answer.proofs.get(why.code, ())
    )
    return Ruled(why.code, why.law or _cited(line), "; ".join(records))


def _cited(line: ClaimLine) -> str:
    return cited(pack_for_area(line.area_code, line.day), line.day)


def preview(
    claim_id: int, line_ids: Sequence[int], step: str, *, scope: Scope, at: datetime
) -> Effect:
    """Return what would be decided, without deciding; refuses like the act itself."""
    row = filed.claim(claim_id, scope=scope)
    chosen = _lines_to_decide(row, line_ids, step, scope)
    return Effect(chosen, ruled(row, chosen, at=at))


def decide(
    claim_id: int,
    line_ids: Sequence[int],
    judgement: Judgement,
    step: str,
    *,
    scope: Scope,
    at: datetime,
) -> Claim:
    """Decide some lines of a claim; a foreign, decided or unfit one refuses all of them."""
    row = filed.claim(claim_id, scope=scope, lock=True)
    chosen = _lines_to_decide(row, line_ids, step, scope)
    refused = ruled(row, chosen, at=at)
    for each in chosen:
        session().add(_decision(each, judgement, refused.get(each.line.id), step, scope, at))
    session().flush()
    _move_on(row, step, scope=scope, at=at)
    facts = {"step": step, "outcome": judgement.outcome, "code": judgement.code}
    told = {**facts, "lines": [each.line.id for each in chosen], "state": row.state}
    record(act="claim.decide", about=row, actor=scope.actor, at=at, after=told)
    return row


def _lines_to_decide(
    row: Claim, line_ids: Sequence[int], step: str, scope: Scope
) -> list[Reviewed]:
    """Return the chosen lines, or refuse: wrong state, wrong person, wrong line."""
    require(row.state, waits_for(step))
    _refuse_same_person(row, step, scope)
    _refuse_above(row, step, scope)
    return _chosen(row, line_ids, step, scope)


def _chosen(row: Claim, line_ids: Sequence[int], step: str, scope: Scope) -> list[Reviewed]:
    wanted = set(line_ids)
    there = [each for each in filed.lines(row.id, scope=scope) if each.line.id in wanted]
    if not wanted or len(there) != len(wanted):
        raise BadInput(
            "some chosen lines are not of this claim; nothing was decided",
            "所选行中有不属于本申报的，全部未办理，请重新选择",
            field="lines",
        )
    if any((each.first if step == FIRST else each.second) is not None for each in there):
        raise Conflict(
            "somebody has decided a chosen line already; nothing was decided now",
            "所选行中有已经审核过的，全部未办理，请刷新后查看",
            field="lines",
        )
    return there


def _refuse_same_person(row: Claim, step: str, scope: Scope) -> None:
    """Four eyes by person: who submitted, who reviewed first and who decides are three people."""
    before = {row.submitted_by}
    if step != FIRST:
        rows = filed.lines(row.id, scope=_ALL)
        before |= {each.first.decided_by for each in rows if each.first is not None}
    if any(is_same_person(scope.actor, user_id) for user_id in before):
        raise Forbidden(
            "who submitted or reviewed this claim before does not review it now",
            "申报人、初审人、复核人须为不同的人，请另一人办理",
        )


def _refuse_above(row: Claim, step: str, scope: Scope) -> None:
    """An operator reviews no more than its delegated sum of a provider's month, in parts or not."""
    if step != FIRST or OPERATOR not in scope.actor.roles:
        return
    last_day = Month.parse(row.month).last_day
    most = delegated_fen(Law(pack_for_area(row.area_code, last_day)), last_day)
    whole = filed.submitted_fen(row.provider_id, row.area_code, row.month, scope=_ALL)
    if most is not None and whole > most:
        raise Forbidden(
            f"this provider claims {yuan(whole)} for the month; an operator reviews {yuan(most)}",
            f"该机构本月共申报{yuan(whole)}元，超过经办机构可初审的{yuan(most)}元，请医保局初审",
        )


def _decision(
    row: Reviewed,
    judged: Judgement,
    rule: Ruled | None,
    step: str,
    scope: Scope,
    at: datetime,
) -> ClaimDecision:
    code, law, evidence = _says(row, judged, rule)
    return ClaimDecision(
        claim_line_id=row.line.id,
        step=step,
        claim_id=row.line.claim_id,
        provider_id=row.line.provider_id,
        area_code=row.line.area_code,
        outcome=judged.outcome,
        code=code,
        law=law,
        evidence=evidence,
        decided_by=scope.actor.user_id,
        at=at,
    )


def _says(row: Reviewed, judged: Judgement, rule: Ruled | None) -> Ruled:
    """Return code, law and evidence of a decision, or refuse one that does not fit the line."""
    if judged.outcome not in OUTCOMES:
        raise Unknown.word("outcome", judged.outcome, OUTCOMES, zh="审核结论", field="outcome")
    if judged.outcome == APPROVED:
        if rule is not None:
            raise BadInput(
                f"the rules refuse line {row.line.id} ({rule.code}): it cannot be approved",
                f"第 {row.line.id} 行按规则不予支付，不能通过，请按规则退回",
                field="outcome",
            )
        return Ruled("", "", "")
    if not judged.code:
        return _by_rule(row, rule)
    if judged.code not in DISCRETION:
        raise Unknown.word("code", judged.code, DISCRETION, zh="退回原因", field="code")
    if not judged.evidence.strip():
        raise BadInput(
            "a rejection by judgement names its evidence", "请写明证据和依据", field="evidence"
        )
    return Ruled(judged.code, _cited(row.line), judged.evidence.strip())


def _by_rule(row: Reviewed, rule: Ruled | None) -> Ruled:
    if rule is None:
        raise BadInput(
            f"no rule refuses line {row.line.id}: it passed and nothing has changed",
            f"第 {row.line.id} 行按规则应予支付，事实没有变化，不能按规则退回；"
            "确有其他证据的请选择原因并写明",
            field="code",
        )
    return rule


def _move_on(row: Claim, step: str, *, scope: Scope, at: datetime) -> None:
    """Take a claim on when its last line is reviewed."""
    rows = filed.lines(row.id, scope=scope)
    if any((each.first if step == FIRST else each.second) is None for each in rows):
        return
    row.state = after(step)
    row.version += 1
    if step == FIRST:
        row.first_at = at
        row.second_due = clocks.second_due(row.area_code, legal_day(at))
    else:
        row.second_at = at
