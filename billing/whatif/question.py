"""What is supposed: which months, and under which pack they are rated again.

Read from a form, from a stored errand or from the command line; all three become a ``Question``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ltc.policy.load import load_pack
from ltc.policy.lookup import Pack
from ltc.policy.supposed import rules_of, values_in, with_values
from ltc.shared.dates import Month, parse_day
from ltc.shared.errors import BadInput

MOST_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Question:
    """Past months of a pool, and what is changed.

    Without ``pack`` it is the pool's own; ``rules_of`` takes what the pack says on one day for all
    months; ``values`` is YAML text of values that are other than in the pack.
    """

    area: str
    months: tuple[Month, ...]
    pack: Pack | None = None
    rules_of: date | None = None
    values: str = ""

    def __post_init__(self) -> None:
        if not 1 <= len(self.months) <= MOST_MONTHS:
            raise BadInput(
                f"from one to {MOST_MONTHS} months can be rated again at once",
                f"一次可测算1至{MOST_MONTHS}个月",
                field="last_month",
            )
        if self.pack is None and self.rules_of is None and not self.values.strip():
            raise BadInput(
                "nothing is changed: name another pack, a day or a value",
                "没有改动：请选择其他政策包、取值日期或修改取值",
                field="pack",
            )

    def supposed(self, own: Pack) -> Pack:
        """Return the pack under which a month is rated again, whose own pack is ``own``."""
        pack = self.pack or own
        if self.rules_of is not None:
            pack = rules_of(pack, self.rules_of)
        return with_values(pack, values_in(self.values)) if self.values.strip() else pack

    def stored(self) -> dict[str, Any]:
        """Return the question as an errand keeps it; the pack is one that is installed."""
        return {
            "months": [str(each) for each in self.months],
            "pack": self.pack.id if self.pack else "",
            "rules_of": str(self.rules_of) if self.rules_of else "",
            "values": self.values,
        }


def stored_question(area: str, stored: Mapping[str, Any]) -> Question:
    """Return the question that an errand keeps."""
    return Question(
        area=area,
        months=tuple(Month.parse(each) for each in stored["months"]),
        pack=load_pack(stored["pack"]) if stored["pack"] else None,
        rules_of=parse_day(stored["rules_of"]) if stored["rules_of"] else None,
        values=stored["values"],
    )


def months_between(first: Month, last: Month) -> tuple[Month, ...]:
    """Return the months from ``first`` to ``last``, one more than may be asked at most."""
    month, found = first, list[Month]()
    while month <= last and len(found) <= MOST_MONTHS:
        found.append(month)
        month = month.next()
    return tuple(found)
