"""The staged checks of a claim: the first stage with faults ends them, and tells all of its own.

0 file, 1 envelope, 2 syntax, 3 code lists, 4 across records, 5 policy; 6 is the payer's judgement,
which is a person's and stands in the decisions.  Pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from billing.claims.rules.states import APPROVED, CANCEL, KINDS, NEW

FILE, ENVELOPE, SYNTAX, CODES, RECORDS, POLICY = range(6)
MOST_ROWS = 5_000
ENVELOPE_HEAD = ("environment", "provider", "month", "sequence")
LINE_HEAD = ("kind", "visit", "prior")
LONGEST_NUMBER = 18
_NUMBER = re.compile(r"[1-9][0-9]*", re.ASCII)
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])", re.ASCII)


class Fault(NamedTuple):
    """What is wrong: stage, family of errors, the row (from 1) where it is of one, both texts.

    Where a rule refuses, also its code and the law.
    """

    stage: int
    family: str  # E1 required or length, E2 format, E4 look-up or state, E5 rule
    row: int | None
    zh: str
    en: str
    rule: str = ""
    law: str = ""


class Wanted(NamedTuple):
    """A line as it is wished for: kind, visit, and the line that it answers."""

    kind: str
    visit_id: int
    prior_id: int | None = None


class Envelope(NamedTuple):
    """What stands on the outside of a claim's file."""

    environment: str
    provider_id: int
    month: str
    sequence: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A line that was submitted before: of which visit, how it ended, whether it was answered."""

    visit_id: int
    kind: str
    outcome: str  # of the second review; empty while it waits
    answered: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What a claim is held against: the month's verified visits, and the lines before."""

    visits: Collection[int]
    claimed: Mapping[int, int]  # visit → the newest line of it
    lines: Mapping[int, Standing]


def file_faults(rows: Sequence[Sequence[str]]) -> list[Fault]:
    """Stage 0: is it a claim's file at all, and not too long a one."""
    heads = [tuple(cell.strip() for cell in row) for row in (rows[0:1] + rows[2:3])]  # type: ignore[operator]
    if heads != [ENVELOPE_HEAD, LINE_HEAD]:
        first, third = ",".join(ENVELOPE_HEAD), ",".join(LINE_HEAD)
        zh = f"第1行应为 {first}，第3行应为 {third}"
        return [Fault(FILE, "E2", None, zh, f"line 1 must be {first} and line 3 {third}")]
    lines = len(rows) - len(heads) - 1
    if not lines:
        return [Fault(FILE, "E1", None, "没有申报行", "there is no line")]
    if lines > MOST_ROWS:
        zh = f"一个文件最多 {MOST_ROWS} 行，收到 {lines} 行，请分几次申报"
        en = f"a file takes {MOST_ROWS} lines, this one has {lines}; claim in parts"
        return [Fault(FILE, "E1", None, zh, en)]
    return []


def envelope_faults(cells: Sequence[str], environment: str, provider_id: int) -> list[Fault]:
    """Stage 1: whose it is, for which month, and for which system."""
    if len(cells) != len(ENVELOPE_HEAD):
        return [_envelope("E1", "第2行应有四栏", "line 2 must have four cells")]
    return list(_envelope_faults([cell.strip() for cell in cells], environment, provider_id))


def _envelope_faults(cells: list[str], environment: str, provider_id: int) -> Iterator[Fault]:
    told, provider, month, sequence = cells
    if told != environment:
        zh, en = f"本系统是 {environment}，文件写的是 {told}", f"this system is {environment}"
        yield _envelope("E4", zh, f"{en}, the file is for {told}")
    if provider != str(provider_id):
        zh = f"文件写的机构是 {provider}，您的机构是 {provider_id}"
        yield _envelope("E4", zh, f"the file is of provider {provider}, you are {provider_id}")
    if not _MONTH.fullmatch(month):
        yield _envelope("E2", "月份应写成 2023-10 这样", "a month is written like 2023-10")
    if not _is_number(sequence):
        yield _envelope("E2", "序号应为正整数", "the sequence is a whole number from 1")


def _envelope(family: str, zh: str, en: str) -> Fault:
    return Fault(ENVELOPE, family, None, zh, en)


def read_envelope(cells: Sequence[str]) -> Envelope:
    """Return an envelope that has no faults."""
    environment, provider, month, sequence = (cell.strip() for cell in cells)
    return Envelope(environment, int(provider), month, int(sequence))


def syntax_faults(rows: Sequence[Sequence[str]]) -> list[Fault]:
    """Stage 2: every cell is there and is written as it should be.  Nothing is cut short."""
    return [fault for at, row in enumerate(rows, start=1) for fault in _of_row(at, row)]


def _of_row(at: int, row: Sequence[str]) -> Iterator[Fault]:
    if len(row) != len(LINE_HEAD):
        yield Fault(SYNTAX, "E1", at, "应有三栏：类别、服务、原行号", "a line has three cells")
        return
    kind, visit, prior = (cell.strip() for cell in row)
    if not kind:
        yield Fault(SYNTAX, "E1", at, "缺类别", "kind is missing")
    for zh, en, text in (("服务编号", "visit", visit), ("原行号", "prior", prior)):
        if text and not _is_number(text):
            shown = text[:LONGEST_NUMBER] + ("…" if len(text) > LONGEST_NUMBER else "")
            zh_says = f"{zh}“{shown}”应为不超过{LONGEST_NUMBER}位的正整数"
            yield Fault(SYNTAX, "E2", at, zh_says, f"{en} {shown!r} is not a number")
    if not visit:
        yield Fault(SYNTAX, "E1", at, "缺服务编号", "visit is missing")


def _is_number(text: str) -> bool:
    return len(text) <= LONGEST_NUMBER and bool(_NUMBER.fullmatch(text))


def code_faults(rows: Sequence[Sequence[str]]) -> list[Fault]:
    """Stage 3: the words of the lists, and whether a line names the one that it answers."""
    found = []
    for at, (kind, _visit, prior) in enumerate(rows, start=1):
        word = kind.strip()
        if word not in KINDS:
            known = "、".join(KINDS)
            zh, en = f"类别“{word[:20]}”不认识，可用：{known}", f"unknown kind; known: {known}"
            found.append(Fault(CODES, "E4", at, zh, en))
        elif (word == NEW) == bool(prior.strip()):
            zh = "新增行不填原行号" if word == NEW else "替换、撤回行须填原行号"
            en = "a new line names no prior line; the others must"
            found.append(Fault(CODES, "E1", at, zh, en))
    return found


def read_lines(rows: Sequence[Sequence[str]]) -> list[Wanted]:
    """Return the lines of rows without faults."""
    return [
        Wanted(kind.strip(), int(visit), int(prior) if prior.strip() else None)
        for kind, visit, prior in rows
    ]


def record_faults(wanted: Sequence[Wanted], known: Known) -> list[Fault]:
    """Stage 4: against the visits, the other lines, and what was claimed before."""
    often = Counter(each.visit_id for each in wanted)
    return [
        Fault(RECORDS, *fault[:1], at, *fault[1:])
        for at, each in enumerate(wanted, start=1)
        for fault in _against(each, known, often[each.visit_id])
    ]


_Said = tuple[str, str, str]


def _against(line: Wanted, known: Known, often: int) -> Iterator[_Said]:
    name = f"服务 {line.visit_id}"
    if often > 1:
        yield "E5", f"{name}在本次申报中出现{often}次，一次服务只能申报一行", "claimed twice here"
    if line.kind != CANCEL and line.visit_id not in known.visits:
        zh = f"{name}不是本机构本月在该统筹区已核实的服务，请先核实，或更正编号"
        yield "E4", zh, "this is no verified visit of yours in this month and pool"
    if line.kind == NEW and line.visit_id in known.claimed:
        prior = known.claimed[line.visit_id]
        zh = f"{name}已经申报过（第 {prior} 行）；被退回的请用替换行，并写明原行号"
        yield "E5", zh, f"claimed before as line {prior}; replace that line instead"
    if line.kind != NEW:
        yield from _against_prior(line, known)


def _against_prior(line: Wanted, known: Known) -> Iterator[_Said]:
    prior = known.lines.get(line.prior_id or 0)
    if prior is None or prior.visit_id != line.visit_id:
        zh = f"原行号 {line.prior_id} 不是该次服务的申报行，请核对"
        yield "E4", zh, "the prior line is not one of this visit"
    elif prior.answered:
        zh = f"第 {line.prior_id} 行已经被替换或撤回过，请改用最后一行的行号"
        yield "E4", zh, "the prior line was answered already; name the newest one"
    elif not prior.outcome:
        yield "E4", f"第 {line.prior_id} 行还在审核，审定后才能替换或撤回", "it is under review"
    elif line.kind == CANCEL and (prior.outcome != APPROVED or prior.kind == CANCEL):
        yield "E4", f"第 {line.prior_id} 行没有通过，无须撤回", "nothing stands to be cancelled"
