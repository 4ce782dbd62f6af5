"""Lists that are read whole are shown a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from ltc.web.paging import page_number

Row = TypeVar("Row")
SIZE = 25


@dataclass(frozen=True, slots=True)
class Cut(Generic[Row]):
    """The rows of one page, its number, and how many rows there are in all."""

    rows: Sequence[Row]
    number: int
    total: int
    size: int = SIZE


def number_of(text: str) -> int:
    """Read a page number; what is none is the first page."""
    return page_number(text)


def cut(rows: Sequence[Row], page: str) -> Cut[Row]:
    """Return the rows of the page that an address asks for; past the end is the last one."""
    last = max((len(rows) + SIZE - 1) // SIZE, 1)
    number = min(number_of(page), last)
    return Cut(rows[(number - 1) * SIZE : number * SIZE], number, len(rows))
