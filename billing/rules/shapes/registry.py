"""The benefit shapes by the names that packs use.  A changed formula is a new name here.

A shape is a module with the functions of ``Shape``; adding one is a new module and one word here.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Protocol, cast

import polars as pl

from billing.rules.columns import Cell
from billing.rules.law import Law
from ltc.shared.errors import Unknown

SHAPES = (
    "monthly_cap_ratio",
    "monthly_limit",
    "monthly_standard_ratio",
    "monthly_package",
    "monthly_amount",
    "daily_amount",
    "daily_cap_ratio",
    "component_limits",
    "hourly",
    "per_visit",
    "family_allowance",
    "loyalty_cash",
    "excluded",
    "unpublished",
)


class Shape(Protocol):
    """What every shape module offers; its ``terms`` are its own frozen value for one cell."""

    PAYS: str
    """The reason code of a line that is paid in the usual way."""

    NEEDS_BILL: bool
    """Whether a line must name its price; else, without one, it asks the published amount."""

    LAWS: Mapping[str, tuple[str, ...]]
    """Where the law of its reasons stands, where that is not the same for all shapes."""

    def terms(self, law: Law, cell: Cell) -> object:
        """Read the pack's numbers for one cell; ``PolicyGap`` where it says nothing."""

    def table(self, cells: Mapping[int, object]) -> pl.DataFrame:
        """Return the terms of numbered cells as columns beside ``_cell``."""

    def rate(self, lines: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
        """Add ``within_cap_fen``, ``fund_fen`` and reasons to lines in order of time."""

    def facts(self, terms: object) -> Mapping[str, object]:
        """Return what the texts of reasons tell about one cell."""

    def standard(self, terms: object) -> Mapping[str, object]:
        """Return the published cell for the question ``standard``; nothing where not covered."""


def shape_named(name: str) -> Shape:
    """Return the module of the shape ``name``."""
    if name not in SHAPES:
        raise Unknown.word("benefit shape", name, SHAPES, field="benefit.shape", zh="计发办法")
    return cast("Shape", import_module(f"billing.rules.shapes.{name}"))
