"""Acts on statements: make them, dispute a line, decide the dispute, sign.

Three parties sign one version.  A change after a signature makes a new version, chained to the one
before by its hash; what was signed, or is in the chain of the next month, is never touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from billing.models import Settlement, Statement, StatementBreak, StatementSignature
from billing.settlement import queries as settlements
from billing.settlement import services as settlement_services
from billing.settlement.rules.states import VISIBLE
from billing.statements import queries
from billing.statements.rules import (
    OPEN,
    OUTCOMES,
    PARTIES,
    Disputed,
    Sums,
    content_hash,
    owner_of,
    partition,
    party_of,
    refuse_decided,
    refuse_other_office,
)
from ltc.audit.services import record
from ltc.db import session
from ltc.policy.calendar import work_calendar
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.security.persons import is_same_person
from ltc.shared.clock import legal_day
from ltc.shared.errors import Conflict, Forbidden, NotFound, Unknown

DUE_DAYS = "exception.due_days"
_MAY_DISPUTE = ("computed", "reconciled")


def make_statements(settlement_id: int, *, scope: Scope, at: datetime) -> list[Statement]:
    """Make the first version of every provider's statement; once made they are given back."""
    settlement = settlements.settlement(settlement_id, scope=scope, lock=True)
    there = queries.statements(scope=scope, settlement_id=settlement.id)
    if there:
        return list(there)
    if settlement.state not in VISIBLE:
        raise Conflict("the month is not computed yet", "本月尚未计算完成，不能出对账单")
    areas = queries.areas_of_providers()
    made = [
        _version(settlement, (provider, areas[provider]), sums, lines, at=at)
        for provider, sums, lines in queries.lines_by_provider(settlement.id)
    ]
    if not made and settlement.people_lines:  # nothing that a provider could sign
        # Where the system ran it, whoever reconciles it is the first of the two people.
        settlement.made_by = settlement.made_by or scope.actor.user_id
        settlement_services.advance(settlement.id, "reconcile", scope=scope, at=at)
    session().add_all(made)
    session().flush()
    for each in made:
        after = {"content_hash": each.content_hash, "asked_fen": each.asked_fen}
        record(act="statement.make", about=each, actor=scope.actor, at=at, after=after)
    return made


def _version(
    settlement: Settlement, whose: tuple[int, str], sums: Sums, lines: str, *, at: datetime
) -> Statement:
    """Return the first version of a statement, chained to the provider's last one."""
    provider_id, area_code = whose
    made = Statement(
        settlement_id=settlement.id,
        provider_id=provider_id,
        area_code=area_code,
        version=1,
        state=OPEN,
        lines_hash=lines,
        previous_hash=queries.last_hash(provider_id),
        made_at=at,
        **{**asdict(sums), "to_person_fen": sums.to_person_fen or None},
    )
    _reckon(made, ())
    return made


def _reckon(statement: Statement, breaks: Sequence[StatementBreak]) -> None:
    """Set the parts and the hash of a version."""
    disputed = [
        Disputed(each.visit_id, each.code, each.amount_fen, each.held_fen, each.state)
        for each in breaks
    ]
    parts = partition(sums_of(statement), disputed)
    statement.agreed_fen, statement.broken_fen = parts.agreed_fen, parts.broken_fen
    statement.payable_fen, statement.held_fen = parts.payable_fen, parts.held_fen
    statement.content_hash = expected_hash(statement, breaks)


def sums_of(statement: Statement) -> Sums:
    """Return what a statement's lines add up to, as it says."""
    return Sums(*(getattr(statement, name) or 0 for name in Sums.__slots__))


def expected_hash(statement: Statement, breaks: Sequence[StatementBreak]) -> str:
    """Return the hash that a version must have by what it says."""
    header = {
        "settlement": statement.settlement_id,
        "provider": statement.provider_id,
        "area": statement.area_code,
        "version": statement.version,
        "previous": statement.previous_hash,
    }
    disputed = [
        Disputed(each.visit_id, each.code, each.amount_fen, each.held_fen, each.state)
        for each in breaks
    ]
    return content_hash(header, sums_of(statement), statement.lines_hash, disputed)


def raise_break(
    statement_id: int, visit_id: int, code: str, note: str = "", *, scope: Scope, at: datetime
) -> StatementBreak:
    """Dispute one visit of a statement; it is held from payment until somebody decides."""
    statement = _current(statement_id, scope=scope)
    owner, lines = owner_of(code), _lines_of_visit(statement, visit_id, scope)
    if any(each.visit_id == visit_id for each in queries.breaks(statement.id)):
        raise Conflict("this visit is in dispute already", "该服务已有争议项，不能重复提出")
    if _month_of(statement).state not in _MAY_DISPUTE:
        raise Conflict(
            "the month is approved; later news correct the next month",
            "本月已复核，后续更正计入下月结算",
            field="state",
        )
    statement = _changeable(statement, scope=scope, at=at)
    made = StatementBreak(
        statement_id=statement.id,
        settlement_id=statement.settlement_id,
        provider_id=statement.provider_id,
        area_code=statement.area_code,
        visit_id=visit_id,
        insurance=lines[-1].insurance,
        code=code,
        owner_role=owner,
        amount_fen=sum(line.asked_fen for line in lines),
        held_fen=max(sum(line.payable_fen for line in lines), 0),
        due_on=_due(statement.area_code, legal_day(at)),
        note=note.strip(),
        raised_by=scope.actor.user_id,
        state=OPEN,
    )
    session().add(made)
    session().flush()
    _reckon(statement, queries.breaks(statement.id))
    after = {"visit_id": visit_id, "code": code, "amount_fen": made.amount_fen}
    record(act="statement.dispute", about=made, actor=scope.actor, at=at, after=after, reason=note)
    return made


def _lines_of_visit(statement: Statement, visit_id: int, scope: Scope) -> list:
    """Return the lines that this statement's settlement has for a visit of its provider."""
    found = [
        line
        for line in queries.lines_of_visit_in(statement.settlement_id, visit_id, scope=scope)
        if line.provider_id == statement.provider_id
    ]
    if not found:
        raise NotFound("this visit is not on the statement", "对账单中没有该服务", field="visit_id")
    return found


def _due(area: str, on: date) -> date:
    """Return until when a dispute should be decided, by the area's working days."""
    days = pack_for_area(area, on)[DUE_DAYS].on(on)
    number = days if isinstance(days, int) else max(days.values())
    return work_calendar(area, on.year).after(on, number)


def _current(statement_id: int, *, scope: Scope) -> Statement:
    """Return a statement if it is the newest version."""
    statement = queries.statement(statement_id, scope=scope, lock=True)
    newest = queries.versions(statement.settlement_id, statement.provider_id, scope=scope)[-1]
    if newest.id != statement.id:
        raise Conflict(
            f"version {newest.version} has replaced this one", "该版本已被新版本取代，请刷新"
        )
    return statement


def _changeable(statement: Statement, *, scope: Scope, at: datetime) -> Statement:
    """Return the version to change: this one while nobody signed or built on it, else a new one.

    A month that was reconciled goes back to its signatures.
    """
    signed = queries.signatures([statement.id])[statement.id]
    if not signed and not queries.is_chained_to(statement):
        return statement
    settlement = _month_of(statement)
    if settlement.state == "reconciled":
        everything = Scope.everything("a new version takes a reconciled month back")
        settlement_services.advance(settlement.id, "reopen", scope=everything, at=at)
    return _next_version(statement, scope=scope, at=at)


def _month_of(statement: Statement) -> Settlement:
    everything = Scope.everything("the month of a statement that was read under a scope")
    return settlements.settlement(statement.settlement_id, scope=everything, lock=True)


def _next_version(before: Statement, *, scope: Scope, at: datetime) -> Statement:
    made = Statement(
        settlement_id=before.settlement_id,
        provider_id=before.provider_id,
        area_code=before.area_code,
        version=before.version + 1,
        state=OPEN,
        lines_hash=before.lines_hash,
        previous_hash=before.content_hash,
        made_at=at,
        **{name: getattr(before, name) for name in Sums.__slots__},
    )
    _reckon(made, ())
    session().add(made)
    session().flush()
    session().add_all(_copied(each, made.id) for each in queries.breaks(before.id))
    session().flush()
    after = {"version": made.version, "previous_hash": made.previous_hash}
    record(act="statement.version", about=made, actor=scope.actor, at=at, after=after)
    return made


def _copied(row: StatementBreak, statement_id: int) -> StatementBreak:
    names = [each.key for each in StatementBreak.__mapper__.column_attrs if each.key != "id"]
    facts = {name: getattr(row, name) for name in names}
    return StatementBreak(**{**facts, "statement_id": statement_id})


def answer_break(
    break_id: int, outcome: str, answer: str, *, scope: Scope, at: datetime
) -> StatementBreak:
    """Decide a dispute: the line is kept as reckoned, or withdrawn until it is corrected.

    Never by whoever raised it.  After the month was approved, what a kept line held goes into the
    next payment; a line that was withdrawn and turns out to be right is kept after all.
    """
    if outcome not in OUTCOMES:
        raise Unknown.word("outcome", outcome, OUTCOMES, field="outcome")
    row = queries.break_(break_id, scope=scope, lock=True)
    refuse_decided(row.state, outcome)
    if is_same_person(scope.actor, row.raised_by):
        raise Forbidden("whoever raised a dispute does not decide it", "不能处理自己提出的争议")
    row = _on_newest(row, scope=scope, at=at)
    everything = Scope.everything("the statement of a dispute that was read under a scope")
    statement = queries.statement(row.statement_id, scope=everything)
    signing = _month_of(statement).state in _MAY_DISPUTE
    refuse_other_office(row.owner_role, scope.actor.roles, signing=signing)
    row.state, row.answer = outcome, answer.strip()
    row.answered_by, row.answered_at = scope.actor.user_id, at
    session().flush()
    _reckon(statement, queries.breaks(statement.id))
    after = {"state": outcome}
    record(act="statement.decide", about=row, actor=scope.actor, at=at, after=after, reason=answer)
    return row


def _on_newest(row: StatementBreak, *, scope: Scope, at: datetime) -> StatementBreak:
    """Return the dispute as it stands on the version that may be changed."""
    everything = Scope.everything("the statement of a dispute that was read under a scope")
    statement = _current(row.statement_id, scope=everything)
    changed = _changeable(statement, scope=scope, at=at)
    if changed.id == statement.id:
        return row
    return next(each for each in queries.breaks(changed.id) if each.visit_id == row.visit_id)


def sign(statement_id: int, hash_shown: str, *, scope: Scope, at: datetime) -> StatementSignature:
    """Sign the version that was shown, for one's party, once.

    The third signature closes the statement; the last statement reconciles the month.
    """
    party = party_of(scope.actor.roles)
    statement = _current(statement_id, scope=scope)
    if hash_shown != statement.content_hash:
        raise Conflict("the statement changed since it was shown", "对账单内容已变化，请重新核对")
    signed = queries.signatures([statement.id])[statement.id]
    if any(each.party == party for each in signed):
        raise Conflict("your party has signed already", f"{PARTIES[party]}已签署")
    if any(is_same_person(scope.actor, each.user_id) for each in signed):
        raise Forbidden("nobody signs for two parties", "同一人不能代表两方签署")
    made = StatementSignature(
        statement_id=statement.id,
        party=party,
        provider_id=statement.provider_id,
        area_code=statement.area_code,
        user_id=scope.actor.user_id,
        content_hash=statement.content_hash,
        at=at,
    )
    session().add(made)
    session().flush()
    after = {"party": party, "content_hash": made.content_hash}
    record(act="statement.sign", about=made, actor=scope.actor, at=at, after=after)
    if len(signed) + 1 == len(PARTIES):
        _close(statement, at)
    return made


def _close(statement: Statement, at: datetime) -> None:
    """Close a statement that all signed; with the last one the month is reconciled."""
    statement.state = "signed"
    session().flush()
    everything = Scope.everything("all statements of the month decide whether it is reconciled")
    settlement = settlements.settlement(statement.settlement_id, scope=everything, lock=True)
    rest = queries.statements(scope=everything, settlement_id=statement.settlement_id)
    if settlement.state == "computed" and all(each.state == "signed" for each in rest):
        settlement_services.advance(settlement.id, "reconcile", scope=everything, at=at)
