"""Is the combination table total, monotone and the one that the law is understood to have?"""

from copy import deepcopy
from itertools import product

import pytest

from assessments.rules.table import build_table, non_monotone, spread
from assessments.scales.load import build, load_scale
from tests.support import oracle_score as oracle

SCALE = load_scale("nhsa-2021-37")
COMBINATIONS = list(product(range(4), repeat=3))


def _with_cell(row, column, grade):
    content = deepcopy(SCALE.content)
    content["matrix"]["cells"][row][column] = grade
    return build(content)


def _disagreements(scale):
    return [at for at in COMBINATIONS if scale.grade_of(at) != oracle.combine(*at)]


def test_every_combination_of_bands_has_the_grade_of_the_law():
    assert len(SCALE.tables[0].grade) == 64
    assert _disagreements(SCALE) == []


@pytest.mark.parametrize("better", COMBINATIONS)
def test_a_worse_band_never_gives_a_less_severe_grade(better):
    worse = [at for at in COMBINATIONS if all(x >= y for x, y in zip(at, better, strict=True))]
    assert all(SCALE.grade_of(at) >= SCALE.grade_of(better) for at in worse)


def test_severe_activities_are_always_severe_and_grade_five_needs_both():
    assert min(SCALE.grade_of(at) for at in COMBINATIONS if at[0] == 3) == 3
    assert {at[0] for at in COMBINATIONS if SCALE.grade_of(at) == 5} == {3}
    assert {max(at[1:]) for at in COMBINATIONS if SCALE.grade_of(at) == 5} == {3}


def test_only_the_worse_of_cognition_and_senses_counts():
    for adl, one, other in COMBINATIONS:
        assert SCALE.grade_of((adl, one, other)) == SCALE.grade_of((adl, other, one))


@pytest.mark.parametrize(("row", "column"), list(product(range(4), repeat=2)))
def test_any_cell_changed_is_noticed(row, column):
    for grade in set(range(6)) - {SCALE.content["matrix"]["cells"][row][column]}:
        changed = _with_cell(row, column, grade)
        assert _disagreements(changed)
        assert changed.fingerprint != SCALE.fingerprint


def test_the_table_as_shipped_is_not_called_verified():
    assert SCALE.verified is False
    assert set(SCALE.confidence.values()) == {"G"}


def test_cells_that_are_not_monotone_are_listed_and_not_smoothed():
    assert non_monotone(SCALE.tables[0].grade) == []
    odd = spread(((0, 1), (2, 1)), 1)
    assert non_monotone(odd) == [((1, 0), (1, 1))]
    assert build_table(odd).grade[(1, 1)] == 1
