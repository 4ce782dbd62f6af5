"""Write, check and submit a provider's claim; its review is ``reviews``.

Nothing here moves money: what a claim lets through is settled by the settlement, once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from billing.board.shown import pool_of
from billing.claims import clocks, filed, queries
from billing.claims.checked import Checked, asked, check, declared, pays, to_person
from billing.claims.models import Claim, ClaimLine
from billing.claims.rules import stages
from billing.claims.rules.basis import by_claims
from billing.claims.rules.stages import Wanted
from billing.claims.rules.states import CANCEL, DRAFT, DROPPED, NEW, REPLACE, SUBMITTED, require
from billing.claims.version import engine_version
from billing.rules.law import Law
from billing.rules.reasons import mask_of
from ltc.audit.services import record
from ltc.config import settings
from ltc.db import session
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.dates import Month
from ltc.shared.errors import BadInput, Conflict, Faults, Forbidden

_ENVIRONMENTS = {"production": "prod", "demo": "trial", "test": "test"}


def draft(month: Month, *, scope: Scope, at: datetime) -> list[Claim]:
    """Draft the claim of a month: every verified visit that was not claimed yet, pool by pool."""
    provider = own(scope)
    areas = queries.areas_of(provider, month, scope=scope)
    made = []
    for pool in _claiming(sorted({pool_of(each, month.last_day) for each in areas}), month):
        known = filed.known(provider, pool, month, scope=scope)
        visits = filed.verified(provider, pool, month, scope=scope)
        wanted = [Wanted(NEW, each.id) for each in visits if each.id not in known.claimed]
        if wanted and filed.draft_of(provider, pool, str(month), scope=scope) is None:
            made.append(write_draft(pool, month, wanted[: stages.MOST_ROWS], scope=scope, at=at))
    if not made:
        raise Conflict(
            "every verified visit of this month is claimed or in a draft already",
            "本月已核实的服务都已申报，或已在草稿中",
            field="month",
        )
    return made


def _claiming(pools: Sequence[str], month: Month) -> Sequence[str]:
    """Return the pools that pay by claims; where none does, all, and each refuses by itself."""
    found = [each for each in pools if _pays_by_claims(each, month)]
    return found or pools


def own(scope: Scope) -> int:
    """Return the provider that writes a claim."""
    if scope.organisation_id is None:
        raise Forbidden("a provider writes its own claims", "申报由护理机构自己填写")
    return scope.organisation_id


def write_draft(  # noqa: PLR0913 - what a claim is made of
    pool: str,
    month: Month,
    wanted: Sequence[Wanted],
    *,
    scope: Scope,
    at: datetime,
    sequence: int | None = None,
    digest: str = "",
    key: str | None = None,
) -> Claim:
    """Write the draft of a month; a file brings its number, a program its key."""
    provider = own(scope)
    refuse_without_claims(pool, month)
    made = Claim(
        provider_id=provider,
        area_code=pool,
        month=str(month),
        sequence=sequence or filed.next_sequence(provider, scope=scope),
        state=DRAFT,
        wanted=[list(each) for each in wanted],
        file_sha256=digest,
        sender_key=key,
        made_by=scope.actor.user_id,
        made_at=at,
        submit_due=clocks.submit_due(pool, month),
    )
    _add(made)
    after = {"month": made.month, "lines": len(wanted), "sequence": made.sequence}
    record(act="claim.draft", about=made, actor=scope.actor, at=at, after=after)
    return made


def _add(made: Claim) -> None:
    """Write a draft at once, so that the unique keys speak to whoever drafts at the same moment."""
    session().add(made)
    try:
        session().flush()
    except sa.exc.IntegrityError as clash:
        raise Conflict(
            "a colleague has just drafted this month or used this number; reload the page",
            "同事刚刚生成了该月草稿或用了同一序号，请刷新后查看",
            field="month",
        ) from clash


def _pays_by_claims(pool: str, month: Month) -> bool:
    return by_claims(Law(pack_for_area(pool, month.last_day)), month.last_day)


def refuse_without_claims(pool: str, month: Month) -> None:
    """Refuse a claim where it would have no effect: the pool pays verified visits as they are."""
    if not _pays_by_claims(pool, month):
        raise Conflict(
            f"{pool} pays verified visits without a claim in {month}",
            f"{month} 按已核实的服务直接结算，无须申报；请核实服务，月末签署对账单",
            field="month",
        )


def take_file(rows: Sequence[Sequence[str]], area: str, *, scope: Scope, at: datetime) -> Claim:
    """Take a claim's file as a draft; the same file again gives the same claim.

    Stages 0 to 3 are the file's own; the rest is checked like any draft.
    """
    provider = own(scope)
    lines = list(rows[3:])
    faults = stages.file_faults(rows) or stages.envelope_faults(rows[1], environment(), provider)
    refuse(faults or stages.syntax_faults(lines) or stages.code_faults(lines))
    envelope = stages.read_envelope(rows[1])
    digest = hashlib.sha256("\n".join(",".join(row) for row in rows).encode()).hexdigest()
    there = filed.by_sequence(provider, envelope.sequence, scope=scope)
    if there is not None:
        return _same(there, digest)
    month = Month.parse(envelope.month)
    pool = pool_of(area, month.last_day)
    refuse_beside_draft(provider, pool, month, scope=scope)
    wanted = stages.read_lines(lines)
    number = envelope.sequence
    return write_draft(pool, month, wanted, scope=scope, at=at, sequence=number, digest=digest)


def refuse_beside_draft(provider: int, pool: str, month: Month, *, scope: Scope) -> None:
    """Refuse a second claim beside one of the same month that is being written."""
    if filed.draft_of(provider, pool, str(month), scope=scope) is not None:
        raise Conflict(
            "a draft of this month is open; submit or drop it first",
            "该月还有一份草稿，请先提交或放弃",
            field="month",
        )


def environment() -> str:
    """Return how files name this system: prod, trial or test."""
    return _ENVIRONMENTS[settings().env]


def _same(there: Claim, digest: str) -> Claim:
    if there.file_sha256 != digest:
        raise Conflict(
            f"sequence {there.sequence} was used by another claim; take the next number",
            f"序号 {there.sequence} 已被另一份申报使用，内容不同，请换下一个序号",
            field="sequence",
        )
    return there


def refuse(faults: Sequence[stages.Fault]) -> None:
    """Refuse a claim with every fault of a stage at once."""
    if faults:
        raise Faults([BadInput(_named(f, f.en), _named(f, f.zh), field="file") for f in faults])


def _named(fault: stages.Fault, text: str) -> str:
    row = f"#{fault.row} " if fault.row else ""
    return f"{fault.family}·{fault.stage} {row}{text}"


def answer(line_id: int, kind: str, *, scope: Scope, at: datetime) -> Claim:
    """Answer one decided line: claim it again as the visit is now, or take it back.

    The answer goes into the open draft of its month, or into a new one.
    """
    line = filed.line(line_id, scope=scope)
    if kind not in (REPLACE, CANCEL):
        raise BadInput("replace it or cancel it", "请选择重新申报或撤回", field="kind")
    month = Month.of(line.day)
    wanted = Wanted(kind, line.visit_id, line.id)
    known = filed.known(line.provider_id, line.area_code, month, scope=scope)
    refuse(stages.record_faults([wanted], known))
    there = filed.draft_of(line.provider_id, line.area_code, str(month), scope=scope)
    if there is None:
        return write_draft(line.area_code, month, [wanted], scope=scope, at=at)
    row = filed.claim(there.id, scope=scope, lock=True)
    require(row.state, DRAFT)
    kept = [each for each in row.wanted if each[1] != line.visit_id]
    _rewrite(row, [*kept, list(wanted)], scope=scope, at=at)
    return row


def leave_out(claim_id: int, visit_ids: Sequence[int], *, scope: Scope, at: datetime) -> Claim:
    """Take lines out of a draft; one that is not in it refuses the whole act."""
    row = filed.claim(claim_id, scope=scope, lock=True)
    require(row.state, DRAFT)
    out = set(visit_ids)
    if not out or out - {each[1] for each in row.wanted}:
        raise BadInput(
            "choose lines of this draft", "请选择本草稿中的服务，未作任何改动", field="lines"
        )
    _rewrite(row, [each for each in row.wanted if each[1] not in out], scope=scope, at=at)
    return row


def _rewrite(row: Claim, wanted: list[list], *, scope: Scope, at: datetime) -> None:
    before = {"lines": len(row.wanted)}
    row.wanted = wanted
    row.version += 1
    after = {"lines": len(wanted)}
    record(act="claim.rewrite", about=row, actor=scope.actor, at=at, before=before, after=after)


def submit(claim_id: int, *, insist: bool, scope: Scope, at: datetime) -> Checked:
    """Submit a draft by its dry run; lines that the rules refuse only if the provider insists.

    Who insists gets a formal rejection with rule and law, which can be answered.
    """
    row = filed.claim(claim_id, scope=scope, lock=True)
    require(row.state, DRAFT)
    refuse_early(Month.parse(row.month), at)
    found = check(row, at=at)
    if found.refuses(insist=insist):
        refuse(found.faults)
    return submit_checked(row, found, scope=scope, at=at)


def submit_checked(row: Claim, found: Checked, *, scope: Scope, at: datetime) -> Checked:
    """Submit a draft that was checked a moment ago, in this same unit of work."""
    if not found.wanted:
        raise BadInput("the draft has no lines", "草稿中没有服务，不能提交", field="lines")
    _write(row, found)
    row.state, row.wanted = SUBMITTED, []
    row.lines, row.asked_fen = len(found.wanted), found.asked_fen
    row.pack, row.pack_version = found.pack.id, found.pack.version
    row.fingerprint, row.engine = found.pack.fingerprint, engine_version()
    row.submitted_by, row.submitted_at = scope.actor.user_id, at
    row.first_due = clocks.first_due(row.area_code, legal_day(at))
    row.version += 1
    after = {"lines": row.lines, "asked_fen": row.asked_fen, "fingerprint": row.fingerprint}
    record(act="claim.submit", about=row, actor=scope.actor, at=at, after=after)
    return found


def refuse_early(month: Month, at: datetime) -> None:
    """Refuse a claim before its month is over."""
    if legal_day(at) <= month.last_day:
        raise Conflict(
            f"{month} is not over yet; it can be claimed from the next day",
            f"{month} 尚未结束，下月1日起方可提交；现在可以试算",
            field="month",
        )


def _write(row: Claim, found: Checked) -> None:
    everything = Scope.everything("a cancelled visit may be anybody's by now")
    visits = filed.visits_now([each.visit_id for each in found.wanted], scope=everything)
    for line in found.wanted:
        visit, answered = visits[line.visit_id], found.tried.get(line.visit_id)
        codes = answered.codes if answered and line.kind != CANCEL else ()
        session().add(
            ClaimLine(
                claim_id=row.id,
                kind=line.kind,
                prior_id=line.prior_id,
                visit_id=visit.id,
                provider_id=row.provider_id,
                person_id=visit.person_id,
                area_code=row.area_code,
                asked_fen=asked(line, found.tried),
                tried_fen=pays(line, found.tried),
                tried_to_person_fen=to_person(line, found.tried) or None,
                tried_reasons=mask_of(codes),
                **declared(visit),
            )
        )
    _flush_lines()


def _flush_lines() -> None:
    """Write the lines; a visit that somebody claimed at the same moment refuses them all."""
    try:
        session().flush()
    except sa.exc.IntegrityError as clash:
        raise Conflict(
            "a visit was claimed, or a line answered, at the same moment; nothing was submitted",
            "有服务刚刚被申报，或有申报行刚刚被答复，本次未提交，请刷新后再试",
            field="lines",
        ) from clash


def drop(claim_id: int, *, scope: Scope, at: datetime) -> None:
    """Give a draft up; its visits can be drafted again."""
    row = filed.claim(claim_id, scope=scope, lock=True)
    require(row.state, DRAFT)
    row.state, row.wanted = DROPPED, []
    row.version += 1
    record(act="claim.drop", about=row, actor=scope.actor, at=at, before={"month": row.month})
