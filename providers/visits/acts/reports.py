"""What a phone reports of an act, as typed values.  Nothing in it is a verdict or an amount."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from providers.visits.rules.moment import Anchor


@dataclass(frozen=True, slots=True)
class Why:
    """A reason that was picked, with a memo where the pick is "other", and the user who said so."""

    code: str
    memo: str = ""
    by: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Evidence of one check-in or check-out: the raw fix, the device's clock, a picked reason."""

    fix: Mapping[str, Any] | None
    device_at: datetime | None = None
    anchor: Anchor | None = None
    why: Why | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One service of the plan: done, or not and why."""

    item: str
    done: bool
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """How the recipient's side confirms: a word of ``rules.proofs``, and what proves it."""

    how: str
    value: Any = None  # the code, the PIN or the strokes
    by: str = ""
