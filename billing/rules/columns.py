"""The columns that every benefit rule reads and writes: one person's question and a city's month.

A *line* is what is asked for one visit, day or item.  Words (mode, grade …) are the pack's own and
become ``Enum`` columns, so a wrong word cannot travel on.  Everything that needs other records -
is the person entitled, in hospital, is the carer elsewhere - arrives as a flag (see ``windows``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import polars as pl

from ltc.policy.lookup import Pack
from ltc.shared.errors import Unknown

INSURANCES = ("employee", "resident")
UNITS = ("visit", "hour", "day", "month", "item")

GIVEN: dict[str, pl.DataType] = {
    "line_id": pl.Int64(),  # unique; any sortable type does, it comes back untouched
    "person": pl.Int64(),  # whose month it is
    "day": pl.Date(),  # the legal day of care
    "started": pl.Int64(),  # what came first that day: any number that grows with time
    "quantity_milli": pl.Int64(),  # thousandths of the unit: 1.5 hours are 1500
    "price_fen": pl.Int64(),  # for one unit
}
"""Columns that must be there, none of them null."""

WORDS = ("mode", "grade", "insurance")
"""Columns of the pack's words (text or ``Enum``), that must be there, none of them null."""

OPTIONAL: dict[str, pl.DataType] = {
    "minutes": pl.Int32(),  # delivered
    "planned_minutes": pl.Int32(),  # null: the length of the visit does not matter
}
"""Columns that may be missing or null.  Others (``item``, ``unit``, ``carer``) pass through."""


class Cell(NamedTuple):
    """Where a line stands in the pack's tables: its day and its ``WORDS``."""

    day: date
    mode: str
    grade: str
    insurance: str


@dataclass(frozen=True, slots=True)
class Flag:
    """A yes/no column; a line whose flag equals ``refuses`` is not paid, for ``code``."""

    column: str
    refuses: bool
    code: str
    needed: bool = True


FLAGS = (
    Flag("entitled", refuses=False, code="entitlement.none"),
    Flag("suspended", refuses=True, code="entitlement.suspended"),
    Flag("dead", refuses=True, code="event.death"),
    Flag("hospital", refuses=True, code="event.hospital"),
    Flag("other_benefit", refuses=True, code="event.other_benefit"),
    Flag("overlap_carer", refuses=True, code="visit.overlap.carer"),
    Flag("overlap_person", refuses=True, code="visit.overlap.person"),
    Flag("place_ok", refuses=False, code="visit.place"),
    Flag("verified", refuses=False, code="visit.unverified"),
    Flag("provider_ok", refuses=False, code="provider.agreement", needed=False),
    Flag("carer_ok", refuses=False, code="carer.qualification", needed=False),
    Flag("in_plan", refuses=False, code="plan.absent", needed=False),
)
"""Boolean columns, none null.  Those not ``needed`` may be missing: nothing is then refused."""

STAIRCASE: dict[str, pl.DataType] = {
    "asked_fen": pl.Int64(),  # price × quantity
    "allowed_fen": pl.Int64(),  # after refusals and short visits
    "within_cap_fen": pl.Int64(),  # what counts under the limit; all, where that limits the fund
    "fund_fen": pl.Int64(),  # what the fund pays
    "person_fen": pl.Int64(),  # what the fund does not pay: asked − fund, on every line
    "reasons": pl.Int64(),  # a bit for each of ``reasons.CODES``
}
"""Columns that rating adds."""


def words_of(pack: Pack) -> dict[str, tuple[str, ...]]:
    """Return the words that ``pack`` knows for each of ``WORDS``."""
    return {
        "mode": tuple(each.code for each in pack.modes),
        "grade": tuple(each.code for each in pack.grades),
        "insurance": INSURANCES,
    }


def typed(lines: pl.DataFrame, pack: Pack) -> pl.DataFrame:
    """Return ``lines`` with the types above, the pack's words as ``Enum``.

    A missing column or a null where none may be is a mistake of the caller and raises
    ``ValueError``; a word that the pack does not know is ``Unknown``.
    """
    needed = [*GIVEN, *WORDS, *(flag.column for flag in FLAGS if flag.needed)]
    _complete(lines, needed)
    absent = [name for name in OPTIONAL if name not in lines.columns]
    lines = lines.with_columns(pl.lit(None, OPTIONAL[name]).alias(name) for name in absent)
    enums = {kind: _enum(lines[kind], kind, known) for kind, known in words_of(pack).items()}
    kinds: dict[str, pl.DataType] = {**GIVEN, **OPTIONAL, **enums}
    del kinds["line_id"], kinds["person"]
    return lines.with_columns(pl.col(name).cast(kind) for name, kind in kinds.items())


def _complete(lines: pl.DataFrame, needed: Iterable[str]) -> None:
    names = [*needed, *(flag.column for flag in FLAGS if flag.column in lines.columns)]
    missing = [name for name in names if name not in lines.columns]
    if missing:
        raise ValueError(f"lines to rate lack the columns {', '.join(missing)}")
    empty = [name for name in names if lines[name].null_count()]
    if empty:
        raise ValueError(f"lines to rate have nulls in {', '.join(empty)}")


def _enum(words: pl.Series, kind: str, known: tuple[str, ...]) -> pl.Enum:
    """Return the ``Enum`` of the pack's words after making sure that ``words`` has no other."""
    if words.dtype != pl.Enum(known):
        for word in words.unique():
            if word not in known:
                raise Unknown.word(kind, word, known)
    return pl.Enum(known)
