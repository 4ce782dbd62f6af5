"""What happens to assignments when a case closes, a plan is renewed or nobody answers."""

from datetime import date

import pytest

from ltc import events
from ltc.addon import load_addons, resolve
from ltc.case.services import record_event
from ltc.db import session, unit_of_work
from ltc.directory.models import Organisation
from ltc.scope import Scope
from ltc.shared.errors import BadInput
from providers.addon import ADDON
from providers.assignment import jobs, services
from providers.models import Assignment
from tests.support.factories import providers as make
from tests.support.factories.base import (
    AT,
    ON,
    desk,
    of_organisation,
    organisation,
    staff,
    stored,
)

EVERYTHING = Scope.everything("test")


@pytest.fixture(autouse=True)
def wired():
    """Wire this room's handlers, as the site does."""
    load_addons(("case", "providers"))
    events.forget_handlers()
    for event, dotted in ADDON.handlers:
        events.on(event, resolve(dotted))
    yield
    events.forget_handlers()


def active() -> tuple[int, int]:
    """Give the person and the provider of an assignment that is active since today."""
    provider, plan = make.provider(), make.plan()
    made = services.propose(plan.id, scope=EVERYTHING, at=AT)
    services.accept(made.id, carer_id=None, first_day=ON, scope=EVERYTHING, at=AT)
    return plan.person_id, provider.id


def test_a_death_ends_the_assignment_with_its_day(database):
    with unit_of_work():
        person, _provider = active()
    with unit_of_work():
        record_event(person, "death", date(2023, 10, 5), None, "民政", scope=desk(), at=AT)
    (ended,) = stored(Assignment)
    assert (ended.state, ended.last_day) == ("ended", date(2023, 10, 5))


def test_a_proposal_of_a_closed_case_is_taken_back_with_its_reason(database):
    with unit_of_work():
        make.provider()
        plan = make.plan()
        services.propose(plan.id, scope=EVERYTHING, at=AT)
    with unit_of_work():
        record_event(plan.person_id, "moved", ON, None, "本人", scope=desk(), at=AT)
    (made,) = stored(Assignment)
    assert (made.state, made.decline_reason) == ("expired", "个案已终止")


def test_the_next_plan_s_provider_takes_over_the_day_before_it_begins(database):
    with unit_of_work():
        person, provider = active()
        renewed = make.plan_of(person, first_day=date(2023, 11, 1))
        made = services.propose(renewed.id, scope=EVERYTHING, at=AT)
    with unit_of_work():
        own = of_organisation(session().get(Organisation, provider), "provider_desk")
        services.accept(made.id, carer_id=None, first_day=date(2023, 11, 1), scope=own, at=AT)
    old, new = stored(Assignment)
    assert (old.state, old.last_day) == ("ended", date(2023, 10, 31))
    assert (new.state, new.first_day) == ("active", date(2023, 11, 1))


def test_what_nobody_answers_in_time_goes_back_to_the_desk(sqlite_database):
    with unit_of_work():
        make.provider()
        due = services.propose(make.plan().id, scope=EVERYTHING, at=AT).answer_due_on
    assert jobs.expire_overdue(due) == 0
    assert jobs.expire_overdue(date.fromordinal(due.toordinal() + 1)) == 1
    (made,) = stored(Assignment)
    assert (made.state, made.decline_reason) == ("expired", "逾期未答复")


def test_a_carer_of_another_provider_is_refused(database):
    with unit_of_work():
        make.provider()
        plan = make.plan()
        made = services.propose(plan.id, scope=EVERYTHING, at=AT)
        stranger = staff(organisation("care_provider"))
        with pytest.raises(BadInput, match="not an active member"):
            services.accept(made.id, carer_id=stranger.id, first_day=ON, scope=EVERYTHING, at=AT)
