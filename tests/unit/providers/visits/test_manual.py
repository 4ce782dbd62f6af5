"""When are there too many entries by hand, and who may not approve one?"""

import polars as pl
import pytest

from providers.visits.rules.manual import counts_by, may_approve, needs_confirmation, with_scores
from providers.visits.rules.thresholds import ManualRules

SCORES = [
    # accepted, manual, exported, rejected -> score
    (100, 0, 100, 0, 100.0),
    (100, 100, 100, 100, 0.0),
    (100, 10, 100, 10, 90.0),
    (3, 1, 3, 0, 80.0),
    (300, 101, 300, 0, 79.8),
    (10, 2, 10, 2, 80.0),
    (0, 0, 0, 0, 100.0),
    (0, 0, 10, 10, 60.0),
]


@pytest.mark.parametrize(("accepted", "manual", "exported", "rejected", "score"), SCORES)
def test_the_score(accepted, manual, exported, rejected, score):
    counts = {"accepted": accepted, "manual": manual, "exported": exported, "rejected": rejected}
    row = with_scores(pl.DataFrame([counts])).row(0, named=True)
    assert row["score"] == score
    assert row["within_budget"] == (score >= 80)
    assert needs_confirmation(**counts) == (score < 80)


def test_a_score_that_only_rounds_up_to_the_budget_is_below_it():
    counts = {"accepted": 300_000, "manual": 100_001, "exported": 300_000, "rejected": 0}
    assert with_scores(pl.DataFrame([counts]))["score"].item() == 80.0
    assert needs_confirmation(**counts)
    assert not needs_confirmation(**counts, rules=ManualRules(least_score=79))


def test_visits_are_counted_for_providers_and_for_carers():
    visits = pl.DataFrame(
        {
            "provider_id": [1, 1, 2],
            "carer_id": [7, 8, 9],
            "accepted": [True, True, True],
            "manual": [True, False, False],
            "exported": [True, True, True],
            "rejected": [False, False, True],
        }
    )
    by_provider = with_scores(counts_by(visits, ["provider_id"]))
    assert by_provider.select("provider_id", "score").rows() == [(1, 70.0), (2, 60.0)]
    by_carer = with_scores(counts_by(visits, ["carer_id"]))
    assert by_carer["within_budget"].to_list() == [False, True, False]


def test_nobody_approves_an_entry_for_a_visit_that_names_him():
    assert may_approve(5, named=[1, 2])
    assert not may_approve(2, named=[1, 2])
