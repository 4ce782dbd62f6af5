"""The file that the bank reads: CSV in which no cell is a formula and every number is whole."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ltc.shared.money import yuan
from ltc.shared.tabular import safe_text

HEADINGS = ("序号", "险种", "收款单位", "收款账号", "金额（元）", "用途")


@dataclass(frozen=True, slots=True)
class BankLine:
    """One transfer as the bank wants it."""

    insurance: str
    payee: str
    account: str
    amount_fen: int
    purpose: str


def bank_file(lines: Iterable[BankLine]) -> bytes:
    """Return the bank's file: CSV in UTF-8, no cell a formula, account numbers as text."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for number, line in enumerate(lines, start=1):
        cells: Sequence[str] = (line.insurance, line.payee, line.account)
        writer.writerow(
            [number, *map(safe_text, cells), yuan(line.amount_fen), safe_text(line.purpose)]
        )
    return ("\ufeff" + out.getvalue()).encode()
