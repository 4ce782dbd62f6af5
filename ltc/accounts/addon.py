"""The base's own pages: signing in, the front page, accounts, areas, the trail, scheduled work."""

from __future__ import annotations

from ltc.addon import Addon, Job, MenuEntry
from ltc.security.roles import (
    ANYONE,
    ASSESSMENT_DESK,
    AUDIT_ADMIN,
    AUDITOR,
    BUREAU,
    FAMILY,
    OPERATOR,
    PROVIDER_DESK,
    ROLES,
    SECURITY_ADMIN,
    SIGNED_IN,
    SYSTEM_ADMIN,
)

ADDON = Addon(
    name="accounts",
    title="账号与权限",
    views=(
        "ltc.accounts.views:SignIn",
        "ltc.accounts.admin.views:SecondFactor",
        "ltc.accounts.admin.views:Accounts",
        "ltc.accounts.admin.views:Organisations",
        "ltc.accounts.areas.views:AreaList",
        "ltc.accounts.trail.views:AuditTrail",
        "ltc.accounts.letters.views:Messages",
        "ltc.jobs.views:Jobs",
        "ltc.papers.views:Papers",
    ),
    menu=(
        MenuEntry("首页", "/", "account.own", "", icon="home", order=0),
        MenuEntry("消息", "/messages/", "message.own", "", icon="bell", order=90),
        MenuEntry("账号", "/desk/accounts/", "account.list", "系统", icon="people", order=91),
        MenuEntry(
            "机构名录",
            "/desk/organisations/",
            "organisation.list",
            "系统",
            icon="building",
            order=92,
        ),
        MenuEntry("区划", "/desk/areas/list/", "area.list", "系统", icon="pin", order=93),
        MenuEntry("后台任务", "/desk/jobs/", "job.list", "系统", icon="clock", order=94),
        MenuEntry("审计日志", "/desk/trail/", "trail.read", "系统", icon="book", order=95),
    ),
    permissions={
        "front.see": (ANYONE,),
        "account.own": (SIGNED_IN,),
        "account.list": (SYSTEM_ADMIN, SECURITY_ADMIN),
        "account.create": (SYSTEM_ADMIN,),
        "account.roles": (SECURITY_ADMIN,),
        "organisation.list": (SYSTEM_ADMIN,),
        "organisation.add": (SYSTEM_ADMIN,),
        "area.list": (SYSTEM_ADMIN,),
        "area.change": (SYSTEM_ADMIN,),
        "trail.read": (AUDIT_ADMIN, AUDITOR),
        "trail.verify": (AUDIT_ADMIN, AUDITOR),
        "job.list": (SYSTEM_ADMIN,),
        "job.repeat": (SYSTEM_ADMIN,),
        "message.own": (FAMILY, ASSESSMENT_DESK, PROVIDER_DESK, OPERATOR, *BUREAU),
        "paper.read": (SIGNED_IN,),
        "paper.verify": (ANYONE,),
    },
    jobs=(
        Job(
            "outbox.send",
            "ltc.jobs.chores.letters:send",
            title="发送消息",
            every_minutes=1,
            own_units=True,
        ),
        Job("house.tidy", "ltc.jobs.chores.nightly:tidy", "02:30", title="清理过期登录"),
        Job(
            "audit.check",
            "ltc.jobs.chores.nightly:check_trail",
            "02:45",
            title="核验审计日志",
            own_units=True,
        ),
        Job(
            "audit.head",
            "ltc.jobs.chores.nightly:export_head",
            "23:50",
            title="导出审计日志末端",
            own_units=True,
        ),
    ),
    words={
        "role": ROLES,
        "channel": {"letter": "信函", "sms": "短信", "notice": "站内通知"},
        "organisation": {
            "bureau": "医保局",
            "operator": "经办机构",
            "assessment_agency": "评估机构",
            "care_provider": "护理机构",
        },
        "job_run": {
            "running": ("运行中", "busy"),
            "done": ("已完成", "good"),
            "failed": ("失败", "bad"),
            "again": ("等待重新运行", "todo"),
        },
    },
)
