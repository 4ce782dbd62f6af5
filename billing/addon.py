"""What the room brings to the house."""

from __future__ import annotations

from billing.asking.words import WORDS as ASKING_WORDS
from billing.board.rules import APPROVE, APPROVE_ORDER, CLOSE, DRAFT, PAY, SETTLE, SIGN, STATE, WHO
from billing.deposits.words import WORDS as DEPOSIT_WORDS
from billing.persons.words import WORDS as PERSON_WORDS
from billing.words import WORDS
from ltc.addon import Addon, Job, MenuEntry
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

_OFFICES = (OPERATOR, *BUREAU, AUDITOR)
_READERS = (PROVIDER_DESK, *_OFFICES)
_FUND = (*BUREAU, AUDITOR)

ADDON = Addon(
    name="billing",
    title="结算与基金",
    depends=("case", "assessments", "providers"),
    handlers=(
        ("visit.verified", "billing.settlement.services:note_late_visit"),
        ("assessment.delivered", "billing.fees.services:on_delivered"),
        ("visits.money_asked", "billing.lines.settled:tell_settled"),
    ),
    views=(
        "billing.views.months:MonthBoard",
        "billing.views.lines:SettlementLines",
        "billing.views.claims:ClaimDesk",
        "billing.views.claim_book:ClaimBook",
        "billing.views.claim_api:ClaimApi",
        "billing.views.statements:StatementDesk",
        "billing.views.payments:PaymentDesk",
        "billing.views.payees:PayeeDesk",
        "billing.views.family_care:FamilyCareDesk",
        "billing.views.family_care:MyFamilyCare",
        "billing.views.returns:ReturnDesk",
        "billing.views.returns:PayeeReturnDesk",
        "billing.views.fund:FundBoard",
        "billing.views.deposits:DepositDesk",
        "billing.views.forecast:FundForecast",
        "billing.views.forecast:FundReport",
        "billing.views.whatif:WhatIfDesk",
        "billing.views.trace:Trace",
        "billing.views.packs:Calculator",
        "billing.views.packs:PackBrowser",
        "billing.views.papers:BillingPapers",
    ),
    menu=(
        MenuEntry(
            "月结看板", "/desk/months/", "settlement.read", "结算", icon="calendar", order=50
        ),
        MenuEntry("结算明细", "/desk/lines/", "line.read", "结算", icon="list", order=51),
        MenuEntry("申报试算", "/desk/claims/", "claim.try", "结算", icon="eye", order=51),
        MenuEntry("申报", "/desk/claim-book/", "claim.read", "结算", icon="file", order=52),
        MenuEntry("对账单", "/desk/statements/", "statement.read", "结算", icon="file", order=52),
        MenuEntry("付款单", "/desk/payments/", "payment.read", "结算", icon="money", order=53),
        MenuEntry("收款账户", "/desk/payees/", "payee.read", "结算", icon="building", order=53),
        MenuEntry(
            "付给个人的待遇",
            "/desk/family-care/",
            "person_payee.read",
            "结算",
            icon="person",
            order=53,
        ),
        MenuEntry(
            "付给个人的待遇", "/my/family-care/", "person_payee.own", "我的", icon="money", order=30
        ),
        MenuEntry("基金账", "/desk/fund/", "fund.read", "结算", icon="chart", order=54),
        MenuEntry(
            "保证金和周转金", "/desk/deposits/", "deposit.read", "结算", icon="lock", order=54
        ),
        MenuEntry("追溯", "/desk/trace/", "trace.read", "结算", icon="route", order=55),
        MenuEntry("政策测算", "/desk/what-if/", "what_if.read", "结算", icon="scales", order=57),
        MenuEntry("政策试算", "/calculator/", "policy.ask", "结算", icon="scales", order=58),
        MenuEntry("政策包", "/packs/", "policy.ask", "结算", icon="book", order=59),
        MenuEntry("政策试算", "/calculator/", "policy.ask", "公众", icon="scales", order=58),
        MenuEntry("政策包", "/packs/", "policy.ask", "公众", icon="book", order=59),
    ),
    sections=("billing.sections:SECTION",),
    tiles=(
        ("settlement.read", "billing.tiles:months"),
        ("statement.sign", "billing.tiles:signatures"),
        ("statement.dispute", "billing.tiles:disputes"),
        ("claim.write", "billing.tiles:claims_to_write"),
        ("claim.review", "billing.tiles:claims_to_review"),
        ("claim.decide", "billing.tiles:claims_to_decide"),
        ("person_payee.return_confirm", "billing.tiles:returns_to_confirm"),
        ("fund.read", "billing.tiles:fund_warnings"),
    ),
    permissions={
        "settlement.read": _OFFICES,
        "settlement.run": WHO[SETTLE],
        "settlement.approve": WHO[APPROVE],
        "settlement.close": WHO[CLOSE],
        "claim.try": (PROVIDER_DESK,),
        "claim.read": _READERS,
        "claim.write": (PROVIDER_DESK,),
        "claim.review": (OPERATOR, OFFICER),
        "claim.decide": BUREAU,
        "line.read": _READERS,
        "trace.read": _OFFICES,
        "statement.read": _READERS,
        "statement.make": WHO[STATE],
        "statement.sign": WHO[SIGN],
        "statement.dispute": (PROVIDER_DESK, OPERATOR, *BUREAU),
        "statement.decide": (OPERATOR, *BUREAU),
        "payee.read": _FUND,
        "payee.propose": (OFFICER,),
        "payee.confirm": (LEAD,),
        "payee.drop": BUREAU,
        "payee.return": (OFFICER,),
        "payee.return_confirm": (LEAD,),
        "payee.return_drop": BUREAU,
        "person_payee.read": _OFFICES,
        "person_payee.register": (OPERATOR, *BUREAU),
        "person_payee.propose": (OPERATOR, OFFICER),
        "person_payee.confirm": (LEAD,),
        "person_payee.drop": (OPERATOR, *BUREAU),
        "person_payee.refund": (OFFICER,),
        "person_payee.return_confirm": (LEAD,),
        "person_payee.return_drop": BUREAU,
        "person_payee.own": (FAMILY,),
        "payment.read": _FUND,
        "payment.draft": WHO[DRAFT],
        "payment.approve": WHO[APPROVE_ORDER],
        "payment.file": BUREAU,
        "payment.pay": WHO[PAY],
        "payment.withdraw": BUREAU,
        "fund.read": _FUND,
        "fund.post": (OFFICER,),
        "fund.reverse": (LEAD,),
        "fund.close": (LEAD,),
        "fund.line": (LEAD,),
        "deposit.read": _FUND,
        "deposit.draft": (OFFICER,),
        "deposit.approve": (LEAD,),
        "deposit.bank": (OFFICER,),
        "what_if.read": _FUND,
        "what_if.ask": BUREAU,
        "policy.ask": (ANYONE,),
    },
    jobs=(
        Job(
            "books.check",
            "ltc.jobs.chores.nightly:check_books",
            "02:00",
            title="核查基金账",
            own_units=True,
        ),
        Job(
            "visits.snapshot",
            "billing.snapshots.jobs:keep_days",
            "04:30",
            title="封存日快照",
            own_units=True,
        ),
        Job(
            "month.remind",
            "ltc.jobs.chores.reminders:month_end",
            "08:00",
            title="提醒月度结算",
            monthly_day=8,
        ),
    ),
    words={**WORDS, **ASKING_WORDS, **DEPOSIT_WORDS, **PERSON_WORDS},
)
