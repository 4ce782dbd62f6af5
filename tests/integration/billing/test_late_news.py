"""Late news: what came after a month was settled corrects it in the next one, never in place."""

from datetime import date, timedelta

import sqlalchemy as sa

from billing import checks
from billing.models import SettledLine, Settlement, SettlementNote
from billing.settlement import runs
from billing.settlement.services import note_late_visit
from ltc.audit.services import record
from ltc.db import session, unit_of_work
from providers.visits import services as visits
from providers.visits.models import Visit
from tests.support.factories import billing
from tests.support.factories.base import CITY, stored
from tests.support.factories.billing import EVERYTHING, KNOWN, LATER, MONTH, oct_, settle


def october(visits: int = 5) -> tuple:
    """Write and settle October of two people; return provider, first person and the settlement."""
    with unit_of_work():
        by, whose, other = billing.provider(), billing.person(), billing.person()
        for day in range(1, visits + 1):
            billing.visit(whose, by, oct_(day * 5), hour=8)
            billing.visit(other, by, oct_(day * 5), hour=10)
    return by, whose, settle()


def november():
    return settle(MONTH.next(), at_=LATER)


def kinds() -> list[tuple[int, int, int]]:
    """Return kind, month of service and fund part of the second settlement's lines."""
    lines = [each for each in stored(SettledLine) if each.settlement_id == 2]
    return sorted((each.kind, each.for_month, each.fund_fen) for each in lines)


def test_a_death_reported_late_takes_back_what_was_paid_after_it(database):
    _, whose, _ = october()
    with unit_of_work():
        billing.event(whose, "death", oct_(12), recorded_at=billing.at(date(2023, 11, 26)))
    done = november()
    # Visits stand on the 5th, 10th, 15th, 20th and 25th: three after the death.
    assert kinds() == [(1, 202310, -80_00)] * 3 + [(2, 202310, 0)] * 3
    assert (done.fund_fen, done.adjusted_fund_fen) == (-240_00, -240_00)
    (note,) = [each.facts for each in stored(SettlementNote) if each.kind == "late_news"]
    assert (note["month"], note["causes"], note["people"]) == ("2023-10", {"death": 1}, 1)
    assert not list(checks.line_faults())


def test_news_taken_back_are_paid_again(database):
    _, whose, _ = october()
    with unit_of_work():
        wrong = billing.event(whose, "death", oct_(12), recorded_at=billing.at(date(2023, 11, 26)))
    november()
    with unit_of_work():
        billing.event(
            whose,
            "death",
            oct_(12),
            recorded_at=billing.at(date(2023, 12, 20)),
            reverses_id=wrong.id,
        )
    done = settle(date_month(2023, 12), at_=billing.at(date(2024, 1, 5)))
    assert done.fund_fen == 240_00


def date_month(year: int, number: int):
    return type(MONTH)(year, number)


def test_a_visit_verified_late_is_paid_in_the_next_month(database):
    by, whose, _ = october()
    with unit_of_work():
        at = billing.at(date(2023, 11, 20))
        late = billing.visit(whose, by, oct_(7), verified_at=at)
        note_late_visit(late, at=at, actor=billing.OPERATOR.actor)
    assert november().fund_fen == 80_00
    assert kinds() == [(2, 202310, 80_00)]


def test_a_provider_suspended_late_gives_back(database):
    by, _, before = october()
    with unit_of_work():
        billing.suspension(by[0], oct_(20), oct_(31), recorded_at=billing.at(date(2023, 11, 10)))
    assert november().fund_fen == -320_00
    assert before.fund_fen == 800_00


def test_news_that_change_nothing_leave_no_trace(database):
    _, whose, _ = october()
    with unit_of_work():
        billing.event(
            whose, "hospital", oct_(26), oct_(28), recorded_at=billing.at(date(2023, 11, 9))
        )
    assert november().lines == 0


def test_the_month_can_be_reckoned_as_known_then_and_as_known_now(database):
    _, whose, before = october()
    with unit_of_work():
        billing.event(whose, "death", oct_(12), recorded_at=billing.at(date(2023, 11, 26)))
    november()
    then = runs.preview(CITY, MONTH, scope=EVERYTHING, at=LATER, known_at=KNOWN)
    now = runs.preview(CITY, MONTH, scope=EVERYTHING, at=LATER)
    assert then.result_hash == before.result_hash
    assert sum(part.fund_fen for part in now.totals) == before.fund_fen - 240_00


def test_the_correcting_month_can_be_reckoned_again_too(database):
    _, whose, _ = october()
    with unit_of_work():
        billing.event(whose, "death", oct_(12), recorded_at=billing.at(date(2023, 11, 26)))
    done = november()
    again = runs.preview(CITY, MONTH.next(), scope=EVERYTHING, at=LATER, known_at=LATER)
    assert again.result_hash == done.result_hash
    assert [each.state for each in stored(Settlement)] == ["computed", "computed"]


def test_a_visit_voided_late_is_taken_back(database):
    _, _, before = october()
    with unit_of_work():
        first = session().scalars(sa.select(Visit).order_by(Visit.id)).first()
        record_verified(first)
    with unit_of_work():
        visits.void(first.id, "重复登记", scope=billing.OPERATOR, at=LATER - timedelta(days=5))
    assert november().fund_fen == -80_00
    assert kinds() == [(1, 202310, -80_00)]
    then = runs.preview(CITY, MONTH, scope=EVERYTHING, at=LATER, known_at=KNOWN)
    assert then.result_hash == before.result_hash


def record_verified(visit: Visit) -> None:
    """Leave the audit row that verifying a visit leaves."""
    at = visit.verified_at
    record(act="visit.verify", about=visit, actor=billing.OPERATOR.actor, at=at)
