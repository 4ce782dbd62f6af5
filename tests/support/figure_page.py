"""The page ``docs/figures.md`` read back: its tables as rows of cells, below their headings."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs" / "figures.md").read_text(encoding="utf-8")


def section(heading: str) -> str:
    """Return what stands below a heading of the second level."""
    return PAGE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]


def rows(text: str) -> list[list[str]]:
    """Return the cells of every row of a table below its headings."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line[2:-2].split(" | ")] for line in lines[1:]]


def areas() -> Iterator[tuple[str, list[list[str]]]]:
    """Yield every area's pack with the rows of its table."""
    for part in section("各地").split("\n### ")[1:]:
        yield part.splitlines()[0].split("`")[1], rows(part)


def typed(unit: str, text: str) -> object:
    """Return a written figure as a pack holds it."""
    if unit in ("yuan", "share"):
        number = Decimal(text.removesuffix("%"))
        return int(number * 100) if unit == "yuan" else number / 100
    kinds = {"words": lambda told: told.split("、"), "yes_no": "true".__eq__, "word": str}
    return (kinds | {"day": date.fromisoformat}).get(unit, int)(text)


def found_at(value: object, place: str) -> Iterator[object]:
    """Yield what stands at a place such as ``home.*``; a dash is the value itself."""
    words = [] if place == "—" else place.split(".")
    yield from _below(value, words)


def _below(value, words):
    if not words:
        yield value
        return
    for word in value if words[0] == "*" else words[:1]:
        yield from _below(value[word], words[1:])
