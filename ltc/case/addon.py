"""What the room brings to the house."""

from __future__ import annotations

from ltc.addon import Addon, Job, MenuEntry
from ltc.case.words import WORDS
from ltc.security.roles import (
    ANYONE,
    ASSESSMENT_DESK,
    ASSESSOR,
    AUDITOR,
    BUREAU,
    EXPERT,
    FAMILY,
    LEAD,
    OFFICER,
    OPERATOR,
    PROVIDER_DESK,
)

_OFFICES = (OPERATOR, *BUREAU, AUDITOR)

ADDON = Addon(
    name="case",
    title="个案",
    views=(
        "ltc.case.views.people:People",
        "ltc.case.views.joining:Joining",
        "ltc.case.views.joining:FamilyAccounts",
        "ltc.case.views.plans:Plans",
        "ltc.case.views.plans:MyPlan",
    ),
    menu=(
        MenuEntry("首次使用：登记并开户", "/join/", "person.join", "公众", icon="plus", order=1),
        MenuEntry("参保人档案", "/desk/people", "person.list", "受理评估", icon="people", order=10),
        MenuEntry("护理计划", "/desk/plans", "plan.read", "服务", icon="plan", order=20),
    ),
    permissions={
        "person.list": (*_OFFICES, ASSESSMENT_DESK, PROVIDER_DESK),
        "person.read": (*_OFFICES, ASSESSMENT_DESK, PROVIDER_DESK, ASSESSOR, EXPERT),
        "person.join": (ANYONE,),
        "person.register": (OPERATOR, OFFICER),
        "person.account": (OPERATOR, OFFICER),
        "person.change": (OPERATOR, OFFICER),
        "event.record": (OPERATOR, OFFICER),
        "event.reverse": (OFFICER, LEAD),
        "plan.read": (*_OFFICES, PROVIDER_DESK),
        "plan.draft": (OPERATOR, PROVIDER_DESK),
        "plan.confirm": (OPERATOR,),
        "plan.paper": (OPERATOR, *BUREAU, PROVIDER_DESK),
        "plan.own": (FAMILY,),
    },
    jobs=(
        Job("case.clocks", "ltc.jobs.chores.reminders:clocks", "07:00", title="提醒办理时限"),
        Job("case.expiring", "ltc.jobs.chores.reminders:expiring", "07:05", title="提醒等级到期"),
    ),
    words=WORDS,
)
