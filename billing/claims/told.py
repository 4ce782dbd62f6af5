"""Claims as a program is told of them: amounts in 元 as text, reasons with law, proof, way out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from billing.claims.checked import Checked, asked, pays, to_person
from billing.claims.filed import Reviewed
from billing.claims.models import Claim, ClaimDecision
from billing.claims.rules.proof import Proof
from billing.claims.rules.stages import Fault, Known
from billing.claims.trial import Trial, TriedLine
from ltc.shared.money import yuan
from ltc.shared.reasons import Reason

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Voice:
    """In which language reasons are told, and what words there are for codes and ways out."""

    language: str
    fix: Callable[[str], str]
    name: Callable[[str], str]


def claim_told(row: Claim, sums: Mapping[str, int]) -> Answer:
    """Return the head of a claim; ``sums`` are by outcome, '' where nobody decided yet."""
    return {
        "id": row.id,
        "key": row.sender_key,
        "sequence": row.sequence,
        "area": row.area_code,
        "month": row.month,
        "state": row.state,
        "lines": row.lines or len(row.wanted),
        "asked": yuan(row.asked_fen),
        "approved": yuan(sums.get("approved", 0)),
        "rejected": yuan(sums.get("rejected", 0)),
        "waiting": yuan(sums.get("", 0)),
        "submit_due": _day(row.submit_due),
        "first_due": _day(row.first_due),
        "second_due": _day(row.second_due),
        "pack": _pack(row.pack, row.pack_version, row.fingerprint, row.engine),
    }


def line_told(row: Reviewed, voice: Voice) -> Answer:
    """Return one line with what each review decided."""
    line, theirs = row.line, row.line.tried_to_person_fen or 0
    return {
        "line": line.id,
        "kind": line.kind,
        "visit": line.visit_id,
        "prior": line.prior_id,
        "day": line.day.isoformat(),
        "asked": yuan(line.asked_fen),
        "tried": yuan(line.tried_fen),
        "tried_to_person": yuan(theirs),
        "tried_own": yuan(line.asked_fen - line.tried_fen - theirs),
        "first": _decision(row.first, voice),
        "second": _decision(row.second, voice),
        "answered_by": row.answer,
    }


def dry_run_told(found: Checked, voice: Voice) -> Answer:
    """Return what would be asked and paid, line by line."""
    pack = found.pack
    lines = [
        {
            "kind": line.kind,
            "visit": line.visit_id,
            "prior": line.prior_id,
            **_parts(*(part(line, found.tried) for part in (asked, pays, to_person))),
            "reasons": _reasons(found.tried.get(line.visit_id), voice),
        }
        for line in found.wanted
    ]
    return {
        **_parts(found.asked_fen, found.fund_fen, found.to_person_fen),
        "lines": lines,
        "pack": {"id": pack.id, "version": pack.version, "fingerprint": pack.fingerprint},
    }


def _parts(asked_fen: int, fund_fen: int, to_person_fen: int) -> Answer:
    """Return what is asked and its three parts: fund to provider, fund to person, not the fund."""
    own = asked_fen - fund_fen - to_person_fen
    parts = {"fund": fund_fen, "to_person": to_person_fen, "own": own}
    return {"asked": yuan(asked_fen), **{name: yuan(fen) for name, fen in parts.items()}}


def fault_told(fault: Fault, found: Checked | None, voice: Voice) -> Answer:
    """Return one fault; where the law refuses, with rule, law, evidence and the way out."""
    told: Answer = {
        "stage": fault.stage,
        "family": fault.family,
        "line": fault.row,
        "message": fault.en if voice.language == "en" else fault.zh,
    }
    if not fault.rule or found is None or fault.row is None:
        return told
    answers = _reasons(found.tried.get(found.wanted[fault.row - 1].visit_id), voice)
    why = next(each for each in answers if each["rule"] == fault.rule)
    about = {"rule": fault.rule, "law": fault.law}
    return {**told, **about, "evidence": why["evidence"], "fix": why["fix"]}


def month_told(trial: Trial, known: Known, voice: Voice) -> Answer:
    """Return every visit of a month in one pool: what it would be paid, and how it was claimed."""
    visits = [
        {
            "visit": each.visit.id,
            "day": each.visit.day.isoformat(),
            "person": each.visit.person_id,
            "carer": each.visit.carer_id,
            "state": each.visit.state,
            **_parts(each.asked_fen, each.fund_fen, each.to_person_fen),
            "fund_when_verified": yuan(each.verified_fen),
            "to_person_when_verified": yuan(each.verified_to_person_fen),
            "own_when_verified": yuan(each.verified_own_fen),
            "reasons": _reasons(each, voice),
            "claimed": _claimed(each.visit.id, known),
        }
        for each in trial.lines
    ]
    return {"area": trial.area, "month": str(trial.month), "visits": visits}


def _claimed(visit_id: int, known: Known) -> Answer | None:
    newest = known.claimed.get(visit_id)
    if newest is None:
        return None
    standing = known.lines[newest]
    return {"line": newest, "kind": standing.kind, "outcome": standing.outcome or None}


def _reasons(answer: TriedLine | None, voice: Voice) -> list[Answer]:
    if answer is None:
        return []
    return [_reason(each, answer.proofs.get(each.code, ()), voice) for each in answer.reasons]


def _reason(why: Reason, proofs: Sequence[Proof], voice: Voice) -> Answer:
    return {
        "rule": why.code,
        "text": why.text(voice.language),
        "law": why.law,
        "evidence": [_proof(each) for each in proofs],
        "fix": voice.fix(why.code),
    }


def _proof(proof: Proof) -> Answer:
    first, last = _day(proof.first_day), _day(proof.last_day)
    return {"kind": proof.kind, "first_day": first, "last_day": last, "visit": proof.visit_id}


def _decision(found: ClaimDecision | None, voice: Voice) -> Answer | None:
    if found is None:
        return None
    told: Answer = {"outcome": found.outcome, "at": found.at.isoformat()}
    if not found.code:
        return told
    why = {"rule": found.code, "text": voice.name(found.code), "fix": voice.fix(found.code)}
    return {**told, **why, "law": found.law, "evidence": found.evidence}


def _pack(name: str, version: str, fingerprint: str, engine: str) -> Answer | None:
    if not name:
        return None
    return {"id": name, "version": version, "fingerprint": fingerprint, "engine": engine}


def _day(day: Any) -> str | None:  # noqa: ANN401 - a day or nothing
    return day.isoformat() if day else None
