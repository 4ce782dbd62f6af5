"""What tables, pagers and charts on pages are told with; the macros in ``_parts`` draw them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, request, url_for

_RIGHT = frozenset({"money", "number", "share", "minutes", "distance"})
_FIXED = frozenset({"day", "month", "instant", "time", "state"})
KINDS = _RIGHT | _FIXED | {"text", "own", "word", "named", "pick"}
_NEIGHBOURS = 2


@dataclass(frozen=True, slots=True)
class Column:
    """One column: heading, key into the row, how its values are written, words' kind, sort key."""

    label: str
    key: str
    kind: str = "text"
    of: str = ""
    sort: str = ""

    @property
    def css(self) -> str:
        """Return the class of its cells."""
        if self.kind == "pick":
            return "pick"
        return "right" if self.kind in _RIGHT else "fixed" if self.kind in _FIXED else ""

    def value(self, row: Any) -> Any:  # noqa: ANN401 - rows are models, dataclasses or dicts
        """Look the value up in ``row``; dots step into what it holds."""
        for step in self.key.split("."):
            if row is None:
                return None
            row = row[step] if isinstance(row, Mapping) else getattr(row, step)
        return row


def col(label: str, key: str, kind: str = "text", *, of: str = "", sort: str = "") -> Column:
    """Describe a column for the macro ``table``; an unknown kind is refused."""
    if kind not in KINDS:
        raise ValueError(f"unknown kind of column {kind!r}; known: {', '.join(sorted(KINDS))}")
    return Column(label, key, kind, of, sort)


def here(**changes: Any) -> str:
    """Return this page's address with some query values changed; ``None`` takes one away."""
    values: dict[str, Any] = request.args.to_dict(flat=False)
    for name, value in changes.items():
        values.pop(name, None)
        if value is not None:
            values[name] = [value]
    page = url_for(request.endpoint or "static", **(request.view_args or {}))
    # Not by url_for: it would take some names of the reader's own making as orders to itself.
    return f"{page}?{urlencode(values, doseq=True)}" if values else page


def sorted_by(key: str) -> str:
    """Return ``ascending``, ``descending`` or nothing: how the list stands by ``key`` now."""
    given = request.args.get("sort", "")
    return {key: "ascending", f"-{key}": "descending"}.get(given, "")


def page_numbers(page: int, pages: int) -> Iterator[int | None]:
    """Yield the pages to offer: the ends and the neighbours; ``None`` stands for a gap."""
    last = 0
    for number in range(1, pages + 1):
        if number not in (1, pages) and abs(number - page) > _NEIGHBOURS:
            continue
        if number > last + 1:
            yield None
        yield number
        last = number


def chart_rows(labels: Sequence[str], series: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    """Turn the series of a chart into the rows of the table under it."""
    columns = [one["values"] for one in series]
    return [[label, *values] for label, *values in zip(labels, *columns, strict=True)]


def chart_series(series: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Fill in what a series of a chart leaves out."""
    return [{"as": None, "expected_from": None, **one} for one in series]


def anchor(text: str) -> str:
    """Make an id for a part of the page out of its label."""
    return f"at-{sha256(text.encode()).hexdigest()[:8]}"


def asset(name: str) -> str:
    """Return the address of a static file with its sum, so that it may be kept for a year."""
    return url_for("static", filename=name, v=_sum_of(Path(str(current_app.static_folder)) / name))


@cache
def _sum_of(path: Path) -> str:
    """Return the first signs of the file's SHA-256."""
    return sha256(path.read_bytes()).hexdigest()[:12]


def install(app: Flask) -> None:
    """Give the functions to the templates of ``app``."""
    for each in (col, here, sorted_by, page_numbers, chart_rows, asset):
        app.jinja_env.globals[each.__name__] = each
    app.jinja_env.filters["anchor"] = anchor
    app.jinja_env.filters["chart_series"] = chart_series
