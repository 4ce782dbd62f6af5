"""The acts of oversight, by the names under which pages, jobs and other rooms call them."""

from __future__ import annotations

from ltc.oversight.acts.checks import NewCheck, record_check
from ltc.oversight.acts.complaints import (
    NewComplaint,
    accept_complaint,
    answer_complaint,
    investigate_complaint,
    make_complaint,
    reject_complaint,
    reveal,
    take_over,
    tracked,
)
from ltc.oversight.acts.contracts import NewContract, approve_contract, make_contract
from ltc.oversight.acts.findings import (
    Decision,
    NewFinding,
    accept_remedy,
    close_hearing,
    decide_finding,
    find,
    hear,
    lift_finding,
    report_remedy,
)
from ltc.oversight.acts.inspections import (
    NewInspection,
    close_inspection,
    draw_inspection,
    plan_inspection,
    proof,
    record_item,
)
from ltc.oversight.acts.recovery import collect
from ltc.oversight.acts.scorecards import approve_scorecard, make_scorecard

__all__ = [
    "Decision",
    "NewCheck",
    "NewComplaint",
    "NewContract",
    "NewFinding",
    "NewInspection",
    "accept_complaint",
    "accept_remedy",
    "answer_complaint",
    "approve_contract",
    "approve_scorecard",
    "close_hearing",
    "close_inspection",
    "collect",
    "decide_finding",
    "draw_inspection",
    "find",
    "hear",
    "investigate_complaint",
    "lift_finding",
    "make_complaint",
    "make_contract",
    "make_scorecard",
    "plan_inspection",
    "proof",
    "record_check",
    "record_item",
    "reject_complaint",
    "report_remedy",
    "reveal",
    "take_over",
    "tracked",
]
