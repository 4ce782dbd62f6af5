"""When does the place of a check-in stand, and which exception opens when it does not?"""

import pytest

from ltc.shared.errors import Unknown
from ltc.shared.geo import Point
from providers.visits.rules.place import Fix, absent, grade
from providers.visits.rules.proofs import INDEPENDENT, standing

HOME = Point(41.1245, 122.0703)
IN, WEAK, OUT = (grade(Fix(HOME, 50, 5), distance) for distance in (100, 220, 2000))


def test_a_fix_within_stands_alone():
    assert standing(IN).stands
    assert standing(IN).exception is None


@pytest.mark.parametrize("proof", sorted(INDEPENDENT))
def test_weak_evidence_stands_with_any_one_independent_proof(proof):
    found = standing(WEAK, [proof])
    assert (found.stands, found.exception) == (True, None)
    assert found.because[-1].code == "proofs.independent"


@pytest.mark.parametrize("proofs", [[], ["static_code"]])
def test_weak_evidence_alone_or_with_a_printed_code_is_looked_at(proofs):
    assert standing(WEAK, proofs).exception == "place_weak"


@pytest.mark.parametrize(
    ("verdict", "exception"),
    [(OUT, "place_out"), (absent("off"), "place_missing"), (absent("mocked"), "place_mocked")],
)
def test_out_and_none_wait_for_a_person_whatever_else_is_shown(verdict, exception):
    for proofs in ([], sorted(INDEPENDENT)):
        found = standing(verdict, proofs)
        assert (found.stands, found.exception) == (False, exception)


def test_an_unknown_proof_is_refused():
    with pytest.raises(Unknown, match="rotating_code"):
        standing(IN, ["his word"])
