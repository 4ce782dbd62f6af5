"""What is paid: never below zero, the rest is carried; and the file that the bank reads.  Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ltc.shared.money import yuan

HEADINGS = ("序号", "险种", "收款单位", "收款账号", "金额（元）", "用途")
_LONG_NUMBER = 12
# A cell that begins with one of these would be a formula in a spreadsheet; full-width forms too.
_FORMULA = tuple("=+-@\t\r＝＋－＠")


@dataclass(frozen=True, slots=True)
class Share:
    """One payee and fund: due for the month, from before, paid now, left over."""

    provider_id: int
    insurance: str
    due_fen: int
    carried_in_fen: int
    paid_fen: int
    carried_out_fen: int


@dataclass(frozen=True, slots=True)
class BankLine:
    """One transfer as the bank wants it."""

    insurance: str
    payee: str
    account: str
    amount_fen: int
    purpose: str


def share_of(provider_id: int, insurance: str, due_fen: int, free_fen: int) -> Share:
    """Divide what is free to be paid: all of it if above zero, nothing and carried if below.

    ``free_fen`` is what the books owe less what is held; ``due_fen`` the part of this month.
    """
    return Share(
        provider_id=provider_id,
        insurance=insurance,
        due_fen=due_fen,
        carried_in_fen=free_fen - due_fen,
        paid_fen=max(free_fen, 0),
        carried_out_fen=min(free_fen, 0),
    )


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


def safe_text(text: str) -> str:
    """Return text that a spreadsheet shows as it is: no formula, no number rounded."""
    long_number = text.isdigit() and len(text) >= _LONG_NUMBER
    return "'" + text if long_number or text.startswith(_FORMULA) else text
