"""Take files over: read, check by stages, write through the services, keep what was refused.

Good rows go in, a page to a unit of work; when a service refuses a row, its page is halved until
the row stands alone, so that one bad row undoes nothing but itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

import sqlalchemy as sa

from ltc.db import session
from ltc.directory.queries import areas_under
from ltc.exchange.acts import cases, delivery, money
from ltc.exchange.acts.entry import Entry, Put, Taking, one_by_one
from ltc.exchange.acts.report import Report, Tally
from ltc.exchange.models import ExchangeKey
from ltc.exchange.queries import keys
from ltc.exchange.reading import PAGE, Given, Source
from ltc.shared.errors import BadInput, Conflict, Faults, LtcError
from ltc.shared.ids import sha256

Unit = Callable[[], AbstractContextManager[object]]
Told = Callable[[int], None]
PLANS, PLAN_ITEMS = "plans", "plan_items"
_PUT: Mapping[str, Put] = {
    "persons": cases.put_persons,
    "determinations": cases.put_determinations,
    "providers": one_by_one(delivery.new_provider, delivery.change_provider),
    "agreements": one_by_one(delivery.new_agreement, delivery.change_agreement),
    "prices": one_by_one(delivery.new_price, delivery.change_price),
    "carers": one_by_one(delivery.new_carer, delivery.change_carer),
    "certificates": one_by_one(delivery.new_certificate, delivery.change_certificate),
    PLANS: cases.put_plans,
    "assignments": one_by_one(delivery.new_assignment, delivery.change_assignment),
    "stays": one_by_one(cases.new_stay, cases.change_stay),
    "visits": delivery.put_visits,
    "claim_lines": money.put_claim_lines,
    "bank_results": money.put_results,
}
_WHOLE = ("claim_lines", "bank_results")  # what is judged as a whole is one page


@dataclass(slots=True)
class Take:
    """One import under way: ``reading`` and ``writing`` open the units of work."""

    taking: Taking
    reading: Unit
    writing: Unit
    told: Told
    report: Report = field(default_factory=Report)
    spoiled: set[str] = field(default_factory=set)  # plans of which a service is faulty

    def all(self, sources: Sequence[Source]) -> Report:
        """Take every file over; the services of plans are read before the plans."""
        by_name = {source.layout.name: source for source in sources}
        for name, source in by_name.items():
            if name == PLANS and PLAN_ITEMS in by_name:
                self._gather(by_name[PLAN_ITEMS])
            if name != PLAN_ITEMS:
                self._take(source)
        if PLAN_ITEMS in by_name and PLANS not in by_name:
            self._gather(by_name[PLAN_ITEMS])
        for items in self.taking.items.values():
            self._refuse_items(items)
        return self.report

    def _take(self, source: Source) -> None:
        name, seen = source.layout.name, set[str]()
        self.report.tallies[name] = Tally()
        for page in source.pages(None if name in _WHOLE else PAGE):
            with self.reading():
                entries = self._resolved(source, self._fresh(name, self._sound(source, page, seen)))
            self._write(name, entries)
            self.told(len(page))

    def _sound(self, source: Source, page: Sequence[Given], seen: set[str]) -> list[Entry]:
        """Return the rows that can be read; keep the others with all their faults."""
        entries = []
        for given in page:
            try:
                _refuse_twice(given, seen)
                entries.append(Entry(given, _read(source, given)))
            except LtcError as fault:
                self.report.refuse(source.layout.name, given, [fault])
                if source.layout.name == PLAN_ITEMS:
                    self.spoiled.add(given.cells.get("plan", ""))
        return entries

    def _fresh(self, name: str, entries: Sequence[Entry]) -> list[Entry]:
        """Return the rows that say something new, with the record they are about."""
        known = keys.known(self.taking.source, name, [each.given.name for each in entries])
        own = keys.own_ids(name, (each.given.name for each in entries))
        fresh = []
        for entry in entries:
            key = known.get(entry.given.name)
            entry.record_id = key.record_id if key else own.get(entry.given.name)
            entry.key_id = key.id if key else None
            if key and key.row_hash == self._hash(name, entry):
                self.report.tallies[name].same += 1
                self._count_items(name, entry, "same")
            else:
                fresh.append(entry)
        return fresh

    def _resolved(self, source: Source, entries: Sequence[Entry]) -> list[Entry]:
        """Put our records in the place of the names by which a row refers to them."""
        faults: dict[str, list[LtcError]] = {}
        for column in source.layout.fields:
            if not column.refers or column.ours:
                continue
            named = {e.values[column.name] for e in entries if e.values.get(column.name)}
            known = keys.known(self.taking.source, column.refers, named)
            found = keys.own_ids(column.refers, named)
            found.update({name: key.record_id for name, key in known.items()})
            for entry in entries:
                name = entry.values.get(column.name)
                if name is not None and name not in found:
                    fault = _dangling(column.name, column.zh, column.refers)
                    faults.setdefault(entry.given.name, []).append(fault)
                elif name is not None:
                    entry.values[column.name] = found[name]
        for entry in entries:
            if entry.given.name in faults:
                self._refuse(source.layout.name, entry, faults[entry.given.name])
        return [entry for entry in entries if entry.given.name not in faults]

    def _write(self, name: str, entries: Sequence[Entry]) -> None:
        """Write a page; when a service refuses, halve it until the bad row stands alone."""
        if not entries:
            return
        before = [(entry.record_id, entry.key_id) for entry in entries]
        try:
            with self.writing():
                self.taking.areas = areas_under(self.taking.scope.area)
                _PUT[name](entries, self.taking)
                new = [key for each in entries for key in self._noted(name, each)]
                if new:
                    session().execute(sa.insert(ExchangeKey), new)
        except (LtcError, sa.exc.IntegrityError, sa.exc.DataError) as refusal:
            for each, (record_id, key_id) in zip(entries, before, strict=True):
                each.record_id, each.key_id, each.fault = record_id, key_id, None
            self._halve(name, entries, refusal)
        else:
            self._count(name, entries, [record_id for record_id, _key in before])

    def _halve(self, name: str, entries: Sequence[Entry], refusal: Exception) -> None:
        if len(entries) == 1:
            self._refuse(name, entries[0], [_fault_of(refusal)])
            return
        middle = len(entries) // 2
        self._write(name, entries[:middle])
        self._write(name, entries[middle:])

    def _count(self, name: str, entries: Iterable[Entry], before: Iterable[int | None]) -> None:
        tally = self.report.tallies[name]
        for entry, was in zip(entries, before, strict=True):
            if entry.fault is not None:
                self._refuse(name, entry, [entry.fault])
            elif was is None:
                tally.new += 1
                self._count_items(name, entry, "new")
            else:
                tally.changed += entry.touched
                tally.same += not entry.touched
                self._count_items(name, entry, "same")

    def _noted(self, name: str, entry: Entry) -> Iterator[dict[str, object]]:
        """Remember which record a row stands for, and what it said; yield what is new of it."""
        if entry.fault is not None or entry.record_id is None:
            return
        told = self._hash(name, entry)
        key = session().get(ExchangeKey, entry.key_id) if entry.key_id else None
        if key is not None:
            key.record_id, key.row_hash = entry.record_id, told
            return
        yield {
            "source": self.taking.source,
            "kind": name,
            "external_id": entry.given.name,
            "record_id": entry.record_id,
            "row_hash": told,
        }
        for item in self.taking.items.get(entry.given.name, ()) if name == PLANS else ():
            yield from self._noted(PLAN_ITEMS, item)

    def _hash(self, name: str, entry: Entry) -> str:
        """Return the hash of what a row says; a plan says its services too."""
        items = self.taking.items.get(entry.given.name, ()) if name == PLANS else ()
        return sha256(" ".join(each.given.hash for each in (entry, *items)))

    def _refuse(self, name: str, entry: Entry, faults: Sequence[LtcError]) -> None:
        self.report.refuse(name, entry.given, faults)
        if name == PLANS:
            self._refuse_items(self.taking.items.pop(entry.given.name, ()))

    def _gather(self, source: Source) -> None:
        """Keep the services of plans until their plans come; a plan is whole or not at all."""
        seen = set[str]()
        self.report.tallies[PLAN_ITEMS] = Tally()
        for page in source.pages():
            for entry in self._sound(source, page, seen):
                self.taking.items.setdefault(entry.values["plan"], []).append(entry)
            self.told(len(page))
        for plan in self.spoiled & self.taking.items.keys():
            self._refuse_items(self.taking.items.pop(plan))

    def _refuse_items(self, items: Iterable[Entry]) -> None:
        for item in items:
            fault = BadInput(
                "its plan was not taken over, or is not in the file",
                "所属计划未能导入，或不在文件中",
                field="plan",
            )
            self.report.refuse(PLAN_ITEMS, item.given, [fault])

    def _count_items(self, name: str, plan: Entry, how: str) -> None:
        """Count the services that came with a plan, and let them go."""
        if name == PLANS and PLAN_ITEMS in self.report.tallies:
            tally = self.report.tallies[PLAN_ITEMS]
            items = self.taking.items.pop(plan.given.name, ())
            setattr(tally, how, getattr(tally, how) + len(items))


def _read(source: Source, given: Given) -> dict[str, object]:
    """Read every cell of a row; all faults of the row are told at once."""
    faults = list(given.faults)
    told = {fault.field for fault in faults}
    if "row" in told:  # its cells do not stand under their headings
        raise Faults(faults)
    values: dict[str, object] = {}
    for column in source.layout.fields:
        if column.ours or column.name in told:
            continue
        if column.name not in given.cells and not column.required:
            continue
        try:
            values[column.name] = column.read(given.cells.get(column.name, ""))
        except LtcError as fault:
            faults.append(fault)
    if faults:
        raise Faults(faults)
    return values


def _refuse_twice(given: Given, seen: set[str]) -> None:
    if given.name and given.name in seen:
        raise Conflict("this id comes twice in the file", "同一编号在本文件中出现两次", field="id")
    seen.add(given.name)


def _fault_of(refusal: Exception) -> LtcError:
    """Return a refusal as it may be told; the database's own words may hold what is personal."""
    if isinstance(refusal, LtcError):
        return refusal
    return Conflict(
        "the database refuses this row beside what is on record",
        "与已有数据冲突，请核对后重试",
        field="id",
    )


def _dangling(name: str, zh: str, refers: str) -> BadInput:
    return BadInput(
        f"{name} names no record of {refers} that was taken over",
        f"{zh}所指的记录不在 {refers} 中，或未能导入",
        field=name,
    )
