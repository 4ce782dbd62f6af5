"""The columns that every benefit rule reads and writes: one person's question and a city's month.

A *line* is what is asked for one visit, day or item.  Words (mode, grade …) are the pack's own and
become ``Enum`` columns, so a wrong word cannot travel on.  Everything that needs other records -
is the person entitled, in hospital, is the carer elsewhere - arrives as a flag (see ``windows``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import polars as pl

from ltc.policy.lookup import Pack
from ltc.shared.errors import Unknown

INSURANCES = {
    "employee": "职工",
    "resident": "城乡居民",
    "flexible": "灵活就业人员",
    "retiree": "退休人员",
    "student": "学生儿童",
}
"""The packs' categories of insured people; the first two are also the kinds of fund."""

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
"""Columns of the pack's words, that must be there: text, ``Enum``, or places in ``words_of`` as
integers.  Null, or a place below 0, says that there is none, and then a flag must refuse the line.
"""

OPTIONAL: dict[str, pl.DataType] = {
    "seconds": pl.Int32(),  # delivered
    "planned_minutes": pl.Int32(),  # null: the length of the visit does not matter
}
"""Columns that may be missing or null.  Others pass through."""

ABOUT, PRICED = "about", "priced"
"""Which ``About`` a line has, by its place in the list that comes with the lines; and, of questions
only, whether a bill was named (else the published price is asked).
"""


class About(NamedTuple):
    """What else a table may be published by; many lines share one, so a column numbers them."""

    item: str = ""
    unit: str = ""
    carer: str = ""
    traits: tuple[str, ...] = ()  # of the person, sorted
    home_months: int = 0  # months of care at home without a break, this one included
    incentive: str = ""  # the choice for them: ``hours`` or ``cash``


NOTHING = About()
"""What is known of a line that tells only its mode: all that many packs ask for."""


class Cell(NamedTuple):
    """Where a line stands in the pack's tables: its day, its ``WORDS`` and the rest."""

    day: date
    mode: str
    grade: str
    insurance: str
    about: About = NOTHING


NO_CELL = -1
"""The number of the cell of a line without words: every shape's table pays nothing there."""


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
    "to_person_fen": pl.Int64(),  # of ``fund_fen``, what goes to the person, not to the provider
    "reasons": pl.Int64(),  # a bit for each of ``reasons.CODES``
}
"""Columns that rating adds."""


def words_of(pack: Pack) -> dict[str, tuple[str, ...]]:
    """Return the words that ``pack`` knows for each of ``WORDS``."""
    return {
        "mode": tuple(each.code for each in pack.modes),
        "grade": tuple(each.code for each in pack.grades),
        "insurance": tuple(INSURANCES),
    }


def typed(lines: pl.DataFrame, pack: Pack) -> pl.DataFrame:
    """Return ``lines`` with the types above, the pack's words as ``Enum``.

    A missing column or a null where none may be is the caller's mistake: ``ValueError``.  A word
    that the pack does not know is ``Unknown``.
    """
    flags = [flag.column for flag in FLAGS if flag.needed or flag.column in lines.columns]
    missing = [name for name in (*GIVEN, *WORDS, *flags) if name not in lines.columns]
    if missing:
        raise ValueError(f"lines to rate lack the columns {', '.join(missing)}")
    empty = [name for name in (*GIVEN, *flags) if lines[name].null_count()]
    if empty:
        raise ValueError(f"lines to rate have nulls in {', '.join(empty)}")
    absent = [name for name in OPTIONAL if name not in lines.columns]
    lines = lines.with_columns(pl.lit(None, OPTIONAL[name]).alias(name) for name in absent)
    words = [_worded(lines[kind], known) for kind, known in words_of(pack).items()]
    kinds: dict[str, pl.DataType] = {**GIVEN, **OPTIONAL}
    del kinds["line_id"], kinds["person"]
    return lines.with_columns(
        *words, *(pl.col(name).cast(kind) for name, kind in kinds.items() if name in lines.columns)
    )


def _worded(words: pl.Series, known: tuple[str, ...]) -> pl.Series:
    """Return ``words`` as the ``Enum`` of ``known`` after making sure that there is no other."""
    kind = pl.Enum(known)
    if words.dtype == kind:
        return words
    found = words.unique().drop_nulls().to_list()
    if words.dtype.is_integer():
        places = {place: known[place] for place in found if 0 <= place < len(known)}
        if any(place >= len(known) for place in found):
            raise Unknown.word(f"place of {words.name}", max(found), range(len(known)))
        return words.replace_strict(places, default=None, return_dtype=kind)
    for word in found:
        if word not in known:
            raise Unknown.word(words.name, word, known)
    return words.cast(kind)
