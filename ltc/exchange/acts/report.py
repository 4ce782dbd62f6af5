"""What came of an import: counts by file, and every row that did not go in, with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ltc.exchange.layouts import LAYOUTS
from ltc.exchange.reading import Given
from ltc.shared.errors import LtcError

# What services call a field, where the file calls it otherwise.
_FIELDS = {
    "area_code": "area",
    "price_fen": "price",
    "provider_id": "provider",
    "agreement_id": "agreement",
    "carer_id": "carer",
    "by": "confirmed_by",
    "mode": "modes",
    "paid_on": "day",
    "came_on": "day",
    "document": "bank_reference",
    "state": "order",
}
HEADING = ("file", "row", "id", "field", "reason_zh", "reason_en")


@dataclass(frozen=True, slots=True)
class Reject:
    """A fault of a row that did not go in: where it stands, which field, why."""

    file: str
    row: int
    name: str
    field: str
    fault: LtcError

    def cells(self) -> Sequence[str]:
        """Return the line of the rejects file."""
        said = (self.fault.zh, self.fault.en)
        return (self.file, str(self.row), self.name, self.field, *said)


@dataclass(slots=True)
class Tally:
    """What became of a file's rows."""

    new: int = 0
    changed: int = 0
    same: int = 0
    rejected: int = 0


@dataclass(slots=True)
class Report:
    """What came of an import."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)

    def refuse(self, file: str, given: Given, faults: Sequence[LtcError]) -> None:
        """Keep a row that did not go in, with all its faults."""
        self.tallies[file].rejected += 1
        for fault in (one for each in faults for one in _all(each)):
            self.rejects.append(
                Reject(file, given.number, given.name[:80], _field(file, fault), fault)
            )

    def counts(self) -> dict[str, dict[str, int]]:
        """Return the counts as JSON holds them."""
        return {
            name: {
                "new": each.new,
                "changed": each.changed,
                "same": each.same,
                "rejected": each.rejected,
            }
            for name, each in self.tallies.items()
        }

    @property
    def rejected(self) -> int:
        """How many rows did not go in."""
        return sum(each.rejected for each in self.tallies.values())


def _field(file: str, fault: LtcError) -> str:
    """Return a fault's field by the name that the file has for it."""
    named = fault.field or ""
    return named if named in LAYOUTS[file].by_name else _FIELDS.get(named, named)


def _all(fault: LtcError) -> Iterator[LtcError]:
    """Yield the faults that one refusal stands for."""
    yield from getattr(fault, "faults", (fault,))
