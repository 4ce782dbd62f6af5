"""``benefit``: what the fund pays for the lines of one person's month.

All questions to one pack are rated in one frame, by the same rules as a city's month.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from billing.rules.columns import ABOUT, About, Cell
from billing.rules.payees import TO_PERSON
from billing.rules.questions.notices import as_answer
from billing.rules.questions.payees import shared_out
from billing.rules.questions.reading import Asked, Reader
from billing.rules.questions.sheet import EARLIER, frame_of
from billing.rules.questions.signature import pack_named
from billing.rules.rate import rate
from billing.rules.tariff import Tariff
from ltc.shared.errors import LtcError
from ltc.shared.money import FEN_PER_YUAN, yuan

_STEPS = ("asked", "allowed", "within_cap", "fund", "person")
_TOTALS = ("asked", "fund", "person")
_FOUND_BY = ("reasons", "day", "mode", "grade", "insurance", ABOUT)
Answer = Mapping[str, Any]


def answer_benefits(
    questions: Sequence[Mapping[str, Any]], tariff: Tariff, language: str
) -> list[Answer | LtcError]:
    """Answer all ``questions`` to one pack together; a bad one gets its error in its place."""
    reader = Reader(tariff)
    read = [_read(reader, question) for question in questions]
    sound = [each for each in read if isinstance(each, Asked)]
    answers = _answers(sound, tariff, reader.details.abouts(), language)
    return [next(answers) if isinstance(each, Asked) else each for each in read]


def _read(reader: Reader, question: Mapping[str, Any]) -> Asked | LtcError:
    try:
        return reader.read(question)
    except LtcError as error:
        return error


def _answers(
    asked: Sequence[Asked], tariff: Tariff, abouts: Sequence[About], language: str
) -> Iterator[Answer]:
    """Rate everything at once and hand out the answers in order."""
    if not asked:
        return
    rated = rate(frame_of([each.case for each in asked]), tariff, abouts)
    rated = rated.filter(~pl.col(EARLIER)).sort("line_id")
    lines, totals = _lines(rated, _Texts(tariff, language), abouts), _totals(rated)
    paid = rated.select("fund_fen", TO_PERSON).iter_rows()
    signature = pack_named(tariff.pack)
    for number, each in enumerate(asked):
        total = totals.get(number, _NOTHING)
        yield {
            **dict(zip(_TOTALS, total, strict=True)),
            "lines": [{"id": name, **next(lines)} for name in each.names],
            "payees": _payees(each, total[1], paid),
            **_notices(each, language),
            "pack": signature,
        }


def _payees(asked: Asked, fund: str, paid: Iterator[tuple[int, ...]]) -> Answer:
    """Return what each payee gets; ``paid`` are the lines' amounts and the person's part."""
    if asked.payees is None:
        return {asked.payee: fund}
    each = zip(asked.payees, paid, strict=False)
    parts = shared_out((payee, fen, theirs) for payee, (fen, theirs) in each)
    return {payee: yuan(fen) for payee, fen in parts.items()}


def _notices(asked: Asked, language: str) -> Answer:
    """Return what the answer must warn of, and nothing where all is well."""
    return {"notices": [as_answer(n, language) for n in asked.notices]} if asked.notices else {}


def _lines(rated: pl.DataFrame, texts: _Texts, abouts: Sequence[About]) -> Iterator[Answer]:
    """Yield the staircase of each line as an answer shows it."""
    steps = rated.select(_in_yuan(f"{step}_fen").alias(step) for step in _STEPS)
    found_by = rated.select(_FOUND_BY).iter_rows()
    for step, (mask, *words, about) in zip(steps.iter_rows(), found_by, strict=True):
        cell = Cell(*words)
        cell = cell._replace(about=abouts[about]) if about else cell
        yield {**dict(zip(_STEPS, step, strict=True)), "reasons": texts.of(mask, cell)}


def _totals(rated: pl.DataFrame) -> dict[int, tuple[str, ...]]:
    """Return asked, fund and person of each question that has lines."""
    sums = rated.group_by("person").agg(pl.col(f"{total}_fen").sum() for total in _TOTALS)
    rows = sums.select("person", *(_in_yuan(f"{total}_fen") for total in _TOTALS))
    return {number: tuple(total) for number, *total in rows.iter_rows()}


def _in_yuan(name: str) -> pl.Expr:
    """Write a column of 分, none below zero, as 元 with two decimals."""
    whole, rest = pl.col(name) // FEN_PER_YUAN, pl.col(name) % FEN_PER_YUAN
    return pl.format("{}.{}", whole, rest.cast(pl.String).str.zfill(2)).alias(name)


_NOTHING = ("0.00",) * len(_TOTALS)


class _Texts:
    """Reasons as answers, each combination written once however often it occurs."""

    def __init__(self, tariff: Tariff, language: str) -> None:
        self._tariff = tariff
        self._language = language
        self._written: dict[tuple[int, Cell], list[dict[str, str]]] = {}

    def of(self, mask: int, cell: Cell) -> list[dict[str, str]]:
        """Return the reasons in ``mask`` for a line in ``cell``."""
        key = mask, cell._replace(day=self._tariff.law.law_day(cell.day))
        if key not in self._written:
            because = self._tariff.explain(mask, cell)
            self._written[key] = [reason.as_answer(self._language) for reason in because]
        return self._written[key]
