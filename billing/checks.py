"""All invariants of the money: each check yields what is wrong in plain words; sound is silent.

A settled line that was changed by hand no longer fits its bucket's hash; a batch no longer fits its
settlement, a settlement, entry or statement no longer fits its seal (``ltc.audit.checks``).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

import polars as pl
import sqlalchemy as sa
from cryptography.exceptions import InvalidTag

from assessments import checks as assessment_checks
from billing.claims import checks as claim_checks
from billing.columnar import column_door
from billing.deposits import checks as decision_checks
from billing.deposits.shortfall import KIND as MADE_UP
from billing.ledger import checks as ledger_checks
from billing.ledger.models import LedgerEntry, LedgerLine
from billing.ledger.queries import lines_of
from billing.ledger.rules.chart import PAYABLE, PERSON_PAYABLE
from billing.ledger.rules.entry import Line
from billing.models import (
    PaymentLine,
    PaymentOrder,
    SettledLine,
    Settlement,
    SettlementBatch,
    Statement,
)
from billing.payees import checks as payee_checks
from billing.persons import balances
from billing.persons import checks as person_checks
from billing.recoveries import checks as recovery_checks
from billing.settlement import doors, queries, services
from billing.settlement.rules.digest import bucket_hashes, result_hash
from billing.settlement.rules.lines import OWN, TAKEN_BACK, Total, added, people_of, totals
from billing.settlement.rules.states import VISIBLE
from billing.snapshots.checks import faults as snapshot_faults
from billing.statements import queries as statement_queries
from billing.statements.services import expected_hash, sums_of
from ltc.audit.checks import seal_faults
from ltc.audit.queries import faults as chain_faults
from ltc.case.models import Determination, DeterminationEnd
from ltc.db import read_only, session
from ltc.migrations.run import revision_faults
from ltc.migrations.tables import metadata
from ltc.security import checks as account_checks
from ltc.shared.dates import Month
from ltc.shared.errors import LtcError
from providers.visits import checks as visit_checks

Show = Callable[[str], object]
# What a value that was changed by hand may raise where it is read.
_UNREADABLE = (ArithmeticError, InvalidTag, LookupError, LtcError, TypeError, ValueError)


def faults(show: Show = str) -> Iterator[str]:
    """Run every check of the house; ``show`` is told what is looked at.

    Opens its own sessions: settled lines are read as columns in between.
    """
    metadata()  # the tables of rooms that nobody has imported yet have seals too
    for what, check in _IN_SESSION:
        show(what)
        with read_only():
            found = list(_read(what, check))
        yield from found
    show("revision")
    yield from revision_faults()
    show("snapshots")
    yield from _read("snapshots", snapshot_faults)
    show("lines")
    yield from _read("settlements", line_faults)
    show("seals")
    with read_only():
        found = list(_read("seals", lambda: seal_faults(show)))
    yield from found


def _read(what: str, check: Callable[[], Iterable[str]]) -> Iterator[str]:
    """Run a check; a stored value that cannot even be read is one more fault, not a crash."""
    try:
        yield from check()
    except _UNREADABLE as fault:
        yield f"{what}: a stored value cannot be read ({type(fault).__name__})"


def line_faults() -> Iterator[str]:
    """Every settled line is the one that was reckoned; batches, totals and ledger agree."""
    with read_only() as opened:
        months = list(opened.scalars(sa.select(Settlement).order_by(Settlement.id)))
        batches = {each.id: list(queries.batches(each.id)) for each in months}
        opened.expunge_all()
    for month in months:
        yield from _orphans(month, batches[month.id])
        if month.state in VISIBLE:
            yield from _month_faults(month, batches[month.id])
    yield from _lines_of_nobody([each.id for each in months])


def _orphans(month: Settlement, done: Sequence[SettlementBatch]) -> Iterator[str]:
    if month.state == "open" and done:
        yield f"settlement {month.id} is open but has batches"
    if month.state in VISIBLE and [each.number for each in done] != list(range(month.batches)):
        yield f"settlement {month.id}: batches are missing"


def _month_faults(month: Settlement, done: Sequence[SettlementBatch]) -> Iterator[str]:
    if services.batches_hash(done) != month.batches_hash:
        yield f"settlement {month.id}: a batch was changed by hand"
    seen: dict[str, str] = {}
    parts: list[Total] = []
    people: list[pl.DataFrame] = []
    for batch in done:
        lines = _lines_again(month, batch, last=batch.number == month.batches - 1)
        buckets, sums = bucket_hashes(lines), totals(lines)
        if buckets != json.loads(batch.buckets):
            yield f"settlement {month.id}: lines of batch {batch.number} were changed by hand"
        if [each.told() for each in sums] != json.loads(batch.totals):
            yield f"settlement {month.id}: batch {batch.number} does not add up to its totals"
        seen |= buckets
        parts += sums
        people.append(people_of(lines))
    if result_hash(month.area_code, month.month, [seen]) != month.result_hash:
        yield f"settlement {month.id}: the lines do not give the stored result hash"
    yield from _people_faults(month, people)
    yield from _sum_faults(month, added(parts))


def _lines_again(month: Settlement, batch: SettlementBatch, *, last: bool) -> pl.DataFrame:
    """Return a batch's lines as they are stored; the last batch holds the adjustments."""
    people = None if last else (batch.first_person, batch.last_person)
    with column_door() as door:
        lines = doors.lines_of(door, month.id, people)
    return lines.filter(pl.col("kind") > OWN if last else pl.col("kind") == OWN)


def _people_faults(month: Settlement, wanted: Sequence[pl.DataFrame]) -> Iterator[str]:
    """Whom providers have lines of is what their lines say."""
    with column_door() as door:
        found = doors.people_there(door, month.id)
    if not found.equals(pl.concat([found.clear(), *wanted]).sort(found.columns)):
        yield f"settlement {month.id}: providers do not lead to the people of their lines"


def _sum_faults(month: Settlement, parts: Sequence[Total]) -> Iterator[str]:
    """Lines = totals = ledger."""
    for name in ("asked_fen", "fund_fen", "person_fen", "withheld_fen", "to_person_fen", "lines"):
        if sum(getattr(part, name) for part in parts) != (getattr(month, name) or 0):
            yield f"settlement {month.id}: {name} is not the sum of its lines"
    if month.asked_fen != month.fund_fen + month.person_fen:
        yield f"settlement {month.id}: asked is not fund + person"
    with read_only() as opened:
        about = LedgerEntry.about_kind == "settlement", LedgerEntry.about_id == str(month.id)
        rows = opened.scalars(sa.select(LedgerEntry).where(*about, LedgerEntry.kind != MADE_UP))
        keys = {row.id: row.key for row in rows}
        posted = {keys[number]: _sides(lines) for number, lines in lines_of(list(keys)).items()}
        people = person_checks.totals_of(month.id)
    wanted = services.entries(month, parts, people, Month.parse(month.month).last_day)
    if posted != {entry.key: _sides(entry.lines) for entry in wanted}:
        yield f"settlement {month.id}: the ledger does not agree with its lines"


def visits_stand_once() -> Iterator[str]:
    """No visit stands paid in two months, or by two pools, at once."""
    stands = sa.func.sum(sa.case((SettledLine.kind == TAKEN_BACK, -1), else_=1))
    key = SettledLine.person_id, SettledLine.visit_id
    twice = (
        sa.select(SettledLine.visit_id)
        .join(Settlement, Settlement.id == SettledLine.settlement_id)
        .where(Settlement.state.in_(VISIBLE))
        .group_by(*key)
        .having(stands > 1)
    )
    for visit_id in session().scalars(twice.order_by(SettledLine.visit_id)):
        yield f"visit {visit_id} stands settled more than once"


def _sides(lines: Iterable[Line | LedgerLine]) -> list[tuple[str, int, int]]:
    """Return the sides of an entry, stored or wanted, in one order."""
    return sorted((each.account, each.provider_id or 0, each.amount_fen) for each in lines)


def _lines_of_nobody(known: Sequence[int]) -> Iterator[str]:
    with read_only() as opened:
        for table in ("settled_line", "settled_person", "settlement_batch"):
            column: sa.ColumnClause[int] = sa.column("settlement_id", sa.BigInteger)
            rows = sa.select(column).select_from(sa.table(table, column))
            strangers = rows.where(column.not_in(known)).distinct()
            for number in opened.scalars(strangers):
                yield f"{table} rows of a settlement {number} that does not exist"


def statements_agree() -> Iterator[str]:
    """Agreed + disputed = claimed; the hashes, their chain and the signatures fit."""
    yield from _chain_of_statements()
    previous: dict[tuple[int, int], str] = {}
    for each in session().scalars(sa.select(Statement).order_by(Statement.id)):
        name = f"statement {each.id} (version {each.version})"
        breaks = statement_queries.breaks(each.id)
        if each.agreed_fen + each.broken_fen != each.asked_fen:
            yield f"{name}: agreed + disputed is not what was claimed"
        provider = each.fund_fen - (each.to_person_fen or 0)
        if each.payable_fen + each.held_fen != provider - each.withheld_fen:
            yield f"{name}: payable + held is not what the fund pays the provider"
        if expected_hash(each, breaks) != each.content_hash:
            yield f"{name} was changed by hand"
        key = each.settlement_id, each.provider_id
        if each.version > 1 and previous.get(key) != each.previous_hash:
            yield f"{name} is not chained to the version before"
        previous[key] = each.content_hash
        for signature in statement_queries.signatures([each.id])[each.id]:
            if signature.content_hash != each.content_hash:
                yield f"{name}: the {signature.party} signed other content"


def _chain_of_statements() -> Iterator[str]:
    """Every statement holds the hash of an earlier one of its provider, but for the first."""
    links: dict[int, set[str]] = defaultdict(lambda: {""})
    for each in session().scalars(sa.select(Statement).order_by(Statement.id)):
        before = links[each.provider_id]
        if each.previous_hash not in before:
            yield f"statement {each.id} is not chained to the statements before it"
        before.discard("")
        before.add(each.content_hash)


def statements_fit_lines() -> Iterator[str]:
    """Every statement says what its provider's lines say."""
    chosen = sa.select(Statement.settlement_id).distinct().order_by(Statement.settlement_id)
    for settlement_id in session().scalars(chosen).all():
        lines = {
            provider: (sums, hash_)
            for provider, sums, hash_ in statement_queries.lines_by_provider(settlement_id)
        }
        of_month = sa.select(Statement).where(Statement.settlement_id == settlement_id)
        rows = session().scalars(of_month).all()
        for each in rows:
            if (sums_of(each), each.lines_hash) != lines.get(each.provider_id):
                yield f"statement {each.id} does not fit the lines of its provider"
        if {each.provider_id for each in rows} != set(lines):
            yield f"settlement {settlement_id}: a provider has lines and no statement"


def payments_add_up() -> Iterator[str]:
    """An order is the sum of its lines, none below zero; a paid one is in the books."""
    for order in session().scalars(sa.select(PaymentOrder).order_by(PaymentOrder.id)):
        lines = (
            session().scalars(sa.select(PaymentLine).where(PaymentLine.order_id == order.id)).all()
        )
        to_people = sum(each.paid_fen for each in balances.payments_of([order.id]))
        if sum(line.paid_fen for line in lines) + to_people != order.total_fen:
            yield f"payment order {order.id} is not the sum of its lines"
        for line in lines:
            rest = line.paid_fen + line.carried_out_fen
            if line.paid_fen < 0 or line.due_fen + line.carried_in_fen != rest:
                yield f"payment order {order.id}: provider {line.provider_id} does not add up"
        if order.approved_by is not None and order.approved_by == order.made_by:
            yield f"payment order {order.id} was drafted and approved by one person"
        yield from _not_posted(order)


def _not_posted(order: PaymentOrder) -> Iterator[str]:
    about = LedgerEntry.about_kind == "payment_order", LedgerEntry.about_id == str(order.id)
    chosen = sa.select(LedgerEntry.id).where(*about, LedgerEntry.kind == "payment")
    numbers = list(session().scalars(chosen))
    lines = [line for each in lines_of(numbers).values() for line in each]
    owed = PAYABLE, PERSON_PAYABLE
    paid = sum(line.amount_fen for line in lines if line.account in owed)
    if paid != (order.total_fen if order.state == "paid" else 0):
        yield f"payment order {order.id}: the books do not agree with what was paid"


def determinations_do_not_overlap() -> Iterator[str]:
    """No day of a person has two determinations."""
    last = sa.func.coalesce(DeterminationEnd.last_day, Determination.last_day)
    spans = (
        sa.select(Determination.person_id, Determination.id, Determination.first_day, last)
        .outerjoin(DeterminationEnd, DeterminationEnd.determination_id == Determination.id)
        .where(last >= Determination.first_day)
        .order_by(Determination.person_id, Determination.first_day, Determination.id)
    )
    before = None
    for person_id, number, first_day, last_day in session().execute(spans):
        if before is not None and before[0] == person_id and first_day <= before[1]:
            yield f"determination {number} overlaps another of person {person_id}"
        before = person_id, last_day


_IN_SESSION: tuple[tuple[str, Callable[[], Iterator[str]]], ...] = (
    ("audit", chain_faults),
    ("ledger", ledger_checks.faults),
    ("assessments", assessment_checks.faults),
    ("determinations", determinations_do_not_overlap),
    ("visits", visit_checks.faults),
    ("settled visits", visits_stand_once),
    ("statements", statements_agree),
    ("statement lines", statements_fit_lines),
    ("payments", payments_add_up),
    ("returned payments", payee_checks.faults),
    ("people", person_checks.faults),
    ("recoveries", recovery_checks.faults),
    ("claims", claim_checks.faults),
    ("decisions", decision_checks.faults),
    ("accounts", account_checks.faults),
)
