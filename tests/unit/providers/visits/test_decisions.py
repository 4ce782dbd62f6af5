"""Which words close which exception, on what evidence, and what waiting pays."""

import pytest

from ltc.shared.errors import BadInput, Forbidden
from providers.visits.rules.decisions import (
    Evidence,
    check_accepts,
    pays_provisionally,
    refuse_own,
    words_that_accept,
)
from providers.visits.rules.exceptions import KINDS, RESOLUTIONS, resolution
from providers.visits.rules.payable import BY_FACTS, PLACE

ALL = Evidence(
    proofs=frozenset({"recipient_signature"}), confirmed=True, corrected=True, home_doubted=True
)
FIX = sorted(code for code, kind in KINDS.items() if kind.action == "fix")


@pytest.mark.parametrize("code", sorted(BY_FACTS & set(FIX)))
@pytest.mark.parametrize("word", sorted(RESOLUTIONS))
def test_no_word_closes_what_the_facts_say(code, word):
    if resolution(word).accepts:
        with pytest.raises(BadInput):
            check_accepts(KINDS[code], resolution(word), ALL)


@pytest.mark.parametrize("code", FIX)
def test_an_explanation_alone_never_closes_what_must_be_put_right(code):
    assert "explained" not in words_that_accept(KINDS[code])


@pytest.mark.parametrize("code", sorted(PLACE - {"place_weak"}))
def test_no_correction_makes_up_for_a_place(code):
    with pytest.raises(BadInput):
        check_accepts(KINDS[code], resolution("corrected"), ALL)
    check_accepts(KINDS[code], resolution("proof_accepted"), ALL)


@pytest.mark.parametrize("word", ["proof_accepted", "confirmed", "corrected", "home_moved"])
def test_a_word_needs_what_it_says(word):
    with pytest.raises(BadInput):
        check_accepts(KINDS["place_weak"], resolution(word), Evidence())
    check_accepts(KINDS["place_weak"], resolution(word), ALL)


def test_above_the_budget_only_the_recipients_side_helps():
    assert words_that_accept(KINDS["manual_over_budget"]) == {"confirmed"}


def test_a_static_code_proves_nothing():
    assert not Evidence(proofs=frozenset({"static_code"})).proved
    assert Evidence(proofs=frozenset({"rotating_code"})).proved


@pytest.mark.parametrize("code", sorted(KINDS))
def test_waiting_pays_only_what_was_answered(code):
    assert not pays_provisionally(KINDS[code], explained=False, evidence=ALL)
    if KINDS[code].action == "fix":
        assert not pays_provisionally(KINDS[code], explained=True, evidence=Evidence())


@pytest.mark.parametrize("code", ["denied", "hospital_stay", "after_death", "carer_overlap"])
def test_waiting_never_pays_what_the_law_or_the_family_denies(code):
    assert not pays_provisionally(KINDS[code], explained=True, evidence=ALL)


def test_four_eyes_are_counted_by_person():
    refuse_own(1, None, users={2}, staff={3})
    with pytest.raises(Forbidden):
        refuse_own(1, None, users={1}, staff=set())
    with pytest.raises(Forbidden):
        refuse_own(1, 3, users=set(), staff={3})
