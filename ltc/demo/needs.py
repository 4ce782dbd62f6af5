"""How somebody does: answers to the national scale that lead to a wanted grade.

The grade itself is always the scale's own reckoning; here answers are only drawn until the scale
gives the grade that the story wants.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import cache

from assessments.rules.scale import Item, Scale
from assessments.rules.scoring import score
from assessments.scales.load import load_points_scale

# How able people of a grade are, from 0 to 1: daily life, cognition, senses.
_ABLE: Mapping[int, tuple[float, float, float]] = {
    0: (1.0, 0.95, 0.95),
    1: (0.8, 0.8, 0.8),
    2: (0.55, 0.7, 0.7),
    3: (0.22, 0.7, 0.7),
    4: (0.15, 0.17, 0.45),
    5: (0.07, 0.05, 0.2),
}
_MOST_DRAWS = 2000
_POOL = 12
_OFTEN_APART = 0.35


def answers(scale: Scale, grade: int, chance: random.Random) -> dict[str, int]:
    """Return answers that the scale grades ``grade``."""
    return dict(chance.choice(_pool(scale.id, grade)))


@cache
def _pool(scale_id: str, grade: int) -> tuple[dict[str, int], ...]:
    """Draw a few sets of answers for a grade, once."""
    scale = load_points_scale(scale_id)
    chance = random.Random(f"answers {grade}")  # noqa: S311 - a story, no secret
    found: list[dict[str, int]] = []
    for _ in range(_MOST_DRAWS):
        drawn = _draw(scale, grade, chance)
        if score(scale, drawn).grade == grade:
            found.append(drawn)
        if len(found) == _POOL:
            return tuple(found)
    raise ValueError(f"no answers found for grade {grade}")


def second_opinion(
    scale: Scale, first: Mapping[str, int], chance: random.Random
) -> tuple[dict[str, int], str]:
    """Return the other scorer's answers: most often the same, else one option apart on one item.

    The second value says how the two settled it; it is empty where they agreed.
    """
    other = dict(first)
    if chance.random() >= _OFTEN_APART:
        return other, ""
    item = chance.choice(list(scale.items.values()))
    options = sorted(item.options)
    place = options.index(first[item.key])
    other[item.key] = options[place - 1] if place else options[1]
    return other, f"“{item.name}”两人评分不一，复看录像并询问家属后，按现场实际表现认定。"


def self_answers(grade: int, chance: random.Random) -> dict[str, str]:
    """Return a self-assessment as families of such people fill it in."""
    dependent, partial = "dependent", "partial"
    severe = {"eating": partial, "continence": dependent, "bathing": dependent}
    severe |= {"dressing": dependent, "toilet": dependent, "transfer": dependent}
    if grade >= 4:  # noqa: PLR2004 - the national grades
        return {**severe, "eating": dependent}
    if grade <= 1:
        return {key: chance.choice(("independent", partial)) for key in severe}
    return severe


def _draw(scale: Scale, grade: int, chance: random.Random) -> dict[str, int]:
    able = dict(zip(("adl", "cognition", "senses"), _ABLE[grade], strict=True))
    return {
        item.key: _option(item, able[axis.key], chance)
        for axis in scale.axes
        for item in axis.items
    }


def _option(item: Item, able: float, chance: random.Random) -> int:
    """Return one option: each step is taken with the chance of ``able``."""
    options = sorted(item.options)
    return options[sum(chance.random() < able for _ in options[1:])]
