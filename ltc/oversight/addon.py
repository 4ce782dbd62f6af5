"""What the room brings to the house."""

from __future__ import annotations

from ltc.addon import Addon, Job, MenuEntry
from ltc.oversight.words import WORDS
from ltc.security.roles import (
    ANYONE,
    AUDITOR,
    BUREAU,
    FAMILY,
    LEAD,
    OFFICER,
    OPERATOR,
    PROVIDER_DESK,
)

_OFFICES = (OPERATOR, *BUREAU)
_READERS = (*_OFFICES, AUDITOR)
_GROUP = "监管"

ADDON = Addon(
    name="oversight",
    title="监督管理",
    depends=("case", "assessments", "providers", "billing"),
    views=(
        "ltc.oversight.views.scorecards:Contracts",
        "ltc.oversight.views.scorecards:Scorecards",
        "ltc.oversight.views.complaints:MyComplaints",
        "ltc.oversight.views.complaints:Tracking",
        "ltc.oversight.views.complaints:Complaints",
        "ltc.oversight.views.checks:Checks",
        "ltc.oversight.views.inspections:Inspections",
        "ltc.oversight.views.inspections:Draws",
        "ltc.oversight.views.findings:Findings",
        "ltc.oversight.views.papers:OversightPapers",
    ),
    menu=(
        MenuEntry("投诉举报", "/my/complaints/", "complaint.own", "我的", icon="phone", order=60),
        MenuEntry(
            "经办考核", "/desk/scorecards/", "scorecard.read", _GROUP, icon="chart", order=70
        ),
        MenuEntry("经办合同", "/desk/contracts/", "contract.read", _GROUP, icon="file", order=71),
        MenuEntry(
            "投诉举报", "/desk/complaints/", "complaint.read", _GROUP, icon="phone", order=72
        ),
        MenuEntry("抽查回访", "/desk/checks/", "check.read", _GROUP, icon="eye", order=73),
        MenuEntry(
            "双随机检查", "/desk/inspections/", "inspection.read", _GROUP, icon="scales", order=74
        ),
        MenuEntry("检查发现", "/desk/findings/", "finding.read", _GROUP, icon="shield", order=75),
        MenuEntry(
            "投诉举报查询", "/complaints/", "complaint.track", _GROUP, icon="search", order=78
        ),
        MenuEntry("双随机抽取公示", "/draws/", "draw.see", _GROUP, icon="scales", order=79),
    ),
    tiles=(("complaint.take", "ltc.oversight.tiles:complaints"),),
    permissions={
        "contract.read": _READERS,
        "contract.make": (OFFICER,),
        "contract.approve": (LEAD,),
        "scorecard.read": _READERS,
        "scorecard.make": BUREAU,
        "scorecard.approve": (LEAD,),
        "complaint.own": (FAMILY,),
        "complaint.track": (ANYONE,),
        "complaint.read": _READERS,
        "complaint.take": _OFFICES,
        "complaint.take_over": BUREAU,
        "complaint.reveal": (LEAD,),
        "check.read": _READERS,
        "check.record": _OFFICES,
        "inspection.read": (*BUREAU, AUDITOR),
        "inspection.plan": BUREAU,
        "inspection.draw": BUREAU,
        "inspection.check": BUREAU,
        "draw.see": (ANYONE,),
        "finding.read": (PROVIDER_DESK, *_READERS),
        "finding.find": _OFFICES,
        "finding.hear": (PROVIDER_DESK,),
        "finding.decide": (LEAD,),
        "finding.remedy": BUREAU,
        "finding.collect": BUREAU,
        "finding.lift": (LEAD,),
    },
    jobs=(
        Job(
            "oversight.complaints",
            "ltc.oversight.chores:complaints",
            "07:10",
            title="提醒逾期的投诉举报",
        ),
        Job(
            "oversight.scorecards",
            "ltc.oversight.chores:scorecards",
            "05:00",
            title="编制经办考核",
            monthly_day=3,
        ),
    ),
    words=WORDS,
)
