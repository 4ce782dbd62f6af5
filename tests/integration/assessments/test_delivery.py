"""Publication and letter: the determination, its days, its clocks, and who is not entitled."""

from datetime import date, timedelta

import pytest

from assessments import queries, services
from assessments.models import Assessment
from ltc.audit.models import AuditRow
from ltc.case import queries as cases
from ltc.case import services as case_services
from ltc.case.models import Application, Clock, Determination, Person
from ltc.db import read_only, session, unit_of_work
from ltc.outbox.models import Message
from ltc.shared.errors import Conflict, NotFound
from tests.support.factories import assessments as make
from tests.support.factories import base

OPERATOR = base.desk()
PUBLISHED_TO = date(2023, 10, 19)


def brought(agency, step, first=None):
    """Write an assessment brought to a step."""
    with unit_of_work():
        made = make.dispatched(agency)
        make.reach(step, made, agency, first=first)
        return made


def deliver(assessment, on, *, scope=OPERATOR):
    with unit_of_work():
        return services.deliver(assessment.id, scope=scope, at=base.at(on))


def clock(kind):
    return next(each for each in base.stored(Clock) if each.kind == kind)


def test_a_benefit_conclusion_is_published_for_its_days(agency):
    made = brought(agency, "publish")
    (stored,) = base.stored(Assessment)
    assert (stored.published_from, stored.published_to) == (date(2023, 10, 12), PUBLISHED_TO)
    with pytest.raises(Conflict, match="published until"):
        deliver(made, PUBLISHED_TO)
    assert deliver(made, PUBLISHED_TO + timedelta(days=1)).entitled


def test_unpublished_it_is_not_delivered(agency):
    made = brought(agency, "confirm")
    with pytest.raises(Conflict):
        deliver(made, date(2023, 11, 1))


def test_the_determination_names_days_grade_reasons_and_pack(agency):
    made = brought(agency, "publish", make.answers(memory=2, communication=2))
    found = deliver(made, date(2023, 10, 20))
    assert (found.grade, found.national_grade, found.entitled) == ("severe_2", 4, True)
    assert (found.first_day, found.last_day) == (date(2023, 11, 1), date(2025, 10, 31))
    assert [row["code"] for row in found.reasons] == [
        "conclusion.grade",
        "entitled.granted",
        "entitled.start",
    ]
    assert (found.pack, found.assessment_id, found.application_id) == (
        "panjin",
        made.id,
        made.application_id,
    )


def test_the_clocks_stop_and_the_one_for_review_starts(agency):
    made = brought(agency, "publish")
    deliver(made, date(2023, 10, 20))
    assert clock("delivery").met_on == date(2023, 10, 20)
    assert clock("publication").met_on == PUBLISHED_TO
    filing = clock("review_filing")
    assert (filing.owner_role, filing.due_on) == ("family", date(2023, 11, 3))
    assert base.stored(Application)[0].state == "closed"


def test_the_letter_says_it_in_plain_chinese(agency):
    made = brought(agency, "publish")
    deliver(made, date(2023, 10, 20))
    (letter,) = (each for each in base.stored(Message) if each.channel == "letter")
    assert "评估结论：重度失能一级。" in letter.body
    assert "自2023年11月1日起" in letter.body
    assert "10个工作日内申请复评" in letter.body


def test_below_benefit_level_no_publication_and_no_entitlement(agency):
    made = brought(agency, "confirm", make.intact())
    with pytest.raises(Conflict), unit_of_work():
        services.publish(made.id, scope=OPERATOR, at=base.at(date(2023, 10, 13)))
    found = deliver(made, date(2023, 10, 13))
    assert (found.entitled, found.grade) == (False, "normal")
    assert "entitled.grade" in [row["code"] for row in found.reasons]
    letter = base.stored(Message)[-1]
    assert "未达到享受待遇的条件" in letter.body


def test_whoever_is_of_another_category_is_graded_and_not_entitled(agency):
    made = brought(agency, "publish")
    with unit_of_work():
        session().get(Person, made.person_id).category = "resident"
    found = deliver(made, date(2023, 10, 20))
    assert (found.entitled, found.grade) == (False, "severe_1")
    assert "entitled.category" in [row["code"] for row in found.reasons]


def test_agency_and_team_leave_the_case(agency):
    made = brought(agency, "publish")
    deliver(made, date(2023, 10, 20))
    for scope in (agency.desk, agency.scope(agency.assessor)):
        with pytest.raises(NotFound), read_only():
            cases.person(made.person_id, scope=scope)


def test_delivered_once_by_the_office_only(agency):
    made = brought(agency, "publish")
    with pytest.raises(NotFound):
        deliver(made, date(2023, 10, 20), scope=base.desk(area=base.OTHER_COUNTY))
    deliver(made, date(2023, 10, 20))
    with pytest.raises(Conflict):
        deliver(made, date(2023, 10, 21))
    assert len(base.stored(Determination)) == 1


def test_the_public_list_holds_only_what_is_published_today(agency):
    made = brought(agency, "publish")
    with read_only():
        (row,) = queries.published(PUBLISHED_TO, scope=OPERATOR)
        assert (row.assessment_id, row.grade) == (made.id, 5)
        assert queries.published(PUBLISHED_TO + timedelta(days=1), scope=OPERATOR) == []
        far = base.desk(area=base.OTHER_COUNTY)
        assert queries.published(PUBLISHED_TO, scope=far) == []


def test_a_change_of_grade_takes_over_where_the_first_ends(agency):
    made = brought(agency, "publish", make.answers(memory=2, communication=2))
    deliver(made, date(2023, 10, 20))
    with unit_of_work():
        person = cases.person(made.person_id, scope=OPERATOR)
        application = make.accepted(person, on=date(2023, 10, 23))
        again = make.dispatched(agency, application)
        at = base.at(date(2023, 10, 25))
        make.reach("publish", again, agency, at=at)
    assert again.kind == "change"
    found = deliver(again, date(2023, 11, 2))
    with read_only():
        held = [
            cases.determination_on(made.person_id, day, scope=OPERATOR).grade
            for day in (date(2023, 11, 30), date(2023, 12, 1))
        ]
    assert (found.first_day, held) == (date(2023, 12, 1), ["severe_2", "severe_1"])


def test_a_death_stops_the_assessment(agency):
    from assessments.acts.closing import on_case_closed
    from ltc import events

    made = brought(agency, "confirm")
    events.on("case.closed", on_case_closed)
    try:
        with unit_of_work():
            case_services.record_event(
                made.person_id, "death", base.ON, None, "民政", scope=OPERATOR, at=make.VISIT_AT
            )
    finally:
        events.forget_handlers()
    assert base.stored(Assessment)[0].state == "revoked"
    with pytest.raises(NotFound), read_only():
        cases.person(made.person_id, scope=agency.desk)
    assert "assessment.revoke" in [row.act for row in base.stored(AuditRow)]
