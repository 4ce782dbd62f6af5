"""How many pages a second are set: `./run bench papers`.

Providers' statements with the lines of a month, from values made here (no database): one after the
other in one process, then with one process per core.  Each statement's first page is the summary;
the rest are lines, about thirty a page.
"""

from __future__ import annotations

import io
import os
import platform
import resource
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from types import SimpleNamespace
from typing import Any

import click
from pypdf import PdfReader

from benchmarks.support.figures import Figure, note
from billing.papers.queries import PrintedLine
from billing.papers.statement import TEMPLATE, TITLE
from ltc.papers.render import pdf
from ltc.papers.services import Sheet, Subject, compose
from ltc.shared.clock import monotonic

AT = datetime(2023, 11, 6, 1, tzinfo=UTC)
_FIRST = date(2023, 10, 1)
_ASKED, _FUND = 100_00, 80_00


@click.command()
@click.option("--statements", default=8, help="How many statements.", show_default=True)
@click.option("--lines", default=300, help="Lines of each.", show_default=True)
def main(statements: int, lines: int) -> None:
    """Set statements in one process, then in one per core; print pages a second."""
    cores = os.cpu_count() or 1
    click.echo(f"{platform.machine()}, {cores} cores; {statements} statements of {lines} lines")
    begun = monotonic()
    sources = [compose(sheet(number, lines), at=AT).source for number in range(statements)]
    click.echo(f"composed in {monotonic() - begun:.2f} s")
    for workers in dict.fromkeys((1, cores)):
        begun, worked = monotonic(), _worked()
        pages, size = _weigh(_set(sources, workers))
        seconds, worked = monotonic() - begun, _worked() - worked
        click.echo(
            f"{workers} process{'es' if workers > 1 else '  '}: {pages} pages in {seconds:6.1f} s, "
            f"{pages / seconds:5.1f} pages/s, {statements / seconds:5.2f} statements/s, "
            f"{worked / pages * 1000:.0f} ms of work a page, {size / statements / 1024:.0f} kB each"
        )
        told = f"{worked / pages * 1000:.0f} ms of work a page, {workers} at work"
        per_core = pages / seconds / workers
        note(Figure("statements as PDF, pages/s/core", per_core, "", 3, at_least=True, beside=told))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    click.echo(f"peak memory of this process: {peak:.0f} MB")


def _worked() -> float:
    """Return the processor seconds of this process and its children: fair on a busy machine too."""
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _set(sources: list[str], workers: int) -> Iterable[bytes]:
    """Set every statement, here or in processes of their own."""
    if workers == 1:
        yield from map(pdf, sources)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(pdf, sources)


def _weigh(papers: Iterable[bytes]) -> tuple[int, int]:
    """Return how many pages and bytes there are in all."""
    pages = size = 0
    for content in papers:
        pages += len(PdfReader(io.BytesIO(content)).pages)
        size += len(content)
    return pages, size


def sheet(number: int, lines: int) -> Sheet:
    """Return a statement with made-up lines."""
    about = Subject("statement", number, "2111", organisation_id=number)
    return Sheet(TEMPLATE, TITLE, about, _values(number, lines))


def _values(number: int, lines: int) -> dict[str, Any]:
    asked, fund = lines * _ASKED, lines * _FUND
    parties = [{"party": each, "name": "张敏", "at": AT} for each in ("机构", "经办", "医保局")]
    return {
        "statement": SimpleNamespace(
            id=number,
            version=1,
            lines=lines,
            asked_fen=asked,
            fund_fen=fund,
            person_fen=asked - fund,
            withheld_fen=0,
            agreed_fen=asked,
            broken_fen=0,
            payable_fen=fund,
            held_fen=0,
            content_hash="0" * 64,
            previous_hash="",
        ),
        "settlement": SimpleNamespace(month="2023-10", pack_version="2023.1", as_known_at=AT),
        "pack": SimpleNamespace(name="盘锦市"),
        "office": "盘锦市医疗保障局",
        "provider": SimpleNamespace(name=f"护理站{number}", credit_code="91211100MA00000000"),
        "parts": [
            {
                "fund": "职工",
                "mode": "居家上门护理",
                "adjusted": False,
                "sums": [lines, asked, fund, asked - fund, 0],
            }
        ],
        "remarks": [],
        "lines": [_line(at) for at in range(lines)],
        "breaks": [],
        "signatures": parties,
    }


def _line(at: int) -> tuple[PrintedLine, str, str]:
    """Return one line; every seventh has a remark."""
    line = PrintedLine(
        visit_id=400_000 + at,
        person=("张秀英", "王建国", "欧阳春兰", "李素芬")[at % 4],
        day=_FIRST + timedelta(days=at % 31),
        item="sponge_bath",
        kind=0,
        for_month=202310,
        mode=1,
        insurance=0,
        asked_fen=_ASKED,
        allowed_fen=_ASKED,
        within_cap_fen=_ASKED,
        fund_fen=_FUND,
        person_fen=_ASKED - _FUND,
        withheld_fen=0,
        reasons=1,
    )
    return line, "温水擦浴", "" if at % 7 else "时长不足，折算"


if __name__ == "__main__":
    main()
