"""A month of visits in any pool, written to the database and asked of its pack alike."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from billing.models import SettledLine
from billing.settlement import runs
from billing.settlement.rules.lines import OWN
from ltc.case.models import Person
from ltc.db import session
from ltc.directory.models import Area, Organisation, Staff
from ltc.shared.dates import Month
from providers.visits.models import Visit
from tests.support.asking import ask
from tests.support.factories import billing
from tests.support.factories.base import staff, stored
from tests.support.factories.billing import EVERYTHING, KNOWN, MONTH

AMOUNTS = ("asked", "within_cap", "fund", "person")


@dataclass
class Pool:
    """A pool with one provider, and what was asked of its pack for each person."""

    area: str
    pack: str
    provider: Organisation
    asked: dict[int, list[dict]] = field(default_factory=dict)

    def carer(self, work: str) -> Staff:
        """Take somebody on who is certified for the work."""
        return staff(self.provider, work)

    def person(self, grade: str = "severe_1", traits: tuple[str, ...] = ()) -> Person:
        """Add somebody entitled."""
        made = billing.person(grade=grade)
        made.traits = list(traits)
        session().flush()
        self.asked[made.id] = []
        return made

    def visit(
        self, whose: Person, carer: Staff, day: date, *, came: str, asks: str = "", **facts
    ) -> Visit:
        """Add a visit, and the line of a question that says the same.

        ``came`` is its carer, ``asks`` the pack's word for its item where that is another.
        """
        made = billing.visit(whose, (self.provider, carer), day, **facts)
        line = {
            "id": str(made.id),
            "day": str(day),
            "item": asks or made.item,
            "unit": made.unit,
            "carer": came,
            "price": f"{made.price_fen / 100:.2f}",
            "quantity": str(made.quantity_milli / 1000),
            "minutes": made.minutes,
            "planned_minutes": made.planned_minutes,
        }
        self.asked[whose.id].append(line)
        return made

    def answers(
        self, mode: str = "home", grade: str = "severe_1", month: Month = MONTH, **more
    ) -> dict[int, tuple[int, ...]]:
        """Return what the pack answers for each visit, as ``AMOUNTS`` in 分; ``more`` of people."""
        found = {}
        for key, lines in self.asked.items():
            person = session().get(Person, key)
            told = {"insurance": person.category, "grade": grade, "traits": person.traits, **more}
            question = {"question": "benefit", "pack": self.pack, "month": str(month), "mode": mode}
            monday = month.first_day - timedelta(days=month.first_day.weekday())
            parts = {"lines": month.days, "earlier": (monday, month.first_day - timedelta(days=1))}
            dated = {name: _between(lines, *days) for name, days in parts.items()}
            (answer,) = ask({**question, "person": told, **dated})
            assert "error" not in answer, answer
            found |= {int(each["id"]): _amounts(each) for each in answer["lines"]}
        return found

    def settled(self, month: Month = MONTH, at: datetime = KNOWN) -> dict[int, tuple[int, ...]]:
        """Settle a month and return the same from its own lines."""
        run = runs.settle(self.area, month, scope=EVERYTHING, at=at)
        return {
            each.visit_id: tuple(getattr(each, f"{name}_fen") for name in AMOUNTS)
            for each in stored(SettledLine)
            if each.settlement_id == run.id and each.kind == OWN
        }


def _between(lines: list[dict], first_day: date, last_day: date) -> list[dict]:
    return [each for each in lines if str(first_day) <= each["day"] <= str(last_day)]


def _amounts(line: dict) -> tuple[int, ...]:
    return tuple(int(line[name].replace(".", "")) for name in AMOUNTS)


def pool(area: str, pack: str, monkeypatch) -> Pool:
    """Write a pool with a provider under agreement."""
    monkeypatch.setattr(billing, "COUNTY", area)
    session().add(Area(code=area, name=pack, level="city", parent_code=None))
    session().flush()
    made, _carer = billing.provider(area_code=area)
    return Pool(area, pack, made)
