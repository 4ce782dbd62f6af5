"""Points and fee of an operator's month: both sides of every edge, whole numbers only."""

import pytest

from ltc.oversight.rules.scoring import Indicator, Tally, check_indicators, fee, score, total
from ltc.shared.errors import BadInput, Unknown

INTAKE = Indicator("intake_time", goal=9_500, weight=20)
RATE = Indicator("complaint_rate", goal=200, weight=10)  # two per thousand
CHECKS = Indicator("spot_checks", goal=10_000, weight=15, quota=100)  # one per cent


@pytest.mark.parametrize(
    ("met", "value", "points"),
    [(200, 10_000, 2_000), (190, 9_500, 2_000), (189, 9_450, 1_989), (0, 0, 0)],
)
def test_a_share_is_full_at_its_goal_and_in_proportion_below(met, value, points):
    row = score(INTAKE, Tally(200, met))
    assert (row.value, row.points) == (value, points)


@pytest.mark.parametrize(
    ("complaints", "value", "points"),
    [(0, 0, 1_000), (2, 200, 1_000), (3, 300, 500), (4, 400, 0), (9, 900, 0)],
)
def test_a_rate_is_full_up_to_its_goal_and_nothing_at_twice_that(complaints, value, points):
    row = score(RATE, Tally(1_000, complaints))
    assert (row.value, row.points) == (value, points)


def test_a_part_of_a_complaint_per_thousand_counts_against_the_operator():
    assert score(RATE, Tally(1_003, 2)).value == 200
    assert score(RATE, Tally(999, 2)).value == 201


def test_no_complaint_allowed_means_that_one_takes_all_points():
    none = Indicator("complaint_rate", goal=0, weight=10)
    assert score(none, Tally(1_000, 0)).points == 1_000
    assert score(none, Tally(1_000, 1)).points == 0


@pytest.mark.parametrize(
    ("visits", "done", "count", "points"),
    [(1_000, 10, 10, 1_500), (1_001, 10, 11, 1_363), (1_000, 30, 10, 1_500), (1, 0, 1, 0)],
)
def test_a_quota_asks_for_whole_checks_and_more_than_all_is_all(visits, done, count, points):
    row = score(CHECKS, Tally(done, done, visits))
    assert (row.count, row.points) == (count, points)


def test_what_did_not_happen_carries_no_weight():
    rows = [score(INTAKE, Tally(0, 0)), score(RATE, Tally(1_000, 3))]
    assert [row.measured for row in rows] == [False, True]
    assert total(rows) == 5_000


def test_a_month_without_anything_has_no_points():
    assert total([score(INTAKE, Tally(0, 0)), score(CHECKS, Tally(0, 0, 0))]) is None


@pytest.mark.parametrize(
    ("points", "expected"), [(10_000, 1_000_001), (9_999, 999_981), (0, 800_001)]
)
def test_the_fee_at_stake_follows_the_points(points, expected):
    assert fee(1_000_001, 2_000, points) == expected


@pytest.mark.parametrize("unknown", [(None, 2_000, 9_000), (100, None, 9_000), (100, 2_000, None)])
def test_what_is_not_known_pays_nothing(unknown):
    assert fee(*unknown) is None


def test_a_sound_list_of_indicators_is_taken():
    check_indicators([Indicator("intake_time", 9_500, 60), Indicator("complaint_rate", 0, 40)])


@pytest.mark.parametrize(
    "faulty",
    [
        [Indicator("intake_time", 9_500, 99)],
        [Indicator("intake_time", 0, 100)],
        [Indicator("intake_time", 10_001, 100)],
        [Indicator("intake_time", 9_500, 100, quota=5)],
        [Indicator("spot_checks", 10_000, 100)],
        [Indicator("intake_time", 9_500, 50), Indicator("intake_time", 9_500, 50)],
        [Indicator("intake_time", 9_500, 101), Indicator("delivery_time", 9_500, -1)],
    ],
)
def test_a_list_that_cannot_be_reckoned_is_refused(faulty):
    with pytest.raises(BadInput):
        check_indicators(faulty)


def test_an_indicator_that_nobody_measures_is_refused_by_name():
    with pytest.raises(Unknown, match="smiles"):
        check_indicators([Indicator("smiles", 9_500, 100)])
