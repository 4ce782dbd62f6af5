"""The lines of many questions gathered into the one frame that ``rate`` wants.

Each question is a person of his own; his events become spans, and spans become flags by the same
windows that a settlement uses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import polars as pl

from billing.rules import windows
from billing.rules.columns import ABOUT, PRICED
from billing.rules.staircase import DAYS

EARLIER = "earlier"
"""Whether a line lies before the month: it spends what its week pays, and is answered no more."""

_SPAN = {"person": pl.Int64, "first_day": pl.Date, "last_day": pl.Date}
_LINE = {
    "person": pl.Int64,
    "started": pl.Int64,
    "mode": pl.String,
    "grade": pl.String,
    "insurance": pl.String,
    "day": pl.Date,
    "quantity_milli": pl.Int64,
    "price_fen": pl.Int64,
    "seconds": pl.Int32,
    "planned_minutes": pl.Int32,
    PRICED: pl.Boolean,
    ABOUT: pl.Int64,
    EARLIER: pl.Boolean,
}
SPAN_FLAGS = ("suspended", "other_benefit")
UNENTITLED = "unentitled"
"""The kind of an event that stands for days before the benefit begins or after it ends."""


class Line(NamedTuple):
    """What a question tells about one line, beside its name."""

    day: date
    quantity_milli: int
    price_fen: int
    seconds: int | None
    planned_minutes: int | None
    priced: bool = True
    about: int = 0
    earlier: bool = False
    mode: str = ""  # where it is another than the question's


class Event(NamedTuple):
    """What stops the benefit; ``kind`` is a flag, ``death``, or a rule of hospital days."""

    kind: str
    first_day: date
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Case:
    """One question's person for a month: the words he is rated by, his lines and events."""

    mode: str
    grade: str
    insurance: str
    lines: Sequence[Line]
    events: Sequence[Event]
    days: int | None = None  # of the month on which he has the benefit; None: all
    earlier: Sequence[Line] = ()  # of the month before, in the week in which this one begins

    @property
    def told(self) -> Sequence[Line]:
        """All lines, those of the month first."""
        return *self.lines, *self.earlier


def frame_of(cases: Sequence[Case]) -> pl.DataFrame:
    """Return all lines of ``cases``, numbered in their order, with every flag set."""
    rows = [
        (person, place, line.mode or case.mode, case.grade, case.insurance, *line[:-1])
        for person, case in enumerate(cases)
        for place, line in enumerate(case.told)
    ]
    lines = pl.DataFrame(rows, schema=_LINE, orient="row").with_row_index("line_id")
    if any(case.days is not None for case in cases):
        days = [case.days for case in cases for _ in case.told]
        lines = lines.with_columns(pl.Series(DAYS, days, dtype=pl.Int64))
    spans: dict[str, list[tuple[int, date, date | None]]] = defaultdict(list)
    for person, case in enumerate(cases):
        for event in case.events:
            spans[event.kind].append((person, event.first_day, event.last_day))
    return lines.with_columns(
        (~windows.covered(lines, _spans(spans[UNENTITLED]))).alias("entitled"),
        pl.lit(value=True).alias("place_ok"),
        pl.lit(value=True).alias("verified"),
        pl.lit(value=False).alias("overlap_carer"),
        pl.lit(value=False).alias("overlap_person"),
        *(windows.covered(lines, _spans(spans[flag])).alias(flag) for flag in SPAN_FLAGS),
        windows.covered(lines, windows.days_after(_spans(spans["death"]))).alias("dead"),
        windows.covered(lines, _hospital_days(spans)).alias("hospital"),
    )


def _hospital_days(spans: dict[str, list[tuple[int, date, date | None]]]) -> pl.DataFrame:
    """Return the days on which stays stop the benefit, each by the rule of its month."""
    by_rule = [windows.hospital_days(_spans(spans[rule]), rule) for rule in windows.HOSPITAL_DAYS]
    return pl.concat(by_rule)


def _spans(rows: Sequence[tuple[int, date, date | None]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=_SPAN, orient="row")
