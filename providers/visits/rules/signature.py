"""Whether strokes on a phone are a signature at all, and what two of them have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ltc.shared.errors import BadInput
from ltc.shared.ids import canonical_json, sha256

LEAST_POINTS, MOST_POINTS = 12, 5000
_MOST_STROKES = 200
_LARGEST = 10_000


def check_strokes(strokes: Any) -> Sequence[Sequence[Sequence[int]]]:  # noqa: ANN401 - from outside
    """Return strokes of whole ``[x, y]`` points, or refuse what nobody can have written."""
    if not isinstance(strokes, list) or not 0 < len(strokes) <= _MOST_STROKES:
        raise _no_signature()
    points = 0
    for stroke in strokes:
        if not isinstance(stroke, list) or not all(_is_point(point) for point in stroke):
            raise _no_signature()
        points += len(stroke)
    if not LEAST_POINTS <= points <= MOST_POINTS:
        raise _no_signature()
    return strokes


def digest(strokes: Sequence[Sequence[Sequence[int]]]) -> str:
    """Return what is equal for copies of one signature: its strokes, moved to the corner."""
    left = min(point[0] for stroke in strokes for point in stroke)
    top = min(point[1] for stroke in strokes for point in stroke)
    moved = [[[x - left, y - top] for x, y in stroke] for stroke in strokes]
    return sha256(canonical_json(moved))


def _is_point(point: object) -> bool:
    return (
        isinstance(point, list)
        and len(point) == 2  # noqa: PLR2004 - x and y
        and all(type(part) is int and 0 <= part <= _LARGEST for part in point)
    )


def _no_signature() -> BadInput:
    return BadInput(
        "this is no signature: strokes of whole [x, y] points are needed",
        "签名无效：请参保人一方在屏幕上重新签名",
        field="value",
    )
