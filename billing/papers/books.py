"""Statement, reconciliation and fund board as workbooks: the figures of the papers, to reckon with.

Whoever takes one away leaves an audit row.  A workbook proves nothing; the signed paper does.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from billing.fund import queries as fund
from billing.fund import shown
from billing.ledger.rules.chart import INSURANCES
from billing.papers.reconciliation import reconciliation
from billing.papers.statement import statement
from billing.papers.wording import FUNDS
from ltc.audit.services import record
from ltc.directory import queries as directory
from ltc.scope import Scope
from ltc.shared.clock import SHANGHAI, legal_day
from ltc.shared.errors import NotFound
from ltc.shared.money import yuan
from ltc.shared.tabular import Cell, Column, Sheet, write_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DRAFT = "草稿：尚未经三方全部签字"
_SUMS = {
    "lines": "笔数",
    "asked_fen": "申报金额（元）",
    "fund_fen": "基金支付（元）",
    "person_fen": "个人负担（元）",
    "withheld_fen": "暂扣保证金（元）",
    "to_person_fen": "付给参保人（元）",
    "agreed_fen": "一致金额（元）",
    "broken_fen": "争议金额（元）",
    "payable_fen": "可付（元）",
    "held_fen": "暂缓（元）",
}
_LINE = {
    "asked_fen": "申报金额（元）",
    "allowed_fen": "核定金额（元）",
    "within_cap_fen": "限额内金额（元）",
    "fund_fen": "基金支付（元）",
    "person_fen": "个人负担（元）",
    "withheld_fen": "暂扣保证金（元）",
    "to_person_fen": "付给参保人（元）",
}


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook and the name of its file."""

    name: str
    content: bytes


def statement_book(statement_id: int, *, scope: Scope, at: datetime) -> Book:
    """Return one version of a provider's statement with every line."""
    sheet = statement(statement_id, scope=scope)
    found, month = sheet.values["statement"], sheet.values["settlement"].month
    record(act="statement.export", about=found, actor=scope.actor, at=at)
    about = (sheet.title, f"{sheet.values['provider'].name}，{month}，第{found.version}版")
    sheets = (
        _table("汇总", _SUMS, [found], about=(*about, *_draft(sheet.is_draft))),
        _lines(sheet.values["lines"]),
        _disputes([("", sheet.values["breaks"])]),
        _signatures([("", sheet.values["signatures"])]),
    )
    return Book(f"{month}-statement-{found.id}.xlsx", _written(sheets))


def reconciliation_book(settlement_id: int, *, scope: Scope, at: datetime) -> Book:
    """Return the three-way reconciliation of a month: providers, disputes, signatures, checks."""
    sheet = reconciliation(settlement_id, scope=scope)
    month, rows = sheet.values["settlement"], sheet.values["rows"]
    record(act="settlement.export", about=month, actor=scope.actor, at=at)
    about = (sheet.title, f"{sheet.values['office']}，{month.month}", *_draft(sheet.is_draft))
    sheets = (
        _reconciled(rows, sheet.values["sums"], about),
        _disputes([(each["provider"], each["breaks"]) for each in rows]),
        _signatures([(each["provider"], each["signatures"]) for each in rows]),
        _checks(sheet.values["checks"]),
    )
    return Book(f"{month.month}-reconciliation.xlsx", _written(sheets))


def fund_book(area: str, year: int, *, scope: Scope, at: datetime) -> Book:
    """Return the fund board of a pool: what is on each account, and a year by month."""
    whose = directory.area(area)
    if year not in (legal_day(at).year, *fund.years(area, scope=scope)):
        raise NotFound("nothing was posted in that year", "该年度没有记账", field="year")
    record(act="fund.export", about=whose, actor=scope.actor, at=at, after={"year": year})
    rows = shown.accounts(fund.balances(area, scope=scope))
    moved = fund.movements(area, year, scope=scope)
    sheets = (_accounts(rows, (f"{whose.name}长期护理保险基金账",)), _months(moved, year))
    return Book(f"{area}-fund-{year}.xlsx", _written(sheets))


def _reconciled(
    rows: Sequence[Mapping[str, Any]], sums: Mapping[str, int], about: Sequence[str]
) -> Sheet:
    cells: list[list[Cell]] = [
        [each["provider"], *(getattr(each["statement"], name) or 0 for name in _SUMS)]
        for each in rows
    ]
    total: list[Cell] = ["合计", *(sums[name] for name in _SUMS)]
    return Sheet("三方对账", [Column("机构"), *_columns(_SUMS)], [*cells, total], about)


def _lines(lines: Iterable[tuple[Any, str, str]]) -> Sheet:
    columns = [*map(Column, ("服务编号", "参保人", "服务日期", "服务项目", "险种"))]
    rows = (
        [
            str(line.visit_id),
            line.person,
            line.day.isoformat(),
            service,
            FUNDS[line.insurance],
            *(getattr(line, name) or 0 for name in _LINE),
            remark,
        ]
        for line, service, remark in lines
    )
    return Sheet("明细", [*columns, *_columns(_LINE), Column("说明")], rows)


def _disputes(found: Iterable[tuple[str, Sequence[Mapping[str, Any]]]]) -> Sheet:
    named = ("机构", "服务编号", "争议原因", "说明", "责任方", "办理期限", "状态")
    rows = (
        [
            provider,
            str(each["row"].visit_id),
            each["why"],
            each["row"].note,
            each["owner"],
            each["row"].due_on.isoformat(),
            each["state"],
            each["row"].amount_fen,
            each["row"].held_fen,
        ]
        for provider, breaks in found
        for each in breaks
    )
    money = _columns({"amount_fen": "申报金额（元）", "held_fen": "暂缓金额（元）"})
    return Sheet("争议", [*map(Column, named), *money], rows)


def _signatures(found: Iterable[tuple[str, Sequence[Mapping[str, Any]]]]) -> Sheet:
    rows = (
        [provider, each["party"], each["name"], _local(each["at"])]
        for provider, signed in found
        for each in signed
    )
    return Sheet("签字", [*map(Column, ("机构", "签字方", "签字人", "时间"))], rows)


def _checks(checks: Iterable[Mapping[str, Any]]) -> Sheet:
    columns = [
        Column("勾稽关系"),
        Column("左（元或笔）", "number"),
        Column("右（元或笔）", "number"),
    ]
    rows = (
        [each["text"], *(_whole(each[side], money=each["money"]) for side in ("left", "right"))]
        for each in checks
    )
    return Sheet("勾稽", columns, rows)


def _whole(amount: int, *, money: bool) -> Cell:
    """Return an amount in 元, or a count."""
    return Decimal(yuan(amount)) if money else amount


def _accounts(rows: Sequence[shown.AccountRow], about: Sequence[str]) -> Sheet:
    heads = {name: f"{called}（元）" for name, called in INSURANCES.items()}
    columns = [Column("科目代码"), Column("科目"), *_columns(heads), Column("合计（元）", "money")]
    cells: list[list[Cell]] = [
        [
            each.account.code,
            each.account.name,
            *(each.by_fund.get(name, 0) for name in INSURANCES),
            each.total_fen,
        ]
        for each in rows
    ]
    return Sheet("余额", columns, cells, about)


def _months(moved: Sequence[fund.Movement], year: int) -> Sheet:
    columns = [Column("月份")]
    series: list[tuple[int, ...]] = []
    for name, called in (*INSURANCES.items(), ("", "合计")):
        of = shown.year_of(moved, name)
        columns += [Column(f"{called}收入（元）", "money"), Column(f"{called}支出（元）", "money")]
        series += [of.income, of.outgo]
    rows: list[list[Cell]] = [
        [f"{year}-{month:02d}", *(each[month - 1] for each in series)] for month in shown.MONTHS
    ]
    return Sheet("各月收支", columns, rows)


def _table(
    name: str, fields: Mapping[str, str], records: Iterable[object], *, about: Sequence[str]
) -> Sheet:
    rows = ([getattr(each, field) or 0 for field in fields] for each in records)
    return Sheet(name, _columns(fields), rows, about)


def _columns(fields: Mapping[str, str]) -> list[Column]:
    """Return headings; amounts end in ``_fen``, or are named after their fund."""
    return [Column(text, "number" if name == "lines" else "money") for name, text in fields.items()]


def _draft(is_draft: bool) -> Iterator[str]:  # noqa: FBT001 - what the sheet says of itself
    if is_draft:
        yield _DRAFT


def _local(at: datetime | None) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if at else ""


def _written(sheets: Iterable[Sheet]) -> bytes:
    out = io.BytesIO()
    write_xlsx(out, sheets)
    return out.getvalue()
