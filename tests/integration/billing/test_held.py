"""What a dispute holds is held until somebody decides, never below zero, and never taken twice."""

from datetime import date, timedelta

import pytest

from billing import checks
from billing.models import Settlement, StatementBreak
from billing.payments import services as payments
from billing.settlement import services as settlements
from billing.settlement.services import note_late_visit
from billing.statements import services
from ltc.case.models import Person
from ltc.db import read_only, session, unit_of_work
from ltc.scope import Scope
from ltc.shared.errors import Conflict, Forbidden
from providers.visits.models import Visit
from tests.support.factories import base, billing
from tests.support.factories import recoveries as make
from tests.support.factories.base import CITY, stored
from tests.support.factories.billing import KNOWN, LATER, LEAD, MONTH, OFFICER, OPERATOR, oct_

MID_NOVEMBER = billing.at(date(2023, 11, 20))


@pytest.fixture
def world(database):
    """Write two visits of 80 元 for the fund; give the provider with its carer, and the second."""
    with unit_of_work():
        by, whose = billing.provider(), billing.person()
        make.verified(whose, by, oct_(3))
        return by, make.verified(whose, by, oct_(20))


def disputed(visit: Visit, settlement: int, *, scope=OPERATOR, at=KNOWN) -> int:
    with unit_of_work():
        (made,) = services.make_statements(settlement, scope=OFFICER, at=at)
        return services.raise_break(made.id, visit.id, "evidence", scope=scope, at=at).id


def october_paid(visit: Visit, outcome: str = "") -> int:
    """Settle October with a visit in dispute, decided or not, and pay the rest."""
    month = billing.settle().id
    dispute = disputed(visit, month)
    if outcome:
        with unit_of_work():
            services.answer_break(dispute, outcome, "待补凭据", scope=OFFICER, at=KNOWN)
    make.pay(month, KNOWN)
    return dispute


def decide(dispute: int, outcome: str = "kept", *, scope=LEAD) -> None:
    """Decide a dispute as it stands on the newest version of its statement."""
    newest = max(each.id for each in stored(StatementBreak))
    assert dispute <= newest
    with unit_of_work():
        services.answer_break(newest, outcome, "凭据已补", scope=scope, at=LATER)


def november(by, visit: Visit, *days: int) -> list[int]:
    """Settle, sign and approve November with visits of 80 元; return what would be paid."""
    with unit_of_work():
        whose = session().get(Person, visit.person_id)
        for day in days:
            billing.visit(whose, by, date(2023, 11, day))
    return free(billing.approved(MONTH.next(), at_=LATER))


def free(month: int) -> list[int]:
    with read_only():
        return [each.paid_fen for each in payments.shares_of(month, CITY)]


def test_what_was_withdrawn_and_put_right_is_paid_after_all(world):
    by, visit = world
    dispute = october_paid(visit, "withdrawn")
    assert november(by, visit, 6) == [80_00]
    decide(dispute)
    assert free(2) == [160_00]
    with pytest.raises(Conflict, match="decided already"):
        decide(dispute)
    assert list(checks.faults()) == []


def test_what_was_never_paid_is_not_taken_back_too(world):
    by, visit = world
    dispute = october_paid(visit)
    with pytest.raises(Conflict, match="in dispute and not paid"):
        make.decided(visit, 80_00, MID_NOVEMBER)
    decide(dispute)
    assert november(by, visit, 6) == [160_00]
    finding = make.decided(visit, 80_00, LATER)
    make.collect(finding, "offset", LATER)
    assert free(2) == [80_00]


def test_a_dispute_holds_what_its_visit_comes_to_by_now(world):
    by, visit = world
    dispute = october_paid(visit)
    with unit_of_work():
        row = session().get(Visit, visit.id)
        row.minutes, row.ended_at = 50, row.started_at + timedelta(minutes=50)
        note_late_visit(row, at=MID_NOVEMBER, actor=OPERATOR.actor)
    assert november(by, visit) == [0]
    decide(dispute)
    assert free(2) == [66_66]


def test_what_is_taken_back_is_taken_back_while_it_is_disputed(world):
    by, visit = world
    make.settled(MONTH, KNOWN)
    make.void(visit, LATER)
    with unit_of_work():
        billing.visit(session().get(Person, visit.person_id), by, date(2023, 11, 6))
    month = billing.settle(MONTH.next(), at_=LATER).id
    desk = Scope(base.actor("provider_desk"), CITY, organisation_id=by[0].id)
    disputed(visit, month, scope=desk, at=LATER)
    billing.sign_all(month)
    with unit_of_work():
        settlements.approve(month, scope=LEAD, at=LATER)
    assert free(month) == []
    assert [each.held_fen for each in stored(StatementBreak)] == [0]
    with read_only():
        assert list(checks.statements_agree()) == []


def test_after_approval_the_bureau_decides_what_is_left(world):
    _, visit = world
    month = billing.settle().id
    dispute = disputed(visit, month, scope=OFFICER)
    make.pay(month, KNOWN)
    with pytest.raises(Forbidden, match="decided by the bureau"):
        decide(dispute, scope=base.desk("operator"))
    decide(dispute)
    assert [each.state for each in stored(Settlement)] == ["paid"]
