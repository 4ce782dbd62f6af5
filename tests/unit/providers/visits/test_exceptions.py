"""Has every exception a class, an owner, both names and a way to close it?"""

import pytest

from ltc.shared.errors import BadInput, Unknown
from providers.visits.rules.exceptions import (
    KINDS,
    REASONS,
    RESOLUTIONS,
    check_reason,
    check_resolution,
    due_days,
    kind,
)
from providers.visits.rules.place import absent
from providers.visits.rules.proofs import standing

# The least that the conventions ask for.
ASKED = (
    *("unknown_client", "unknown_worker", "missed_check_in", "no_check_in", "no_check_out"),
    *("unscheduled", "late_in", "early_out", "short", "over_length", "missing_task"),
    *("missing_critical_task", "refused_task", "place_out", "place_missing", "place_mocked"),
    *("foreign_device", "not_confirmed", "signature_missing", "replaced_worker"),
    *("credential_expired", "eligibility_lapsed", "missing_reason", "carer_overlap"),
    "person_overlap",
)


@pytest.mark.parametrize("code", sorted({*ASKED, *KINDS}))
def test_an_exception_is_whole(code):
    found = kind(code)
    assert found.action in ("fix", "acknowledge")
    assert found.owner in ("provider_desk", "operator")
    assert found.zh
    assert found.en
    assert len(found.code) <= 40


def test_place_opens_the_class_that_the_design_gives():
    assert kind("place_weak").action == "acknowledge"
    assert kind("place_out").action == "fix"
    assert kind(standing(absent("off")).exception).action == "fix"


def test_the_pack_gives_one_number_or_one_for_each_class():
    assert due_days("place_weak", 5) == 5
    assert due_days("place_weak", {"fix": 3, "acknowledge": 10}) == 10
    assert due_days("place_out", {"fix": 3, "acknowledge": 10}) == 3


@pytest.mark.parametrize("check", [kind, check_reason, check_resolution])
def test_an_unknown_code_is_refused(check):
    with pytest.raises(Unknown):
        check("bad luck")


@pytest.mark.parametrize("check", [check_reason, check_resolution])
def test_other_needs_words(check):
    for memo in ("", "  "):
        with pytest.raises(BadInput) as refused:
            check("other", memo)
        assert refused.value.field == "memo"
    check("other", "the lift was stuck")


def test_some_ways_of_closing_count_the_visit_and_some_do_not():
    assert {each.accepts for each in RESOLUTIONS.values()} == {True, False}
    assert check_resolution("provisional").accepts
    assert not check_resolution("void").accepts
    assert all(zh and en for zh, en in REASONS.values())
