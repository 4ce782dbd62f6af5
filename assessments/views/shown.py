"""What several pages of this room show: a score in plain words, a person's head, choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from assessments.acts.applying import self_scale
from assessments.forms import SELF_ITEMS, ApplyForm
from assessments.models import Assessment
from assessments.rules.scale import Scale
from assessments.rules.scoring import score
from assessments.scales.load import load_points_scale
from ltc.case.models import Person
from ltc.directory.models import Staff
from ltc.policy.lookup import Pack
from ltc.shared.reasons import Reason
from ltc.web.filters import named
from ltc.web.words import choices, word

Pair = tuple[str, str]


def fill_apply(form: ApplyForm, pack: Pack) -> None:
    """Offer the three answers with their wording, and the area's ways of care."""
    scale = self_scale()
    for key in SELF_ITEMS:
        item = scale.items[key]
        form[key].choices = choices("self_answer")
        form[key].hints = {code: named(text) for code, text in item.options.items()}
    form.mode_wish.choices = [(each.code, named(each)) for each in pack.modes]
    if "channel" in form:
        offered = [pair for pair in choices("application_channel") if pair[0] != "web"]
        form.channel.choices = offered


def self_answers(given: Mapping[str, str] | None) -> list[dict[str, str]]:
    """Return the self-assessment as a list to show."""
    scale = self_scale()
    return [
        {
            "item": named(scale.items[key]),
            "answer": word(answer, "self_answer"),
            "text": named(scale.items[key].options[answer]),
        }
        for key, answer in (given or {}).items()
        if key in scale.items
    ]


def scale_named(assessment: Assessment) -> Scale:
    """Return the scale of an assessment, for showing what was scored with it."""
    return load_points_scale(assessment.scale)


def result_of(scale: Scale, answers: Mapping[str, int]) -> dict[str, Any] | None:
    """Return the score of a complete set of answers as pages show it; nothing while unfinished."""
    if set(answers) != set(scale.items):
        return None
    found = score(scale, dict(answers))
    return {
        "grade": found.grade,
        "grade_name": named(scale.grades[found.grade]),
        "axes": [
            {
                "name": named(axis),
                "total": found.totals[axis.key],
                "highest": axis.highest,
                "band": named(scale.bands[found.bands[axis.key]]),
            }
            for axis in scale.axes
        ],
        "reasons": found.reasons,
        "nearest": nearest(scale, found.as_answer()["nearest"]),
    }


def nearest(scale: Scale, found: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - as stored
    """Return the smallest changes that would move the grade, in words."""
    told = []
    for way, label in (("higher", _("再重一级")), ("lower", _("再轻一级"))):
        change = (found or {}).get(way)
        if change:
            told.append(
                {
                    "label": label,
                    "grade_name": named(scale.grades[change["grade"]]),
                    "changes": [_change(scale, each) for each in change["changes"]],
                }
            )
    return told


def dimensions(scale: Scale) -> list[dict[str, Any]]:
    """Return the parts of a scale with their items, in order."""
    return [
        {"name": named(each), "items": [item.key for item in each.items]}
        for each in scale.dimensions
    ]


def reasons(rows: Iterable[Mapping[str, Any]]) -> list[Reason]:
    """Return stored reasons as reasons."""
    return [Reason.from_row(row) for row in rows]


def head(person: Person, area_name: str, on: date) -> dict[str, Any]:
    """Return the facts of a person that an assessor's page begins with."""
    had_birthday = (on.month, on.day) >= (person.born_on.month, person.born_on.day)
    age = on.year - person.born_on.year - (0 if had_birthday else 1)
    return {"person": person, "home_area": area_name, "age": age}


def staff_pairs(people: Iterable[Staff], *works: str) -> list[Pair]:
    """Return id and name of staff who do one of ``works``."""
    return [(str(each.id), each.name) for each in people if each.work in works]


def _change(scale: Scale, change: Mapping[str, Any]) -> str:
    item = scale.items[change["item"]]
    return _(
        "%(item)s由%(was)s分变为%(to)s分",
        item=named(item),
        was=change["from"],
        to=change["to"],
    )
