"""The acts of assessment, one legal act each, in the order in which they come."""

from __future__ import annotations

from assessments.acts.applying import (
    Apply,
    Submission,
    advice,
    apply,
    order_assessment,
    self_assess,
)
from assessments.acts.conclusion import Agreement, agree, confirm, revoke
from assessments.acts.delivery import deliver, has_benefit, publish
from assessments.acts.dispatching import (
    agencies_for,
    dispatch,
    recuse,
    reschedule,
    schedule,
)
from assessments.acts.review import answer_objection, ask_review, object_to, open_review
from assessments.acts.team import Seat
from assessments.acts.visit import FormContent, SiteStart, save_form, seal_form, start_on_site
from ltc.case.appeal.services import NewAppeal

__all__ = [
    "Agreement",
    "Apply",
    "FormContent",
    "NewAppeal",
    "Seat",
    "SiteStart",
    "Submission",
    "advice",
    "agencies_for",
    "agree",
    "answer_objection",
    "apply",
    "ask_review",
    "confirm",
    "deliver",
    "dispatch",
    "has_benefit",
    "object_to",
    "open_review",
    "order_assessment",
    "publish",
    "recuse",
    "reschedule",
    "revoke",
    "save_form",
    "schedule",
    "seal_form",
    "self_assess",
    "start_on_site",
]
