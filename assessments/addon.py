"""What the room brings to the house."""

from __future__ import annotations

from assessments.words import WORDS
from ltc.addon import Addon, AppShell, Job, MenuEntry
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
)

_OFFICES = (OPERATOR, *BUREAU, AUDITOR)
_FIELD = (ASSESSOR, EXPERT)

ADDON = Addon(
    name="assessments",
    title="失能等级评估",
    depends=("case",),
    views=(
        "assessments.views.intake:Intake",
        "assessments.views.intake:Applications",
        "assessments.views.desk:AssessmentDesk",
        "assessments.views.visit:Visit",
        "assessments.views.publication:PublicationDesk",
        "assessments.views.publication:PublicList",
        "assessments.views.appeals:AppealDesk",
        "assessments.views.quality:QualityDesk",
        "assessments.views.blind:BlindSamples",
        "assessments.views.blind:BlindTasks",
        "assessments.views.mine:MyCase",
        "assessments.field.api:AssessmentApi",
        "assessments.field.views:Tablet",
        "assessments.field.views:TabletDesk",
    ),
    menu=(
        MenuEntry("评估结论公示", "/published/", "publication.public", "公众", icon="eye", order=2),
        MenuEntry("我的申请", "/my/case/", "my.case", "我的", icon="form", order=5),
        MenuEntry("受理台", "/desk/intake/", "intake.read", "受理评估", icon="form", order=11),
        MenuEntry(
            "评估台", "/desk/assessments/", "assessment.read", "受理评估", icon="scales", order=12
        ),
        MenuEntry(
            "现场评估", "/pwa/tablet/", "assessment.field", "受理评估", icon="phone", order=11
        ),
        MenuEntry(
            "公示与送达",
            "/desk/publications/",
            "publication.read",
            "受理评估",
            icon="eye",
            order=13,
        ),
        MenuEntry("异议与复评", "/desk/appeals/", "appeal.read", "受理评估", icon="bell", order=14),
        MenuEntry("评估质量", "/desk/quality/", "quality.read", "受理评估", icon="chart", order=15),
        MenuEntry(
            "盲评与标准案例",
            "/desk/quality/tasks/",
            "quality.score",
            "受理评估",
            icon="form",
            order=16,
        ),
        MenuEntry(
            "评估平板", "/desk/tablets/", "tablet.manage", "受理评估", icon="phone", order=17
        ),
    ),
    sections=("assessments.sections:SECTION",),
    tiles=(
        ("intake.decide", "assessments.tiles:intake"),
        ("assessment.read", "assessments.tiles:desk"),
        ("publication.read", "assessments.tiles:publication"),
        ("tablet.manage", "assessments.tiles:tablets"),
        ("appeal.read", "assessments.tiles:appeals"),
    ),
    permissions={
        "my.case": (FAMILY,),
        "intake.read": _OFFICES,
        "intake.enter": (OPERATOR, OFFICER),
        "intake.decide": (OPERATOR, OFFICER),
        "intake.order": BUREAU,
        "intake.paper": (OPERATOR, *BUREAU),
        "assessment.dispatch": (OPERATOR, OFFICER),
        "assessment.read": (*_FIELD, ASSESSMENT_DESK, *_OFFICES),
        "assessment.paper": (EXPERT, ASSESSMENT_DESK, OPERATOR, *BUREAU),
        "assessment.schedule": (ASSESSMENT_DESK,),
        "assessment.recuse": (*_FIELD, ASSESSMENT_DESK, OPERATOR, OFFICER),
        "assessment.revoke": (OPERATOR, OFFICER),
        "assessment.score": _FIELD,
        "assessment.field": _FIELD,
        "tablet.manage": (ASSESSMENT_DESK,),
        "assessment.agree": (EXPERT,),
        "assessment.confirm": (EXPERT,),
        "publication.read": _OFFICES,
        "publication.publish": BUREAU,
        "publication.deliver": (OPERATOR, OFFICER),
        "publication.public": (ANYONE,),
        "appeal.read": _OFFICES,
        "appeal.make": (OPERATOR, OFFICER),
        "appeal.answer": (OFFICER, LEAD),
        "review.open": (OPERATOR, OFFICER),
        "quality.read": (ASSESSMENT_DESK, *BUREAU, AUDITOR),
        "quality_sample.read": (*BUREAU, AUDITOR),
        "quality.open": BUREAU,
        "quality_review.read": (*_FIELD, ASSESSMENT_DESK, *BUREAU, AUDITOR),
        "quality.answer": (*_FIELD, ASSESSMENT_DESK),
        "quality.score": _FIELD,
    },
    handlers=(("case.closed", "assessments.acts.closing:on_case_closed"),),
    jobs=(
        Job(
            "quality.keep",
            "assessments.quality.kept:keep_figures",
            "03:00",
            title="统计评估质量",
            own_units=True,
        ),
    ),
    words=WORDS,
    shells=(AppShell("Tablet.index", "tablet", "现场评估"),),
)
