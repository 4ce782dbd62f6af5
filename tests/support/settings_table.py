"""The table of settings in docs/operations.md, made from ``ltc.config`` (run me to renew it)."""

import re
from dataclasses import MISSING, fields
from pathlib import Path

from ltc.config import Settings

PAGE = Path(__file__).resolve().parents[2] / "docs" / "operations.md"
_MARK = re.compile(r"<!-- settings -->.*?(?=\n## )", re.DOTALL)


def table() -> str:
    """Return the table as Markdown."""
    rows = ["| 变量 | 默认 | 含义 |", "|---|---|---|"]
    for each in fields(Settings):
        default = "" if each.default in (MISSING, None, "", ()) else each.default
        shown = ",".join(default) if isinstance(default, tuple) else str(default)
        rows.append(f"| `LTC_{each.name.upper()}` | {shown} | {each.metadata['is']} |")
    return "\n".join(rows)


def renewed(page: str) -> str:
    """Return the page with a fresh table."""
    return _MARK.sub(lambda _found: f"<!-- settings -->\n\n{table()}\n", page)


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
