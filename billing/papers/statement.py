"""The provider's statement 结算对账单: sums, disputes, every line, the three signatures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from billing.models import Settlement, Statement, StatementBreak, StatementSignature
from billing.papers import queries as lists
from billing.papers import wording
from billing.papers.queries import PrintedLine
from billing.settlement import queries as settlements
from billing.settlement.rules.lines import OWN
from billing.statements import queries
from billing.statements.rules import BREAKS, OUTCOMES, PARTIES
from ltc.directory import queries as directory
from ltc.directory.offices import office_of
from ltc.papers.services import Sheet, Subject
from ltc.policy.load import pack_for_area
from ltc.policy.lookup import Pack
from ltc.scope import Scope
from ltc.shared.dates import Month
from providers.visits.queries.desk import names_of_users

TEMPLATE, TITLE = "provider_statement", "长期护理保险定点机构结算对账单"
SIGNED = "signed"
# What state a dispute is in, as papers say it.
STATES = {"open": "待处理", **OUTCOMES}


def statement(statement_id: int, *, scope: Scope) -> Sheet:
    """Return one version of a provider's statement; a draft until all three have signed."""
    found = queries.statement(statement_id, scope=scope)
    about = Subject("statement", found.id, found.area_code, organisation_id=found.provider_id)
    return Sheet(TEMPLATE, TITLE, about, _values(found, scope), is_draft=found.state != SIGNED)


def _values(found: Statement, scope: Scope) -> dict[str, Any]:
    settlement = month_of(found)
    pack = pack_for_area(settlement.area_code, Month.parse(settlement.month).last_day)
    lines = lists.printed_lines(settlement.id, found.provider_id, scope=scope)
    provider = Scope.everything("the provider of a statement that was read in scope")
    return {
        "statement": found,
        "settlement": settlement,
        "pack": pack,
        "office": office_of(settlement.area_code),
        "provider": directory.organisation(found.provider_id, scope=provider),
        "parts": _parts(lines, pack, settlement),
        "remarks": wording.counted((line.reasons, line.asked_fen) for line in lines),
        "lines": _lines(lines, pack, settlement),
        "breaks": breaks_of([found])[found.id],
        "signatures": signatures_of([found])[found.id],
    }


def month_of(found: Statement) -> Settlement:
    """Return the settlement of a statement that was read under a scope."""
    scope = Scope.everything("the month of a statement that was read in scope")
    return settlements.settlement(found.settlement_id, scope=scope)


def breaks_of(statements: Sequence[Statement]) -> dict[int, list[dict[str, Any]]]:
    """Return the disputes of statements that were read under a scope, in words."""
    return {each.id: [_break(row) for row in queries.breaks(each.id)] for each in statements}


def signatures_of(statements: Sequence[Statement]) -> dict[int, list[dict[str, Any]]]:
    """Return for each statement its three parties, with who signed and when."""
    found = queries.signatures([each.id for each in statements])
    users = {row.user_id for rows in found.values() for row in rows}
    names = names_of_users(sorted(users))
    return {key: [_party(code, rows, names) for code in PARTIES] for key, rows in found.items()}


def _party(code: str, rows: Sequence[StatementSignature], names: dict[int, str]) -> dict[str, Any]:
    row = next((each for each in rows if each.party == code), None)
    signer = names.get(row.user_id, "") if row else ""
    return {"party": PARTIES[code], "name": signer, "at": row.at if row else None}


def _break(row: StatementBreak) -> dict[str, Any]:
    return {
        "row": row,
        "why": BREAKS[row.code][0],
        "state": STATES[row.state],
        "owner": _OWNERS[row.owner_role],
    }


_OWNERS = {"provider_desk": "护理机构", "operator": "经办机构", "bureau_officer": "医保局"}


def _parts(
    lines: Sequence[PrintedLine], pack: Pack, settlement: Settlement
) -> list[dict[str, Any]]:
    """Add the lines up by fund, mode, and whether they belong to the month or correct another."""
    modes = settlement.words.get("mode", [])
    names = {each.code: each.name for each in pack.modes}
    found: dict[tuple[int, int, bool], list[int]] = {}
    for line in lines:
        sums = found.setdefault((line.insurance, line.mode, line.kind != OWN), [0] * 6)
        amounts = (
            1,
            line.asked_fen,
            line.fund_fen,
            line.person_fen,
            line.withheld_fen,
            line.payable_fen,
        )
        for at, amount in enumerate(amounts):
            sums[at] += amount
    return [
        {
            "fund": wording.FUNDS[insurance],
            "mode": names.get(modes[mode], modes[mode]) if 0 <= mode < len(modes) else "—",
            "adjusted": adjusted,
            "sums": found[insurance, mode, adjusted],
        }
        for insurance, mode, adjusted in sorted(found)
    ]


def _lines(
    lines: Sequence[PrintedLine], pack: Pack, settlement: Settlement
) -> list[tuple[PrintedLine, str, str]]:
    """Return each line with the name of its service and the remark on it."""
    services = wording.services(pack, Month.parse(settlement.month).last_day)
    return [
        (
            line,
            services.get(line.item, line.item),
            wording.remark(line.reasons, line.kind, line.for_month),
        )
        for line in lines
    ]
