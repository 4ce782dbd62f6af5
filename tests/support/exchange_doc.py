"""The tables of layouts in docs/exchange.md, made from ``ltc.exchange`` (run me to renew them)."""

import re
from pathlib import Path

from ltc.exchange.describe import described

PAGE = Path(__file__).resolve().parents[2] / "docs" / "exchange.md"
_MARK = re.compile(r"<!-- layouts -->.*\Z", re.DOTALL)


def renewed(page: str) -> str:
    """Return the page with fresh tables."""
    return _MARK.sub(lambda _found: f"<!-- layouts -->\n\n{described()}\n", page)


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
