"""The reasons of a score, in the order in which the grade came about."""

from __future__ import annotations

import assessments.rules.texts  # noqa: F401 - registers the words of these codes
from assessments.rules.circumstances import Change
from assessments.rules.scale import Axis, Scale
from assessments.rules.table import Bands
from ltc.shared.reasons import Reason


def explain(
    scale: Scale, totals: Bands, bands: Bands, *, change: Change, grade: int
) -> tuple[Reason, ...]:
    """Say how points became bands, bands a grade, and what changed it."""
    reasons = []
    if scale.kind == "matrix":
        places = zip(scale.axes, totals, bands, strict=True)
        reasons += [_band(scale, axis, total, band) for axis, total, band in places]
        reasons.append(_matrix(scale, bands))
    else:
        reasons.append(_level(scale, totals, bands))
    if not scale.verified:
        facts = {"confidence": scale.confidence[bands]}
        reasons.append(Reason(f"score.{scale.kind}_unverified", scale.law, facts))
    reasons += change.reasons
    if change.raised:
        reasons.append(Reason("score.changed", scale.law, _grade(scale, grade)))
    return tuple(reasons)


def _band(scale: Scale, axis: Axis, total: int, band: int) -> Reason:
    word = scale.bands[band]
    facts = {
        "dimension": axis.name,
        "dimension_en": axis.name_en,
        "total": total,
        "highest": axis.highest,
        "band": word.name,
        "band_en": word.name_en,
    }
    return Reason("score.band", scale.law, facts)


def _matrix(scale: Scale, bands: Bands) -> Reason:
    row, column = scale.bands[bands[0]], scale.bands[max(bands[1:])]
    facts = {
        "row": row.name,
        "row_en": row.name_en,
        "column": column.name,
        "column_en": column.name_en,
        **_grade(scale, scale.grade_of(bands)),
    }
    return Reason("score.matrix", scale.law, facts)


def _level(scale: Scale, totals: Bands, bands: Bands) -> Reason:
    facts = {"total": totals[0], **_grade(scale, scale.grade_of(bands))}
    return Reason("score.level", scale.law, facts)


def _grade(scale: Scale, grade: int) -> dict[str, object]:
    word = scale.grades[grade]
    return {"grade": grade, "grade_name": word.name, "grade_name_en": word.name_en}
