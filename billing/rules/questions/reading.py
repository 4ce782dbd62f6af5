"""Read a ``benefit`` question to one pack: its person, its lines, its events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from billing.rules import duration
from billing.rules.columns import INSURANCES, Cell
from billing.rules.exact import LARGEST_FEN
from billing.rules.questions import fields
from billing.rules.questions.days import days_of_benefit, outside, week_before
from billing.rules.questions.details import Details, Person
from billing.rules.questions.fields import NEEDED, Record, word_in, words_in
from billing.rules.questions.notices import cash_left_out, notices
from billing.rules.questions.payees import payee_of
from billing.rules.questions.sheet import Case, Event, Line
from billing.rules.shapes.loyalty import CHOICES
from billing.rules.shapes.terms import PART_MONTH, WHOLE_MONTH
from billing.rules.tariff import Tariff
from ltc.shared.dates import Month
from ltc.shared.errors import BadInput, LtcError, shown
from ltc.shared.ids import first_repeated
from ltc.shared.reasons import Reason

EVENTS = ("hospital", "death", "suspended", "other_benefit")
HOSPITAL = "benefit.hospital_days"
_SECONDS = 60
_ONE_UNIT = 1000
_MOST = LARGEST_FEN * _ONE_UNIT


@dataclass(frozen=True, slots=True)
class Asked:
    """A sound question: what is rated, the names of its lines, whom the fund pays, notices.

    ``payees`` are whom the fund pays for each line; None where all of it goes to ``payee``.
    """

    case: Case
    names: Sequence[str]
    payee: str
    payees: Sequence[str] | None
    notices: Sequence[Reason]


class Reader:
    """Reads questions to one pack; made once for all of them."""

    def __init__(self, tariff: Tariff) -> None:
        """Take the tariff and prepare the readers of the pack's words."""
        self.tariff = tariff
        self.details = Details(tariff)
        self._payees: dict[tuple[str, Month], str] = {}
        self._question, self._person, self._line, self._event = _records(tariff)

    def read(self, question: Mapping[str, object]) -> Asked:
        """Return the question or raise every fault found in it; then, a gap of the pack."""
        faults: list[LtcError] = []
        asked = self._question.read(question, "", faults)
        month, mode, person, lines, events, earlier = asked[3:]
        _, insurance, grade, *span, traits, at_home, choice = self._person.read(
            person, "person.", faults
        )
        someone = Person(tuple(sorted(set(traits or ()))), at_home or 0, choice or "")
        names, read_lines = self._lines(lines or [], month, someone, faults)
        before = self._earlier(earlier or [], month, someone, faults)
        spans = self._events(events or [], month, faults)
        fields.raise_all(faults)
        spans += outside(month, *span)
        days = days_of_benefit(month, spans) if self._by_days(month) else None
        case = Case(mode, grade, insurance, read_lines, spans, days, before)
        payees = self._payees_of(case, month)
        payee = "" if self.details.needed else self._payee(mode, month)
        told = payees if self.details.needed else self._payees_by_mode(case, month)
        found = notices(lines, names, case)
        found += cash_left_out(self.tariff, case, someone, lines, month.last_day)
        return Asked(case, names, payee, told, found)

    def _by_days(self, month: Month) -> bool:
        """Tell whether a month covered in part has another limit in this pack."""
        law = self.tariff.law
        if not self.details.needed or not law.has(PART_MONTH, month.last_day):
            return False
        return bool(law.value(PART_MONTH, month.last_day) != WHOLE_MONTH)

    def _lines(
        self,
        given: Sequence[object],
        month: Month | None,
        person: Person,
        faults: list[LtcError],
    ) -> tuple[list[str], list[Line]]:
        names, lines = [], []
        for place, each in enumerate(given):
            name, line = self._one_line(each, f"lines[{place}].", person, faults)
            if line.day and month and not month.first_day <= line.day <= month.last_day:
                faults.append(_outside(f"lines[{place}].day", line.day, month))
            names.append(name or str(place + 1))
            lines.append(line)
        if len(set(names)) < len(names):
            twice = first_repeated(names)
            en, zh = f"the id {shown(twice)} is used twice", f"编号 {shown(twice)} 重复"
            faults.append(fields.fault("lines", en, zh))
        if not faults and sum(each.price_fen * each.quantity_milli for each in lines) > _MOST:
            faults.append(_too_large("lines"))
        return names, lines

    def _one_line(
        self, given: object, path: str, person: Person, faults: list[LtcError]
    ) -> tuple[str, Line]:
        name, day, mode, item, unit, carer, _, price, quantity, minutes, planned = self._line.read(
            given, path, faults
        )
        if None not in (price, quantity) and fields.too_large(price, quantity):
            faults.append(_too_large(path + "price"))
        seconds = None if minutes is None else minutes * _SECONDS
        about = self.details.number((item, unit, carer), person)
        return name, Line(
            day,
            quantity,
            price or 0,
            seconds,
            planned,
            priced=price is not None,
            about=about,
            mode=mode or "",
        )

    def _earlier(
        self, given: Sequence[object], month: Month | None, person: Person, faults: list[LtcError]
    ) -> list[Line]:
        """Read the lines of the month before, which lie in the week in which this one begins."""
        lines = []
        for place, each in enumerate(given):
            _name, line = self._one_line(each, f"earlier[{place}].", person, faults)
            if line.day and month and not week_before(month) <= line.day < month.first_day:
                faults.append(_not_before(f"earlier[{place}].day", line.day, month))
            lines.append(line._replace(earlier=True))
        return lines

    def _events(
        self, given: Sequence[object], month: Month | None, faults: list[LtcError]
    ) -> list[Event]:
        """Read the events; a hospital stay is named by the pack's rule for its days."""
        spans = []
        for place, each in enumerate(given):
            path = f"events[{place}]."
            kind, begins, on, ends, _ = self._event.read(each, path, faults)
            faults += _misplaced(each, path)
            first = begins or on
            if not first:
                continue
            if ends and ends < first:
                faults.append(_backwards(path + "to", first, ends))
            elif kind == "hospital" and month:
                rule = self.tariff.law.value(HOSPITAL, month.last_day)
                spans.append(Event(str(rule), first, ends))
            elif kind:
                spans.append(Event(kind, first, ends))
        return spans

    def _payee(self, mode: str, month: Month) -> str:
        """Return whom the fund pays for care of this mode, asked once for a month."""
        key = mode, month
        if key not in self._payees:
            self._payees[key] = payee_of(self.tariff, Cell(month.last_day, mode, "", ""))
        return self._payees[key]

    def _payees_by_mode(self, case: Case, month: Month) -> list[str] | None:
        """Return whom the fund pays for each line where some are of a mode of their own."""
        if not any(line.mode for line in case.lines):
            return None
        return [self._payee(line.mode or case.mode, month) for line in case.lines]

    def _payees_of(self, case: Case, month: Month) -> list[str]:
        """Return whom the fund pays for each line; or raise the gap that a line would meet.

        It must not be met later, where it would spoil the other questions.
        """
        self._check_lengths(case)
        abouts = self.details.abouts()
        if not case.lines:
            cell = Cell(month.first_day, case.mode, case.grade, case.insurance)
            if not self.tariff.refusal(cell) and not self.details.needed:
                self.tariff.terms(cell)
        places = [f"lines[{place}]" for place in range(len(case.lines))]
        places += [f"earlier[{place}]" for place in range(len(case.earlier))]
        payees = [
            self.details.check(
                Cell(
                    line.day,
                    line.mode or case.mode,
                    case.grade,
                    case.insurance,
                    abouts[line.about],
                ),
                place=place,
                priced=line.priced,
            )
            for place, line in zip(places, case.told, strict=True)
        ]
        return payees[: len(case.lines)]

    def _check_lengths(self, case: Case) -> None:
        for line in case.told:
            if line.planned_minutes is not None:
                for share in duration.SHARES:
                    self.tariff.law.value(share, line.day)


def _records(tariff: Tariff) -> tuple[Record, Record, Record, Record]:
    """Return how a question, its person, a line and an event are written for a pack."""
    pack = tariff.pack
    mode, grade, item, unit, carer = (
        word_in(kind, [each.code for each in pack.words[f"{kind}s"]], zh)
        for kind, zh in _WORDS.items()
    )
    insurance = word_in("insurance", INSURANCES, "参保类别")
    traits = words_in("trait", [each.code for each in pack.traits], "人员特征")
    free = (fields.anything, None)
    question = {
        "question": free,
        "id": free,
        "pack": free,
        "month": (fields.month, NEEDED),
        "mode": (mode, NEEDED),
        "person": free,
        "lines": (fields.objects, NEEDED),
        "events": (fields.objects, None),
        "earlier": (fields.objects, None),
    }
    person = {
        "id": free,
        "insurance": (insurance, NEEDED),
        "grade": (grade, NEEDED),
        "benefit_from": (fields.day, None),
        "benefit_to": (fields.day, None),
        "traits": (traits, None),
        "home_months": (fields.months, None),
        "incentive": (word_in("incentive", CHOICES, "激励方式"), None),
    }
    line = {
        "id": (fields.text, None),
        "day": (fields.day, NEEDED),
        "mode": (mode, None),
        "item": (item, NEEDED),
        "unit": (unit, NEEDED),
        "carer": (carer, None),
        "note": free,
        "price": (fields.amount, None if tariff.detailed else NEEDED),
        "quantity": (fields.quantity, _ONE_UNIT),
        "minutes": (fields.minutes, None),
        "planned_minutes": (fields.minutes, None),
    }
    return Record(question), Record(person), Record(line), _event_record()


def _event_record() -> Record:
    """Return how an event is written; its words are the same for every pack."""
    event = {
        "kind": (word_in("event", EVENTS, "事件"), NEEDED),
        "from": (fields.day, None),
        "on": (fields.day, None),
        "to": (fields.day, None),
        "note": (fields.anything, None),
    }
    return Record(event)


_WORDS = {
    "mode": "服务方式",
    "grade": "失能等级",
    "item": "项目",
    "unit": "计价单位",
    "carer": "护理人员类别",
}


def _misplaced(event: object, path: str) -> list[LtcError]:
    """Name what an event lacks or has too much: a death has one day, the others a span."""
    if not isinstance(event, Mapping):
        return []
    begins, on, ends = (event.get(name) is not None for name in ("from", "on", "to"))
    if not begins and not on:
        return [fields.fault(path + "from", "from is missing", "缺少 from（起始日）")]
    death = event.get("kind") == "death"
    if on and (begins or not death):
        en, zh = "only a death has on; write from and to", "只有死亡写 on；请写 from 和 to"
        return [fields.fault(path + "on", en, zh)]
    if ends and death:
        return [fields.fault(path + "to", "a death has no last day", "死亡没有结束日")]
    return []


def _outside(field: str, day: date, month: Month) -> BadInput:
    return fields.fault(field, f"{day} is not in {month}", f"{day} 不在 {month}")


def _not_before(field: str, day: date, month: Month) -> BadInput:
    first, last = week_before(month), month.first_day
    en = f"{day} is not from {first} up to the day before {last}: earlier days of the same week"
    zh = f"{day} 不在 {first} 至 {last} 前一日之间：earlier 只写月初那一周里上个月的日子"
    return fields.fault(field, en, zh)


def _backwards(field: str, first: date, last: date) -> BadInput:
    return fields.fault(field, f"{last} is before {first}", f"{last} 早于 {first}")


def _too_large(field: str) -> BadInput:
    return fields.fault(field, "the amount is above ten billion 元", "金额超过 100 亿元")
