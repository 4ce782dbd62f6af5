"""What waits on the desks of settlement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from billing.board import shown
from billing.claims import waiting
from billing.claims.rules.states import FIRST, SECOND
from billing.forecast.shown import warnings
from billing.payees import queries as payees
from billing.payees.rules import PROPOSED
from billing.persons import queries
from billing.statements import queries as statements
from billing.statements.rules import party_of
from ltc.addon import Tile
from ltc.scope import Scope


def months(scope: Scope, on: date) -> Iterator[Tile]:
    """Months whose next act is this actor's."""
    mine = [row for row in shown.months(scope=scope, on=on) if scope.actor.roles & set(row.who)]
    yield Tile("等我办理的月结", "/desk/months/", len(mine))


def signatures(scope: Scope, on: date) -> Iterator[Tile]:  # noqa: ARG001 - every tile is told the day
    """Statements that wait for the signature of this actor's party."""
    party = party_of(scope.actor.roles)
    open_ones = [each.id for each in statements.statements(scope=scope) if each.state == "open"]
    signed = statements.signatures(open_ones)
    waiting = sum(all(one.party != party for one in signed[each]) for each in open_ones)
    yield Tile("待我方签署的对账单", "/desk/statements/", waiting)


def disputes(scope: Scope, on: date) -> Iterator[Tile]:
    """Lines of statements that the parties do not agree on yet."""
    found = statements.open_breaks(scope=scope)
    late = sum(each.due_on < on for each in found)
    yield Tile("对账争议", "/desk/statements/", len(found), late)


def claims_to_write(scope: Scope, on: date) -> Iterator[Tile]:
    """A provider's services to claim and rejected lines to answer; nothing where none wait."""
    own = scope.organisation_id
    if own is None:
        return
    found = waiting.to_claim(own, on, scope=scope)
    if found.count:
        yield Tile("待申报的上月服务", "/desk/claims/", found.count, found.late)
    rejected = waiting.to_answer(own, on, scope=scope)
    if rejected:
        yield Tile("被退回待答复的申报行", "/desk/claim-book/", rejected)


def claims_to_review(scope: Scope, on: date) -> Iterator[Tile]:
    """Lines of claims that wait for the first review."""
    found = waiting.to_judge(FIRST, on, scope=scope)
    if found.count:
        yield Tile("待初审的申报行", "/desk/claim-book/", found.count, found.late)


def claims_to_decide(scope: Scope, on: date) -> Iterator[Tile]:
    """Lines of claims that wait for the second review."""
    found = waiting.to_judge(SECOND, on, scope=scope)
    if found.count:
        yield Tile("待复核的申报行", "/desk/claim-book/", found.count, found.late)


def returns_to_confirm(scope: Scope, on: date) -> Iterator[Tile]:  # noqa: ARG001 - every tile is told the day
    """Bank's notices of returned payments that wait for the second person."""
    found = len(queries.returns_waiting(scope=scope))
    found += len(payees.returns(scope=scope, states=(PROPOSED,)))
    if found:
        yield Tile("待确认的银行退回", "/desk/returns/", found)


def fund_warnings(scope: Scope, on: date) -> Iterator[Tile]:
    """Funds whose reserve runs short; nothing where all is well."""
    found = warnings(shown.pool_of(scope.area, on), on, scope=scope)
    if found:
        yield Tile("基金预警", "/desk/fund/forecast/", len(found), warns=True)
