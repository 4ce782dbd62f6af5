"""Exceptions: explained by one, decided by another, closed by proof, paid when time runs out."""

from datetime import timedelta

import pyotp
import pytest
import sqlalchemy as sa

from ltc import events
from ltc.case.models import Person
from ltc.case.services import add_home_point
from ltc.db import session, unit_of_work
from ltc.scope import Actor, Scope
from ltc.shared.clock import legal_day
from ltc.shared.errors import BadInput, Conflict, Forbidden
from ltc.shared.geo import Point, from_wgs84
from providers.visits import services
from providers.visits.models import RecipientKey, Visit, VisitException
from providers.visits.services import Confirmation, Decision, Report, Why
from tests.support.factories import base
from tests.support.factories import visits as make

BEGIN = base.at(make.DAY, 9)
END = BEGIN + timedelta(minutes=60)
LATER = END + timedelta(hours=2)
STROKES = [[[x, (x * 7) % 90] for x in range(0, 60, 2)]]


@pytest.fixture
def world(database):
    with unit_of_work():
        made = make.world()
        made.visit = make.visit(made)
    return made


def give(world, first, last=None):
    """Check in with ``first``, out with a sound fix; return what is open."""
    last = last or Report(fix=make.fix(END), device_at=END)
    with unit_of_work():
        services.check_in(world.visit.id, first, scope=world.as_carer, at=BEGIN)
    with unit_of_work():
        services.check_out(world.visit.id, last, scope=world.as_carer, at=END)
    return rows(world)


def weak(**changes):
    return Report(fix=make.fix(BEGIN, accuracy_m=450), device_at=BEGIN, **changes)


def rows(world):
    with unit_of_work():
        found = session().scalars(
            sa.select(VisitException).where(VisitException.visit_id == world.visit.id)
        )
        return {row.code: row for row in found}


def visit(world):
    with unit_of_work():
        return session().get(Visit, world.visit.id)


def decide(row, resolution, scope, memo=""):
    with unit_of_work():
        chosen = Decision(resolution=resolution, memo=memo)
        services.decide_exception(row.id, chosen, scope=scope, at=LATER)


def test_it_has_a_class_an_owner_and_a_due_day(world):
    row = give(world, weak())["place_weak"]
    assert (row.kind, row.owner_role, row.state) == ("acknowledge", "provider_desk", "open")
    assert row.due_on == make.DAY + timedelta(days=7)  # five working days over a weekend


def test_the_reason_picked_on_the_spot_is_the_carers_answer(world):
    row = give(world, weak(why=Why("no_signal", by=501)))["place_weak"]
    assert (row.state, row.reason_code, row.explained_by) == ("explained", "no_signal", 501)


def test_a_datum_taken_for_another_is_the_clerks_slip_and_not_the_carers(database):
    true = Point(*make.HOME)
    with unit_of_work():
        shifted = Point(*from_wgs84(true, "gcj02"))
        made = make.world(home=shifted)
        made.visit = make.visit(made)
        whose = {"source": "assessor", "scope": made.as_operator, "at": base.AT}
        add_home_point(session().get(Person, made.person.id), true, **whose)
    row = give(made, Report(fix=make.fix(BEGIN), device_at=BEGIN))["place_out"]
    assert (row.state, row.reason_code, row.explained_by) == ("explained", "address_wrong", 0)
    assert "坐标系" in row.explanation


def test_once_acknowledged_the_visit_is_verified(world):
    row = give(world, weak())["place_weak"]
    decide(row, "explained", world.as_desk)
    assert (visit(world).state, visit(world).place_ok) == ("verified", True)


def test_a_refused_exception_keeps_the_visit_unpaid(world):
    row = give(world, weak())["place_weak"]
    decide(row, "not_proved", world.as_desk)
    assert (visit(world).state, visit(world).place_ok) == ("ended", False)
    with pytest.raises(Conflict, match="weak evidence"), unit_of_work():
        services.verify(world.visit.id, scope=world.as_desk, at=LATER)


def test_void_takes_the_visit_out(world):
    row = give(world, weak())["place_weak"]
    decide(row, "void", world.as_desk)
    assert visit(world).state == "voided"


def test_nobody_decides_what_he_explained(world):
    row = give(world, weak())["place_weak"]
    with unit_of_work():
        services.explain_exception(row.id, Why("no_signal"), scope=world.as_desk, at=LATER)
    with pytest.raises(Forbidden, match="nobody decides"):
        decide(row, "explained", world.as_desk)
    decide(row, "explained", world.as_second_desk)


def test_the_carer_decides_nothing_about_himself_in_any_role(world):
    row = give(world, weak())["place_weak"]
    house = world.provider.id
    both = Actor(777, "兼岗", frozenset({"provider_desk"}), house, world.carer.id)
    with pytest.raises(Forbidden, match="nobody decides"):
        decide(row, "explained", Scope(both, area=base.CITY, organisation_id=house))


def test_a_provider_cannot_decide_what_the_operator_owns(world):
    row = give(world, Report(fix=make.fix(BEGIN, mocked=True), device_at=BEGIN))["place_mocked"]
    with pytest.raises(Forbidden):
        decide(row, "not_proved", world.as_desk)
    decide(row, "not_proved", world.as_operator)


WORDS = ("explained", "proof_accepted", "confirmed", "corrected", "home_moved")


@pytest.mark.parametrize("resolution", WORDS)
def test_what_must_be_put_right_is_not_closed_by_words(world, resolution):
    row = give(world, Report(fix=None))["place_missing"]
    with pytest.raises(BadInput):
        decide(row, resolution, world.as_desk)


def test_only_the_clock_pays_provisionally(world):
    row = give(world, weak())["place_weak"]
    with pytest.raises(BadInput, match="clock"):
        decide(row, "provisional", world.as_desk)


def test_a_decision_is_made_once(world):
    row = give(world, weak())["place_weak"]
    decide(row, "not_proved", world.as_desk)
    with pytest.raises(Conflict):
        decide(row, "explained", world.as_second_desk)


def confirm(world, how, value, at=LATER):
    with unit_of_work():
        given = Confirmation(how=how, value=value, by="李建国")
        services.confirm(world.visit.id, given, scope=world.as_carer, at=at)


def test_a_signature_makes_weak_evidence_stand(world):
    give(world, weak())
    confirm(world, "recipient_signature", STROKES)
    assert visit(world).state == "verified"
    row = rows(world)["place_weak"]
    assert (row.resolution_code, row.decided_by) == ("proof_accepted", 0)


def test_a_signature_does_not_make_up_for_no_fix_by_itself(world):
    give(world, Report(fix=None))
    confirm(world, "recipient_signature", STROKES)
    assert visit(world).state == "ended"
    decide(rows(world)["place_missing"], "proof_accepted", world.as_desk)
    assert visit(world).state == "verified"


def test_a_copied_signature_is_refused(world):
    give(world, weak())
    with unit_of_work():
        second = make.visit(world, hour=14, state="ended")
    confirm(world, "recipient_signature", STROKES)
    moved = [[[x + 3, y + 5] for x, y in STROKES[0]]]
    given = Confirmation(how="recipient_signature", value=moved)
    with pytest.raises(BadInput, match="copied"), unit_of_work():
        services.confirm(second.id, given, scope=world.as_carer, at=LATER)


@pytest.mark.parametrize("strokes", [[], "x", [[[1, 2]]], [[[1.5, 2]] * 20], [[[1, -2]] * 20]])
def test_a_scribble_that_is_none_is_refused(world, strokes):
    give(world, weak())
    with pytest.raises(BadInput):
        confirm(world, "recipient_signature", strokes)


def make_key(world, pin="2468"):
    with unit_of_work():
        services.make_recipient_key(world.person.id, pin, scope=world.as_operator, at=base.AT)
    with unit_of_work():
        return session().get(RecipientKey, world.person.id)


def test_the_homes_code_of_the_hour_fits_and_yesterdays_does_not(world):
    key = make_key(world)
    give(world, weak())
    totp = pyotp.TOTP(key.code_secret)
    with pytest.raises(BadInput):
        confirm(world, "rotating_code", totp.at(BEGIN - timedelta(days=1)))
    confirm(world, "rotating_code", totp.at(BEGIN + timedelta(minutes=20)))
    assert visit(world).state == "verified"


def test_the_right_pin_fits(world):
    make_key(world)
    give(world, weak())
    with pytest.raises(BadInput):
        confirm(world, "recipient_pin", "0000")
    confirm(world, "recipient_pin", "2468")
    assert visit(world).confirmed_how == "recipient_pin"


def test_a_carer_makes_no_keys(world):
    with pytest.raises(Forbidden), unit_of_work():
        services.make_recipient_key(world.person.id, None, scope=world.as_carer, at=LATER)


def overdue(world):
    day = make.DAY + timedelta(days=8)
    with unit_of_work():
        scope = Scope.everything("test")
        return services.accept_overdue(day, scope=scope, at=base.at(day))


def test_waiting_past_the_clock_pays_provisionally_when_the_carer_has_answered(world):
    give(world, weak(why=Why("no_signal", by=501)))
    assert overdue(world) == 1
    assert (visit(world).state, visit(world).provisional) == ("verified", True)
    assert rows(world)["place_weak"].resolution_code == "provisional"
    assert overdue(world) == 0


def test_an_unanswered_exception_is_not_paid_by_waiting(world):
    give(world, weak())
    assert overdue(world) == 0


def test_no_fix_is_not_paid_by_waiting_without_proof(world):
    give(world, Report(fix=None, why=Why("location_off", by=501)))
    assert overdue(world) == 0
    confirm(world, "recipient_signature", STROKES)
    assert overdue(world) == 1


def test_a_provisional_pay_can_be_taken_back_by_a_decision(world):
    give(world, weak(why=Why("no_signal", by=501)))
    overdue(world)
    decide(rows(world)["place_weak"], "not_proved", world.as_desk)
    assert (visit(world).state, visit(world).provisional) == ("ended", False)


def test_news_about_a_paid_visit_is_told_to_billing_and_changes_nothing_here(world):
    give(world, weak(why=Why("no_signal", by=501)))
    overdue(world)
    with unit_of_work():
        session().get(Visit, world.visit.id).state = "settled"
    told = []
    events.on("visit.disallowed", lambda **facts: told.append(facts["code"]))
    decide(rows(world)["place_weak"], "not_proved", world.as_desk)
    events.forget_handlers()
    assert told == ["place_weak"]
    assert visit(world).state == "settled"


def test_the_family_denies_and_the_visit_is_held(world):
    give(world, Report(fix=make.fix(BEGIN), device_at=BEGIN))
    assert visit(world).state == "verified"
    family = base.of_person(world.person.id)
    with unit_of_work():
        services.answer_by_family(world.visit.id, was_there=False, scope=family, at=LATER)
    assert visit(world).state == "ended"
    assert rows(world)["denied"].owner_role == "operator"


def sound(world):
    """Give a visit that nothing speaks against."""
    give(world, Report(fix=make.fix(BEGIN), device_at=BEGIN))
    assert visit(world).state == "verified"


def answered(world, *, was_there, hours):
    with unit_of_work():
        family, at = base.of_person(world.person.id), END + timedelta(hours=hours)
        services.answer_by_family(world.visit.id, was_there=was_there, scope=family, at=at)


def test_a_no_takes_back_the_yes_before_it(world):
    sound(world)
    answered(world, was_there=True, hours=1)
    answered(world, was_there=False, hours=2)
    assert visit(world).confirmed_how == ""
    with pytest.raises(BadInput, match="has not confirmed"):
        decide(rows(world)["denied"], "confirmed", world.as_operator)


def test_a_yes_after_the_no_answers_it_and_another_no_opens_it_again(world):
    sound(world)
    answered(world, was_there=False, hours=1)
    answered(world, was_there=True, hours=2)
    decide(rows(world)["denied"], "confirmed", world.as_operator)
    assert visit(world).state == "verified"
    answered(world, was_there=False, hours=3)
    assert (rows(world)["denied"].state, visit(world).state) == ("open", "ended")


def called_back(world, hours):
    with unit_of_work():
        at = END + timedelta(hours=hours)
        services.record_call_back(world.visit.id, "李建国", scope=world.as_operator, at=at)


@pytest.mark.parametrize(("calls", "counts"), [(1, False), (3, True)])
def test_only_a_call_after_the_last_no_answers_it(world, calls, counts):
    sound(world)
    if calls == 1:
        called_back(world, hours=1)
    answered(world, was_there=False, hours=2)
    if calls == 3:
        called_back(world, hours=3)
    another = Scope(Actor(505, "经办", frozenset({"operator"})), area=base.CITY)
    decided = {"resolution": "confirmed", "scope": another}
    if counts:
        decide(rows(world)["denied"], **decided)
    else:
        with pytest.raises(BadInput, match="has not confirmed"):
            decide(rows(world)["denied"], **decided)


def test_who_called_the_home_does_not_decide_what_the_call_proves(world):
    give(world, Report(fix=None))
    called_back(world, hours=1)
    with pytest.raises(Forbidden, match="called back"):
        decide(rows(world)["place_missing"], "proof_accepted", world.as_operator)
    decide(rows(world)["place_missing"], "proof_accepted", world.as_desk)


def test_a_no_that_was_believed_is_not_asked_about_again(world):
    sound(world)
    answered(world, was_there=False, hours=1)
    decide(rows(world)["denied"], "not_proved", world.as_operator)
    answered(world, was_there=False, hours=3)
    assert rows(world)["denied"].resolution_code == "not_proved"


def test_legal_days_are_in_shanghai():
    assert legal_day(BEGIN) == make.DAY
