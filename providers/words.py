"""The words of this room's states and kinds: code → Chinese, with the tone of its badge."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str | tuple[str, str]]] = {
    "agreement": {
        "applied": ("待审核", "todo"),
        "reviewed": ("待公示", "todo"),
        "published": ("公示中", "busy"),
        "signed": ("已签订", "busy"),
        "in_force": ("生效中", "good"),
        "waiting": ("待生效", "busy"),
        "expiring": ("即将到期", "warn"),
        "lapsed": ("已到期", "off"),
        "ended": ("已终止", "off"),
    },
    "agreement_step": {
        "step_applied": "机构申请",
        "step_reviewed": "审核",
        "step_published": "公示",
        "step_in_force": "签订生效",
    },
    "agreement_act": {
        "agreement.apply": "提出申请",
        "agreement.reviewed": "审核通过",
        "agreement.published": "公示",
        "agreement.signed": "签订协议",
        "agreement.in_force": "协议生效",
        "agreement.price": "约定价格",
        "agreement.ended": "终止协议",
    },
    "provider": {
        "in_force": ("协议生效", "good"),
        "expiring": ("协议将到期", "warn"),
        "suspended": ("暂停服务", "bad"),
        "without": ("无生效协议", "off"),
    },
    "suspension": {
        "holding": ("暂停中", "bad"),
        "coming": ("尚未开始", "warn"),
        "over": ("已结束", "off"),
    },
    "staff": {
        "active": ("在岗", "good"),
        "expiring": ("证书将到期", "warn"),
        "uncertified": ("无有效证书", "bad"),
        "suspended": ("暂停服务", "bad"),
        "left": ("已离岗", "off"),
    },
    "staff_work": {
        "care_worker": "护理员",
        "medical_care_worker": "医疗照护员",
        "nurse": "护士",
        "desk": "管理人员",
    },
    "certificate_kind": {
        "care_worker": "长期照护师（养老护理员）证书",
        "medical_care_worker": "医疗护理员证书",
        "nurse": "护士执业证书",
    },
    "certificate": {
        "valid": ("有效", "good"),
        "expiring": ("即将到期", "warn"),
        "lapsed": ("已过期", "bad"),
        "not_yet": ("尚未生效", "off"),
    },
    "assignment": {
        "proposed": ("待接单", "todo"),
        "active": ("服务中", "good"),
        "declined": ("已谢绝", "bad"),
        "expired": ("逾期未答复", "warn"),
        "transferred": ("已转出", "off"),
        "ended": ("已结束", "off"),
    },
    "staff_sex": {"M": "男", "F": "女"},
}
