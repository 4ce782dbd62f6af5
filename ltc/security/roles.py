"""The roles of the house: code → Chinese name, and which of them are staff."""

from __future__ import annotations

FAMILY = "family"
ASSESSOR = "assessor"
EXPERT = "assessment_expert"
ASSESSMENT_DESK = "assessment_desk"
CARER = "carer"
PROVIDER_DESK = "provider_desk"
OPERATOR = "operator"
OFFICER = "bureau_officer"
LEAD = "bureau_lead"
AUDITOR = "auditor"
SYSTEM_ADMIN = "system_admin"
SECURITY_ADMIN = "security_admin"
AUDIT_ADMIN = "audit_admin"

ROLES = {
    FAMILY: "参保人及家属",
    ASSESSOR: "评估员",
    EXPERT: "评估专家",
    ASSESSMENT_DESK: "评估机构",
    CARER: "护理员",
    PROVIDER_DESK: "护理机构",
    OPERATOR: "经办机构",
    OFFICER: "医保局经办岗",
    LEAD: "医保局复核岗",
    AUDITOR: "稽核人员",
    SYSTEM_ADMIN: "系统管理员",
    SECURITY_ADMIN: "安全管理员",
    AUDIT_ADMIN: "审计管理员",
}
ANYONE = "anyone"  # a page open to the public
SIGNED_IN = "signed_in"  # any account
BUREAU = (OFFICER, LEAD)
# Roles that hold no business data: accounts, rights and logs only.
ADMINISTRATORS = (SYSTEM_ADMIN, SECURITY_ADMIN, AUDIT_ADMIN)
FIELD_WORKERS = (ASSESSOR, EXPERT, CARER)  # see only what they work on themselves
STAFF = tuple(role for role in ROLES if role != FAMILY)
# Roles that one account may hold together; any other two keep each other in check.
TOGETHER = (
    frozenset({ASSESSOR, EXPERT, ASSESSMENT_DESK}),
    frozenset({CARER, PROVIDER_DESK}),
    frozenset({OFFICER, LEAD}),
)
