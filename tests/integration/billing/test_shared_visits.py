"""Where the pack shares a visit's amount: the provider its part, the person his, once a month."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from billing import checks
from billing.claims.trial import try_month
from billing.ledger.queries import balances
from billing.lines.explain import explained
from billing.lines.queries import of_visit, settlements_of
from billing.models import PaymentLine, SettledLine, Settlement
from billing.papers.payment import payment_order
from billing.papers.statement import statement as paper
from billing.persons import balances as people
from billing.persons.models import PersonLine, PersonPayment
from billing.recoveries.queries import standing
from billing.recoveries.rules import Paid
from billing.settlement import runs
from billing.settlement.rules.lines import CORRECTED, OWN, TAKEN_BACK
from billing.statements import services as statements
from ltc.db import engine, read_only, session, unit_of_work
from ltc.shared.errors import PolicyGap
from ltc.shared.money import yuan
from tests.support.asking import ask
from tests.support.factories import billing, persons, shared
from tests.support.factories.base import stored
from tests.support.factories.billing import EVERYTHING
from tests.support.factories.elsewhere import pool
from tests.support.factories.shared import APRIL, CITY, MARCH
from tests.support.papers import printed, words


def parts() -> list[tuple[int, ...]]:
    return [
        (each.kind, each.fund_fen, each.to_person_fen or 0, each.payable_fen)
        for each in stored(SettledLine)
    ]


def people_lines() -> list[tuple]:
    rows = stored(PersonLine)
    return [(row.kind, row.source, row.for_month, row.days, row.fund_fen) for row in rows]


def books() -> dict[str, int]:
    with read_only():
        return {b.account: b.balance_fen for b in balances(CITY, scope=EVERYTHING)}


def test_a_days_amount_is_divided_as_the_pack_and_the_question_say(database, monkeypatch):
    here = shared.march(monkeypatch)
    done = shared.settle()
    assert parts() == [(0, 50_00, 20_00, 30_00), (0, 50_00, 20_00, 30_00), (0, 60_00, 0, 60_00)]
    assert (done.fund_fen, done.to_person_fen, done.people_fund_fen) == (160_00, 40_00, 40_00)
    assert people_lines() == [(OWN, "visits", 202403, 2, 40_00)]
    assert [row.provider_id for row in stored(PersonLine)] == [here.provider]
    (answer,) = ask(
        {
            "question": "benefit",
            "pack": "chongqing",
            "month": str(MARCH),
            "mode": "combined",
            "person": {"insurance": "retiree", "grade": "severe_1"},
            "lines": [{"day": f"2024-03-0{day}", "item": "care", "unit": "day"} for day in (4, 5)],
        }
    )
    assert answer["payees"] == {"provider": "60.00", "person": yuan(done.to_person_fen)}
    assert books() == {
        "benefit.combined": 100_00,
        "benefit.home": 60_00,
        "payable.provider": -120_00,
        "payable.person": -40_00,
    }
    assert list(checks.faults()) == []


def test_both_engines_give_one_hash_of_a_month_that_is_shared(database, monkeypatch):
    shared.march(monkeypatch)
    done = shared.settle()
    assert done.result_hash == HASH
    seen = runs.preview(CITY, MARCH, scope=EVERYTHING, at=persons.after(MARCH))
    assert seen.result_hash == HASH


HASH = "8ec7085822ae9ac0260d8ff35ed77aaef5cf26af58a567e14e2c6109eb745c84"


def test_a_statement_is_signed_for_the_providers_part(database, monkeypatch):
    here = shared.march(monkeypatch)
    (made,) = shared.stated(shared.settle().id)
    assert (made.fund_fen, made.to_person_fen, made.payable_fen) == (160_00, 40_00, 120_00)
    with read_only():
        text = words(printed(paper(made.id, scope=here.desk)))
    assert "40.00元由基金直接付给参保人" in text
    assert list(checks.faults()) == []


def test_one_order_pays_the_provider_and_the_person_once(database, monkeypatch):
    here = shared.march(monkeypatch)
    order = shared.paid(here)
    assert [(row.provider_id, row.paid_fen) for row in stored(PaymentLine)] == [
        (here.provider, 120_00)
    ]
    assert [(row.person_id, row.paid_fen) for row in stored(PersonPayment)] == [
        (here.person, 40_00)
    ]
    with read_only():
        text = words(printed(payment_order(order, scope=persons.scope(CITY))))
    assert "120.00" in text
    assert "40.00" in text
    assert books()["cash.pool"] == -160_00
    assert (books()["payable.provider"], books()["payable.person"]) == (0, 0)
    assert list(checks.faults()) == []


def test_without_an_account_the_persons_part_waits_and_the_provider_does_not(database, monkeypatch):
    here = shared.march(monkeypatch, account=False)
    shared.paid(here)
    (row,) = stored(PersonPayment)
    assert (row.due_fen, row.paid_fen, row.carried_out_fen) == (40_00, 0, 40_00)
    assert [each.paid_fen for each in stored(PaymentLine)] == [120_00]
    with read_only():
        assert people.owed(CITY, person=here.person) == {(here.person, "employee"): 40_00}
    assert list(checks.faults()) == []


def test_late_news_take_both_parts_back(database, monkeypatch):
    here = shared.march(monkeypatch)
    shared.paid(here)
    with unit_of_work():
        whose = session().get(billing.Person, here.person)
        late = persons.after(MARCH) + timedelta(days=2)
        billing.event(whose, "death", date(2024, 3, 4), recorded_at=late)
    done = shared.settle(APRIL)
    assert (done.fund_fen, done.to_person_fen) == (-110_00, -20_00)
    assert people_lines()[1:] == [(TAKEN_BACK, "visits", 202403, 1, -20_00)]
    assert books()["payable.person"] == 20_00
    with read_only():
        assert people.owed(CITY, person=here.person) == {(here.person, "employee"): -20_00}
    assert list(checks.faults()) == []


def test_a_late_grade_redoes_both_parts(database, monkeypatch):
    here = shared.march(monkeypatch)
    shared.paid(here)
    with unit_of_work():
        (held,) = session().scalars(sa.select(billing.Determination))
        late = persons.after(MARCH) + timedelta(days=2)
        whose = session().get(billing.Person, here.person)
        billing.end_of(held, date(2024, 3, 4), recorded_at=late)
        session().flush()
        billing.determination(whose, "moderate", date(2024, 3, 5), recorded_at=late)
    shared.settle(APRIL)
    redone = [row for row in parts() if row[0] != OWN]
    assert redone == [
        (TAKEN_BACK, -50_00, -20_00, -30_00),
        (CORRECTED, 20_00, 8_00, 12_00),
        (TAKEN_BACK, -60_00, 0, -60_00),
        (CORRECTED, 20_00, 0, 20_00),
    ]
    assert [row[-1] for row in people_lines()[1:]] == [-20_00, 8_00]
    assert list(checks.faults()) == []


def test_of_a_visit_in_dispute_nobody_is_paid_until_it_is_decided(database, monkeypatch):
    here = shared.march(monkeypatch)
    found, at = shared.settle(), persons.after(MARCH)
    (made,) = shared.stated(found.id)
    operator = persons.scope(CITY, "operator")
    with unit_of_work():
        raised = statements.raise_break(
            made.id, here.visits[0], "evidence", scope=operator, at=at
        ).id
    shared.signed(here, found)
    shared.pay(found)
    assert [row.paid_fen for row in stored(PaymentLine)] == [90_00]
    assert [row.paid_fen for row in stored(PersonPayment)] == [20_00]
    with unit_of_work():
        shared.at_home(here, date(2024, 4, 2))
        statements.answer_break(raised, "kept", "有凭据", scope=persons.scope(CITY), at=at)
    shared.paid(here, APRIL)
    assert [row.paid_fen for row in stored(PersonPayment)] == [20_00, 20_00]
    assert list(checks.faults()) == []


def test_a_provider_is_tried_and_taken_back_for_its_own_part(database, monkeypatch):
    here = shared.march(monkeypatch)
    with read_only():
        (tried,) = try_month(here.provider, MARCH, scope=here.desk, at=persons.after(MARCH))
    assert [line.fund_fen for line in tried.lines] == [30_00, 30_00, 60_00]
    assert [line.to_person_fen for line in tried.lines] == [20_00, 20_00, 0]
    assert [line.own_fen for line in tried.lines] == [0, 0, 0]
    assert [line.codes for line in tried.lines] == [[], [], []]
    shared.settle()
    with read_only():
        assert standing(here.visits[0], scope=EVERYTHING).paid == Paid(30_00, 20_00)


def test_a_line_says_by_which_law_a_part_goes_to_the_person(database, monkeypatch):
    here = shared.march(monkeypatch)
    shared.settle()
    with read_only():
        (row,) = of_visit(here.visits[0], scope=EVERYTHING)
        month = settlements_of([row.line.settlement_id])[row.line.settlement_id]
        steps = {step.code: step for step in explained(row, month).steps}
    assert (steps["to_person"].fen, steps["payable"].fen) == (20_00, 30_00)
    (why,) = steps["to_person"].reasons
    assert why.text() == "每日 50.00 元中的 20.00 元，由基金直接付给参保人"
    assert "2024" in why.law


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("settled_line", "to_person_fen = to_person_fen + 1"),
        ("settled_line", "to_person_fen = NULL"),
        ("person_line", "fund_fen = fund_fen + 1"),
    ],
)
def test_a_part_that_was_changed_by_hand_is_found(sqlite_database, monkeypatch, table, change):
    shared.march(monkeypatch)
    shared.settle()
    with engine().begin() as opened:
        opened.execute(sa.text(f"DROP TRIGGER IF EXISTS {table}_refuse_update"))
        opened.execute(sa.text(f"UPDATE {table} SET {change}"))  # noqa: S608 - our own names
    told = [each for each in checks.faults() if "does not fit" not in each]
    assert any("changed by hand" in each or "people's" in each for each in told)


def test_the_cash_of_an_incentive_goes_to_the_person(database, monkeypatch):
    with unit_of_work():
        here = pool("31", "shanghai", monkeypatch)
        carer, whose = here.carer("care_worker"), here.person(grade="level_5")
        told = {"came": "care_worker", "unit": "hour", "price_fen": 65_00, "hour": 8}
        for day in (date(2023, 9, 5), date(2023, 10, 9)):
            here.visit(whose, carer, day, **told)
        cash = {"item": "incentive", "unit": "month", "price_fen": 0}
        billing.visit(whose, (here.provider, carer), date(2023, 10, 31), **cash)
        billing.event(whose, "incentive_cash", date(2023, 9, 1), date(2024, 9, 30))
    done = runs.settle("31", billing.MONTH, scope=EVERYTHING, at=billing.KNOWN)
    assert parts() == [(OWN, 58_50, 0, 58_50), (OWN, 40_00, 40_00, 0)]
    assert (done.to_person_fen, people_lines()[0][-1]) == (40_00, 40_00)
    assert list(checks.faults()) == []


def test_what_a_pack_does_not_say_how_to_share_is_not_paid(sqlite_database, monkeypatch):
    with unit_of_work():
        here = pool("4102", "kaifeng", monkeypatch)
        carer, whose = (
            here.carer("care_worker"),
            billing.person(category="resident", insurance="resident"),
        )
        billing.visit(whose, (here.provider, carer), date(2023, 10, 9), mode="family")
    with pytest.raises(PolicyGap) as gap:
        runs.settle("4102", billing.MONTH, scope=EVERYTHING, at=billing.KNOWN)
    assert gap.value.field == "benefit.to_person_below"
    assert stored(Settlement) == []
