"""From answers to points, bands, grade and reasons, by a scale given as data.

Pure and total: every legal set of answers has exactly one grade.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assessments.rules.answers import check_points
from assessments.rules.circumstances import NO_CHANGE, NONE, Change, Circumstances, change_of
from assessments.rules.explain import explain
from assessments.rules.nearest import Nearest, Place, less_severe, more_severe
from assessments.rules.scale import Scale
from assessments.rules.table import Bands
from ltc.shared.reasons import Reason


@dataclass(frozen=True, slots=True)
class Score:
    """The whole answer; ``higher`` leads to a more severe grade, ``lower`` to a less severe one."""

    scale: Scale
    totals: Mapping[str, int]
    bands: Mapping[str, int]
    grade: int
    reasons: tuple[Reason, ...]
    higher: Nearest | None
    lower: Nearest | None

    @property
    def grade_name(self) -> str:
        """The grade's statutory name."""
        return self.scale.grades[self.grade].name

    @property
    def severe(self) -> bool:
        """Whether the law calls this grade severe."""
        return self.grade >= self.scale.severe_from

    def as_answer(self, language: str = "zh") -> dict[str, object]:
        """Return the shape that the interfaces promise, with the scale's version and proof."""
        return {
            "scale": self.scale.id,
            "totals": dict(self.totals),
            "bands": dict(self.bands),
            "grade": self.grade,
            "grade_name": self.grade_name,
            "grade_name_en": self.scale.grades[self.grade].name_en,
            "reasons": [reason.as_answer(language) for reason in self.reasons],
            "nearest": {
                "higher": self.higher.as_answer() if self.higher else None,
                "lower": self.lower.as_answer() if self.lower else None,
            },
            "version": self.scale.version,
            "fingerprint": self.scale.fingerprint,
            "verified": self.scale.verified,
        }


def score(scale: Scale, answers: object, circumstances: Circumstances = NONE) -> Score:
    """Score ``answers`` by ``scale``; a missing item or an illegal point is refused by name."""
    points = check_points(scale, answers)
    change = change_of(scale, circumstances, points)
    place = _place(scale, points, change)
    totals, bands = place.totals, place.bands
    grade = scale.worst if change.worst else place.grade
    return Score(
        scale=scale,
        totals=_all_totals(scale, points, totals),
        bands={axis.key: band for axis, band in zip(scale.axes, bands, strict=True)},
        grade=grade,
        reasons=explain(scale, totals, bands, change=change, grade=grade),
        higher=None if change.worst else more_severe(place),
        lower=None if change.worst else less_severe(place),
    )


def grade_of(scale: Scale, answers: object) -> int:
    """Return the grade of ``answers`` alone, for whoever looks over very many."""
    return _place(scale, check_points(scale, answers), NO_CHANGE).grade


def _place(scale: Scale, points: Mapping[str, int], change: Change) -> Place:
    totals = tuple(sum(points[key] for key, _ in axis.tops) for axis in scale.axes)
    bands = tuple(axis.band_of[total] for axis, total in zip(scale.axes, totals, strict=True))
    return Place(scale.axes, points, totals, bands, scale.tables[change.raised])


def _all_totals(scale: Scale, points: Mapping[str, int], totals: Bands) -> dict[str, int]:
    """Return the total of every dimension, and of every axis that spans several."""
    whole = {each.key: sum(points[item.key] for item in each.items) for each in scale.dimensions}
    return whole | {axis.key: total for axis, total in zip(scale.axes, totals, strict=True)}
