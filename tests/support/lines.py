"""Lines to rate, written as short as a test can bear: what is not said is in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl

from billing.rules.columns import FLAGS
from billing.rules.rate import rate
from billing.rules.tariff import Tariff

LINE: dict[str, Any] = {
    "person": 1, "day": date(2022, 3, 2), "started": 0, "mode": "home", "grade": "severe_1",
    "insurance": "employee", "quantity_milli": 1000, "price_fen": 100_00, "seconds": None,
    "planned_minutes": None, **{flag.column: not flag.refuses for flag in FLAGS},
}  # fmt: skip
TYPES = {
    "line_id": pl.Int64, "person": pl.Int64, "started": pl.Int64, "price_fen": pl.Int64,
    "quantity_milli": pl.Int64, "seconds": pl.Int32, "planned_minutes": pl.Int32, "day": pl.Date,
    "mode": pl.String, "grade": pl.String, "insurance": pl.String,
}  # fmt: skip


SPANS = {"person": pl.Int64, "first_day": pl.Date, "last_day": pl.Date}


def lines_of(rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Return a frame of ``rows``, each filled up from ``LINE`` and numbered in its order."""
    full = [{"line_id": at, **LINE, **row} for at, row in enumerate(rows)]
    schema = {**{name: TYPES.get(name, pl.Boolean) for name in ("line_id", *LINE)}}
    return pl.DataFrame(full, schema=schema)


def spans_of(*spans: tuple[int, date, date | None]) -> pl.DataFrame:
    """Return spans of persons, both days included; no last day is an open end."""
    return pl.DataFrame(spans, schema=SPANS, orient="row")


def rated(tariff: Tariff, *rows: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rate ``rows`` and return them as dictionaries in their own order."""
    return rate(lines_of(rows), tariff).sort("line_id").to_dicts()


def columns_of(answers: Iterable[Mapping[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    """Return the named values of each row."""
    return [tuple(row[name] for name in names) for row in answers]
