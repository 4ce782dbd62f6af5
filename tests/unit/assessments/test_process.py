"""Which act is possible in which state of an assessment?"""

import re
from itertools import product

import pytest

from assessments.rules.process import (
    FIRST_STATE,
    NEXT,
    STATE_NAMES,
    STATES,
    acts_from,
    is_final,
    next_state,
)
from ltc.shared.errors import Conflict, Unknown

ACTS = sorted({act for acts in NEXT.values() for act in acts})
WHOLE_WAY = [
    *[("go_on_site", "on_site"), ("seal", "sealed"), ("compare", "compared")],
    *[("confirm", "confirmed"), ("publish", "published"), ("deliver", "delivered")],
    *[("take_effect", "in_force"), ("warn", "expiring"), ("expire", "expired")],
]
# What must never happen in one step, whatever else changes.
NEVER = {
    ("scheduled", "confirm"): "no grade without a visit",
    ("on_site", "confirm"): "no grade before the forms are sealed",
    ("sealed", "confirm"): "no grade before the forms are compared",
    ("scheduled", "take_effect"): "nothing takes effect before it is delivered",
    ("confirmed", "take_effect"): "nothing takes effect before it is delivered",
    ("published", "take_effect"): "nothing takes effect before it is delivered",
    ("sealed", "reschedule"): "sealed forms are compared, not thrown away",
    ("expired", "take_effect"): "an expired conclusion does not come back",
}


def _follow(way, *, benefit=True):
    state = FIRST_STATE
    for act, expected in way:
        state = next_state(state, act, benefit=benefit)
        assert state == expected
    return state


def test_the_whole_way():
    assert _follow(WHOLE_WAY) == "expired"


def test_below_benefit_level_nothing_is_published():
    way = [step for step in WHOLE_WAY if step[0] != "publish"]
    assert _follow(way, benefit=False) == "expired"


@pytest.mark.parametrize(("benefit", "act"), [(True, "deliver"), (False, "publish")])
def test_publication_goes_with_the_benefit(benefit, act):
    with pytest.raises(Conflict):
        next_state("confirmed", act, benefit=benefit)


@pytest.mark.parametrize(("state", "act"), list(product(STATES, ACTS)))
def test_every_state_and_act_either_leads_on_or_says_what_is_possible(state, act):
    if act in acts_from(state):
        assert next_state(state, act) in STATES
        return
    with pytest.raises(Conflict) as refused:
        next_state(state, act)
    assert refused.value.field == "state"
    assert STATE_NAMES[state][0] in refused.value.zh
    assert not re.search("[a-z]", refused.value.zh)


@pytest.mark.parametrize(("state", "act"), list(NEVER))
def test_what_must_never_happen(state, act):
    with pytest.raises(Conflict):
        next_state(state, act)


def test_only_the_two_ends_are_final_and_each_is_reached():
    assert [state for state in STATES if is_final(state)] == ["expired", "revoked"]
    reached, waiting = {FIRST_STATE}, [FIRST_STATE]
    while waiting:
        following = set(NEXT[waiting.pop()].values()) - reached
        reached |= following
        waiting += following
    assert reached == set(STATES) == set(STATE_NAMES)


def test_a_review_upholds_or_revokes_and_nothing_else():
    assert dict(acts_from("disputed")) == {"uphold": "delivered", "revoke": "revoked"}


def test_an_unknown_state_is_refused():
    with pytest.raises(Unknown) as refused:
        acts_from("lost")
    assert refused.value.field == "state"
