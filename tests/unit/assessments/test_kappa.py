"""Is κ what textbooks and statistics programs print for the same tables?"""

from itertools import product

import pytest

from assessments.rules.kappa import LINEAR, PLAIN, QUADRATIC, agreement, weights_for

# Rows: first rater; columns: second.  Cohen 1968; Boyd's mammograms (Stata manual, ``kap``);
# the yes/no tables of the encyclopaedia's article on Cohen's kappa.
MAMMOGRAMS = [[21, 12, 0, 0], [4, 17, 1, 0], [3, 9, 15, 2], [0, 0, 0, 1]]
PUBLISHED = [
    ([[20, 5], [10, 15]], PLAIN, 0.4),
    ([[45, 15], [25, 15]], PLAIN, 0.1304),
    ([[25, 35], [5, 35]], PLAIN, 0.2593),
    ([[44, 5, 1], [7, 20, 3], [9, 5, 6]], PLAIN, 0.4915),
    (MAMMOGRAMS, PLAIN, 0.4728),
    (MAMMOGRAMS, LINEAR, 0.5684),
]


def pairs_of(table):
    places = range(len(table))
    return [pair for pair in product(places, places) for _ in range(table[pair[0]][pair[1]])]


@pytest.mark.parametrize(("table", "weights", "expected"), PUBLISHED)
def test_published_tables(table, weights, expected):
    found = agreement(pairs_of(table), range(len(table)), weights)
    assert found.kappa == pytest.approx(expected, abs=0.00006)
    assert (found.pairs, found.same) == (
        sum(map(sum, table)),
        sum(row[place] for place, row in enumerate(table)),
    )


def test_quadratic_weights_by_the_means_formula():
    """Quadratic κ is twice the covariance over the two variances and the gap of the means."""
    pairs = pairs_of(MAMMOGRAMS)
    ones, others = zip(*pairs, strict=True)
    count = len(pairs)
    mean, other_mean = sum(ones) / count, sum(others) / count
    shared = sum((a - mean) * (b - other_mean) for a, b in pairs)
    apart = sum((a - mean) ** 2 for a in ones) + sum((b - other_mean) ** 2 for b in others)
    expected = 2 * shared / (apart + count * (mean - other_mean) ** 2)
    assert agreement(pairs, range(4), QUADRATIC).kappa == pytest.approx(expected)


def test_the_two_ends():
    assert agreement([(0, 0), (5, 5), (10, 10)], (0, 5, 10), QUADRATIC).kappa == 1
    assert agreement([(0, 10), (10, 0)], (0, 5, 10), QUADRATIC).kappa == -1


def test_one_answer_only_says_nothing():
    assert agreement([(0, 0)] * 9, (0, 5), PLAIN).kappa is None
    assert agreement([], (0, 5), PLAIN).kappa is None


def test_weights_where_the_answers_have_an_order():
    assert weights_for((0, 5)) == PLAIN
    assert weights_for((0, 5, 10)) == QUADRATIC
