"""Workbooks of statement, reconciliation and fund: the figures of the desk, no cell a formula."""

import io

import openpyxl
import pytest

from billing.models import Settlement, Statement
from ltc.audit.models import AuditRow
from tests.support.factories.base import stored
from tests.support.web import post


def opened(answer):
    """Return the sheets of an answered workbook by name."""
    assert answer.status_code == 200, answer.text
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    kinds = {cell.data_type for page in book for row in page.iter_rows() for cell in row}
    assert "f" not in kinds
    return {page.title: page for page in book}


def column(page, heading):
    """Return what stands under a heading."""
    rows = list(page.iter_rows(values_only=True))
    top = next(at for at, row in enumerate(rows) if heading in row)
    return [row[rows[top].index(heading)] for row in rows[top + 1 :]]


def test_a_statement_goes_out_with_every_line(stated):
    found = next(each for each in stored(Statement) if each.provider_id == stated.near)
    path = f"/desk/statements/{found.id}/book"
    pages = opened(post(stated.site.signed_in("near"), path))
    assert sum(column(pages["明细"], "基金支付（元）")) == pytest.approx(found.fund_fen / 100)
    assert len(column(pages["明细"], "服务编号")) == found.lines
    assert len(column(pages["签字"], "签字方")) == 3
    assert "草稿" in pages["汇总"]["A3"].value
    assert stored(AuditRow)[-1].act == "statement.export"


def test_a_provider_takes_no_others_statement_away(stated):
    path = f"/desk/statements/{stated.statements[stated.near]}/book"
    assert post(stated.site.signed_in("far"), path).status_code == 404


def test_the_reconciliation_adds_up_to_the_settlement(stated):
    path = f"/desk/months/{stated.settlement}/book"
    pages = opened(post(stated.site.signed_in("officer"), path))
    [settled] = stored(Settlement)
    *providers, total = column(pages["三方对账"], "申报金额（元）")
    assert sum(providers) == pytest.approx(total)
    assert round(total * 100) == settled.asked_fen
    left, right = (column(pages["勾稽"], f"{side}（元或笔）") for side in "左右")
    assert left == right


def test_the_fund_board_goes_out_by_account_and_month(drafted):
    client = drafted.site.signed_in("officer")
    pages = opened(post(client, "/desk/fund/2023/book"))
    assert column(pages["余额"], "科目代码")
    assert len(column(pages["各月收支"], "月份")) == 12
    assert post(client, "/desk/fund/1066/book").status_code == 404
    assert post(client, "/desk/fund/99999/book").status_code == 404
