"""Papers of the person's file: the receipt of an application, the care plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ltc.case import queries
from ltc.case.models import Application, Plan
from ltc.case.plan import queries as plans
from ltc.case.plan.rules import Line, catalogue, meter
from ltc.case.words import WORDS
from ltc.directory.offices import office_of
from ltc.papers.services import Sheet, Subject
from ltc.policy.load import pack_for_area
from ltc.policy.lookup import Pack
from ltc.scope import Scope
from ltc.shared.errors import Conflict

_DRAFTED = "drafted"


def receipt(application_id: int, *, scope: Scope) -> Sheet:
    """Return the receipt that an applicant is given: what was handed in, when it is answered."""
    found = queries.application(application_id, scope=scope)
    about = Subject("application", found.id, found.area_code, found.person_id)
    values = {
        "application": found,
        "office": office_of(found.area_code),
        "person": queries.person(found.person_id, scope=scope),
        "kind": _word("application_kind", found.kind),
        "channel": _word("application_channel", found.channel),
        "state": _word("application", found.state),
        "clock": queries.running_clock("acceptance", "application", found.id, scope=scope),
        "delivery_days": _delivery_days(found),
    }
    title = "长期护理失能等级评估申请回执"
    # What it says of the state holds for the day it is given.
    return Sheet("application_receipt", title, about, values, once=False)


def care_plan(plan_id: int, *, scope: Scope) -> Sheet:
    """Return the care plan; a draft until the person has confirmed it."""
    found = plans.plan(plan_id, scope=scope)
    pack = pack_for_area(found.area_code, found.first_day)
    lines = plans.lines_of(found.id)
    about = Subject("plan", found.id, found.area_code, found.person_id)
    values = {
        "plan": found,
        "office": office_of(found.area_code),
        "person": queries.person(found.person_id, scope=scope),
        "grade": _grade(found, pack, scope),
        "mode": pack.word("modes", found.mode).name,
        "lines": _lines(lines, pack, found.first_day),
        "meter": meter(lines, found.quota_fen),
        "how": _word("plan_how", found.confirmed_how) if found.confirmed_how else "",
    }
    return Sheet("care_plan", "长期护理服务计划", about, values, is_draft=found.state == _DRAFTED)


def _delivery_days(found: Application) -> dict[str, Any]:
    on = _submitted_on(found)
    clause = pack_for_area(found.area_code, on)["process.delivery_days"]
    return {"days": clause.on(on), "law": clause.law_on(on)}


def _submitted_on(found: Application) -> date:
    if found.submitted_on is None:
        raise Conflict("the application was not handed in yet", "申请尚未提交，不能出具回执")
    return found.submitted_on


def _grade(found: Plan, pack: Pack, scope: Scope) -> str:
    determination = queries.determination(found.determination_id, scope=scope)
    return pack.grade(determination.grade).name


def _lines(lines: Sequence[Line], pack: Pack, on: date) -> list[dict[str, Any]]:
    services: Mapping[str, Mapping[str, Any]] = catalogue(pack, on)
    return [
        {
            "name": services[line.item]["name"],
            "category": _word("care_category", str(services[line.item]["category"])),
            "line": line,
            "by": pack.word("carers", line.qualification).name,
        }
        for line in lines
    ]


def _word(kind: str, code: str) -> str:
    """Return the Chinese word for a code; papers are in Chinese whatever the reader's language."""
    word = WORDS[kind][code]
    return word if isinstance(word, str) else word[0]
