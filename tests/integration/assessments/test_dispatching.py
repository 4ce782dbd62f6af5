"""Dispatch and team: an agency of the area, enough people and experts, nobody recused."""

from datetime import timedelta

import pytest

from assessments import queries, services
from assessments.models import Assessor
from assessments.services import Seat
from ltc.audit.models import AuditRow
from ltc.case import queries as cases
from ltc.case.models import Application
from ltc.db import read_only, session, unit_of_work
from ltc.directory.models import Organisation
from ltc.directory.services import add_party
from ltc.outbox.models import Message
from ltc.shared.errors import BadInput, Conflict, NotFound
from tests.support.factories import assessments as make
from tests.support.factories import base


@pytest.fixture
def given(agency):
    """Give an assessment that the agency has in hand."""
    with unit_of_work():
        return make.dispatched(agency)


def schedule(given, agency, seats, *, scope=None, visit_at=make.VISIT_AT):
    with unit_of_work():
        return services.schedule(given.id, visit_at, seats, scope=scope or agency.desk, at=base.AT)


def test_the_agency_sees_the_case_from_then_on(agency):
    with unit_of_work():
        application = make.accepted()
    with pytest.raises(NotFound), read_only():
        cases.person(application.person_id, scope=agency.desk)
    with unit_of_work():
        made = make.dispatched(agency, application)
    assert (made.state, made.scale, made.kind) == ("scheduled", "nhsa-2021-37", "first")
    with read_only():
        assert cases.person(application.person_id, scope=agency.desk).name == "张秀英"
        assert queries.assessment(made.id, scope=agency.desk).id == made.id
    assert base.stored(Application)[0].state == "assessing"
    assert [m.organisation_id for m in base.stored(Message)][-1] == agency.organisation.id


def test_only_an_accepted_application_is_given_away_and_only_once(agency, given):
    with pytest.raises(Conflict), unit_of_work():
        services.dispatch(
            given.application_id, agency.organisation.id, scope=base.desk(), at=base.AT
        )


def test_only_to_an_assessment_agency(agency):
    with unit_of_work():
        application = make.accepted()
        provider = base.organisation("care_provider")
    with pytest.raises(BadInput, match="no assessment agency"), unit_of_work():
        services.dispatch(application.id, provider.id, scope=base.desk(), at=base.AT)


def test_another_agency_or_area_finds_nothing(agency, given):
    with unit_of_work():
        other = make.Agency()
    for scope in (other.desk, base.desk(area=base.OTHER_COUNTY), base.of_person(99)):
        with pytest.raises(NotFound), read_only():
            queries.assessment(given.id, scope=scope)
        with pytest.raises(NotFound):
            schedule(given, agency, other.seats, scope=scope)


def test_the_team_sees_the_case_when_it_is_on_the_calendar(agency, given):
    assessor = agency.scope(agency.assessor)
    with pytest.raises(NotFound), read_only():
        queries.assessment(given.id, scope=assessor)
    schedule(given, agency, agency.seats)
    with read_only():
        assert queries.assessment(given.id, scope=assessor).scheduled_at == make.VISIT_AT
    assert [seat.work for seat in base.stored(Assessor)] == ["assessor", "expert", "confirmer"]


def test_another_team_takes_the_first_ones_place(agency, given):
    schedule(given, agency, agency.seats)
    with unit_of_work():
        new = base.staff(agency.organisation, "assessor")
    schedule(given, agency, [Seat(new.id, "assessor"), Seat(agency.expert.id, "expert")])
    with pytest.raises(NotFound), read_only():
        queries.assessment(given.id, scope=agency.scope(agency.assessor))


@pytest.mark.parametrize(
    ("works", "text"),
    [
        ([("expert", "expert")], "at least 2 assessment staff"),
        ([("assessor", "assessor"), ("expert", "assessor")], "at least 1 of them experts"),
        ([("assessor", "assessor"), ("expert", "confirmer")], "at least 2 assessment staff"),
    ],
)
def test_a_team_too_small_does_not_go(agency, given, works, text):
    seats = [Seat(getattr(agency, who).id, work) for who, work in works]
    with pytest.raises(Conflict, match=text) as refusal:
        schedule(given, agency, seats)
    assert "名" in refusal.value.zh


def test_staff_of_others_or_without_certificate_do_not_go(agency, given):
    with unit_of_work():
        other = make.Agency()
        carer = base.staff(agency.organisation, "care_worker")
        barred = base.staff(agency.organisation, "expert", state="suspended")
    expert = Seat(agency.expert.id, "expert")
    with pytest.raises(NotFound):
        schedule(given, agency, [Seat(other.assessor.id, "assessor"), expert])
    for seat in (
        Seat(carer.id, "assessor"),
        Seat(barred.id, "expert"),
        Seat(agency.assessor.id, "expert"),
    ):
        with pytest.raises(BadInput, match="cannot work as"):
            schedule(given, agency, [seat, expert])


def test_kin_stand_back(agency, given):
    with unit_of_work():
        services.recuse(agency.expert.id, given.person_id, "外甥", scope=base.desk(), at=base.AT)
    with pytest.raises(Conflict, match="kin"):
        schedule(given, agency, agency.seats)
    with pytest.raises(Conflict, match="noted already"), unit_of_work():
        services.recuse(agency.expert.id, given.person_id, "再记", scope=base.desk(), at=base.AT)


def test_whoever_has_the_familys_phone_stands_back(agency, given):
    with unit_of_work():
        kin = base.staff(agency.organisation, "assessor", phone="13700000002")
    with pytest.raises(Conflict, match="phone"):
        schedule(given, agency, [Seat(kin.id, "assessor"), Seat(agency.expert.id, "expert")])


@pytest.fixture
def provider(agency, given):
    """Give the provider that cares for the person."""
    with unit_of_work():
        made = base.organisation("care_provider", phone="0427-100")
        add_party(given.person_id, made.id, staff_id=None, why="assignment:1", on=base.ON)
    return made


def test_whoever_works_for_the_persons_provider_too_stands_back(agency, given, provider):
    with unit_of_work():
        facts = {"name": "两处任职", "phone": "13911112222"}
        also = base.staff(agency.organisation, "assessor", **facts)
        base.staff(provider, "care_worker", **facts)
        base.staff(provider, "care_worker", name="两处任职", phone="13911113333")
    with pytest.raises(Conflict, match="tied to a provider"):
        schedule(given, agency, [Seat(also.id, "assessor"), Seat(agency.expert.id, "expert")])
    schedule(given, agency, agency.seats)


def test_an_agency_with_the_providers_phone_is_tied_to_it(given, provider):
    with unit_of_work():
        kindred = make.Agency()
        session().get(Organisation, kindred.organisation.id).phone = "0427-100"
        with pytest.raises(Conflict, match="tied to a provider"):
            make.reach("schedule", make.dispatched(kindred, again(given)), kindred)


def test_a_client_of_another_provider_is_assessed(agency, given, provider):
    with unit_of_work():
        other = base.organisation("care_provider")
        base.staff(other, "nurse", name=agency.expert.name, phone=agency.expert.phone)
    schedule(given, agency, agency.seats)


def again(given):
    """Give the application of an assessment back, to be dispatched anew."""
    services.revoke(given.id, "换机构", scope=base.desk(), at=base.AT)
    return cases.application(given.application_id, scope=base.desk())


def test_no_visit_in_the_past_and_none_moved_once_begun(agency, given):
    with pytest.raises(BadInput, match="past"):
        schedule(given, agency, agency.seats, visit_at=base.AT - timedelta(minutes=1))
    with unit_of_work():
        make.reach("start", given, agency)
    with pytest.raises(Conflict, match="begun already"):
        schedule(given, agency, agency.seats)


def test_a_revoked_assessment_gives_the_application_back(agency, given):
    with unit_of_work():
        services.revoke(given.id, "机构停业", scope=base.desk(), at=base.AT)
    assert base.stored(Application)[0].state == "accepted"
    with pytest.raises(NotFound), read_only():
        cases.person(given.person_id, scope=agency.desk)
    with unit_of_work():
        again = make.dispatched(agency, cases.application(given.application_id, scope=base.desk()))
    assert again.id != given.id


def test_every_act_leaves_a_row(agency, given):
    schedule(given, agency, agency.seats)
    acts = [row.act for row in base.stored(AuditRow) if row.about_kind == "assessment"]
    assert acts == ["assessment.dispatch", "assessment.schedule"]


def test_the_least_busy_agency_comes_first(agency, given):
    with unit_of_work():
        idle = make.Agency()
    with read_only():
        application = cases.application(given.application_id, scope=base.desk())
        found = [(a.id, load) for a, load in services.agencies_for(application, base.ON)]
    assert found == [
        (idle.organisation.id, 0),
        (agency.organisation.id, 1),
    ]
