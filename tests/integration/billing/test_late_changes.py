"""What is changed after a month was settled is news for all months that it touches, and once."""

from datetime import date, timedelta

import pytest

from billing import checks
from billing.models import SettledLine, SettlementNote
from billing.settlement import runs
from billing.settlement.services import note_late_visit
from ltc.db import read_only, session, unit_of_work
from ltc.scope import Scope
from ltc.shared.dates import Month
from ltc.shared.errors import Conflict
from providers import services as providers
from providers.visits import services as visits
from providers.visits.acts.manual import ManualEntry
from providers.visits.models import Visit
from tests.support.factories import base, billing
from tests.support.factories import recoveries as make
from tests.support.factories.base import CITY, stored
from tests.support.factories.billing import EVERYTHING, KNOWN, LATER, MONTH, oct_, settle
from tests.support.late_pack import LatePack

MID_NOVEMBER = billing.at(date(2023, 11, 20))
JANUARY = billing.at(date(2024, 1, 5))
BUREAU = base.desk("bureau_officer")


def written() -> tuple:
    """Write two visits of one person in October; return the provider and the second visit."""
    with unit_of_work():
        by, whose = billing.provider(), billing.person()
        make.verified(whose, by, oct_(3))
        return by[0], make.verified(whose, by, oct_(20))


def entered_by_hand(visit: Visit, start) -> None:
    """Write other times of a visit by hand: it waits until somebody else has looked at it."""
    desk = Scope(base.actor("provider_desk"), CITY, organisation_id=visit.provider_id)
    times = {"started_at": start, "ended_at": start + timedelta(hours=1)}
    entry = ManualEntry(**times, reason="phone_broken", memo="补记")
    with unit_of_work():
        visits.enter_manually(visit.id, entry, scope=desk, at=MID_NOVEMBER)


def verified_again(visit: Visit) -> None:
    """Let everything that held a visit be decided."""
    with unit_of_work():
        row = session().get(Visit, visit.id)
        row.state, row.place_ok, row.verified_at = "verified", True, MID_NOVEMBER
        make.record(act="visit.verify", about=row, actor=BUREAU.actor, at=MID_NOVEMBER)
        note_late_visit(row, at=MID_NOVEMBER, actor=BUREAU.actor)


def lines(visit: Visit) -> list[tuple[int, int, int]]:
    """Return settlement, kind and month of service of a visit's lines."""
    found = [each for each in stored(SettledLine) if each.visit_id == visit.id]
    return sorted((each.settlement_id, each.kind, each.for_month) for each in found)


def as_known_then() -> str:
    return runs.preview(CITY, MONTH, scope=EVERYTHING, at=LATER, known_at=KNOWN).result_hash


def money_faults() -> list[str]:
    with read_only():
        found = list(checks.visits_stand_once())
    return [*found, *checks.line_faults()]


def test_a_visit_moved_to_the_next_month_is_taken_back_and_paid_there(database):
    _, visit = written()
    before = settle()
    entered_by_hand(visit, billing.at(date(2023, 11, 6)))
    verified_again(visit)
    november = settle(MONTH.next(), at_=LATER)
    assert lines(visit) == [(1, 0, 202310), (2, 0, 202311), (2, 1, 202310)]
    assert make.paid_for(visit.id) == 80_00
    assert as_known_then() == before.result_hash
    again = runs.preview(CITY, MONTH.next(), scope=EVERYTHING, at=LATER, known_at=LATER)
    assert again.result_hash == november.result_hash
    assert money_faults() == []


def test_a_visit_that_is_moved_back_and_forth_is_paid_once(database):
    _, visit = written()
    settle()
    for day in (date(2023, 11, 6), oct_(9), date(2023, 11, 6), oct_(9)):
        entered_by_hand(visit, billing.at(day))
    verified_again(visit)
    settle(MONTH.next(), at_=LATER)
    assert make.paid_for(visit.id) == 80_00
    assert money_faults() == []


def test_a_settled_visit_that_is_entered_by_hand_is_not_paid_until_somebody_looked(database):
    _, visit = written()
    before = settle()
    entered_by_hand(visit, billing.at(oct_(20), 10))
    settle(MONTH.next(), at_=LATER)
    assert (make.paid_for(visit.id), as_known_then()) == (0, before.result_hash)
    with unit_of_work():
        session().get(Visit, visit.id).verified_at = LATER
    verified_again(visit)
    settle(Month(2023, 12), at_=JANUARY)
    assert as_known_then() == before.result_hash


def test_a_suspension_that_is_lifted_with_a_past_day_pays_what_was_refused(database):
    provider, visit = written()
    with unit_of_work():
        suspended = billing.suspension(provider, oct_(10)).id
    before = settle()
    with unit_of_work():
        providers.lift(suspended, last_day=oct_(10), why="申诉成立", scope=BUREAU, at=MID_NOVEMBER)
    assert (make.paid_for(visit.id), as_known_then()) == (0, before.result_hash)
    settle(MONTH.next(), at_=LATER)
    assert make.paid_for(visit.id) == 80_00


def test_a_month_settled_as_known_earlier_than_the_one_before_misses_no_news(database):
    with unit_of_work():
        by, whose = billing.provider(), billing.person()
        billing.visit(whose, by, oct_(3))
        at = billing.at(date(2023, 12, 10))
        late = billing.visit(whose, by, date(2023, 11, 7), verified_at=at)
        note_late_visit(late, at=at, actor=BUREAU.actor)
    christmas = billing.at(date(2023, 12, 20))
    settle(MONTH, at_=christmas)
    settle(MONTH.next(), at_=christmas, known_at=billing.at(date(2023, 12, 2)))
    settle(Month(2023, 12), at_=JANUARY)
    assert make.paid_for(late.id) == 80_00


def test_no_month_is_left_out(database):
    written()
    settle()
    with pytest.raises(Conflict, match="2023-11 is not settled yet"):
        settle(Month(2023, 12), at_=JANUARY)
    settle(MONTH.next(), at_=JANUARY)
    settle(Month(2023, 12), at_=JANUARY)


def test_a_visit_that_stands_twice_is_found(database):
    written()
    done = settle()
    with unit_of_work():
        first = session().query(SettledLine).first()
        names = [each.key for each in SettledLine.__mapper__.column_attrs]
        facts = {name: getattr(first, name) for name in names} | {"kind": 2}
        session().add(SettledLine(**facts))
    assert done.lines == 2
    assert "stands settled more than once" in " ".join(money_faults())


@pytest.fixture
def pack(tmp_path):
    """Give a pack to which notices are added."""
    made = LatePack(tmp_path)
    yield made
    made.close()


def test_a_notice_that_is_put_in_after_it_was_published_corrects_once(database, pack):
    with unit_of_work():
        by, whose = billing.provider(), billing.person()
        visit = billing.visit(whose, by, oct_(3))
    settle()
    pack.publish(oct_(1), "0.90", date(2023, 10, 20))  # before October was settled
    notes = [settle(MONTH.next(), at_=LATER).id, settle(Month(2023, 12), at_=JANUARY).id]
    assert make.paid_for(visit.id) == 90_00
    late = [each for each in stored(SettlementNote) if each.kind == "late_news"]
    assert [(each.settlement_id, each.facts["causes"]) for each in late] == [(notes[0], {"law": 1})]


def test_a_notice_for_other_months_corrects_nothing(database, pack):
    written()
    settle()
    pack.publish(date(2023, 11, 1), "0.90", date(2023, 10, 20))
    settle(MONTH.next(), at_=LATER)
    assert [each for each in stored(SettlementNote) if each.kind == "late_news"] == []
