"""追溯: one visit's money from the bank's file down to the law and the people.

Gathers what other rooms' queries give, each under the reader's own scope; decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from billing.ledger import queries as ledger
from billing.ledger.queries import Posting
from billing.ledger.rules.entry import About
from billing.lines import queries
from billing.lines.explain import Explained, explained
from billing.models import PaymentLine, PaymentOrder, Statement, StatementSignature
from billing.payments import queries as payments
from billing.rules.reasons import LAWS
from billing.settlement.rules.lines import FUNDS
from billing.statements import queries as statements
from ltc.case import queries as case
from ltc.case.models import Determination
from ltc.directory.models import Staff
from ltc.directory.queries import staff_member
from ltc.policy.lookup import Pack, Source
from ltc.scope import Scope
from ltc.shared.errors import LtcError, PolicyGap
from providers.visits.models import Fix, VisitChange, VisitProof
from providers.visits.queries import log


@dataclass(frozen=True, slots=True)
class Paid:
    """The payment order of a line's month with the line of its provider, as far as it has come."""

    order: PaymentOrder
    line: PaymentLine | None
    postings: Sequence[Posting]


@dataclass(frozen=True, slots=True)
class Way:
    """How the lines of one settlement went on: posted, stated and signed, paid."""

    of: Explained
    paid: Paid | None
    statement: Statement | None
    signatures: Sequence[StatementSignature]
    postings: Sequence[Posting]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a visit."""

    carer: Staff | None
    fixes: Sequence[Fix]
    proofs: Sequence[VisitProof]
    changes: Sequence[VisitChange]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that decided a line: the parameter, its law, and the document behind it."""

    parameter: str
    meaning: str
    law: str
    source: Source | None
    confidence: str


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything behind one visit's money, from the newest line on."""

    lines: Sequence[Explained]
    ways: Sequence[Way]  # one for each settlement that has lines of the visit, newest first
    evidence: Evidence
    determination: Determination | None
    rules: Sequence[Rule]

    @property
    def newest(self) -> Explained:
        """The line that holds now."""
        return self.lines[-1]


def of_visit(visit_id: int, *, scope: Scope) -> Trace:
    """Trace the money of one visit."""
    rows = queries.of_visit(visit_id, scope=scope)
    months = queries.settlements_of([row.line.settlement_id for row in rows])
    lines = [explained(row, months[row.line.settlement_id]) for row in rows]
    newest = lines[-1]
    last_of = {each.settlement.id: each for each in lines}
    return Trace(
        lines=lines,
        ways=[_way(each, scope) for each in reversed(last_of.values())],
        evidence=_evidence(newest, scope),
        determination=_determination(newest, scope),
        rules=_rules(lines),
    )


def _way(of: Explained, scope: Scope) -> Way:
    """Follow what one settlement says of the visit to its payment."""
    found = statements.statements(
        scope=scope, settlement_id=of.settlement.id, provider_id=of.line.provider_id
    )
    signed = statements.signatures([each.id for each in found])
    return Way(
        of=of,
        paid=_paid(of, scope),
        statement=found[0] if found else None,
        signatures=signed[found[0].id] if found else (),
        postings=_benefits(of, scope),
    )


def _paid(newest: Explained, scope: Scope) -> Paid | None:
    order = payments.order_of(newest.settlement.id, scope=scope)
    if order is None:
        return None
    mine = (newest.line.provider_id, FUNDS[newest.line.insurance])
    lines = {(each.provider_id, each.insurance): each for each in payments.lines(order.id)}
    postings = ledger.trace(About("payment_order", str(order.id)), scope=scope)
    return Paid(order, lines.get(mine), [each for each in postings if _is_of(each, newest)])


def _benefits(newest: Explained, scope: Scope) -> list[Posting]:
    about = About("settlement", str(newest.settlement.id))
    return [each for each in ledger.trace(about, scope=scope) if _is_of(each, newest)]


def _is_of(posting: Posting, newest: Explained) -> bool:
    """Tell whether a posting holds money of the line's provider and fund."""
    if posting.entry.insurance != FUNDS[newest.line.insurance]:
        return False
    return any(line.provider_id == newest.line.provider_id for line in posting.lines)


def _evidence(newest: Explained, scope: Scope) -> Evidence:
    visit = newest.row.visit
    try:
        carer: Staff | None = staff_member(visit.carer_id, scope=scope)
    except LtcError:  # the carer works for somebody outside the reader's area
        carer = None
    return Evidence(
        carer,
        log.fixes_of([visit.id], scope=scope),
        log.proofs_of([visit.id], scope=scope),
        log.changes_of(visit.id, scope=scope),
    )


def _determination(newest: Explained, scope: Scope) -> Determination | None:
    visit = newest.row.visit
    span = case.determination_on(visit.person_id, visit.day, scope=scope)
    return case.determination(span.determination_id, scope=scope) if span else None


def _rules(lines: Sequence[Explained]) -> list[Rule]:
    """Return the parameters behind the lines' reasons, each once, with its document."""
    newest = lines[-1]
    names = {
        name: None
        for each in lines
        for step in each.steps
        for reason in step.reasons
        for name in LAWS.get(reason.code, (reason.code,))
        if name in newest.pack
    }
    return [rule for name in names if (rule := _rule(newest, name)) is not None]


def _rule(newest: Explained, name: str) -> Rule | None:
    dated = newest.pack[name]
    try:
        row = dated.row_on(newest.row.visit.day)
    except PolicyGap:
        return None
    source = _source(newest.pack, row.source)
    return Rule(name, dated.meaning, row.law, source, row.confidence)


def _source(pack: Pack | None, name: str) -> Source | None:
    """Find a document in a pack or in the one that it extends."""
    while pack is not None:
        if name in pack.sources:
            return pack.sources[name]
        pack = pack.base
    return None
