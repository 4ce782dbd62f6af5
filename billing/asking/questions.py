"""The calculator's other questions: contributing, entitlement, fees, making up years.

A box is called as the field of the question is, so that what the rules refuse stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _

from assessments.rules.conditions import EXCLUDED
from assessments.rules.exclusions import EXCLUSIONS
from ltc.policy.lookup import Pack
from ltc.shared.errors import Unknown
from ltc.shared.money import yuan
from ltc.web import fields
from ltc.web.filters import named
from ltc.web.forms import Form
from ltc.web.language import current_language
from ltc.web.words import choices

_MOST_YEARS = 150


class QuestionForm(Form):
    """What all of them share: a day, and how boxes become a question."""

    class Meta:
        """A GET form changes nothing and needs no token."""

        csrf = False

    kind_of_question = ""
    on = fields.Day(_("试算日期"))

    def offer(self, pack: Pack) -> None:
        """Fill the lists with the pack's words."""

    def question(self, pack: Pack) -> dict[str, Any]:
        """Return what is asked, as ``ltc ask`` would be asked; empty boxes are left out."""
        given = {name: _plain(self[name]) for name in self._fields if self[name].data not in _EMPTY}
        return {"question": self.kind_of_question, "pack": pack.id, **given}


class ContributionForm(QuestionForm):
    """Whose contribution, on which base."""

    kind_of_question = "contribution"
    category = fields.Choice(_("参保类别"))
    base = fields.Money(_("缴费基数"), needed=False)
    age = fields.Whole(_("年龄"), most=_MOST_YEARS, needed=False)

    def offer(self, _pack: Pack) -> None:
        """Offer the categories of insurance."""
        self.category.choices = choices("ask_category")


class EntitlementForm(QuestionForm):
    """What is known of somebody who wants to apply."""

    kind_of_question = "entitlement"
    insurance = fields.Choice(_("参保类别"))
    insured_from = fields.Day(_("连续参保缴费自"), needed=False)
    grade = fields.Choice(_("失能等级"), needed=False)
    disabled_since = fields.Day(_("失能开始日期"), needed=False)
    age = fields.Whole(_("年龄"), most=_MOST_YEARS, needed=False)
    cumulative_years = fields.Whole(_("累计缴费年数"), most=_MOST_YEARS, needed=False)
    topped_up_on = fields.Day(_("一次补足日期"), needed=False)
    exclusions = fields.Ticks(_("不予享受的情形"), needed=False)

    def offer(self, pack: Pack) -> None:
        """Offer categories, grades, and the circumstances that the area lists."""
        self.insurance.choices = choices("ask_category")
        self.grade.choices = [(each.code, named(each)) for each in pack.grades]
        rows = pack[EXCLUDED].rows if EXCLUDED in pack else ()
        listed = dict.fromkeys(word for row in rows for word in row.value or ())
        english = current_language() == "en"
        self.exclusions.choices = [
            (word, EXCLUSIONS.get(word, (word, word))[english]) for word in listed
        ]


class FeeForm(QuestionForm):
    """Which assessment, and what came of it."""

    kind_of_question = "assessment_fee"
    kind = fields.Choice(_("评估种类"))
    place = fields.Choice(_("评估地点"), needed=False)
    grade = fields.Choice(_("失能等级"), needed=False)
    outcome = fields.Choice(_("评估结果"), needed=False)

    def offer(self, pack: Pack) -> None:
        """Offer kinds, places, grades and results."""
        self.kind.choices = choices("fee_kind")
        self.place.choices = choices("fee_place")
        self.outcome.choices = choices("fee_outcome")
        self.grade.choices = [(each.code, named(each)) for each in pack.grades]


class TopUpForm(QuestionForm):
    """How many years there are."""

    kind_of_question = "top_up"
    cumulative_years = fields.Whole(_("累计缴费年数"), most=_MOST_YEARS)
    paid_on = fields.Day(_("一次补足日期"), needed=False)
    base = fields.Money(_("缴费基数"), needed=False)
    age = fields.Whole(_("年龄"), most=_MOST_YEARS, needed=False)


FORMS: Mapping[str, type[QuestionForm]] = {
    form.kind_of_question: form for form in (ContributionForm, EntitlementForm, FeeForm, TopUpForm)
}


def form_of(kind: str) -> type[QuestionForm]:
    """Return the form of a kind of question, or refuse it by name."""
    if kind not in FORMS:
        raise Unknown.word("question", kind, FORMS, zh="问题")
    return FORMS[kind]


_EMPTY: tuple[object, ...] = (None, "", [])


def _plain(field: Any) -> Any:  # noqa: ANN401 - a WTForms field in, JSON out
    """Return what a box holds as a question writes it."""
    if isinstance(field, fields.Money):
        return yuan(field.data or 0)
    return str(field.data) if isinstance(field.data, date) else field.data
