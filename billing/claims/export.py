"""A dry run as a table to take away: every line, what it would be paid and what to mend."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence

from billing.claims.trial import Trial, TriedLine
from ltc.shared.money import yuan
from ltc.shared.tabular import csv_rows, safe_text

HEADINGS = (
    *("服务编号", "服务日期", "参保人", "申报（元）", "现在可付（元）", "核实后可付（元）"),
    *("核实后付给参保人（元）", "核实后个人负担（元）"),
    *("原因", "依据", "怎么办"),
)
Said = Callable[[str], str]


def table(trials: Sequence[Trial], said: Said, fix: Said, language: str) -> bytes:
    """Return all lines as CSV; ``fix`` gives what can be done about a reason."""
    out = io.StringIO(newline="")
    writer = csv_rows(out)
    writer.writerow([said(each) for each in HEADINGS])
    for trial in trials:
        for line in trial.lines:
            writer.writerow([safe_text(each) for each in _cells(line, fix, language)])
    return out.getvalue().encode()


def _cells(line: TriedLine, fix: Said, language: str) -> Iterator[str]:
    verified = line.verified
    yield from (str(line.visit.id), str(line.visit.day), line.person)
    yield from (yuan(int(verified["asked_fen"])), yuan(line.fund_fen))
    yield from map(yuan, (line.verified_fen, line.verified_to_person_fen, line.verified_own_fen))
    yield "；".join(each.text(language) for each in line.reasons)
    yield "；".join(dict.fromkeys(each.law for each in line.reasons if each.law))
    yield "；".join(fix(code) for code in line.codes)
