"""Which engine a claim was tried by: a fingerprint of the rules, so no change is forgotten."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import billing.rules
import billing.settlement.rules

_SHOWN = 16


@cache
def engine_version() -> str:
    """Return a short hash over the text of everything that rates a month."""
    hashed = hashlib.sha256()
    for package in (billing.rules, billing.settlement.rules):
        folder = Path(str(package.__file__)).parent
        for path in sorted(folder.rglob("*.py")):
            hashed.update(path.relative_to(folder).as_posix().encode())
            hashed.update(path.read_bytes())
    return hashed.hexdigest()[:_SHOWN]
