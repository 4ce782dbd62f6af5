"""The acts on a person's file, one legal act each; the other rooms call them from here."""

from __future__ import annotations

from ltc.case.acts.applications import (
    SubmitApplication,
    accept_application,
    advance_application,
    refuse_application,
    resubmit_application,
    return_application,
    submit_application,
    withdraw_application,
)
from ltc.case.acts.clocks import ClockKind, days_late, meet_clock, start_clock
from ltc.case.acts.determinations import (
    NewDetermination,
    end_determination,
    record_determination,
)
from ltc.case.acts.events import record_event, reverse_event
from ltc.case.acts.joining import Login, join, note_try, open_family_account
from ltc.case.acts.news import tell
from ltc.case.acts.people import (
    Contact,
    RegisterPerson,
    add_home_point,
    change_contact,
    note_reading,
    register_person,
)

__all__ = [
    "ClockKind",
    "Contact",
    "Login",
    "NewDetermination",
    "RegisterPerson",
    "SubmitApplication",
    "accept_application",
    "add_home_point",
    "advance_application",
    "change_contact",
    "days_late",
    "end_determination",
    "join",
    "meet_clock",
    "note_reading",
    "note_try",
    "open_family_account",
    "record_determination",
    "record_event",
    "refuse_application",
    "register_person",
    "resubmit_application",
    "return_application",
    "reverse_event",
    "start_clock",
    "submit_application",
    "tell",
    "withdraw_application",
]
