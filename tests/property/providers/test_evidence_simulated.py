"""Do the rules tell honest carers from pretenders as often as the design asks?

The same simulation as ``./run bench evidence``, smaller; the seeds are fixed.
"""

import pytest

from benchmarks import evidence
from benchmarks.support import attacks
from benchmarks.support.judging import judged
from providers.visits.rules.place import absent
from providers.visits.rules.proofs import INDEPENDENT, standing

SEED = 20261122


@pytest.mark.parametrize("surroundings", ["outdoors", "indoors", "street canyon"])
@pytest.mark.parametrize("pretence", evidence.PRETENCES, ids=lambda each: each.name)
def test_a_pretence_is_caught(pretence, surroundings):
    assert evidence.caught(pretence, 150, SEED, surroundings) >= pretence.at_least


@pytest.mark.parametrize("surroundings", ["outdoors", "indoors", "street canyon"])
def test_honest_carers_are_not_put_outside(surroundings):
    assert evidence.honest_rates(1500, SEED, surroundings)["check-in out"] <= 0.005


def test_honest_carers_outdoors_are_rarely_flagged_at_all():
    assert evidence.honest_rates(1500, SEED, "outdoors")["any flag"] <= 0.05


def test_a_fixed_fence_would_lock_out_a_fifth_of_them_indoors():
    assert 0.2 < evidence.old_fence_rejects(1500, SEED, "indoors") < 0.3


def test_without_a_fix_nothing_is_payable_whatever_else_is_shown():
    words = judged(attacks.location_off(150, SEED, "outdoors"))
    assert set(words["in_word"]) | set(words["out_word"]) == {"none"}
    assert not standing(absent("off"), INDEPENDENT).stands


@pytest.mark.parametrize(
    ("make", "flag"),
    [(attacks.replayed_fix, "replayed"), (attacks.impossible_travel, "travel")],
)
def test_a_pretence_is_caught_by_its_own_flag(make, flag):
    visits = judged(make(150, SEED, "outdoors")).sort("visit_id")
    assert visits[flag][:150].sum() >= 149


def test_a_home_in_another_datum_is_named_and_hardly_any_other():
    named, wrongly = evidence.datum_errors(300, SEED)
    assert named > 0.98
    assert wrongly < 0.02
