"""What must hold of assessments: the grade is what the scorers found, and experts confirmed it.

Told from the stored forms by the same rules that let the acts pass; sound is silent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from assessments.models import Assessment, Assessor, Confirmation, ScoreForm
from assessments.queries import AGREED, CONFIRMER, ON_SITE_WORKS, OWN
from assessments.rules.agreement import check_agreed
from assessments.rules.onsite import EXPERT, confirmation_gate
from assessments.rules.scale import Scale
from assessments.rules.scoring import grade_of
from assessments.scales.load import load_points_scale
from ltc.case.models import Determination
from ltc.db import session
from ltc.policy.load import pack_for_area
from ltc.shared.errors import LtcError

_AT_ONCE = 500
_CONFIRMING = (EXPERT, CONFIRMER)


@dataclass(slots=True)
class _Written:
    """What was written about one assessment: the team's works, forms, and who confirmed what."""

    works: dict[int, str] = field(default_factory=dict)
    own: dict[int, Mapping[str, int]] = field(default_factory=dict)
    agreed: Mapping[str, int] | None = None
    confirmed: list[tuple[int, int, int]] = field(default_factory=list)  # staff, user, grade


def faults() -> Iterator[str]:
    """Run over every assessment that has a grade, then over what was decided on them."""
    graded = sa.select(Assessment.id).where(Assessment.grade.is_not(None)).order_by(Assessment.id)
    every = session().scalars(graded).all()
    for ids in (every[at : at + _AT_ONCE] for at in range(0, len(every), _AT_ONCE)):
        written = _written(ids)
        for row in session().execute(_facts(ids)):
            yield from _of_grade(row, written[row.id])
            if row.concluded_on is not None:
                yield from _of_experts(row, written[row.id])
    yield from _of_determinations()


def _facts(ids: Sequence[int]) -> sa.Select[Any]:
    columns: Any = (
        *(Assessment.id, Assessment.area_code, Assessment.grade, Assessment.discussion),
        *(Assessment.scale, Assessment.scale_hash, Assessment.concluded_on),
    )
    return sa.select(*columns).where(Assessment.id.in_(ids)).order_by(Assessment.id)


def _written(ids: Sequence[int]) -> dict[int, _Written]:
    """Read teams, sealed forms and confirmations of some assessments, each table once."""
    found: dict[int, _Written] = defaultdict(_Written)
    teams = sa.select(Assessor.assessment_id, Assessor.staff_id, Assessor.work)
    for of, staff_id, work in session().execute(teams.where(Assessor.assessment_id.in_(ids))):
        found[of].works[staff_id] = work
    forms = sa.select(
        ScoreForm.assessment_id, ScoreForm.staff_id, ScoreForm.kind, ScoreForm.answers
    ).where(ScoreForm.assessment_id.in_(ids), ScoreForm.sealed_at.is_not(None))
    for of, staff_id, kind, answers in session().execute(forms):
        if kind == AGREED:
            found[of].agreed = answers
        elif kind == OWN and found[of].works.get(staff_id) in ON_SITE_WORKS:
            found[of].own[staff_id] = answers
    given = sa.select(
        Confirmation.assessment_id,
        Confirmation.staff_id,
        Confirmation.user_id,
        Confirmation.grade,
    )
    given = given.where(Confirmation.assessment_id.in_(ids))
    for of, staff_id, user_id, grade in session().execute(given):
        found[of].confirmed.append((staff_id, user_id, grade))
    return found


def _of_grade(row: Any, written: _Written) -> Iterator[str]:  # noqa: ANN401 - a row of _facts
    """The agreed answers follow from the sealed forms, and the grade from the agreed answers."""
    scorers = {who for who, work in written.works.items() if work in ON_SITE_WORKS}
    if not scorers or set(written.own) != scorers:
        yield f"assessment {row.id} has a grade, but not every scorer of its team sealed a form"
        return
    if written.agreed is None:
        yield f"assessment {row.id} has a grade and no agreed answers"
        return
    scale = load_points_scale(row.scale)
    if scale.fingerprint == row.scale_hash:
        yield from _by_the_scale(row, written, written.agreed, scale)


def _by_the_scale(
    row: Any,  # noqa: ANN401 - a row of _facts
    written: _Written,
    agreed: Mapping[str, int],
    scale: Scale,
) -> Iterator[str]:
    try:
        check_agreed(scale, list(written.own.values()), dict(agreed), row.discussion)
    except LtcError as fault:
        yield f"assessment {row.id}: the agreed answers do not follow from the forms ({fault.en})"
        return
    found = grade_of(scale, agreed)
    if found != row.grade:
        yield f"assessment {row.id} has grade {row.grade}, its agreed answers give {found}"


def _of_experts(row: Any, written: _Written) -> Iterator[str]:  # noqa: ANN401 - a row of _facts
    """Enough different experts of the team, under as many accounts, confirmed this grade."""
    on: date = row.concluded_on
    given = {user: staff for staff, user, grade in written.confirmed if grade == row.grade}
    fitting = [who for who in given.values() if written.works.get(who) in _CONFIRMING]
    law = pack_for_area(row.area_code, on)
    said = [(who, EXPERT, row.grade) for who in fitting]
    if not confirmation_gate(said, row.grade, law=law, on=on).open:
        yield f"assessment {row.id} is concluded, but not enough experts confirmed its grade"


def _of_determinations() -> Iterator[str]:
    """A determination rests on a confirmed assessment of the same person and grade."""
    rests = sa.select(Determination.id, Determination.assessment_id).outerjoin(
        Assessment, Assessment.id == Determination.assessment_id
    )
    sound = sa.and_(
        Assessment.id.is_not(None),
        Assessment.concluded_on.is_not(None),
        Assessment.person_id == Determination.person_id,
        Assessment.grade == Determination.national_grade,
    )
    unsound = rests.where(
        Determination.assessment_id.is_not(None), sa.func.coalesce(sound, sa.false()).is_(False)
    )
    for number, of in session().execute(unsound.order_by(Determination.id)):
        yield f"determination {number} does not follow from a confirmed assessment ({of})"
