"""What keeps a visit from being verified."""

import pytest

from providers.visits.rules.payable import Facts, findings, held_by, place_findings
from providers.visits.rules.place import Verdict, absent
from providers.visits.rules.qualified import may_serve

GOOD = Facts(outcome="full")


def test_a_good_visit_has_nothing_against_it():
    assert findings(GOOD) == []
    assert findings(Facts(outcome="part")) == []


ONE = {
    "short": Facts(outcome="short"),
    "no_check_out": Facts(outcome="open"),
    "over_length": Facts(outcome="full", over_length=True),
    "eligibility_lapsed": Facts(outcome="full", entitled=False),
    "after_death": Facts(outcome="full", dead=True, entitled=False, plan_in_force=False),
    "hospital_stay": Facts(outcome="full", in_hospital=True),
    "plan_not_in_force": Facts(outcome="full", plan_in_force=False),
    "provider_suspended": Facts(outcome="full", provider_suspended=True),
    "worker_suspended": Facts(outcome="full", worker_suspended=True),
    "credential_expired": Facts(outcome="full", certified=False),
}


@pytest.mark.parametrize("code", ONE)
def test_each_fact_has_its_code(code):
    assert findings(ONE[code]) == [code]


def seen(word):
    return Verdict(word, 10.0, ())


@pytest.mark.parametrize(
    ("begin", "end", "proofs", "expected"),
    [
        (seen("in"), seen("in"), (), []),
        (seen("weak"), seen("in"), (), ["place_weak"]),
        (seen("weak"), seen("weak"), ("recipient_pin",), []),
        (seen("weak"), seen("in"), ("static_code",), ["place_weak"]),
        (seen("in"), seen("out"), ("recipient_pin",), ["place_out"]),
        (absent("denied"), seen("in"), ("recipient_pin",), ["place_missing"]),
        (absent("mocked"), absent("off"), (), ["place_missing", "place_mocked"]),
    ],
)
def test_both_ends_must_stand(begin, end, proofs, expected):
    assert place_findings([begin, end], frozenset(proofs)) == expected


def test_what_is_open_or_refused_holds_and_what_is_accepted_does_not():
    decided = {"place_weak": True, "short": False, "denied": None}
    assert held_by(["place_weak", "short", "over_length"], decided) == [
        "denied",
        "over_length",
        "short",
    ]


@pytest.mark.parametrize(
    ("work", "papers", "needed", "may"),
    [
        ("care_worker", ["care_worker"], "care_worker", True),
        ("nurse", ["nurse"], "care_worker", True),
        ("care_worker", ["care_worker"], "nurse", False),
        ("care_worker", ["nurse"], "nurse", True),
        ("nurse", [], "care_worker", False),
        ("medical_care_worker", ["x"], "care_worker", True),
    ],
)
def test_a_higher_qualification_covers_the_lower(work, papers, needed, may):
    assert may_serve(work, papers, needed) is may
