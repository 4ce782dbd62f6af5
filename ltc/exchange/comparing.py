"""Hold another system's list of payments against ours.  Reads alone: no money comes from a file.

The file is laid out as our own ``payments``; of its columns five are read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ltc.db import read_only
from ltc.directory import queries as directory
from ltc.exchange.differences import PEOPLE, PROVIDERS, Difference, Payee, differences
from ltc.exchange.layout import Field
from ltc.exchange.layouts import PAYMENTS
from ltc.exchange.queries import keys
from ltc.exchange.queries.paid import paid_in
from ltc.exchange.reading import Given, source_in
from ltc.scope import Scope
from ltc.shared.errors import BadInput, Faults, LtcError
from ltc.shared.money import yuan

READ = ("settlement_month", "provider", "person", "insurance", "paid")
_NEEDED = ("settlement_month", "insurance", "paid")
_KINDS = {"provider": PROVIDERS, "person": PEOPLE}


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of it: rows, rows that cannot be compared with why, differences as told."""

    rows: int
    payees: int
    faults: Sequence[Mapping[str, Any]]
    different: Sequence[Mapping[str, Any]]

    def as_answer(self) -> dict[str, Any]:
        """Return what the command says."""
        return {
            "rows": self.rows,
            "payees": self.payees,
            "faults": list(self.faults),
            "differences": list(self.different),
        }


def compare(folder: Path, area: str, source: str, *, scope: Scope) -> Compared:
    """Tell every difference between the payments of a file and ours of the same months."""
    given = list(_rows(folder))
    theirs: Counter[Payee] = Counter()
    faults, months = [], set[str]()
    with read_only():
        directory.area(area)
        names = _records(given, source)
        for each in given:
            try:
                payee, fen = _payment(each, names)
            except LtcError as fault:
                faults.append({"row": each.number, **fault.as_answer()["error"]})
                continue
            months.add(payee.month)
            theirs[payee] += fen
        ours = paid_in(months, area, scope=scope)
        found = list(differences(theirs, ours))
        told = _told(found)
    return Compared(len(given), len(theirs), faults, told)


def _fields() -> list[Field]:
    return [PAYMENTS.by_name[name] for name in READ]


def _rows(folder: Path) -> Iterator[Given]:
    """Yield the rows of the one file of payments in a folder."""
    source = source_in(folder, PAYMENTS)
    heading = source.heading()
    missing = [name for name in _NEEDED if name not in heading]
    if missing:
        said = ", ".join(missing)
        raise BadInput(f"columns are missing: {said}", f"缺少列：{said}", field="payments")
    yield from source.rows_of(_fields())


def _records(given: Sequence[Given], source: str) -> dict[tuple[str, str], int]:
    """Return the records behind the payees' names, by column and name."""
    found: dict[tuple[str, str], int] = {}
    for column, kind in _KINDS.items():
        named = {name for each in given if (name := each.cells.get(column, ""))}
        own = keys.own_ids(kind, named)
        known = {name: key.record_id for name, key in keys.known(source, kind, named).items()}
        found |= {(column, name): record for name, record in (own | known).items()}
    return found


def _payment(given: Given, names: Mapping[tuple[str, str], int]) -> tuple[Payee, int]:
    """Read one row: who was paid how much, for which month, from which fund."""
    if given.faults:
        raise Faults(given.faults)
    for name in _NEEDED:
        if not given.cells.get(name):
            zh = PAYMENTS.by_name[name].zh
            raise BadInput(f"{name} is missing", f"缺少{zh}", field=name)
    named = [column for column in _KINDS if given.cells.get(column)]
    if len(named) != 1:
        raise BadInput(
            "name a provider or a person, one of the two",
            "机构和参保人应填其中一个",
            field="provider",
        )
    values = {each.name: each.read(given.cells.get(each.name, "")) for each in _fields()}
    record = names.get((named[0], given.cells[named[0]]))
    if record is None:
        raise BadInput(
            f"{named[0]} names nobody who was taken over from this source",
            f"{PAYMENTS.by_name[named[0]].zh}不在从该来源导入的记录中，先导入再比对",
            field=named[0],
        )
    payee = Payee(values["settlement_month"], _KINDS[named[0]], record, values["insurance"])
    return payee, values["paid"]


def _told(found: Sequence[Difference]) -> list[dict[str, Any]]:
    """Return differences with the payees' names as files have them, amounts in 元."""
    names = {
        kind: keys.names(kind, {each.payee.record for each in found if each.payee.kind == kind})
        for kind in _KINDS.values()
    }
    return [
        {
            "settlement_month": each.payee.month,
            "provider" if each.payee.kind == PROVIDERS else "person": names[each.payee.kind][
                each.payee.record
            ],
            "insurance": each.payee.insurance,
            "difference": each.code,
            "theirs": yuan(each.theirs_fen),
            "ours": yuan(each.ours_fen),
        }
        for each in found
    ]
