"""What a family reads of the review 复评 of its conclusion: asked for, under way, and its result.

Who objected, and in which words, is not told: only what follows from it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from flask_babel import gettext as _

from assessments.models import Assessment
from ltc.case.appeal import queries as appeals
from ltc.case.models import Appeal, Application, Clock
from ltc.scope import Scope
from ltc.web.filters import day, instant


def review_line(
    application: Application | None,
    found: Sequence[Assessment],
    clocks: Sequence[Clock],
    determined: Collection[int | None],
    *,
    scope: Scope,
) -> str:
    """Return one sentence on the review of an application; nothing where there is none.

    ``determined`` holds the assessments that a determination rests on.
    """
    mine = [each for each in found if application and each.application_id == application.id]
    appeal = _leading([each.id for each in mine], scope) if application and mine else None
    if appeal is None:
        return ""
    standing = (each for each in mine if each.state != "revoked")
    review = next((each for each in standing if each.reviews_id == appeal.assessment_id), None)
    if review is None:
        return _waiting(appeal)
    return _result(review, determined) if appeal.state == "done" else _under_way(review, clocks)


def _leading(assessment_ids: Sequence[int], scope: Scope) -> Appeal | None:
    """Return the newest that leads to a review: the family's request or an upheld objection."""
    made = appeals.appeals_of(scope.person_id or -1, scope=scope)
    return next(
        (each for each in made if each.assessment_id in assessment_ids and _leads(each)), None
    )


def _leads(appeal: Appeal) -> bool:
    asked = appeal.kind == appeals.REVIEW and appeal.state == "open"
    return asked or appeal.state in ("upheld", "reviewing", "done")


def _waiting(appeal: Appeal) -> str:
    if appeal.kind == appeals.REVIEW:
        return _("%(day)s已申请复评，等待派往另一家评估机构。", day=day(appeal.made_on))
    return _("公示期间的异议成立，等待派往另一家评估机构复评。")


def _under_way(review: Assessment, clocks: Sequence[Clock]) -> str:
    if review.state == "scheduled" and review.scheduled_at:
        return _("复评人员将于%(when)s上门。", when=instant(review.scheduled_at))
    mine = (each for each in clocks if each.kind == "review" and each.about_id == review.id)
    clock = next(mine, None)
    if clock is None:
        return _("另一家评估机构正在复评。")
    return _("另一家评估机构正在复评，最迟%(day)s告知结果。", day=day(clock.due_on))


def _result(review: Assessment, determined: Collection[int | None]) -> str:
    if review.id in determined:
        return _("复评已办结，以复评结论替代原结论。复评结论为最终结论。")
    return _("复评已办结，维持原结论。复评结论为最终结论。")
