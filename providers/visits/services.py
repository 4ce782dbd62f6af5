"""The acts on visits, one each; pages, the API, jobs and other rooms call them from here."""

from __future__ import annotations

from ltc.devices.services import register_device, revoke_device
from providers.visits.acts.bulk import BulkVisit, log_many
from providers.visits.acts.checking import Checked, check_in, check_out
from providers.visits.acts.deciding import (
    Decision,
    accept_overdue,
    decide_exception,
    explain_exception,
)
from providers.visits.acts.given import GivenVisit, write_given
from providers.visits.acts.keys import make_recipient_key
from providers.visits.acts.manual import (
    Budget,
    ManualEntry,
    budgets,
    enter_manually,
    mark_two_person,
    reassign,
)
from providers.visits.acts.next_check_in import looks_usual, take_check_in
from providers.visits.acts.nightly import (
    Night,
    assignment_active,
    assignment_ended,
    case_closed,
    flags_of_day,
    look_over_part,
    nightly_flags,
    parts_of_day,
    verify_ready,
)
from providers.visits.acts.planning import Planned, Unplanned, plan_month, plan_visits
from providers.visits.acts.reports import Confirmation, Report, Task, Why
from providers.visits.acts.repricing import price_agreed
from providers.visits.acts.syncing import skip_gap, sync
from providers.visits.acts.telling import (
    answer_by_family,
    confirm,
    log_missed,
    log_refused,
    log_tasks,
    note_denial,
    record_call_back,
)
from providers.visits.acts.told_late import person_news
from providers.visits.acts.verifying import Outcome, look_over, verify, void

__all__ = [
    "Budget",
    "BulkVisit",
    "Checked",
    "Confirmation",
    "Decision",
    "GivenVisit",
    "ManualEntry",
    "Night",
    "Outcome",
    "Planned",
    "Report",
    "Task",
    "Unplanned",
    "Why",
    "accept_overdue",
    "answer_by_family",
    "assignment_active",
    "assignment_ended",
    "budgets",
    "case_closed",
    "check_in",
    "check_out",
    "confirm",
    "decide_exception",
    "enter_manually",
    "explain_exception",
    "flags_of_day",
    "log_many",
    "log_missed",
    "log_refused",
    "log_tasks",
    "look_over",
    "look_over_part",
    "looks_usual",
    "make_recipient_key",
    "mark_two_person",
    "nightly_flags",
    "note_denial",
    "parts_of_day",
    "person_news",
    "plan_month",
    "plan_visits",
    "price_agreed",
    "reassign",
    "record_call_back",
    "register_device",
    "revoke_device",
    "skip_gap",
    "sync",
    "take_check_in",
    "verify",
    "verify_ready",
    "void",
    "write_given",
]
