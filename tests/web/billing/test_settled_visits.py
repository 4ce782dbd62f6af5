"""What carers and families are told of a visit's money: settled, then paid, and how much."""

from billing.models import PaymentOrder
from billing.payments.services import approve_order, mark_paid
from ltc.db import read_only, session, unit_of_work
from ltc.shared.clock import now, today
from providers.visits.models import Visit
from providers.visits.settled import settled as settled_visits
from tests.support.factories.base import stored
from tests.support.factories.billing_desk import as_user


def asked(visit_id: int):
    with read_only():
        return settled_visits([session().get(Visit, visit_id)]).get(visit_id)


def test_before_the_month_is_computed_nothing_is_known(world):
    assert asked(world.visits[0]) is None


def test_a_settled_visit_waits_for_payment(settled):
    found = asked(settled.visits[0])
    assert found.fund_fen > 0
    assert found.is_paid is False


def test_a_visit_of_a_paid_month_is_paid(drafted):
    (order,) = stored(PaymentOrder)
    with unit_of_work():
        approve_order(order.id, scope=as_user(drafted, "lead"), at=now())
    assert asked(drafted.visits[0]).is_paid is False
    with unit_of_work():
        mark_paid(order.id, today(), "YH1", scope=as_user(drafted, "officer"), at=now())
    assert asked(drafted.visits[0]).is_paid is True


def test_each_party_is_told_what_it_has_to_sign(stated):
    for name in ("near", "operator", "officer"):
        assert "待我方签署的对账单" in stated.site.signed_in(name).get("/").text
