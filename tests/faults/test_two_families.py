"""Two families choose the last place of one provider at once: one has it, the other is told so."""

import pytest

from ltc.db import unit_of_work
from ltc.scope import Scope
from providers.assignment import services
from providers.models import Assignment
from tests.faults.test_two_officers import TRIALS, at_once
from tests.support.factories import providers as make
from tests.support.factories.base import AT, stored

EVERYTHING = Scope.everything("two families choose")


@pytest.mark.parametrize("trial", range(TRIALS))
def test_the_last_place_is_given_once(database, trial):
    with unit_of_work():
        house = make.provider(capacity=1)
        plans = [make.plan().id for _ in range(2)]
    ended = at_once(
        lambda _who: services.propose(
            plans.pop(), scope=EVERYTHING, at=AT, chosen_provider_id=house.id
        )
    )
    assert ended == ["done", "refused"]
    assert len(stored(Assignment)) == 1
