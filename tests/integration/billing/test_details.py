"""Packs that pay by who came, whose trait it is or by the hour: a month is as the question says."""

import pytest
import sqlalchemy as sa

from billing.claims.trial import try_month
from billing.lines.explain import explained
from billing.lines.queries import of_visit as lines_of_visit
from billing.lines.queries import settlements_of
from billing.models import SettledLine, SettlementNote
from billing.settlement import runs
from billing.whatif import runs as what_if
from billing.whatif.question import Question
from ltc.db import read_only, session, unit_of_work
from ltc.directory.models import Certificate
from ltc.directory.services import NewCertificate, add_certificate
from ltc.policy.load import load_pack
from ltc.shared.errors import LtcError
from tests.support.factories import billing
from tests.support.factories.base import stored
from tests.support.factories.billing import EVERYTHING, KNOWN, LATER, MONTH, oct_
from tests.support.factories.elsewhere import pool

KINDS = ("care_worker", "medical_care_worker", "nurse")


def test_visits_paid_by_who_came(database, monkeypatch):
    with unit_of_work():
        here = pool("320282", "yixing", monkeypatch)
        carers = {kind: here.carer(kind) for kind in KINDS}
        for whose in (here.person(), here.person(traits=("fiscal_backed",))):
            for day, kind in enumerate(KINDS * 3, start=1):
                here.visit(whose, carers[kind], oct_(day), came=kind, price_fen=130_00, hour=day)
    with read_only():
        expected = here.answers()
    assert {within for _, within, _, _ in expected.values()} == {0, 75_00, 95_00, 120_00}
    assert here.settled() == expected


def test_hours_paid_by_who_came_and_for_whom(database, monkeypatch):
    with unit_of_work():
        here = pool("3205", "suzhou", monkeypatch)
        carers = {kind: here.carer(kind) for kind in KINDS[:2]}
        for number, traits in enumerate([(), ("aided",)]):
            whose = here.person(traits=traits)
            for day in range(1, 26):
                kind = KINDS[day % 2]
                facts = {"hour": 8 + 4 * number, "minutes": 90 + day, "price_fen": 120_00}
                facts |= {"item": "bath", "asks": "care"}
                here.visit(whose, carers[kind], oct_(day), came=kind, **facts)
    with read_only():
        expected = here.answers()
    assert len({fund for _, _, fund, _ in expected.values()}) > 20
    assert here.settled() == expected


def test_parts_of_a_bill_by_the_class_of_the_service(database, monkeypatch):
    with unit_of_work():
        here = pool("4401", "guangzhou", monkeypatch)
        carer, whose = here.carer("nurse"), here.person(grade="level_3")
        for day in (1, 2):
            for hour, (item, asks) in enumerate({"bath": "living", "bed": "", "food": ""}.items()):
                facts = {"mode": "institution", "hour": 8 + 2 * hour, "item": item, "asks": asks}
                here.visit(whose, carer, oct_(day), came="nurse", unit="day", **facts)
    with read_only():
        expected = here.answers("institution", "level_3")
    assert {fund for _, _, fund, _ in expected.values()} == {75_00, 26_25, 0}
    assert here.settled() == expected


def test_staff_who_come_to_family_care_are_paid_their_own_part(database, monkeypatch):
    with unit_of_work():
        here = pool("12", "tianjin", monkeypatch)
        carer, whose = here.carer("care_worker"), here.person()
        for day in range(1, 11):
            facts = {"mode": "family", "item": "bath", "price_fen": 130_00}
            here.visit(whose, carer, oct_(day), came="care_worker", **facts)
    with read_only():
        expected = here.answers("family")
    assert sum(fund for _, _, fund, _ in expected.values()) == 825_00
    assert here.settled() == expected
    assert not any(each.to_person_fen for each in stored(SettledLine))


def of_suzhou(monkeypatch, work: str, planned: str = "care_worker"):
    """Write one visit of two hours for 200 元 by a carer of some work; return pool and carer."""
    here = pool("3205", "suzhou", monkeypatch)
    carer = here.carer(work)
    facts = {"minutes": 120, "price_fen": 200_00, "qualification": planned}
    here.visit(here.person(), carer, oct_(9), came=work, **facts)
    return here, carer


def fund_of(here) -> list[int]:
    return [fund for _, _, fund, _ in here.settled().values()]


@pytest.mark.parametrize(
    ("work", "planned", "fund"),
    [
        ("medical_care_worker", "care_worker", 95_00),
        ("care_worker", "medical_care_worker", 75_00),
        ("nurse", "care_worker", 75_00),  # no price of a nurse's hour is published
        ("nurse", "medical_care_worker", 95_00),
    ],
)
def test_who_came_counts_else_who_was_planned(sqlite_database, monkeypatch, work, planned, fund):
    with unit_of_work():
        here, _carer = of_suzhou(monkeypatch, work, planned)
    assert fund_of(here) == [fund]


def test_a_certificate_counts_on_its_days_only(sqlite_database, monkeypatch):
    with unit_of_work():
        here, carer = of_suzhou(monkeypatch, "medical_care_worker")
        ran_out = sa.update(Certificate).where(Certificate.staff_id == carer.id)
        session().execute(ran_out.values(last_day=oct_(8)))
    assert fund_of(here) == [75_00]


def test_a_kind_without_any_price_stops_the_month_before_it_begins(sqlite_database, monkeypatch):
    with unit_of_work():
        here, _carer = of_suzhou(monkeypatch, "nurse", "nurse")
    with pytest.raises(LtcError, match="hour_price"):
        here.settled()
    assert stored(SettledLine) == []


def test_a_certificate_told_late_corrects_the_month(database, monkeypatch):
    with unit_of_work():
        here, carer = of_suzhou(monkeypatch, "care_worker")
    assert fund_of(here) == [75_00]
    told = NewCertificate("medical_care_worker", "M1", oct_(1), LATER.date())
    with unit_of_work():
        add_certificate(carer.id, told, scope=EVERYTHING, at=KNOWN.replace(day=20))
    again = runs.preview(here.area, MONTH, scope=EVERYTHING, at=LATER, known_at=KNOWN)
    assert again.result_hash == again.settled.result_hash
    done = runs.settle(here.area, MONTH.next(), scope=EVERYTHING, at=LATER)
    assert done.fund_fen == 95_00 - 75_00
    (note,) = [each.facts for each in stored(SettlementNote) if each.kind == "late_news"]
    assert note["causes"] == {"certificate": 1}


def test_the_dry_run_pays_and_explains_the_same(database, monkeypatch):
    with unit_of_work():
        here, _carer = of_suzhou(monkeypatch, "medical_care_worker")
    with read_only():
        (tried,) = try_month(here.provider.id, MONTH, scope=EVERYTHING, at=KNOWN)
    assert [tried.total("fund_fen")] == fund_of(here) == [95_00]
    with read_only():
        visit = tried.lines[0].visit.id
        (row,) = lines_of_visit(visit, scope=EVERYTHING)
        month = settlements_of([row.line.settlement_id])[row.line.settlement_id]
        told = [each.code for step in explained(row, month).steps for each in step.reasons]
        texts = [each.text() for step in explained(row, month).steps for each in step.reasons]
    assert "benefit.unit" in told
    assert any("50.00" in text for text in texts)


def test_a_what_if_may_pay_by_what_the_own_pack_does_not(database):
    billing.simple_month(people=1, visits=2)
    question = Question(billing.CITY, (MONTH,), pack=load_pack("yixing"))
    whole = what_if.answer(question, scope=EVERYTHING, at=KNOWN)["whole"]
    assert (whole["before_fen"], whole["after_fen"]) == (160_00, 150_00)


def test_a_month_without_visits_is_settled_with_nothing(sqlite_database, monkeypatch):
    with unit_of_work():
        here = pool("320282", "yixing", monkeypatch)
        here.person()
    assert here.settled() == {}
