"""From two sealed forms to one agreed set of answers.

An item on which both scorers came to the same points stays as it is; only what they scored apart
may be settled, and the settling must be explained.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.rules.answers import check_points
from assessments.rules.scale import Item, Scale
from ltc.shared.errors import BadInput, Unknown


@dataclass(frozen=True, slots=True)
class Compared:
    """One item with the points that each scorer gave it, in the order of the forms."""

    item: Item
    points: tuple[int, ...]

    @property
    def differs(self) -> bool:
        """Whether the scorers came to different points."""
        return len(set(self.points)) > 1


def compare(scale: Scale, forms: Sequence[Mapping[str, int]]) -> tuple[Compared, ...]:
    """Lay the forms side by side, item by item in the order of the scale."""
    return tuple(
        Compared(item, tuple(form[key] for form in forms)) for key, item in scale.items.items()
    )


def check_agreed(
    scale: Scale,
    forms: Sequence[Mapping[str, int]],
    agreed: object,
    discussion: str,
) -> dict[str, int]:
    """Return the agreed answers, or refuse what the two forms do not allow."""
    points = check_points(scale, agreed)
    differs = False
    for each in compare(scale, forms):
        differs = differs or each.differs
        if not each.differs and points[each.item.key] != each.points[0]:
            raise BadInput(
                f"{each.item.name_en}: both scored {each.points[0]}; it cannot be changed now",
                f"“{each.item.name}”两人评分一致（{each.points[0]} 分），不能在合议时改动",
                field=each.item.key,
            )
    if differs and not discussion.strip():
        raise BadInput(
            "say how the differences were settled",
            "两人评分有不同，请写明合议经过",
            field="discussion",
        )
    return dict(points)


def check_draft(scale: Scale, answers: Mapping[str, object]) -> dict[str, int]:
    """Return answers given so far; unfinished is fine, unknown or illegal is not."""
    kept: dict[str, int] = {}
    for key, value in answers.items():
        if key not in scale.items:
            raise Unknown.word("item", key, scale.items, field="answers", zh="评估项目")
        item = scale.items[key]
        if type(value) is not int or value not in item.options:
            raise BadInput(
                f"{item.name_en}: {value!r} is not one of its points",
                f"“{item.name}”没有 {value} 分这一项",
                field=key,
            )
        kept[key] = value
    return kept
