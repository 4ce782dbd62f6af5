"""What is a signature, and what two copies of one have in common."""

import pytest

from ltc.shared.errors import BadInput
from providers.visits.rules.signature import LEAST_POINTS, check_strokes, digest

LINE = [[[x, x // 2] for x in range(LEAST_POINTS)]]
BAD = {
    "nothing": [],
    "no strokes": "x",
    "too few points": [LINE[0][:-1]],
    "no points": [["a"] * 20],
    "parts of a point": [[[1]] * 20],
    "fractions": [[[1.5, 2]] * 20],
    "booleans": [[[True, False]] * 20],
    "off the screen": [[[-1, 5]] * 20],
    "far off the screen": [[[10_001, 5]] * 20],
    "far too long": [[[1, 1]] * 5001],
    "far too many": [[[1, 1]]] * 201,
}


@pytest.mark.parametrize("name", BAD)
def test_what_nobody_can_have_written_is_refused(name):
    with pytest.raises(BadInput):
        check_strokes(BAD[name])


def test_the_least_is_enough():
    assert check_strokes(LINE) == LINE


def test_a_copy_moved_elsewhere_is_the_same_signature():
    moved = [[[x + 40, y + 9] for x, y in LINE[0]]]
    assert digest(moved) == digest(LINE)
    other = [[[x, y + x % 2] for x, y in LINE[0]]]
    assert digest(other) != digest(LINE)
