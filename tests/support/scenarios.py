"""Scenario tables: read them, run their rows, say what differs in an officer's words.

A table is one file ``*.scenario.yaml``; left of ``=>`` stands what is given, right of it what must
come out.  Knows no law: a question of ``tests.support.questions`` asks the rule.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from ltc.policy.load import load_pack
from ltc.policy.strict_yaml import read
from ltc.shared.dates import parse_day
from ltc.shared.errors import LtcError
from ltc.shared.money import fen, yuan
from tests.support.questions import QUESTIONS, load_questions

MOST_COLUMNS, MOST_ROWS = 12, 20
PROOFS = ("published", "derived", "invented")
HEADINGS = {"title", "law", "proof", "agreed", "pack", "question", "table"}


class Unreadable(Exception):
    """A table that cannot be read; the message names file, row and column."""


class Differs(Exception):
    """A row whose answer is not what the table says; the message is for the officer."""


@dataclass(frozen=True)
class Kind:
    """A kind of column: from the cell's text to a value, and back."""

    read: Callable[[str], Any]
    show: Callable[[Any], str] = str


@dataclass(frozen=True)
class Column:
    """A column: its heading's name, what kind it is, and whether it is given or must come out."""

    name: str
    kind: str
    given: bool

    @property
    def key(self):
        """Return the name as Python takes it."""
        return self.name.replace(" ", "_")


@dataclass(frozen=True)
class Case:
    """One row: why it exists, what is given, what must come out."""

    name: str
    cells: dict[str, str]
    given: dict[str, Any]
    expected: dict[str, Any]
    refused: str


@dataclass(frozen=True)
class Table:
    """A whole file."""

    path: Path
    title: str
    law: str
    proof: str
    agreed: str
    pack: str
    question: str
    columns: tuple[Column, ...]
    cases: tuple[Case, ...]


def _yes_no(text):
    return {"yes": True, "no": False, "是": True, "否": False}[text]


def _show_words(words):
    return ", ".join(str(word) for word in words) or "nothing"


KINDS = {
    "date": Kind(parse_day),
    "money": Kind(fen, yuan),
    "share": Kind(Decimal),
    "number": Kind(Decimal),
    "yes/no": Kind(_yes_no, lambda value: "yes" if value else "no"),
    "word": Kind(str),
    "words": Kind(lambda text: [word.strip() for word in text.split(",")], _show_words),
}


def read_table(path: Path) -> Table:
    """Read one file whole or refuse it."""
    load_questions()
    sheet = read(path).plain()
    wrong = (set(sheet if isinstance(sheet, dict) else ()) - {"always"}) ^ HEADINGS
    if wrong:
        raise Unreadable(f"{path.name}: missing or unknown headings: {', '.join(sorted(wrong))}")
    if sheet["question"] not in QUESTIONS:
        raise Unreadable(f"{path.name}: unknown question {sheet['question']!r}")
    if str(sheet["proof"]).split()[0] not in PROOFS:
        raise Unreadable(f"{path.name}: proof begins with one of {', '.join(PROOFS)}")
    columns, rows = _grid(path, sheet["table"])
    always = _always(path, sheet.get("always", {}))
    cases = tuple(_case(path, columns, row, always) for row in rows)
    _refuse_repeats(path, [case.name for case in cases])
    texts = {key: str(sheet[key]) for key in HEADINGS - {"table"}}
    return Table(path=path, columns=columns, cases=cases, **texts)


def run(table: Table, case: Case) -> None:
    """Ask the rule and compare; ``Differs`` says every cell that is wrong."""
    try:
        answer = QUESTIONS[table.question](load_pack(table.pack), **case.given)
        refused = ""
    except LtcError as error:
        answer, refused = {}, type(error).__name__
    wrong = []
    if refused != case.refused:
        wrong.append(f"refused: the table says {case.refused or 'no'}, the rule {refused or 'no'}")
    for column in table.columns:
        if not column.given and column.key in case.expected and refused == case.refused:
            wrong += _difference(column, case.expected[column.key], answer)
    if wrong:
        facts = [f"given {name}: {text}" for name, text in case.cells.items()]
        lines = [f"law: {table.law}", *facts, *wrong]
        raise Differs(f"{table.title} -- {case.name}\n  " + "\n  ".join(lines))


def _difference(column: Column, expected: Any, answer: dict[str, Any]) -> list[str]:
    if column.key not in answer:
        return [f"{column.key}: the rule says nothing of it"]
    got = answer[column.key]
    if got == expected:
        return []
    show = KINDS[column.kind].show
    return [f"{column.key}: the table says {show(expected)}, the rule says {_shown(show, got)}"]


def _shown(show: Callable[[Any], str], value: Any) -> str:
    return "nothing" if value is None else show(value)


def _grid(path: Path, text: str) -> tuple[tuple[Column, ...], list[tuple[list[str], ...]]]:
    """Return the columns, and every row's cells left and right of the arrow."""
    lines = [line.strip() for line in str(text).splitlines() if line.strip()]
    if len(lines) < 3:
        raise Unreadable(f"{path.name}: a table has headings, a line of dashes, and rows")
    given, expected = _cells(path, lines[0])
    columns = [
        *(_column(path, text, given=True) for text in given[1:]),
        *(_column(path, text, given=False) for text in expected),
    ]
    rows = [_cells(path, line) for line in lines[2:]]
    for left, right in rows:
        if (len(left), len(right)) != (len(given), len(expected)):
            raise Unreadable(f"{path.name}, row {left[0]!r}: another number of cells")
    if len(columns) > MOST_COLUMNS or len(rows) > MOST_ROWS:
        most = f"{MOST_COLUMNS} columns and {MOST_ROWS} rows"
        raise Unreadable(f"{path.name}: more than {most}: split it by question")
    return tuple(columns), rows


def _cells(path: Path, line: str) -> tuple[list[str], list[str]]:
    """Split a line at its bars and its one arrow."""
    halves = line.split("=>")
    if len(halves) != 2 or not (line.startswith("|") and line.endswith("|")):
        raise Unreadable(f"{path.name}: a row is | … => … |, not {line!r}")
    left, right = halves[0][1:], halves[1][:-1]
    return [[cell.strip() for cell in half.split("|")] for half in (left, right)]


def _column(path: Path, text: str, *, given: bool) -> Column:
    """Read a heading such as ``fund pays (money)``."""
    name, _, kind = text.removesuffix(")").partition(" (")
    if name == "refused" and not given:
        return Column("refused", "word", given=False)
    if kind not in KINDS:
        kinds = ", ".join(KINDS)
        raise Unreadable(f"{path.name}, column {text!r}: the kind in brackets is one of {kinds}")
    return Column(name, kind, given)


def _always(path: Path, facts: dict[str, Any]) -> dict[str, Any]:
    """Read facts that hold for every row, their kinds in brackets like a column's."""
    found = {}
    for heading, value in facts.items():
        column = _column(path, heading, given=True)
        found[column.key] = _value(path, "always", column, str(value))
    return found


def _case(path: Path, columns, row, always: dict[str, Any]) -> Case:
    """Read one row; a blank cell is not given, or not checked."""
    name, *left = row[0]
    filled = [
        (column, text) for column, text in zip(columns, [*left, *row[1]], strict=True) if text
    ]
    given = {c.key: _value(path, name, c, text) for c, text in filled if c.given}
    expected = {c.key: _value(path, name, c, text) for c, text in filled if not c.given}
    return Case(
        name=name,
        cells={c.name: text for c, text in filled if c.given},
        given={**always, **given},
        refused=expected.pop("refused", ""),
        expected=expected,
    )


def _value(path: Path, row: str, column: Column, text: str) -> Any:
    try:
        return KINDS[column.kind].read(text)
    except (LtcError, ArithmeticError, KeyError, ValueError):
        where = f"{path.name}, row {row!r}, column {column.name!r}"
        raise Unreadable(f"{where}: {text!r}") from None


def _refuse_repeats(path: Path, names: list[str]) -> None:
    for at, name in enumerate(names):
        if not name or name in names[:at]:
            raise Unreadable(f"{path.name}, row {name!r}: a row needs a name of its own")


def on_days(tables: list[Table], pack: str) -> set[date]:
    """Return the days on which the tables of a pack ask something."""
    asked = {case.given.get("on") for table in tables if table.pack == pack for case in table.cases}
    return {day for day in asked if day is not None}
