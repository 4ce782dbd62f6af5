"""Family care and visits of a person in one month are one month: one limit, one way at a time."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest

from billing import checks
from billing.claims.rules.proof import Proof
from billing.claims.trial import try_month
from billing.models import SettledLine, Settlement, SettlementNote
from billing.persons import care
from billing.persons.models import FamilyCare, PersonLine
from billing.persons.rules.ways import Way
from billing.rules.reasons import codes_of
from billing.settlement import engine, parcel, runs
from billing.settlement.services import note_late_visit
from ltc.db import read_only, session, unit_of_work
from ltc.directory.models import Area, Organisation
from ltc.shared.dates import Month, each_day
from providers.models import Agreement
from providers.visits.models import Visit
from tests.support.asking import ask
from tests.support.factories import billing, persons
from tests.support.factories.base import stored
from tests.support.factories.billing import EVERYTHING

FIRST = date(2022, 1, 1)
LINES = SettledLine, PersonLine


@dataclass(frozen=True)
class Both:
    """A pack, where and when it pays, and one person's family care and visits in a month of it."""

    pack: str
    area: str
    month: Month
    visit_days: tuple[int, ...]
    care_days: tuple[int, int]
    monthly_fen: int
    price_fen: int
    item: str = ""

    def day(self, number: int) -> date:
        return date(self.month.year, self.month.number, number)

    def after(self, days: int = 3) -> datetime:
        return billing.at(self.month.last_day + timedelta(days=days))


WENZHOU = Both("wenzhou", "3303", Month(2022, 10), (3, 12, 20, 25), (1, 31), 3100_00, 600_00)
JINCHENG = Both(
    "jincheng", "1405", Month(2024, 5), (2, 9, 16, 23), (6, 20), 1550_00, 300_00, "care"
)
HANZHONG = Both("hanzhong", "6107", Month(2022, 10), (2, 9, 16, 23), (5, 20), 620_00, 100_00)
PACKS = pytest.mark.parametrize("both", [WENZHOU, JINCHENG, HANZHONG], ids=lambda both: both.pack)


def write(both: Both, monkeypatch) -> None:
    """Write the person's month: visits at home beside care by the family."""
    monkeypatch.setattr(billing, "COUNTY", both.area)
    with unit_of_work():
        session().add(Area(code=both.area, name=both.pack, level="city", parent_code=None))
        session().flush()
        by = billing.provider(area_code=both.area)
        session().query(Agreement).update({"first_day": FIRST, "last_day": billing.LAST})
        whose = billing.person(area_code=both.area, first_day=FIRST)
        for number in both.visit_days:
            billing.visit(whose, by, both.day(number), price_fen=both.price_fen)
        first, last = map(both.day, both.care_days)
        facts = {"way": Way("family", both.item), "monthly_fen": both.monthly_fen}
        registered = persons.family_care(whose, first, **facts)
        if last < both.month.last_day:
            care.end(registered.id, last, "换人", scope=EVERYTHING, at=billing.at(last))


def settle(both: Both, **more) -> Settlement:
    return runs.settle(both.area, both.month, scope=EVERYTHING, at=both.after(), **more)


def asked_lines(both: Both) -> list[dict]:
    """Return the month as lines of a question: visits of a day before its family care."""
    cost, days = both.monthly_fen, both.month.last_day.day
    told = [(both.day(n), 0, "home", both.price_fen, "care_worker") for n in both.visit_days]
    for day in each_day(*map(both.day, both.care_days)):
        price = cost * day.day // days - cost * (day.day - 1) // days
        told.append((day, 1, "family", price, "family_carer"))
    return [
        {"id": str(number), "day": str(day), "mode": mode, "item": "care", "unit": "visit",
         "carer": carer, "price": f"{price / 100:.2f}", "quantity": "1"}
        for number, (day, _order, mode, price, carer) in enumerate(sorted(told))
    ]  # fmt: skip


def answer(both: Both) -> dict:
    """Ask the pack about the same month; ``visits`` are the answer's lines of visits."""
    lines = asked_lines(both)
    person = {"insurance": "retiree", "grade": "severe_1", "traits": []}
    asked = {"question": "benefit", "pack": both.pack, "month": str(both.month), "mode": "home"}
    (found,) = ask({**asked, "person": person, "lines": lines, "events": []})
    assert "error" not in found, found
    visits = {line["id"] for line in lines if line["mode"] == "home"}
    return found | {"visits": [each for each in found["lines"] if each["id"] in visits]}


def fen(text: str) -> int:
    return int(text.replace(".", ""))


PAID = {"wenzhou": (960_00, 712_00), "jincheng": (790_00, 330_00), "hanzhong": (400_00, 0)}
"""By hand: what visits and family care are paid in the months above."""


@PACKS
def test_a_settled_month_of_both_is_what_the_question_says(database, monkeypatch, both):
    write(both, monkeypatch)
    said = answer(both)
    done = settle(both)
    visits = sorted(stored(SettledLine), key=lambda each: each.visit_id)
    assert [each.fund_fen for each in visits] == [fen(each["fund"]) for each in said["visits"]]
    assert (done.fund_fen, done.people_fund_fen) == PAID[both.pack]
    told = [fen(said["payees"].get(payee, "0.00")) for payee in ("provider", "person")]
    assert told == [*PAID[both.pack]]
    assert list(checks.faults()) == []


def test_the_line_says_that_the_limit_was_used_before(sqlite_database, monkeypatch):
    write(WENZHOU, monkeypatch)
    settle(WENZHOU)
    found = [
        (each.first_day.day, each.days, each.fund_fen, codes_of(each.reasons)[1:])
        for each in stored(PersonLine)
    ]
    assert found == [
        (1, 17, 680_00, []),
        (18, 1, 32_00, ["benefit.cap"]),
        (19, 13, 0, ["benefit.cap_used"]),
    ]
    (told,) = [each.facts for each in stored(SettlementNote) if each.kind == "family_care"]
    assert told == {"unpaid": 0, "both": 1}


def ended_early(_seen: Visit, registered: FamilyCare, at: datetime) -> None:
    care.end(registered.id, WENZHOU.day(10), "换人", scope=EVERYTHING, at=at)


def suspended(seen: Visit, _registered: FamilyCare, at: datetime) -> None:
    by = session().get(Organisation, seen.provider_id)
    billing.suspension(by, *WENZHOU.month.days, recorded_at=at)


def one_more_visit(seen: Visit, registered: FamilyCare, at: datetime) -> None:
    by = SimpleNamespace(id=seen.provider_id), SimpleNamespace(id=seen.carer_id)
    whose = SimpleNamespace(id=registered.person_id, area_code=WENZHOU.area)
    facts = {"price_fen": WENZHOU.price_fen, "verified_at": at}
    made = billing.visit(whose, by, WENZHOU.day(5), **facts)
    note_late_visit(made, at=at, actor=EVERYTHING.actor)


@pytest.mark.parametrize(
    ("news", "paid"),
    [
        (ended_early, (1584_00, 400_00)),
        (suspended, (0, 1192_00)),
        (one_more_visit, (1440_00, 472_00)),
    ],
)
def test_what_comes_late_about_one_is_reckoned_for_both(database, monkeypatch, news, paid):
    write(WENZHOU, monkeypatch)
    settle(WENZHOU)
    seen, registered = stored(Visit)[0], stored(FamilyCare)[0]
    with unit_of_work():
        news(seen, registered, WENZHOU.after(10))
    settle(replace(WENZHOU, month=WENZHOU.month.next()))
    of_month = int(str(WENZHOU.month).replace("-", ""))
    lines = [[x.fund_fen for x in stored(m) if x.for_month == of_month] for m in LINES]
    assert tuple(map(sum, lines)) == paid
    assert list(checks.faults()) == []


@PACKS
def test_a_dry_run_gives_what_the_month_pays(sqlite_database, monkeypatch, both):
    write(both, monkeypatch)
    seen = stored(Visit)[0]
    with read_only():
        (trial,) = try_month(seen.provider_id, both.month, scope=EVERYTHING, at=both.after())
    tried = {each.visit.id: each.now["fund_fen"] for each in trial.lines}
    settle(both)
    assert tried == {each.visit_id: each.fund_fen for each in stored(SettledLine)}


def test_a_visit_beside_the_chosen_care_is_refused_and_told_why(sqlite_database, monkeypatch):
    both = replace(HANZHONG, care_days=(1, 20))
    write(both, monkeypatch)
    seen = stored(Visit)[0]
    with read_only():
        (trial,) = try_month(seen.provider_id, both.month, scope=EVERYTHING, at=both.after())
    refused = [each for each in trial.lines if "entitlement.mode" in each.codes]
    assert [each.visit.day.day for each in refused] == [2, 9, 16]
    proofs = {proof for each in refused for proof in each.proofs["entitlement.mode"]}
    assert proofs == {Proof("family_care", both.day(1), both.day(20))}
    done = settle(both)
    assert (done.fund_fen, done.people_fund_fen) == (100_00, 400_00)


@PACKS
def test_family_care_travels_to_other_machines_with_the_visits(sqlite_database, monkeypatch, both):
    write(both, monkeypatch)
    facts = {"known_at": both.after(), "news_since": None, "scope": EVERYTHING}
    with read_only():
        told = engine.brief(both.area, both.month, **facts)
    month = engine.prepare(told).facts
    sent = parcel.answered(parcel.rated(parcel.wrapped(month, told.own, 1)), month, told.own, 1)
    assert sent.equals(engine.lines_under(month, told.own, 1))
    assert sent["fund_fen"].sum() == PAID[both.pack][0]
