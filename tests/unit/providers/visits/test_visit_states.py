"""Which acts are possible in which state of a visit?"""

import re

import pytest

from ltc.shared.errors import Conflict, Unknown
from providers.visits.rules.states import ACTS, FINAL, PAYABLE, STATES, TABLE, acts_from, after


def test_the_story_of_a_paid_visit():
    state = "planned"
    for act in ("start", "end", "verify", "rate", "settle"):
        state = after(state, act)
    assert state == "settled"


@pytest.mark.parametrize("state", sorted(STATES))
@pytest.mark.parametrize("act", sorted(ACTS))
def test_every_act_in_every_state_is_in_the_table_or_a_conflict(state, act):
    if (state, act) in TABLE:
        assert after(state, act) == TABLE[state, act]
        assert act in acts_from(state)
    else:
        with pytest.raises(Conflict) as refused:
            after(state, act)
        assert STATES[state][0] in refused.value.zh
        assert not re.search("[a-z]", refused.value.zh)


def test_only_a_verified_visit_is_rated():
    assert {state for state, act in TABLE if act == "rate"} == set(PAYABLE) == {"verified"}


def test_what_is_rated_or_final_is_not_voided():
    assert acts_from("rated") == ("settle",)
    assert all(acts_from(state) == () for state in FINAL)


def test_a_missed_visit_may_start_when_the_offline_phone_comes_back():
    assert after("missed", "start") == "started"


def test_every_state_can_be_reached():
    assert set(TABLE.values()) | {"planned"} == set(STATES)


def test_unknown_words_are_refused():
    with pytest.raises(Unknown):
        after("paid", "start")
    with pytest.raises(Unknown):
        after("planned", "pay")
