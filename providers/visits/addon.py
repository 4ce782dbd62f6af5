"""What visits bring to the room's add-on: pages, rights, menu, words, jobs, reactions."""

from __future__ import annotations

from ltc.addon import Job, MenuEntry
from ltc.security.roles import (
    AUDITOR,
    CARER,
    FAMILY,
    LEAD,
    OFFICER,
    OPERATOR,
    PROVIDER_DESK,
    STAFF,
)
from providers.visits.rules.exceptions import KINDS, REASONS, RESOLUTIONS
from providers.visits.rules.states import STATES

VIEWS = (
    "providers.visits.api:VisitApi",
    "providers.visits.views.phone:Phone",
    "providers.visits.views.desk:ExceptionDesk",
    "providers.visits.views.desk:VisitDesk",
    "providers.visits.views.desk:DeviceDesk",
    "providers.visits.views.desk:KeyDesk",
    "providers.visits.views.family:FamilyVisits",
)
PERMISSIONS = {
    "api.describe": STAFF,
    "visit.sync": (CARER,),
    "visit.read": (PROVIDER_DESK, OPERATOR, OFFICER, LEAD, AUDITOR),
    "visit.enter": (PROVIDER_DESK,),
    "visit.two_person": (PROVIDER_DESK, OPERATOR),
    "visit.verify": (PROVIDER_DESK, OPERATOR),
    "visit.void": (PROVIDER_DESK, OPERATOR),
    "visit.call_back": (OPERATOR,),
    "visit.answer": (FAMILY,),
    "exception.explain": (PROVIDER_DESK,),
    "exception.decide": (PROVIDER_DESK, OPERATOR, OFFICER, LEAD),
    "device.manage": (PROVIDER_DESK,),
    "recipient.key": (OPERATOR,),
}
MENU = (
    MenuEntry("今日服务", "/pwa/", "visit.sync", "服务", icon="route", order=10),
    MenuEntry("上门服务记录", "/visits/", "visit.answer", "我的", icon="care", order=30),
    MenuEntry("异常处理", "/desk/exceptions/", "visit.read", "服务", icon="warn", order=30),
    MenuEntry("服务记录", "/desk/visits/", "visit.read", "服务", icon="care", order=31),
    MenuEntry("设备", "/desk/devices/", "device.manage", "服务", icon="phone", order=39),
)
HANDLERS = (
    ("case.closed", "providers.visits.services:case_closed"),
    ("case.event", "providers.visits.services:person_news"),
    ("price.agreed", "providers.visits.services:price_agreed"),
    ("assignment.active", "providers.visits.services:assignment_active"),
    ("assignment.ended", "providers.visits.services:assignment_ended"),
)
JOBS = (
    Job("visits.night", "providers.visits.jobs:go_over_yesterday", "01:30"),
    Job("visits.overdue", "providers.visits.jobs:pay_overdue", "03:00"),
    Job("visits.plan", "providers.visits.jobs:plan_next_month", "04:00", monthly_day=25),
)
_STATE_TONES = {
    "planned": "todo",
    "started": "busy",
    "ended": "warn",
    "verified": "good",
    "rated": "good",
    "settled": "good",
    "missed": "bad",
    "refused": "off",
    "voided": "off",
}
WORDS: dict[str, dict[str, str | tuple[str, str]]] = {
    "visit": {code: (zh, _STATE_TONES[code]) for code, (zh, _en) in STATES.items()},
    "visit_exception": {kind.code: kind.zh for kind in KINDS.values()},
    "visit_reason": {code: zh for code, (zh, _en) in REASONS.items()},
    "visit_resolution": {each.code: each.zh for each in RESOLUTIONS.values()},
    "visit_owner": {PROVIDER_DESK: "护理机构", OPERATOR: "经办机构"},
    "exception_state": {
        "open": ("待说明", "todo"),
        "explained": ("待处理", "busy"),
        "decided": ("已处理", "off"),
    },
    "exception_class": {"fix": ("须更正", "bad"), "acknowledge": ("须确认", "warn")},
    "visit_place": {
        "in": ("在范围内", "good"),
        "weak": ("证据不足", "warn"),
        "out": ("在范围外", "bad"),
        "none": ("无定位", "bad"),
    },
    "visit_proof": {
        "rotating_code": "家庭动态码",
        "nfc_tag": "家庭感应标签",
        "recipient_signature": "参保人签名",
        "recipient_pin": "家庭密码",
        "photo": "照片",
        "call_back": "电话回访",
        "account": "家属网上确认",
        "static_code": "固定二维码",
    },
    "sync_kind": {
        "check_in": "签到",
        "check_out": "签退",
        "tasks": "项目",
        "confirm": "确认",
        "missed": "未服务",
        "refused": "被拒绝",
        "note": "备注",
        "?": "无法识别",
    },
    "act": {
        "visits.doubted": ("已核实的服务存疑", "warn"),
        "visits.cleared": "服务的疑点已消除",
    },
    "visit_end": {"in": "签到", "out": "签退"},
    "visit_field": {
        "started_at": "开始时间",
        "ended_at": "结束时间",
        "minutes": "分钟数",
        "day": "服务日",
        "state": "状态",
        "manual": "人工补登",
        "carer_id": "护理员",
        "two_person": "双人服务",
    },
}
