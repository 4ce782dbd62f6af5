"""An application: one at a time, five working days, return or refusal with words and law."""

from datetime import date

import pytest

from ltc.audit.models import AuditRow
from ltc.case import queries, services
from ltc.case.models import Application, Clock
from ltc.db import read_only, unit_of_work
from ltc.outbox.models import Message
from ltc.shared.errors import BadInput, Conflict, NotFound, Unknown
from ltc.shared.reasons import Reason
from tests.support.factories import base, case

OPERATOR = base.desk()


def submitted(**facts) -> Application:
    """Write a person with an application, in a unit of work of its own."""
    with unit_of_work():
        return case.application(case.person(), **facts)


def test_acceptance_is_due_after_five_working_days(database):
    submitted(on=date(2023, 9, 28))  # before the holiday week, with make-up days after it
    (clock,) = base.stored(Clock)
    assert (clock.kind, clock.days, clock.working_days) == ("acceptance", 5, True)
    assert clock.due_on == date(2023, 10, 11)
    assert clock.met_on is None


def test_accepting_meets_one_clock_and_starts_the_other(database):
    application = submitted()
    with unit_of_work():
        services.accept_application(application.id, scope=OPERATOR, at=base.AT)
    acceptance, delivery = base.stored(Clock)
    assert acceptance.met_on == base.ON
    assert (delivery.kind, delivery.days, delivery.met_on) == ("delivery", 30, None)
    assert delivery.due_on == date(2023, 11, 20)
    assert [message.subject for message in base.stored(Message)] == ["申请已受理"]


def test_one_application_at_a_time(database):
    application = submitted()
    with pytest.raises(Conflict, match="under way"), unit_of_work():
        case.application(queries.person(application.person_id, scope=OPERATOR))


def test_returned_and_handed_in_again(database):
    application = submitted()
    with pytest.raises(BadInput), unit_of_work():
        services.return_application(application.id, " ", scope=OPERATOR, at=base.AT)
    with unit_of_work():
        services.return_application(application.id, "缺诊断书", scope=OPERATOR, at=base.AT)
    with unit_of_work():
        family = base.of_person(application.person_id)
        again = services.resubmit_application(
            application.id, "已补", scope=family, at=base.at(date(2023, 10, 12))
        )
    assert (again.state, again.version) == ("submitted", 3)
    assert [clock.met_on for clock in base.stored(Clock)] == [base.ON, None]


def test_refused_on_a_ground_with_words_and_law(database):
    application = submitted()
    with unit_of_work():
        refused = services.refuse_application(
            application.id, "not_insured", "查无参保记录", scope=OPERATOR, at=base.AT
        )
    reason = Reason.from_row(refused.reasons[0])
    assert reason.text() == "未参加长期护理保险：查无参保记录"
    assert reason.law == "医保发〔2020〕37号（暂定）"
    (message,) = base.stored(Message)
    assert "查无参保记录" in message.body
    assert "医保发〔2020〕37号" in message.body


@pytest.mark.parametrize(("ground", "note"), [("too_old", "年龄大"), ("other", "  ")])
def test_no_sixth_ground_and_no_refusal_without_words(database, ground, note):
    application = submitted()
    with pytest.raises((Unknown, BadInput)), unit_of_work():
        services.refuse_application(application.id, ground, note, scope=OPERATOR, at=base.AT)
    with read_only():
        found = queries.application(application.id, scope=OPERATOR)
        assert found.state == "submitted"


def test_steps_out_of_order_are_refused(database):
    application = submitted()
    with unit_of_work():
        services.accept_application(application.id, scope=OPERATOR, at=base.AT)
    for step in (
        lambda: services.accept_application(application.id, scope=OPERATOR, at=base.AT),
        lambda: services.return_application(application.id, "缺", scope=OPERATOR, at=base.AT),
        lambda: services.advance_application(application.id, "close", scope=OPERATOR, at=base.AT),
        lambda: services.resubmit_application(application.id, "", scope=OPERATOR, at=base.AT),
    ):
        with pytest.raises(Conflict), unit_of_work():
            step()


def test_a_stale_page_changes_nothing(database):
    application = submitted()
    with unit_of_work():
        services.return_application(
            application.id, "缺诊断书", scope=OPERATOR, at=base.AT, version=1
        )
    with pytest.raises(Conflict, match="somebody else"), unit_of_work():
        services.accept_application(application.id, scope=OPERATOR, at=base.AT, version=1)


def test_another_area_or_person_finds_nothing(database):
    application = submitted()
    for scope in (base.desk(area=base.OTHER_COUNTY), base.of_person(application.person_id + 1)):
        with pytest.raises(NotFound), unit_of_work():
            services.withdraw_application(application.id, scope=scope, at=base.AT)


def test_the_kind_follows_from_what_came_before(database):
    with unit_of_work():
        person = case.person()
        case.determination(person, first_day=date(2023, 10, 1))
        change = case.application(person, on=date(2024, 4, 10))
        services.withdraw_application(change.id, scope=OPERATOR, at=base.AT)
        expiry = case.application(person, on=date(2025, 9, 1))
        services.withdraw_application(expiry.id, scope=OPERATOR, at=base.AT)
        ordered = case.application(person, ordered=True)
    assert [each.kind for each in (change, expiry, ordered)] == ["change", "expiry", "ordered"]


def test_every_step_leaves_one_audit_row(database):
    application = submitted()
    with unit_of_work():
        services.return_application(application.id, "缺", scope=OPERATOR, at=base.AT)
    with unit_of_work():
        services.withdraw_application(application.id, scope=OPERATOR, at=base.AT)
    rows = base.stored(AuditRow)
    acts = [row.act for row in rows if row.about_kind == "application"]
    assert acts == ["application.submit", "application.return", "application.withdraw"]
    assert rows[-1].before == {"state": "returned"}


def test_the_desk_shows_what_is_due_first(database):
    late = submitted(on=date(2023, 10, 10))
    soon = submitted(on=base.ON)
    with read_only():
        page = queries.intake(("submitted",), scope=OPERATOR)
        assert [row.application.id for row in page] == [soon.id, late.id]
        assert page[0].clock.due_on == date(2023, 10, 16)
        after = (page[0].clock.due_on, soon.id)
        rest = queries.intake(("submitted",), scope=OPERATOR, after=after)
        assert [row.application.id for row in rest] == [late.id]
        assert queries.count_by_state(("submitted", "closed"), scope=OPERATOR) == {"submitted": 2}
        assert queries.count_by_state(("accepted",), scope=OPERATOR) == {}
        assert queries.intake(("submitted",), scope=base.desk(area=base.OTHER_COUNTY)) == []


def test_applications_that_are_over_are_listed_newest_first(database):
    older, newer = submitted(on=date(2023, 10, 10)), submitted()
    waiting = submitted()
    for each in (newer, older):
        with unit_of_work():
            services.withdraw_application(each.id, scope=OPERATOR, at=base.AT)
    states = "closed", "refused", "withdrawn"
    with read_only():
        page = queries.over(states, scope=OPERATOR)
        assert [row.application.id for row in page] == [newer.id, older.id]
        assert waiting.id not in [row.application.id for row in page]
        rest = queries.over(states, scope=OPERATOR, after=(date.max, newer.id))
        assert [(row.application.id, row.clock) for row in rest] == [(older.id, None)]
        assert queries.over(states, scope=base.desk(area=base.OTHER_COUNTY)) == []
