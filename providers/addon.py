"""What the room brings to the house."""

from __future__ import annotations

from ltc.addon import Addon, AppShell, Job, MenuEntry
from ltc.security.roles import AUDITOR, BUREAU, FAMILY, LEAD, OFFICER, OPERATOR, PROVIDER_DESK
from providers.visits import addon as visits
from providers.words import WORDS

_OFFICES = (OPERATOR, *BUREAU, AUDITOR)
_READERS = (PROVIDER_DESK, *_OFFICES)

ADDON = Addon(
    name="providers",
    title="定点机构与服务",
    depends=("case",),
    views=(
        "providers.views.registry:ProviderRegistry",
        "providers.views.agreements:AgreementDesk",
        "providers.views.staff:ProviderStaff",
        "providers.assignment.views:AssignmentDesk",
        "providers.assignment.family:MyProvider",
        *visits.VIEWS,
    ),
    menu=(
        MenuEntry("派单", "/desk/assignments", "assignment.read", "服务", icon="route", order=30),
        MenuEntry(
            "定点机构", "/desk/providers", "provider.registry", "服务", icon="building", order=40
        ),
        MenuEntry(
            "本机构", "/desk/providers/mine", "provider.own", "服务", icon="building", order=40
        ),
        MenuEntry("服务协议", "/desk/agreements", "agreement.read", "服务", icon="file", order=41),
        MenuEntry("人员与证书", "/desk/carers", "staff.read", "服务", icon="people", order=42),
        MenuEntry(
            "选择护理机构", "/my/provider/", "provider.choose", "我的", icon="building", order=20
        ),
        *visits.MENU,
    ),
    tiles=(
        ("visit.sync", "providers.tiles:today"),
        ("assignment.propose", "providers.tiles:to_assign"),
        ("provider.choose", "providers.tiles:to_choose"),
        ("assignment.answer", "providers.tiles:to_answer"),
        ("exception.decide", "providers.tiles:exceptions"),
    ),
    permissions={
        "provider.registry": _OFFICES,
        "provider.choose": (FAMILY,),
        "provider.own": (PROVIDER_DESK,),
        "provider.read": _READERS,
        "provider.suspend": BUREAU,
        "agreement.read": _READERS,
        "agreement.apply": (PROVIDER_DESK, OPERATOR),
        "agreement.review": (OPERATOR, OFFICER),
        "agreement.sign": BUREAU,
        "agreement.price": (OPERATOR, *BUREAU),
        "agreement.end": (LEAD,),
        "staff.read": _READERS,
        "staff.change": (PROVIDER_DESK,),
        "assignment.read": _READERS,
        "assignment.propose": (OPERATOR, OFFICER),
        "assignment.answer": (PROVIDER_DESK,),
        "assignment.end": (OPERATOR, OFFICER),
        **visits.PERMISSIONS,
    },
    jobs=(
        Job(
            "assignments.expire",
            "providers.assignment.jobs:expire_overdue",
            "00:20",
            title="退回逾期未答复的派单",
        ),
        Job(
            "assignments.close_files",
            "providers.assignment.jobs:close_files",
            "00:25",
            title="关闭已期满派单的档案",
        ),
        *visits.JOBS,
    ),
    handlers=(
        ("case.closed", "providers.assignment.services:end_for_closed_case"),
        ("agreement.ended", "providers.assignment.services:end_under_agreement"),
        ("provider.suspended", "providers.assignment.telling:ask_for_transfers"),
        *visits.HANDLERS,
    ),
    words={**WORDS, **visits.WORDS},
    shells=(AppShell("Phone.index", "phone", "今日服务"),),
)
